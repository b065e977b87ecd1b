"""Whatever the bytes: a corpus or a ``DataError``, in every format."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.corpora import FORMATS, Corpus, iter_lines, read_corpus, spans
from auxadvisor.errors import DataError

VALID = {
    "conll2002": "Ana\tB-PER\nríe\tO\n\nEl\tO\nmar\tI-LOC\n",
    "conll2003": "-DOCSTART- -X- O O\n\nAnna NNP B-NP B-PER\nsings VBZ B-VP O\n\n. . O O\n",
    "conllu": "# text = Da\n1-2\tDa\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "1\tD\tda\tADV\t_\t_\t0\troot\t_\t_\n2\ta\tda\tX\t_\t_\t1\tx\t_\t_\n"
    "2.1\ta\tda\tX\t_\t_\t1\tx\t_\t_\n\n1\tSo\tso\tADV\t_\t_\t0\troot\t_\t_\n",
    "tsv": "New York\tB-LOC\nschläft\tO\n\nnie\tO\n",
    "text": "Das ist ein Satz, der nichts sagt.\n\nUnd l'autre aussi – n’est-ce pas ?\n",
}
PIECES = st.sampled_from(
    [
        *"\t|\n|\r| |\0|\ufeff|-DOCSTART-|#|1|_|O|B-|\u2028|1-2|8.1|\x0c|é".encode().split(b"|"),
        b"\xff",
    ]
)
SUFFIXES = ["", ".conllu", ".tsv", ".txt", ".conll", ".gz", ".xz", ".bz2"]


def read(path: Path, **settings: object) -> None:
    try:
        corpus = read_corpus(path, **settings)  # type: ignore[arg-type]
    except DataError as error:
        assert str(path) in str(error)
    else:
        check_whole(corpus)
        if settings.get("task") == "ner":
            assert all(spans(s.tags) is not None for s in corpus.sentences if s.tags)


def check_whole(corpus: Corpus) -> None:
    assert corpus.sentences
    assert corpus.size == corpus.path.stat().st_size
    lines = [sentence.line for sentence in corpus.sentences]
    assert lines == sorted(set(lines))
    for sentence in corpus.sentences:
        assert sentence.tokens
        assert all(sentence.tokens)
        assert sentence.tags is None or len(sentence.tags) == len(sentence.tokens)
        assert sentence.tags is None or all(sentence.tags)


@st.composite
def mutated(draw: st.DrawFn, valid: st.SearchStrategy[bytes]) -> bytes:
    """Valid bytes with a few stretches cut out, overwritten or put in."""
    content = bytearray(draw(valid))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        width = draw(st.integers(0, 3))
        content[start : start + width] = draw(st.one_of(PIECES, st.binary(max_size=4)))
    return bytes(content)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "corpus"


CONTENT = st.one_of(
    st.binary(max_size=200),
    st.lists(PIECES, max_size=30).map(b"".join),
    mutated(st.sampled_from([text.encode() for text in VALID.values()])),
)


@pytest.mark.parametrize("format", [None, *FORMATS])
@pytest.mark.parametrize("task", [None, "ner", "pos"])
@given(content=CONTENT, tag_column=st.sampled_from([None, None, 3, 4, 12]))
@settings(max_examples=60, deadline=None)
def test_random_bytes_and_mutations(
    path: Path, format: str | None, task: str | None, content: bytes, tag_column: int | None
) -> None:
    path.write_bytes(content)
    read(path, format=format, task=task, tag_column=tag_column)


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(content=CONTENT)
@settings(max_examples=60, deadline=None)
def test_every_suffix(path: Path, suffix: str, content: bytes) -> None:
    named = path.with_name(f"corpus{suffix}")
    named.write_bytes(content)
    read(named)
    try:
        assert list(iter_lines(named))
    except DataError as error:
        assert str(named) in str(error)


@pytest.mark.parametrize(
    ("suffix", "compress"), [(".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress)]
)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_mutated_archives(
    path: Path, suffix: str, compress: Callable[[bytes], bytes], data: st.DataObject
) -> None:
    whole = compress(VALID["conll2002"].encode() * 3)
    named = path.with_name(f"corpus.tsv{suffix}")
    named.write_bytes(data.draw(mutated(st.just(whole))))
    read(named)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-7", "shift_jis", "idna"])
@given(content=CONTENT)
@settings(max_examples=60, deadline=None)
def test_every_kind_of_encoding(path: Path, encoding: str, content: bytes) -> None:
    path.write_bytes(content)
    read(path, encoding=encoding)


@pytest.mark.parametrize("format", VALID)
def test_the_valid_files_are_valid(path: Path, format: str) -> None:
    path.write_text(VALID[format])
    assert read_corpus(path, format=format).format == format
