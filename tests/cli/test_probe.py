"""``probe`` as a user calls it: screen, formats, what it never opens, what it refuses."""

from __future__ import annotations

import csv
import io
import json
import shlex
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.probe import short_runs

WORDS = 150


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose test part is no corpus at all; Estonian's vectors know the tags."""
    folder = tmp_path_factory.mktemp("made up")
    draw = np.random.default_rng(2)
    (folder / "parts").mkdir()
    for part, count in (("train", 70), ("dev", 10)):
        sentences = [draw.integers(0, WORDS, draw.integers(1, 7)) for _ in range(count)]
        text = "\n".join(
            "".join(f"w{n}\t{('NOUN', 'VERB', 'ADJ')[n % 3]}\n" for n in s) for s in sentences
        )
        (folder / "parts" / f"{part}.tsv").write_text(text)
    (folder / "parts" / "test.tsv").write_bytes(b"\xff\xfe not to be opened")
    known = np.eye(3)[np.arange(WORDS) % 3] @ draw.normal(size=(3, 6))
    for name in ("fi", "et", "sv", "multi"):
        vectors = draw.normal(size=(WORDS, 6)) + 2 * known * (name == "et")
        rows = [f"w{n} {' '.join(map(str, row.round(3)))}" for n, row in enumerate(vectors)]
        (folder / f"{name}.txt").write_text("\n".join([f"{WORDS} 6", *rows, ""]))
    return folder


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What many steps find is tested in ``tests/probe``."""
    monkeypatch.setattr(short_runs, "STEPS", 12)


def flags(corpus: Path, *more: object) -> list[str]:
    named = ",".join(f"{n}=word2vec/{corpus / n}.txt" for n in ("fi", "et", "sv", "multi"))
    given = ["--target", "fi", "--corpus", corpus / "parts", "--embeddings", named]
    fast = ["--languages", "sv,et", "--resamples", 200, "--jobs", 1]
    return [str(part) for part in (*given, *fast, *more)]


def test_the_screen_says_who_leads_how_sure_and_what_to_run(auxadvisor, corpus) -> None:
    ran = auxadvisor("probe", *flags(corpus))
    assert ran.code == 0, ran.err
    for said in ("mono+et", "control", "Verdict", "How sure", "Run next", "80 sentences"):
        assert said in ran.out
    assert "auxadvisor train --target fi" in ran.out
    assert "Where taggers were trained" in ran.out and "points" in ran.out
    assert "|target:fi|task:pos|" in ran.out


def test_the_next_command_reads_what_was_read(auxadvisor, corpus, tmp_path: Path) -> None:
    """The folder, so that its test part is found, and whatever says how."""
    ran = auxadvisor("probe", *flags(corpus, "--task", "pos", "--tag-column", 2, "--offline"))
    command = shlex.split(ran.out.split("Run next\n")[1].strip().split("\n\n")[0])
    assert command[:2] == ["auxadvisor", "train"] and "--offline" in command
    said = dict(pairwise(command))
    assert said["--corpus"] == str(corpus / "parts") and "--dev" not in said
    assert (said["--task"], said["--tag-column"], said["--batch-size"]) == ("pos", "2", "16")


@pytest.mark.parametrize("tag", ["fi", "sv"])
def test_embeddings_without_a_word_of_the_corpus_are_refused(
    auxadvisor, corpus, tmp_path: Path, tag: str
) -> None:
    (tmp_path / "oov.txt").write_text("2 6\nqqq 1 2 3 4 5 6\nzzz 2 1 0 1 1 1\n")
    usual = flags(corpus)
    place = usual.index("--embeddings") + 1
    usual[place] = usual[place].replace(str(corpus / f"{tag}.txt"), "oov.txt")
    ran = auxadvisor("probe", *usual)
    assert ran.code == 2, ran.err
    assert "embeddings word2vec/oov.txt: none of the corpus' " in ran.err


def test_every_format_says_the_same(auxadvisor, corpus, tmp_path: Path) -> None:
    path = tmp_path / "probe.json"
    ran = auxadvisor("probe", *flags(corpus, "--format", "json", "--output", path))
    assert ran.code == 0, ran.err
    record = json.loads(path.read_text())
    assert record["command"] == "probe" and record["sentences"] == 80
    rows = {row["name"]: row for row in record["standings"]["rows"]}
    assert rows["mono+et"]["ridge"] < rows["mono"]["ridge"]
    assert set(record["inputs"]) == {"train", "dev"}
    shares = record["standings"]["p_none"] + sum(row["p_best"] for row in rows.values())
    assert shares == pytest.approx(1)
    found = auxadvisor("probe", *flags(corpus, "--format", "csv"))
    table = {row["setting"]: row for row in csv.DictReader(io.StringIO(found.out))}
    assert {name: float(row["loss"]) for name, row in table.items()} == {
        name: row["loss"] for name, row in rows.items()
    }
    markdown = auxadvisor("probe", *flags(corpus, "--format", "md")).out
    assert f"| mono+et | {rows['mono+et']['loss']:.4f} |" in markdown


def test_fewer_sentences_are_drawn(auxadvisor, corpus) -> None:
    ran = auxadvisor("probe", *flags(corpus, "--sentences", 30, "--format", "json"))
    assert json.loads(ran.out)["sentences"] == 30


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        (["--languages", "fi"], 2, "is the target"),
        (["--languages", "dyu"], 2, "there are none of 'dyu'"),
        (["--sentences", "5"], 2, "--sentences"),
        (["--corpus", "nowhere.conll"], 3, "nowhere.conll"),
        (["--task", "ner"], 3, "NOUN"),
    ],
)
def test_what_cannot_be_probed(auxadvisor, corpus, changed, code, said) -> None:
    ran = auxadvisor("probe", *flags(corpus), *changed)
    assert (ran.code, said in ran.err) == (code, True), ran.err
