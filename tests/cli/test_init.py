"""``init`` as a user calls it, and what the other commands make of the file."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path
from typing import cast

import pytest
import typer.main
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.cli import app
from auxadvisor.cli.init_toml import project_toml
from auxadvisor.cli.project import Group, default_map
from auxadvisor.languages import resolve
from auxadvisor.project_files import CorpusFile, FoundFiles, find_files

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FINNISH = [
    "Järvi jäätyy talvella ja sulaa keväällä.",
    "Lapset leikkivät pihalla koko pitkän päivän.",
    "Isoäiti leipoi pullaa ja keitti kahvia.",
    "Juna lähtee asemalta kello seitsemän aamulla.",
]
WORDS = "\n".join(f"{n}\t{word}\t_\tNOUN" + "\t_" * 6 for n, word in enumerate(("Jõgi", "jäi"), 1))
SUGGESTION = re.compile(r"^#(?=[a-z][a-z-]* = )", re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path, auxadvisor) -> Path:
    """A folder with a corpus, raw text, files of other languages, embeddings and runs."""
    for name in ("corpus", "models/fi", "models/sv", "runs"):
        (tmp_path / name).mkdir(parents=True)
    for part in ("train", "dev"):
        shutil.copy(SAMPLES / "fi.conll", tmp_path / "corpus" / f"{part}.conll")
    (tmp_path / "wiki.txt").write_text("\n".join(FINNISH * 9), encoding="utf-8")
    (tmp_path / "other.txt").write_text("\n".join(FINNISH), encoding="utf-8")
    (tmp_path / "et.conllu").write_text(f"{WORDS}\n\n", encoding="utf-8")
    shutil.copy(SAMPLES / "nl.conll", tmp_path / "nl.conll")
    (tmp_path / "sv.txt").write_text("Barnen leker på gården.\nDet snöar i dag.\n")
    for name in ("fi/bpe.vs60.model", "fi/bpe.vs60.d6.w2v.bin"):
        (tmp_path / "models" / name).touch()
    for way in ("forward", "backward"):
        for end in ("safetensors", "json"):
            (tmp_path / "models" / "sv" / f"{way}.{end}").touch()
    (tmp_path / "runs" / "experiment.json").write_text("{}")
    return tmp_path


def accepted(path: Path) -> dict[str, object]:
    """What the commands take from a project file; raises where a key is none of theirs."""
    return default_map(path, cast(Group, typer.main.get_command(app)))


def test_what_was_found_is_set(auxadvisor, project: Path) -> None:
    ran = auxadvisor("init", "--target", "Finnish")
    assert (ran.code, ran.err) == (0, "")
    written = tomllib.loads((project / "auxadvisor.toml").read_text(encoding="utf-8"))
    assert written == {
        "target": "fi",
        "corpus": "corpus/train.conll",
        "dev": "corpus/dev.conll",
        "task": "ner",
        "text": "wiki.txt",
        "aux-corpus": ["et=et.conllu", "nl=nl.conll"],
        "aux-text": ["sv=sv.txt"],
        "embeddings": ["fi=bpemb/models/fi", "sv=flair/models/sv"],
        "rank": {"aux-lm": ["sv=models/sv/forward"]},
        "recommend": {},
        "train": {"runs": "runs"},
        "embed": {"bpe": {}, "lm": {}},
    }


def test_the_screen_says_what_was_found_and_what_next(auxadvisor, project: Path) -> None:
    (project / "dev.txt").write_text("x")
    out = auxadvisor("init", "--target", "fi").out
    assert out.startswith("auxadvisor.toml is written  to tag Finnish (fi)\n")
    rows = [line.split() for line in out.splitlines()]
    assert ["train", "corpus/train.conll", "conll2002,", "spans"] in rows
    assert ["aux-corpus", "et.conllu", "conllu,", "of", "et"] in rows
    commands = [line.strip() for line in out.split("Next\n")[1].splitlines() if line]
    assert commands == [
        "auxadvisor data check",
        "auxadvisor recommend",
        "auxadvisor rank",
        "auxadvisor train --dry-run",
    ]
    names = set(cast(Group, typer.main.get_command(app)).commands)
    assert {command.split()[1] for command in commands} <= names


def test_the_commands_run_without_flags(auxadvisor, project: Path) -> None:
    auxadvisor("init", "--target", "fi")
    checked = auxadvisor("data", "check")
    assert "corpus/dev.conll" in checked.out and "Data of Finnish (fi)" in checked.out
    ranked = auxadvisor("rank", "--candidates", "sv,et,nl", "--format", "json", "--resamples", 0)
    assert ranked.code == 0, ranked.err
    assert json.loads(ranked.out)["settings"]["aux-text"] == ["sv=sv.txt"]


def test_every_comment_teaches_and_every_suggestion_is_a_setting(auxadvisor, project) -> None:
    auxadvisor("init", "--target", "fi")
    path = project / "auxadvisor.toml"
    text = path.read_text(encoding="utf-8")
    assert set(accepted(path)) >= {"rank", "recommend", "train", "data", "init"}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        assert len(line) <= 100 or "Also found" in line, line
        if " = " in line and not line.startswith("# "):
            assert lines[number - 1].startswith("# ") and lines[number - 1].endswith("."), line
    path.write_text(SUGGESTION.sub("", text), encoding="utf-8")
    assert len(SUGGESTION.findall(text)) > 8
    assert set(accepted(path)) >= {"rank", "recommend", "train", "data", "init"}


def test_an_empty_folder_gets_a_file_that_is_all_suggestions(auxadvisor, tmp_path: Path) -> None:
    ran = auxadvisor("init", "--target", "en")
    assert ran.code == 0 and "Nothing; name your files in it" in ran.out
    path = tmp_path / "auxadvisor.toml"
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text)["target"] == "en" and 'candidates = ["de", "es"]' in text
    path.write_text(SUGGESTION.sub("", text), encoding="utf-8")
    assert accepted(path)


def test_a_file_that_is_there_is_kept_without_force(auxadvisor, tmp_path: Path) -> None:
    (tmp_path / "auxadvisor.toml").write_text('target = "et"\n')
    ran = auxadvisor("init", "--target", "fi")
    assert (ran.code, ran.out) == (2, "") and "give --force to replace it" in ran.err
    assert (tmp_path / "auxadvisor.toml").read_text() == 'target = "et"\n'
    assert auxadvisor("init", "--target", "fi", "--force").code == 0
    assert 'target = "fi"' in (tmp_path / "auxadvisor.toml").read_text()


def test_another_folder_is_entered_first(auxadvisor, tmp_path: Path) -> None:
    (tmp_path / "my data").mkdir()
    (tmp_path / "my data" / "raw.txt").write_text("\n".join(FINNISH), encoding="utf-8")
    ran = auxadvisor("init", "my data", "--target", "fi")
    assert ran.code == 0 and "  cd 'my data'\n  auxadvisor data check\n" in ran.out
    written = tomllib.loads((tmp_path / "my data" / "auxadvisor.toml").read_text())
    assert written["text"] == "raw.txt"


def test_off_a_terminal_the_guess_is_not_taken(auxadvisor, project: Path) -> None:
    ran = auxadvisor("init", ".")
    assert (ran.code, ran.out) == (2, "") and not (project / "auxadvisor.toml").exists()
    assert "the text found reads like Finnish (fi), then " in ran.err
    command = ran.err.split("confirm: ")[1].strip()
    assert auxadvisor(*shlex.split(command)[1:]).code == 0


def test_nothing_to_guess_from(auxadvisor) -> None:
    ran = auxadvisor("init")
    assert ran.code == 2 and "name it: auxadvisor init --target CODE" in ran.err
    assert auxadvisor("init", "nowhere", "--target", "fi").code == 2
    assert auxadvisor("init", "--target", "Qwertzish").code == 2


class Terminal(io.StringIO):
    """Standard input of a terminal, with what is typed."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "tag"), [("\n", "fi"), ("Qwertzish\net\n", "et")])
def test_on_a_terminal_the_user_is_asked(auxadvisor, project, monkeypatch, typed, tag) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    ran = auxadvisor("init", "--format", "json")
    assert ran.code == 0 and "The text found reads like Finnish (fi), then" in ran.err
    assert ran.out.startswith("{"), "what is asked is no part of the result"
    assert "English name) [fi]: " in ran.err
    assert ("no language is called 'Qwertzish'" in ran.err) is (tag == "et")
    record = json.loads(ran.out)
    assert record["target"]["tag"] == tag and record["guesses"][0]["language"]["tag"] == "fi"


def test_an_end_of_input_writes_nothing(auxadvisor, project, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(""))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    ran = auxadvisor("init")
    assert ran.code == 130 and not (project / "auxadvisor.toml").exists()


@pytest.mark.parametrize("format", ["md", "csv", "json"])
def test_formats(auxadvisor, project, format) -> None:
    (project / "broken.txt").write_bytes(b"\xff")
    ran = auxadvisor("init", "--target", "fi", "--format", format)
    assert ran.code == 0 and "corpus/train.conll" in ran.out
    assert ("broken.txt" in ran.out) is (format != "csv")


def test_conll_files_that_are_called_txt(auxadvisor, tmp_path: Path) -> None:
    for part in ("train", "valid", "test"):
        shutil.copy(SAMPLES / "fi.conll", tmp_path / f"{part}.txt")
    (tmp_path / "et.conllu").write_text(f"{WORDS}\n\n", encoding="utf-8")
    assert auxadvisor("init", "--target", "fi").code == 0
    written = tomllib.loads((tmp_path / "auxadvisor.toml").read_text())
    assert (written["dev"], written["corpus-format"]) == ("valid.txt", "conll2002")
    assert "aux-corpus" not in written, "it is in another format than is forced on all"
    assert "Data of Finnish (fi)" in auxadvisor("data", "check").out


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(
    lambda name: "/" not in name and name.isprintable() and name not in (".", "..")
)


@given(NAMES, NAMES)
def test_any_name_comes_back(corpus: str, text: str) -> None:
    folder = Path("folder")
    parts = {"train": CorpusFile(folder / corpus, "tsv", "ner")}
    found = FoundFiles(folder, parts, (folder / text,), {}, {}, (), (), ())
    written = tomllib.loads(project_toml(found, resolve("fi")))
    assert (written["corpus"], written["text"]) == (corpus, text)


def test_find_files_is_what_init_finds(project: Path) -> None:
    found = find_files(project)
    assert found.text_of(resolve("fi")) == project / "wiki.txt"


def test_no_project_file_is_heard(auxadvisor, project: Path) -> None:
    (project / "auxadvisor.toml").write_text('target = "sv"\n')
    (project / "german").mkdir()
    (project / "german" / "raw.txt").write_text("Wir wohnen in einem alten Haus am Wald.\n" * 9)
    ran = auxadvisor("init", "german")
    assert ran.code == 2 and "auxadvisor init german --target de" in ran.err
    (project / "auxadvisor.toml").write_text("target = ")
    assert auxadvisor("init", "--force", "--target", "fi").code == 0
    assert 'target = "fi"' in (project / "auxadvisor.toml").read_text()
