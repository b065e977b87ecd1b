"""``report`` as a user calls it, on results that the other commands have just written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="the plot extra is not installed")
SAMPLES = Path(__file__).parents[2] / "data" / "samples"
WORDS = [f"sana{number}" for number in range(24)]


@pytest.fixture
def ranked(auxadvisor, tmp_path: Path) -> Path:
    """``rank.json`` in the current folder."""
    ran = auxadvisor(
        "rank", "--target", "fi", "--candidates", "et,sv,de", "--corpus", SAMPLES / "fi.conll",
        "--resamples", 50, "--format", "json", "--output", "rank.json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return tmp_path / "rank.json"


@pytest.fixture
def trained(auxadvisor, tmp_path: Path) -> Path:
    """A folder of runs of five settings with two seeds, and ``train.json``."""
    draw = np.random.default_rng(4)
    (tmp_path / "corpus").mkdir()
    for part, count in (("train", 60), ("dev", 16), ("test", 24)):
        sentences = [draw.integers(0, 24, draw.integers(3, 9)) for _ in range(count)]
        text = "\n".join(
            "".join(f"{WORDS[n]}\t{('B-PER', 'O', 'B-LOC')[n % 3]}\n" for n in s) for s in sentences
        )
        (tmp_path / "corpus" / f"{part}.tsv").write_text(text)
    for name in ("fi", "et", "sv", "de", "multi"):
        rows = [f"{w} {' '.join(map(str, draw.normal(size=6).round(3)))}" for w in WORDS]
        (tmp_path / f"{name}.txt").write_text("\n".join(["24 6", *rows, ""]))
    given = ",".join(f"{name}=word2vec/{name}.txt" for name in ("fi", "et", "sv", "de", "multi"))
    ran = auxadvisor(
        "train", "--target", "fi", "--corpus", "corpus", "--embeddings", given, "--languages",
        "et,sv,de", "--settings", "mono,mono+X,meta", "--seeds", 2, "--epochs", 3, "--device",
        "cpu", "--format", "json", "--output", "train.json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return tmp_path / "runs"


def test_everything_in_the_current_folder(auxadvisor, ranked, trained, tmp_path) -> None:
    (tmp_path / "package.json").write_text("{}")
    said = auxadvisor("compare", "runs/mono", "runs/meta", "--permutations", 100, "--resamples",
                      100, "--format", "json", "--output", "compare.json")  # fmt: skip
    assert said.code == 0, said.err
    ran = auxadvisor("report")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "report.html: made of compare.json, rank.json, train.json, runs/\n"
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.findall(r'<section id="(\w+)"', page) == [
        "summary", "ranking", "languages", "training", "comparisons", "curves", "attention",
        "paper", "made",
    ]  # fmt: skip
    assert "<h1>Auxiliary languages for Finnish (fi)</h1>" in page
    record = json.loads((tmp_path / "train.json").read_text())
    assert record["verdict"].split(":")[0] in page and record["signature"] in unescape(page)
    assert "package.json: JSON of something else" in page
    assert "this project" in page, "the ranking's Spearman with the trained mono+X"
    assert len(re.findall(r">Sentence \d+ of the test part<", page)) == 3
    assert '<bdi lang="fi">sana' in page


def test_the_runs_alone_say_what_train_said(auxadvisor, trained, tmp_path) -> None:
    assert auxadvisor("report", "runs", "--examples", 0, "--output", "runs.html").code == 0
    page = (tmp_path / "runs.html").read_text(encoding="utf-8")
    (tmp_path / "train.json").rename(tmp_path / "runs.json")
    assert auxadvisor("report", "runs.json", "--output", "record.html").code == 0
    other = (tmp_path / "record.html").read_text(encoding="utf-8")
    tables = [
        re.findall(r'<table class="plain sort.*?</table>', one, re.S)[0] for one in (page, other)
    ]
    rows = [set(re.findall(r"<tr.*?</tr>", table, re.S)) for table in tables]
    assert rows[0] == rows[1], "settings may stand in another order"
    assert "Sentence " not in page and 'lang="fi"' not in page


def test_a_recommendation_is_read_as_it_is_written(auxadvisor, tmp_path) -> None:
    ran = auxadvisor(
        "recommend", "--target", "fi", "--candidates", "et,sv,de", "--corpus",
        SAMPLES / "fi.conll", "--resamples", 20, "--offline", "--format", "json", "--output",
        "recommend.json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert auxadvisor("report").code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    record = json.loads((tmp_path / "recommend.json").read_text())
    for step in record["advice"]["steps"]:
        assert f'<p class="question">{step["question"]}</p>' in page
    assert record["advice"]["choice"] in page and 'id="ranking"' in page


def test_a_broken_tagger_costs_only_the_examples(auxadvisor, trained, tmp_path) -> None:
    for seed in (1, 2):
        (trained / "meta" / f"seed-{seed}" / "tagger.json").write_text("{}")
    assert auxadvisor("report").code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "No example sentences: runs/meta/seed-" in page and "weigh most" in page


def test_a_ranking_is_shown_without_torch(ranked, tmp_path) -> None:
    code = (
        "import sys; from auxadvisor.cli import app; from auxadvisor.cli.errors import run\n"
        "code = run(app, ['report', 'rank.json'])\n"
        "sys.exit(code or 50 * ('torch' in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert ran.returncode == 0 and (tmp_path / "report.html").is_file()


@pytest.mark.parametrize("missing", ["jinja2", "matplotlib"])
def test_a_missing_extra_says_what_to_install(auxadvisor, ranked, monkeypatch, missing) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    ran = auxadvisor("report")
    assert ran.code == 2
    assert f"the report needs {missing}, which is not installed" in ran.err
    assert "pip install 'auxadvisor[plot]'" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "no results of auxadvisor in this folder; make some first"),
        (("none.json",), 2, "none.json: expected a result or a folder of runs"),
        (("other.json",), 3, "other.json: expected a result of auxadvisor in JSON"),
        (("damaged.json",), 3, "damaged.json: expected an object under 'target'"),
        (("--output", "no/such.html"), 2, "there is no folder"),
        (("--output", "folder"), 2, "expected a file name, found a folder"),
        (("--examples", "-1"), 2, "--examples"),
    ],
)
def test_what_cannot_be_is_said(auxadvisor, tmp_path, arguments, code, said) -> None:
    (tmp_path / "folder").mkdir()
    if arguments and arguments[0].endswith(".json"):
        (tmp_path / "other.json").write_text("{}")
        damaged = {"schema_version": 1, "command": "rank", "auxadvisor": "0"}
        (tmp_path / "damaged.json").write_text(json.dumps(damaged))
    ran = auxadvisor("report", *arguments)
    assert (ran.code, ran.out) == (code, "") and said in ran.err
    assert not list(tmp_path.rglob("*.html"))
