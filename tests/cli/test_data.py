"""``data check`` as a user calls it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = "Ada\tB-PER\nkoodaa\tO\n\nTurku\tB-LOC\n\n"
BAD = "Ada\tB-PER\nkoodaa\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with three parts: dev shares a sentence with train, a word of test is odd."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    words = ("yksi", "kaksi", "kolme", "neljä", "viisi", "kuusi")
    rows = [[f"{word}{n}\t{'B-PER' if n % 2 else 'O'}" for word in words] for n in range(120)]
    other = [f"{word}x\tB-LOC" for word in words]
    parts = {
        "train": [*rows, other],
        "dev": [rows[3], other],
        "test": [[*other[:5], "v\u200bi\tO"]],
    }
    parts["dev"] += [[f"{word}{n}y\tO" for word in words] for n in range(9)]
    for name, sentences in parts.items():
        text = "\n\n".join("\n".join(one) for one in sentences) + "\n"
        (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
    return folder


def test_the_screen_says_what_where_and_what_next(auxadvisor, corpus) -> None:
    ran = auxadvisor("data", "check", "--corpus", "corpus")
    assert (ran.code, ran.err) == (0, ""), "warnings are no failure"
    assert ran.out.startswith("Data: spans as IOB2  ")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["sentences", "121", "11", "1"] in rows and ["types", "726", "66", "6"] in rows
    assert "sentences that train has too             18.2%" in ran.out
    assert ["PER", "360", "98.4", "6", "50.0", "0", "0.0"] in rows
    assert "corpus/test.tsv:6  1 token with characters that cannot be seen: 'v\\u200bi'" in ran.out
    assert "→ take them out: with one in it" in ran.out
    assert (
        "corpus/dev.tsv:1  2 sentences (18.2% of those of 5 tokens or more) in training" in ran.out
    )
    assert "Errors" not in ran.out
    next_ones = ran.out.split("Next\n")[1].split("\n")
    assert next_ones[0].endswith("--corpus corpus")
    assert next_ones[1].startswith("  auxadvisor train --target ")
    assert next_ones[1].endswith("--corpus corpus --dry-run")


def test_the_next_commands_read_the_data_likewise(auxadvisor, samples, tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_bytes((samples / "fi.conll").read_bytes())
    read = ("--corpus-format", "conll2003", "--tag-column", 2, "--task", "pos")
    ran = auxadvisor("data", "check", "--corpus", "train.txt", *read, "--dev", "train.txt")
    for command in ran.out.split("Next\n")[1].strip().split("\n"):
        flags = "--task pos --corpus-format conll2003 --tag-column 2"
        assert flags in command and "--dev train.txt" in command and "--encoding" not in command


def test_nothing_wrong_with_a_text(auxadvisor, tmp_path: Path) -> None:
    lines = ["Järvi jäätyy talvella.", "Lapset leikkivät pihalla.", "Juna lähtee asemalta."]
    lines += [f"Isoäiti leipoi {n} pullaa ja keitti kahvia." for n in range(12)]
    (tmp_path / "wiki.txt").write_text("\n".join(lines), encoding="utf-8")
    ran = auxadvisor("data", "check", "--text", "wiki.txt", "--target", "fi")
    assert ran.code == 0 and "nothing is wrong" in ran.out and "Finnish (fi)" in ran.out
    assert "  auxadvisor recommend --target fi --text wiki.txt\n" in ran.out


def test_errors_exit_3_and_do_not_stop_the_other_checks(auxadvisor, corpus) -> None:
    (corpus / "train.tsv").write_text(BAD)
    (corpus / "dev.tsv").write_bytes(b"\xff")
    ran = auxadvisor("data", "check", "--corpus", "corpus", "--text", "none.txt")
    assert ran.code == 3 and ran.err == "error: the check found 3 errors\n"
    errors = ran.out.split("Errors")[1].split("Warnings")[0]
    assert "corpus/train.tsv:2  expected 2 columns (token tag) as in line 1" in errors
    assert "corpus/dev.tsv:1  expected UTF-8 text" in errors and "--encoding latin-1" in errors
    assert "none.txt  expected a readable file, found no file of that name" in errors
    assert "characters that cannot be seen" in ran.out
    assert ran.out.endswith("  auxadvisor data check --corpus corpus --text none.txt\n\n")
    one = auxadvisor("data", "check", "--text", "none.txt")
    assert one.code == 3 and one.err == "error: the check found 1 error\n"


def test_json_has_everything(auxadvisor, corpus) -> None:
    ran = auxadvisor("data", "check", "--corpus", "corpus", "--target", "fi", "--format", "json")
    record = json.loads(ran.out)
    assert (record["schema_version"], record["command"]) == (1, "data check")
    assert record["settings"]["corpus"] == "corpus" and record["settings"]["task"] == "auto"
    assert [(one["part"], one["sha256"], one["size"]) for one in record["inputs"]] == [
        (name, hashlib.sha256(content).hexdigest(), len(content))
        for name in ("train", "dev", "test")
        for content in [(corpus / f"{name}.tsv").read_bytes()]
    ]
    assert record["target"]["tag"] == "fi" and record["scheme"] == "IOB2"
    assert record["parts"][1]["in_training"] == pytest.approx(2 / 11)
    odd = next(one for one in record["findings"] if one["check"] == "invisible-characters")
    assert (odd["severity"], odd["part"], odd["lines"]) == ("warning", "test", [6])
    assert record["counts"]["warning"] == sum(
        one["severity"] == "warning" for one in record["findings"]
    )


def test_csv_is_a_finding_a_line(auxadvisor, corpus) -> None:
    out = auxadvisor("data", "check", "--corpus", "corpus", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["check"]: row["line"] for row in rows}["invisible-characters"] == "6"


def test_markdown_to_a_file(auxadvisor, corpus, tmp_path: Path) -> None:
    ran = auxadvisor(
        "data", "check", "--corpus", "corpus", "--format", "md", "--output", "check.md"
    )
    assert (ran.code, ran.out) == (0, "")
    written = (tmp_path / "check.md").read_text(encoding="utf-8")
    assert "| sentences | 121 | 11 | 1 |" in written and "### Warnings" in written
    assert "- `corpus/test.tsv:6`: 1 token" in written


def test_the_project_file_names_the_data(auxadvisor, corpus, tmp_path: Path) -> None:
    (tmp_path / "auxadvisor.toml").write_text('target = "fi"\n[data]\ncorpus = "corpus"\n')
    assert "Data of Finnish (fi)" in auxadvisor("data", "check").out


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ((), 2, "give a tagged corpus (--corpus), raw text (--text) or both"),
        (("--dev", "dev.tsv"), 2, "--dev and --test are parts of a corpus; give --corpus"),
        (("--corpus", "corpus", "--target", "Qwertzish"), 2, "no language is called"),
        (("--corpus", "corpus", "--encoding", "utf-99"), 2, "no text encoding"),
        (("--corpus", "corpus", "--corpus-format", "xml"), 2, "no format 'xml'"),
        (("--corpus", "corpus", "--output", "no/where.json"), 2, "there is no folder"),
        (("--corpus", "."), 3, "a file train.* in the folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(auxadvisor, corpus, more, code, said) -> None:
    ran = auxadvisor("data", "check", *more)
    assert (ran.code, ran.out, said in ran.err) == (code, "", True), ran.err


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["data", "check", "--help"], ["numpy", "rich", "torch", "langcodes"]),
        (["init", "--help"], ["numpy", "rich", "torch", "langcodes"]),
        (["data", "check", "--corpus", "a.tsv", "--dev", "a.tsv"], ["torch", "flair", "gensim"]),
        (["init", "--target", "fi"], ["torch", "flair", "gensim"]),
    ],
)  # fmt: skip
def test_nothing_heavy_is_imported(tmp_path: Path, arguments, heavy) -> None:
    (tmp_path / "a.tsv").write_text(GOOD)
    program = (
        "import sys; from auxadvisor.cli import app; from auxadvisor.cli.errors import run\n"
        f"assert run(app, {arguments}) in (0, 3)\n"
        f"print(sorted(set({heavy}) & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert ran.stdout.splitlines()[-1] == "[]", ran.stderr
