"""What lies in a folder: names, first lines, and what is left out with a reason."""

from __future__ import annotations

import gzip
import lzma
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.errors import SettingsError
from auxadvisor.languages import catalogue, resolve
from auxadvisor.project_files import find_files, language_named

SPANS = "Ada\tB-PER\nkoodaa\tO\n\nTurku\tB-LOC\n"
WORDS = "\n".join(f"{n}\t{word}\t_\tNOUN" + "\t_" * 6 for n, word in enumerate(("Jõgi", "jäi"), 1))
TEXT = "Järvi jäätyy talvella ja sulaa keväällä.\n"
FINNISH, ESTONIAN = resolve("fi"), resolve("et")


@pytest.fixture
def lay(tmp_path: Path):
    """``lay("sub/train.tsv", content)``: a file in the folder that is looked at."""

    def write(name: str, content: str | bytes = "") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def reasons(found) -> dict[str, str]:
    return {one.path.name: one.reason for one in found.left_out}


def test_an_empty_folder(tmp_path: Path) -> None:
    found = find_files(tmp_path)
    assert (found.parts, found.texts, found.corpora, found.raw) == ({}, (), {}, {})
    assert (found.embeddings, found.runs, found.left_out, found.sentences()) == ((), (), (), [])
    assert found.corpus_of(FINNISH) == {} and found.text_of(FINNISH) is None


@pytest.mark.parametrize("place", ["", "corpus/"])
def test_parts_in_the_folder_or_in_the_only_one_that_has_them(lay, tmp_path, place) -> None:
    train, dev = (
        lay(f"{place}train.conll", SPANS),
        lay(f"{place}testa.conll.gz", gzip.compress(SPANS.encode())),
    )
    lay("other/dev.conll", SPANS)
    found = find_files(tmp_path)
    assert {name: file.path for name, file in found.parts.items()} == {"train": train, "dev": dev}
    assert (found.parts["train"].format, found.parts["train"].task) == ("conll2002", "ner")
    assert found.sentences() == ["Ada koodaa", "Turku"]
    assert found.corpus_of(FINNISH) == found.parts and found.left_out == ()


def test_parts_in_the_folder_itself_win(lay, tmp_path) -> None:
    train = lay("train.conll", SPANS)
    lay("old/train.conll", SPANS)
    assert find_files(tmp_path).parts["train"].path == train


def test_parts_in_two_folders_are_taken_of_neither(lay, tmp_path) -> None:
    for name in ("one", "two"):
        lay(f"{name}/train.conll", SPANS)
    found = find_files(tmp_path)
    assert found.parts == {} and len(found.left_out) == 2
    assert "more than one folder" in reasons(found)["train.conll"]


def test_two_files_of_a_part_are_left_out(lay, tmp_path) -> None:
    lay("train.conll", SPANS), lay("train.tsv", SPANS)
    assert "could both be the train part" in reasons(find_files(tmp_path))[tmp_path.name]


def test_files_named_after_a_language(lay, tmp_path) -> None:
    lay("et.conllu", WORDS), lay("sv.txt.xz", lzma.compress(TEXT.encode())), lay("deu.tsv", SPANS)
    found = find_files(tmp_path)
    assert {tag: file.path.name for tag, file in found.corpora.items()} == {
        "et": "et.conllu", "de": "deu.tsv"
    }  # fmt: skip
    assert [(file.format, file.task) for file in found.corpora.values()] == [
        ("tsv", "ner"), ("conllu", "pos")
    ]  # fmt: skip
    assert {tag: path.name for tag, path in found.raw.items()} == {"sv": "sv.txt.xz"}
    assert found.corpus_of(ESTONIAN)["train"].path.name == "et.conllu"
    assert found.corpus_of(FINNISH) == {} and found.text_of(FINNISH) is None
    assert found.text_of(resolve("sv")) == tmp_path / "sv.txt.xz"


def test_raw_text_the_largest_first_and_what_is_no_text_not(lay, tmp_path) -> None:
    lay("small.txt", TEXT), lay("big.txt", TEXT * 3), lay("fi.txt", TEXT)
    lay("README.txt", TEXT), lay("requirements.txt", "numpy\n"), lay(".hidden.txt", TEXT)
    lay("columns.txt", SPANS * 9), lay("empty.txt"), lay("bytes.txt", b"\xff\xfe\xff")
    found = find_files(tmp_path)
    assert [path.name for path in found.texts] == ["big.txt", "small.txt"]
    assert found.text_of(FINNISH) == tmp_path / "fi.txt", "that of the language wins"
    assert found.text_of(ESTONIAN) == tmp_path / "big.txt"
    assert found.sentences()[0].startswith("Järvi jäätyy")
    assert set(reasons(found)) == {"columns.txt", "empty.txt", "bytes.txt"}
    assert "lines like conll2002" in reasons(found)["columns.txt"]


def test_embeddings_in_every_form_and_their_languages(lay, tmp_path) -> None:
    for name in ("bpe.vs60.model", "bpe.vs60.d6.w2v.bin", "bpe.vs60.d6.json"):
        lay(f"models/fi/{name}")
    for way in ("forward", "backward"):
        lay(f"models/et/{way}.safetensors"), lay(f"models/et/{way}.json")
    lay("models/sv/forward.safetensors"), lay("models/sv/forward.json")
    lay("cc.de.300.vec"), lay("mine.vec"), lay("nl/vectors.w2v.bin")
    found = {
        (one.source, one.path.relative_to(tmp_path).as_posix(), one.language and one.language.tag)
        for one in find_files(tmp_path).embeddings
    }
    assert found == {
        ("bpemb", "models/fi", "fi"),
        ("flair", "models/et", "et"),
        ("word2vec", "cc.de.300.vec", "de"),
        ("word2vec", "mine.vec", None),
        ("word2vec", "nl/vectors.w2v.bin", "nl"),
    }


def test_runs_and_virtual_environments_are_not_looked_through(lay, tmp_path) -> None:
    lay("runs/experiment.json", "{}"), lay("runs/notes.txt", TEXT), lay("runs/train.conll", SPANS)
    lay("env/pyvenv.cfg"), lay("env/raw.txt", TEXT), lay(".git/raw.txt", TEXT)
    found = find_files(tmp_path)
    assert found.runs == (tmp_path / "runs",) and found.texts == () and found.parts == {}


def test_names_that_are_no_text_are_passed_over(tmp_path) -> None:
    try:
        (tmp_path / os.fsdecode(b"raw\xff.txt")).write_text(TEXT)
    except OSError:
        pytest.skip("this file system wants names that are text")
    (tmp_path / "two\nlines.txt").write_text(TEXT)
    assert find_files(tmp_path).texts == ()


@pytest.mark.parametrize("name", ["nowhere", "a file"])
def test_what_is_no_folder(lay, tmp_path, name) -> None:
    lay("a file")
    with pytest.raises(SettingsError, match="expected a folder, found"):
        find_files(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("fi.txt", "fi"), ("fin.conllu.xz", "fi"), ("et", "et"), ("no.txt", "nb"),
        ("test.conll", None), ("dev.conll", None), ("raw.txt", None), ("Finnish.txt", None),
        ("train.tsv", None), ("qqq.txt", None), ("", None), (".fi", None),
    ],
)  # fmt: skip
def test_names_of_languages(name: str, tag: str | None) -> None:
    found = language_named(name)
    assert (None if found is None else found.tag) == tag


@given(st.sampled_from(sorted(catalogue())))
def test_every_language_of_the_pack_can_name_a_file(tag: str) -> None:
    found = language_named(f"{tag}.txt")
    assert found is not None and found.tag == tag


@given(content=st.binary(max_size=80))
def test_any_bytes(tmp_path_factory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    names = ("train.conll", "dev.txt", "fi.conllu", "et.txt", "raw.txt.gz", "sv.tsv.xz", "fi.vec")
    for name in names:
        (folder / name).write_bytes(content)
    found = find_files(folder)
    assert found.left_out or content.strip()
    found.sentences()
