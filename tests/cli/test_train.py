"""``train`` and ``compare`` as a user calls them."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

VECTORS = 6


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three parts, and vectors of fi, et and multi beside it."""
    folder = tmp_path_factory.mktemp("made up")
    draw = np.random.default_rng(2)
    (folder / "parts").mkdir()
    for part, count in (("train", 80), ("dev", 20), ("test", 25)):
        sentences = [draw.integers(0, 24, draw.integers(1, 9)) for _ in range(count)]
        text = "\n".join(
            "".join(f"w{n}\t{('B-PER', 'O', 'B-LOC')[n % 3]}\n" for n in s) for s in sentences
        )
        (folder / "parts" / f"{part}.tsv").write_text(text)
    for name in ("fi", "et", "multi"):
        rows = [f"w{n} {' '.join(map(str, draw.normal(size=VECTORS).round(3)))}" for n in range(24)]
        (folder / f"{name}.txt").write_text("\n".join([f"24 {VECTORS}", *rows, ""]))
    return folder


def flags(corpus: Path, *more: object) -> list[str]:
    embeddings = ",".join(f"{n}=word2vec/{corpus / n}.txt" for n in ("fi", "et", "multi"))
    given = ["--target", "fi", "--corpus", corpus / "parts", "--embeddings", embeddings]
    usual = ["--languages", "et", "--device", "cpu", "--seeds", 2, "--epochs", 3]
    return [str(part) for part in (*given, *usual, *more)]


def test_the_table_says_what_was_trained_and_what_came_of_it(auxadvisor, corpus) -> None:
    ran = auxadvisor("train", *flags(corpus))
    assert ran.code == 0, ran.err
    for name in ("mono ", "multi ", "mono+multi", "mono+et", "mono+all", "meta"):
        assert f" {name}" in ran.out
    for said in ("Verdict", "auxiliary languages: et", "Attention", "target:fi|task:ner|"):
        assert said in ran.out
    assert "12/12 meta, seed 2: test" in ran.err
    again = auxadvisor("train", *flags(corpus))
    assert again.out == ran.out


def test_every_format_says_the_same(auxadvisor, corpus, tmp_path: Path) -> None:
    more = ("--settings", "mono,meta")
    record = json.loads(auxadvisor("train", *flags(corpus, *more, "--format", "json")).out)
    rows = list(
        csv.DictReader(
            io.StringIO(auxadvisor("train", *flags(corpus, *more, "--format", "csv")).out)
        )
    )
    assert [(r["setting"], r["seed"]) for r in rows] == [
        ("mono", "1"), ("mono", "2"), ("meta", "1"), ("meta", "2")
    ]  # fmt: skip
    by_setting = {row["setting"]: row for row in record["summary"]["rows"]}
    for name, row in by_setting.items():
        tests = [float(r["test"]) for r in rows if r["setting"] == name]
        assert row["mean"] == pytest.approx(np.mean(tests))
    assert record["settings"]["learning-rate"] == 0.1
    assert record["signature"].startswith("target:fi|task:ner|data:")
    output = tmp_path / "table.md"
    auxadvisor("train", *flags(corpus, *more, "--format", "md", "--output", output))
    assert output.read_text().startswith("## Taggers of Finnish (fi): span F1 on 25 test")
    assert record["verdict"] in output.read_text()


def test_meta_is_short_for_two_settings(auxadvisor, corpus) -> None:
    record = json.loads(
        auxadvisor("train", *flags(corpus, "--meta", "--seeds", 1, "--format", "json")).out
    )
    assert [row["setting"] for row in record["summary"]["rows"]] == ["mono", "meta"]


def test_parts_that_are_not_given_are_drawn_and_said(auxadvisor, corpus) -> None:
    train = corpus / "parts" / "train.tsv"
    ran = auxadvisor("train", *flags(corpus, "--train", train, "--settings", "mono", "--seeds", 1))
    assert "dev and test: no file was given" in ran.out and "|drawn:dev+test|" in ran.out
    assert "on 8 test sentences; trained on 64 sentences" in ran.out


def test_a_dry_run_trains_nothing(auxadvisor, corpus, tmp_path: Path) -> None:
    ran = auxadvisor("train", *flags(corpus, "--dry-run"))
    assert ran.code == 0 and "nothing was trained" in ran.out and not (tmp_path / "runs").exists()
    plan = " ".join(ran.out.split())
    assert "epochs each (runs end by themselves" not in plan and " epochs each" in plan
    record = json.loads(auxadvisor("train", *flags(corpus, "--dry-run", "--format", "json")).out)
    mono = record["estimates"][0]
    hidden, tags = 256, 3  # S-LOC, S-PER, O
    lstms = 2 * (4 * hidden * (VECTORS + hidden) + 8 * hidden)
    crf = tags * tags + 2 * tags
    assert mono["parameters"] == lstms + 2 * hidden * tags + tags + crf
    assert mono["setting"] == "mono" and mono["seconds"] > 0
    assert (
        "tokens_per_second"
        in auxadvisor("train", *flags(corpus, "--dry-run", "--format", "csv")).out
    )
    assert "| setting" in auxadvisor("train", *flags(corpus, "--dry-run", "--format", "md")).out


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--settings", "mono+sv"), 2, "--settings 'mono+sv': expected some of mono"),
        (("--languages", "fi"), 2, "--languages: Finnish (fi) is the target"),
        (("--embeddings", "glove"), 2, "--embeddings 'glove': expected pack,"),
        (("--embeddings", "pack,bpemb"), 2, "expected one kind for all"),
        (("--target", "yo", "--settings", "mono"), 2, "there are none of 'yo'"),
        (("--settings", ","), 2, "--settings: expected some of mono"),
        (("--settings", "mono", "--meta"), 2, "leave one of the two out"),
        (("--learning-rate", "nan"), 2, "--learning-rate nan: expected a number above 0"),
        (("--settings", "mono,mono+fin"), 2, "--settings mono+fin: Finnish (fi) is the target"),
        (("--learning-rate", 0), 2, "--learning-rate 0.0: expected a number above 0"),
        (("--device", "abacus"), 2, "--device 'abacus'"),
        (("--corpus", "nowhere.tsv"), 3, "nowhere.tsv"),
        (("--corpus", "same.tsv"), 3, "same.tsv: expected two tags to tell apart, found only 'O'"),
        (("--embeddings", "fi=word2vec/none.txt", "--settings", "mono"), 3, "none.txt"),
        (("--task", "ner", "--tag-column", 1), 2, "column"),
        (("--embeddings", "bpemb", "--offline", "--settings", "mono"), 4, "assets fetch bpemb/fi"),
        (("--output", "no/such/folder.json"), 2, "there is no folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(
    auxadvisor, corpus, monkeypatch, tmp_path, more, code, said
) -> None:
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "same.tsv").write_text("Turku\tO\n\n" * 30)
    ran = auxadvisor("train", *flags(corpus, *more))
    assert (ran.code, ran.out) == (code, "") and said in ran.err
    assert not list(tmp_path.rglob("metrics.json"))


def test_a_folder_of_other_runs_is_refused(auxadvisor, corpus) -> None:
    assert auxadvisor("train", *flags(corpus, "--settings", "mono", "--seeds", 1)).code == 0
    ran = auxadvisor("train", *flags(corpus, "--settings", "mono", "--batch-size", 8))
    assert ran.code == 2 and "holds runs of other data or settings" in ran.err
    ran = auxadvisor("train", *flags(corpus, "--settings", "mono", "--no-resume"))
    assert ran.code == 2 and "holds runs already" in ran.err


def test_the_nearer_of_meta_and_settings_is_heard(auxadvisor, corpus, tmp_path: Path) -> None:
    def trained(*more: str) -> list[str]:
        ran = auxadvisor("train", *flags(corpus, "--dry-run", "--format", "json", *more))
        return [one["setting"] for one in json.loads(ran.out)["estimates"]]

    (tmp_path / "auxadvisor.toml").write_text('[train]\nsettings = ["mono"]\n')
    assert trained() == ["mono"] and trained("--meta") == ["mono", "meta"]
    (tmp_path / "auxadvisor.toml").write_text("[train]\nmeta = true\n")
    assert trained() == ["mono", "meta"] and trained("--settings", "multi") == ["multi"]


def test_the_next_command_takes_what_dev_chooses(auxadvisor, corpus, tmp_path: Path) -> None:
    ran = auxadvisor("train", *flags(corpus, "--format", "json"))
    rows = json.loads(ran.out)["summary"]["rows"]
    best = max(rows, key=lambda row: row["dev"])["setting"]
    assert f"auxadvisor tag runs/{best}/seed-1 --text" in auxadvisor("train", *flags(corpus)).out
    folder = f"{'a long name of a folder ' * 9}with runs"
    (tmp_path / "runs").rename(tmp_path / folder)
    ran = auxadvisor("train", *flags(corpus, "--runs", folder))
    assert f"  auxadvisor tag '{folder}/{best}/seed-1' --text new.txt\n" in ran.out


def test_a_handful_of_test_sentences_shows_nothing(auxadvisor, corpus, tmp_path: Path) -> None:
    (tmp_path / "few.tsv").write_text("w0\tB-PER\nw1\tO\n\n" * 19)
    few = ("--test", tmp_path / "few.tsv", "--settings", "mono,multi,mono+et", "--seeds", 1)
    ran = auxadvisor("train", *flags(corpus, *few, "--epochs", 8))
    assert "Nothing can be shown on 19 test sentences" in ran.out


def test_runs_of_embeddings_that_changed_are_refused(auxadvisor, corpus, tmp_path: Path) -> None:
    """Also where the change is in words far behind those that a corpus begins with."""
    here = Path(shutil.copytree(corpus, tmp_path / "here"))
    few = flags(here, "--settings", "mono", "--seeds", 1)
    assert auxadvisor("train", *few).code == 0
    words = [row.split("\t")[0] for row in (here / "parts" / "train.tsv").read_text().split("\n")]
    last = list(dict.fromkeys(word for word in words if word))[-1]
    vectors = here / "fi.txt"
    vectors.write_text(re.sub(rf"(\n{last}) \S+", r"\1 9", vectors.read_text()))
    ran = auxadvisor("train", *few)
    assert ran.code == 2 and "one of these data, embeddings and settings" in ran.err


def test_runs_are_compared(auxadvisor, corpus) -> None:
    auxadvisor("train", *flags(corpus, "--settings", "mono,mono+et,meta"))
    few = ("--permutations", 999, "--resamples", 200)
    ran = auxadvisor("compare", "runs/mono", "runs/mono+et", "runs/meta", *few, "--format", "json")
    record = json.loads(ran.out)
    assert [side["path"] for side in record["sides"]] == ["runs/mono", "runs/mono+et", "runs/meta"]
    trained = json.loads(
        auxadvisor(
            "train", *flags(corpus, "--settings", "mono,mono+et,meta", "--format", "json")
        ).out
    )
    for side, row in zip(record["sides"], trained["summary"]["rows"], strict=True):
        assert side["mean"] == pytest.approx(row["mean"]) and side["runs"] == 2
    gap = record["sides"][2]["difference"]
    assert gap["mean"] == pytest.approx(record["sides"][2]["mean"] - record["sides"][0]["mean"])
    assert gap["p"] <= record["sides"][2]["p"] <= 1
    table = auxadvisor("compare", "runs/mono", "runs/meta", *few).out
    assert "span F1 on 25 sentences" in table and "In words" in table
    single = auxadvisor("compare", "runs/mono/seed-1", "runs/meta/seed-2", *few)
    assert "a single run says nothing of other seeds" in single.out and "single" not in table
    single = auxadvisor("compare", "runs/mono/seed-1", "runs/meta/seed-2", *few, "--format", "csv")
    assert len(single.out.splitlines()) == 3
    files = [f"runs/{name}/seed-1/test.conll" for name in ("mono", "meta")]
    assert auxadvisor("compare", *files, "--task", "ner", *few).code == 0
    assert "| --- |" in auxadvisor("compare", "runs/mono", "runs/meta", *few, "--format", "md").out


def test_unequal_numbers_of_runs_are_said(auxadvisor, corpus) -> None:
    auxadvisor("train", *flags(corpus, "--settings", "mono"))
    auxadvisor("train", *flags(corpus, "--settings", "meta", "--seeds", 1))
    ran = auxadvisor("compare", "runs/mono", "runs/meta", "--permutations", 999)
    assert "unequal numbers of runs: p is of 1 pairs" in ran.out


def test_a_run_does_not_differ_from_itself(auxadvisor, corpus) -> None:
    auxadvisor("train", *flags(corpus, "--settings", "mono"))
    ran = auxadvisor("compare", "runs/mono", "runs/mono", "--permutations", 999)
    assert "No difference is shown between runs/mono and runs/mono." in ran.out
    assert "+0.00" in ran.out and "1.000" in ran.out


def test_what_cannot_be_compared_is_said(auxadvisor, corpus, tmp_path: Path) -> None:
    auxadvisor("train", *flags(corpus, "--settings", "mono", "--seeds", 1))
    (tmp_path / "p.conll").write_text("a\tO\tO\n\n")
    for arguments, code, said in (
        (("runs/mono", "nowhere"), 2, "nowhere: expected a setting's folder, a run's, or a file"),
        (("runs", "runs"), 2, "found no finished run"),
        (("runs/mono", "p.conll"), 2, "say with --task whether"),
        (("runs/mono", "p.conll", "--task", "pos"), 2, "p.conll is of pos, runs/mono of ner"),
        (("runs/mono", "p.conll", "--task", "ner"), 2, "not predictions of the same sentences"),
        (("runs/mono", "runs/mono", "--part", "train"), 2, "--part 'train': expected one of dev"),
    ):
        ran = auxadvisor("compare", *arguments)
        assert (ran.code, ran.out) == (code, "") and said in ran.err


OFTEN_KEPT = (
    "from auxadvisor.tagger import training; training.KEPT_EVERY = 0.2; "
    "from auxadvisor.cli import main; main()"
)
"""The command with checkpoints so close that a kill finds some, and epochs that none has."""


def started(corpus: Path, folder: Path, runs: str, *more: object) -> subprocess.Popen[str]:
    """``train`` in a process of its own."""
    arguments = flags(corpus, *more, "--settings", "mono,meta", "--epochs", 12, "--runs", runs)
    return subprocess.Popen(
        [sys.executable, "-c", OFTEN_KEPT, "train", *arguments, "--format", "json"],
        cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def results(text: str) -> list[dict[str, object]]:
    """The runs of a record without what no two runs have in common."""
    return [
        {key: value for key, value in run.items() if key not in ("seconds", "tokens_per_second")}
        for run in json.loads(text)["runs"]
    ]


def test_two_processes_share_a_folder(corpus, tmp_path: Path) -> None:
    both = [started(corpus, tmp_path, "shared") for _ in range(2)]
    ends = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    alone, _ = started(corpus, tmp_path, "alone").communicate()
    assert results(ends[0][0]) == results(ends[1][0]) == results(alone)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_at_ten_random_moments_it_ends_as_an_unbroken_run(corpus, tmp_path: Path) -> None:
    unbroken = started(corpus, tmp_path, "unbroken")
    began = time.monotonic()
    whole, told = unbroken.communicate()
    took = time.monotonic() - began
    assert unbroken.returncode == 0, told
    draw, killed = random.Random(1), 0
    for _ in range(10):
        broken = started(corpus, tmp_path, "broken")
        time.sleep(draw.uniform(0.2, 1.0) * took)
        broken.send_signal(signal.SIGKILL)
        killed += broken.wait() == -signal.SIGKILL
        broken.communicate()
    last = started(corpus, tmp_path, "broken")
    end, told = last.communicate()
    assert last.returncode == 0, told
    assert killed > 0

    assert results(end) == results(whole)
    for weights in sorted((tmp_path / "unbroken").rglob("model.safetensors")):
        same = load_file(tmp_path / "broken" / weights.relative_to(tmp_path / "unbroken"))
        assert all(np.array_equal(w, same[name]) for name, w in load_file(weights).items())
    left = [p for p in (tmp_path / "broken").rglob("*") if p.name == "checkpoint.pt"]
    assert left == []
