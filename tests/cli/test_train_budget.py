"""``train --budget`` as a user calls it."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_languages import CANDIDATES, embeddings, write_material

from auxadvisor.budget import plan


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_material(tmp_path_factory.mktemp("made up"))


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short runs of one epoch, then two."""
    monkeypatch.setattr(plan, "FEWEST_EPOCHS", 1)
    monkeypatch.setattr(plan, "MOST_EPOCHS", 1)


def flags(material: Path, *more: object) -> list[str]:
    given = ["--target", "fi", "--corpus", material / "corpus", "--device", "cpu"]
    given += ["--embeddings", ",".join(embeddings(material)), "--languages", ",".join(CANDIDATES)]
    usual = ["--budget", 1000, "--seeds", 2, "--epochs", 3, "--batch-size", 16]
    return [str(part) for part in (*given, *usual, *more)]


def test_the_table_ends_with_who_was_pruned(auxadvisor, material, tmp_path: Path) -> None:
    ran = auxadvisor("train", *flags(material))
    assert ran.code == 0, ran.err
    state = json.loads((tmp_path / "runs" / "budget.json").read_text())
    finalists = state["climbed"][-1]["kept"]
    for name in ("mono ", "mono+multi", "meta", *(f"mono+{tag}" for tag in finalists)):
        assert f" {name}" in ran.out
    assert "1000 minutes, " in ran.out and ": 2 whole seeds of each setting" in ran.out
    assert f"finalists, by the dev score of short runs: {', '.join(finalists)}" in ran.out
    below = ran.out.partition("Pruned")[2]
    for one in state["pruned"]:
        assert f" {one['language']} " in below
        assert f"{one['kept']} {one['kept_figure']:.{2 if one['rung'] else 4}f}" in below
    assert "more than was given" not in ran.out
    for said in ("shortlist: et, sv, ", "short runs 1: ", "pruned: ", "5/5 meta, seed 1: test"):
        assert said in ran.err

    # again it is the same, in every format, and nothing is trained
    again = auxadvisor("train", *flags(material))
    assert again.out == ran.out and "pruned" not in again.err
    record = json.loads(auxadvisor("train", *flags(material, "--format", "json")).out)
    assert record["budget"]["pruned"] == state["pruned"]
    assert record["budget"]["finalists"] == finalists and record["budget"]["seeds"] == [1, 2]
    assert record["languages"] == finalists
    assert record["budget"]["shortlist"] == state["shortlist"]
    assert record["settings"]["settings"].startswith("mono,mono+multi,mono+et")
    about = json.loads((tmp_path / "runs" / "experiment.json").read_text())
    assert about["signature"] == record["signature"]
    text = auxadvisor("train", *flags(material, "--format", "csv")).out
    assert len(list(csv.DictReader(io.StringIO(text)))) == 10
    text = auxadvisor("train", *flags(material, "--format", "md")).out
    assert "### Pruned\n\n| language | after |" in text and "### Budget\n" in text

    # the report shows it, from the folder and from the record
    for path, name in ((tmp_path / "runs", "a.html"), (tmp_path / "train.json", "b.html")):
        (tmp_path / "train.json").write_text(json.dumps(record))
        shown = auxadvisor("report", path, "--output", name)
        assert shown.code == 0, shown.err
        page = (tmp_path / name).read_text()
        assert "Languages left behind" in page and "short runs 1, 1 epochs" in page


def test_a_dry_run_plans_and_trains_nothing(auxadvisor, material, tmp_path: Path) -> None:
    ran = auxadvisor("train", *flags(material, "--dry-run"))
    assert ran.code == 0, ran.err
    assert "1000 minutes, nothing trained" in ran.out and not (tmp_path / "runs").exists()
    for said in (
        "mono+X of 3, 2 go on",
        "seeds that fit: 2 of 2",
        "shortlist, in turns by a probe",
    ):
        assert said in ran.out
    record = json.loads(auxadvisor("train", *flags(material, "--dry-run", "--format", "json")).out)
    assert record["seeds"] == 2 and len(record["budget"]["pruned"]) == 3
    rungs = record["budget"]["plan"]["rungs"]
    assert rungs == [{"epochs": 1, "enter": 3, "keep": 2}]
    text = auxadvisor("train", *flags(material, "--dry-run", "--format", "csv")).out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["step"] for row in rows] == ["shortlist", "short runs 1", "seed 1", "seed 2"]
    assert rows[2]["what"] == "mono, mono+multi, meta, mono+X of 2"
    text = auxadvisor("train", *flags(material, "--dry-run", "--format", "md")).out
    assert text.startswith("| step | what |")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--settings", "mono"), "--budget chooses the settings itself: leave out --settings"),
        (("--meta",), "leave out --meta"),
        (("--budget", 0), "--budget 0: expected minutes, more than 0"),
        (("--budget", "nan"), "--budget nan: expected minutes"),
        (("--budget", "0.0001"), " minutes or more, by a trial on this machine: "),
        (("--budget", "0.0001", "--dry-run"), "give more, or train on less with --sentences"),
    ],
)
def test_what_cannot_be_is_said(auxadvisor, material, tmp_path, more, said) -> None:
    ran = auxadvisor("train", *flags(material, *more))
    assert (ran.code, ran.out) == (2, "") and said in ran.err
    assert not list(tmp_path.rglob("metrics.json")) and not list(tmp_path.rglob("history.json"))


def test_a_budget_that_was_too_small_is_in_nobodys_way(auxadvisor, material) -> None:
    assert auxadvisor("train", *flags(material, "--budget", 0.0001)).code == 2
    ran = auxadvisor("train", *flags(material, "--sentences", 60, "--seeds", 1))
    assert ran.code == 0, ran.err
    assert "give a larger --budget" in ran.out


def test_settings_of_the_project_file_are_no_silent_loss(auxadvisor, material, tmp_path) -> None:
    (tmp_path / "auxadvisor.toml").write_text('[train]\nsettings = ["mono"]\n')
    ran = auxadvisor("train", *flags(material))
    assert ran.code == 2 and "leave out --settings (also in auxadvisor.toml)" in ran.err
    (tmp_path / "auxadvisor.toml").write_text("[train]\nmeta = false\n")
    assert auxadvisor("train", *flags(material, "--dry-run")).code == 0, "which asks for nothing"


def test_candidates_are_the_first_ten_of_the_ranking(auxadvisor, samples, tmp_path) -> None:
    lines = (samples / "fi.conll").read_text().split("\n\n")[:40]
    (tmp_path / "train.conll").write_text("\n\n".join(lines) + "\n\n")
    usual = ("--target", "fi", "--corpus", "train.conll", "--budget", 1000, "--dry-run")
    ran = auxadvisor("train", *usual, "--epochs", 2, "--format", "json")
    assert ran.code == 0, ran.err
    budget = json.loads(ran.out)["budget"]
    assert len(budget["losses"]) == 10 and len(budget["shortlist"]) == 5


OFTEN_KEPT = """
from auxadvisor.tagger import training; training.KEPT_EVERY = 0.2
from auxadvisor.budget import plan, running; running.KEPT_EVERY = 0.1
plan.FEWEST_EPOCHS = plan.MOST_EPOCHS = 2
from auxadvisor.cli import main; main()
"""
"""The command with short runs, and checkpoints so close that a kill finds some."""


def started(material: Path, folder: Path, runs: str) -> subprocess.Popen[str]:
    """``train --budget`` in a process of its own."""
    arguments = flags(material, "--epochs", 6, "--runs", runs, "--format", "json")
    return subprocess.Popen(
        [sys.executable, "-c", OFTEN_KEPT, "train", *arguments],
        cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def decisions(text: str) -> tuple[object, ...]:
    """Results and decisions, without their times."""
    record = json.loads(text)
    budget = record["budget"]
    timed = ("seconds", "tokens_per_second", "minutes")
    listed = [
        [{key: value for key, value in one.items() if key not in timed} for one in rows]
        for rows in (record["runs"], budget["pruned"])
    ]
    for one in budget["climbed"]:
        del one["seconds"]
    return *listed, *(budget[name] for name in ("losses", "shortlist", "climbed", "seeds"))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_at_random_moments_it_decides_and_ends_as_unbroken(material, tmp_path: Path) -> None:
    began = time.monotonic()
    unbroken = started(material, tmp_path, "unbroken")
    whole, told = unbroken.communicate()
    took = time.monotonic() - began
    assert unbroken.returncode == 0, told
    draw, killed = random.Random(2), 0
    for _ in range(4):
        broken = started(material, tmp_path, "broken")
        time.sleep(draw.uniform(0.2, 0.8) * took)
        broken.send_signal(signal.SIGKILL)
        if broken.wait() == -signal.SIGKILL:
            killed += 1
        else:  # the machine has become quicker
            took /= 2
        broken.communicate()
    last = started(material, tmp_path, "broken")
    end, told = last.communicate()
    assert last.returncode == 0, told
    assert killed > 0
    assert decisions(end) == decisions(whole)
    assert not list((tmp_path / "broken").rglob("checkpoint.pt"))
