"""The table of formats, detection and its override, and what ``read_corpus`` adds."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from auxadvisor.corpora import FORMATS, detect_format, iter_sentences, read_corpus
from auxadvisor.errors import DataError, SettingsError

from .conftest import Write

TWO = "Ana B-PER\nríe O\n\nHoy O\nllueve O\n"
THREE = "Jan N B-PER\nlacht V O\n. Punc O\n"
FOUR = "-DOCSTART- -X- O O\n\nAnna NNP B-NP B-PER\nsings VBZ B-VP O\n"
CONLLU = "# text = Da\n1\tDa\tda\tADV\t_\t_\t0\troot\t_\t_\n"
TEXT = "Das ist ein längerer Satz, der nichts sagt.\nUnd noch einer, ganz ohne Spalten und Tags.\n"


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.conllu", CONLLU, "conllu"),
        ("a.conllu.xz", "", "conllu"),
        ("a.tsv", "Ana\tB-PER\n", "tsv"),
        ("a.TSV.gz", "", "tsv"),
        ("a.txt", "Kurz.\n", "text"),
        ("a.b.txt.bz2", TEXT, "text"),
        ("a.conll", TWO, "conll2002"),
        ("a.train", TWO.replace(" ", "\t"), "conll2002"),
        ("a", THREE, "conll2002"),
        ("a", "Hund NN\nbellt VVFIN\nlaut ADJD\n", "conll2002"),
        ("a", "10 000\tnum\nNew York\tname\n", "conll2002"),
        ("a", FOUR, "conll2003"),
        ("eng.train", "Ihr ihr PPOSAT I-NC O\nHut Hut NN I-NC I-MISC\n", "conll2003"),
        ("a.conll", CONLLU, "conllu"),
        ("a", TEXT, "text"),
        ("a", "Eine einzige Zeile mit mehr als fünf Wörtern.", "text"),
    ],
)
def test_detection(name: str, content: str, format: str) -> None:
    assert detect_format(name, content.splitlines()) == format


def test_one_bad_line_does_not_hide_the_format(write: Write) -> None:
    path = write(THREE * 3 + "kapot\n" + THREE * 3)
    with pytest.raises(DataError) as caught:
        read_corpus(path)
    assert str(caught.value) == (
        f"{path}:10: expected 3 columns (token POS NE) as in line 1, found 1: 'kapot'"
    )


@pytest.mark.parametrize(
    "content",
    [
        "one\ntwo\nthree\n",
        "a\tb\tc\td\te\tf\tg\n",
        "1 Da da ADV _ _ 0 root _ _\n2 ja ja ADV _ _ 1 x _ _\n3 so so ADV _ _ 1 x _ _\n",
        "short line\n",
        "我 爱 你\n",
    ],
)
def test_hopeless_content_names_the_formats_and_the_override(content: str) -> None:
    with pytest.raises(DataError) as caught:
        detect_format("corpus", content.splitlines())
    assert str(caught.value) == (
        f"corpus: expected a corpus in a known format, found lines like "
        f"{content.splitlines()[0]!r} "
        "(name it with --corpus-format: conll2002, conll2003, conllu, tsv, text)"
    )


@pytest.mark.parametrize(("content", "like"), [(TWO, "2002"), (FOUR, "2003"), (CONLLU, "conllu")])
def test_columns_in_a_txt_file_are_not_read_as_words(write: Write, content: str, like: str) -> None:
    path = write(content, "train.txt")
    with pytest.raises(DataError, match=f"plain text, as .txt says, found lines like .*{like}"):
        read_corpus(path)
    assert read_corpus(path, format="text").format == "text"


def test_several_fitting_formats_are_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "again", FORMATS["conll2002"])
    with pytest.raises(DataError, match="expected a corpus in one known format, found lines that"):
        detect_format("corpus", TWO.splitlines())


def test_the_override_wins_over_suffix_and_content(write: Write) -> None:
    path = write("Ana\tB-PER\nríe\tO\n", "a.txt")
    assert read_corpus(path, format="tsv").sentences[0].tokens == ("Ana", "ríe")
    assert read_corpus(path, format="text").sentences[0].tokens == ("Ana", "B-PER")


def test_detection_looks_at_the_beginning_only(write: Write) -> None:
    path = write(TWO * 100 + TEXT * 100)
    with pytest.raises(DataError, match=":501: expected 2 columns"):
        read_corpus(path)


def test_unknown_format_and_task(write: Write) -> None:
    path = write(TWO)
    with pytest.raises(SettingsError, match="no format 'conll'; there are conll2002, conll2003"):
        read_corpus(path, format="conll")
    with pytest.raises(SettingsError, match="no task 'chunk'; there are ner, pos"):
        read_corpus(path, task="chunk")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a", "a.txt", "a.conllu", "a.tsv", "a.conll"])
@pytest.mark.parametrize("content", ["", "\n", " \n\t\n\n", "\ufeff", "\ufeff\n", "\n" * 1000])
def test_files_without_a_sentence(write: Write, name: str, content: str) -> None:
    with pytest.raises(DataError, match="at least one sentence, found none"):
        read_corpus(write(content, name))


def test_documents_without_sentences(write: Write) -> None:
    with pytest.raises(DataError, match="expected at least one sentence, found none"):
        read_corpus(write("-DOCSTART- O\n\n-DOCSTART- O\n"), format="conll2002")


def test_the_fingerprint_is_of_the_archive(write: Write) -> None:
    stored = gzip.compress(TWO.encode())
    path = write(stored, "a.conll.gz")
    corpus = read_corpus(str(path))
    assert corpus.path == path
    assert (corpus.sha256, corpus.size) == (hashlib.sha256(stored).hexdigest(), len(stored))
    assert corpus.sentences == tuple(iter_sentences(path))


def test_streaming_gives_the_good_sentences_before_the_bad_line(write: Write) -> None:
    stream = iter_sentences(write(TWO + "\nschlecht\n"), format="conll2002")
    assert [next(stream).tokens, next(stream).tokens] == [("Ana", "ríe"), ("Hoy", "llueve")]
    with pytest.raises(DataError, match=":7: expected 2 columns"):
        next(stream)


def test_every_format_describes_itself() -> None:
    for name, format in FORMATS.items():
        assert format.name == name
        assert format.description
        assert "\n" not in format.description


def test_importing_loads_the_standard_library_only() -> None:
    program = (
        "import sys; before = set(sys.modules); import auxadvisor.corpora; "
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}"
        " - sys.stdlib_module_names))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["auxadvisor"]
