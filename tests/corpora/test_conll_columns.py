"""CoNLL-2002, CoNLL-2003 and two-column TSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from auxadvisor.corpora import Sentence, iter_sentences, read_corpus
from auxadvisor.errors import DataError, SettingsError

from .conftest import Write


def sentences(path: Path, **settings: object) -> list[Sentence]:
    return list(iter_sentences(path, **settings))  # type: ignore[arg-type]


def error_of(path: Path, **settings: object) -> str:
    with pytest.raises(DataError) as caught:
        sentences(path, **settings)
    return str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [" ", "   ", "\t"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n", "\n \t \n\n"])
def test_two_columns_however_parted(write: Write, end: str, separator: str, last: str) -> None:
    rows = "Ines B-PER|mora O||Porto B-LOC|! O"
    text = rows.replace(" ", separator).replace("|", "\n") + last
    corpus = read_corpus(write(text.replace("\n", end)), format="conll2002")
    assert corpus.sentences == (
        Sentence(("Ines", "mora"), ("B-PER", "O"), 1),
        Sentence(("Porto", "!"), ("B-LOC", "O"), 4),
    )
    assert (corpus.token_count, corpus.is_tagged, corpus.format) == (4, True, "conll2002")
    assert corpus.types() == {"Ines": 1, "mora": 1, "Porto": 1, "!": 1}
    assert corpus.tag_counts() == {"O": 2, "B-PER": 1, "B-LOC": 1}


def test_three_columns_take_the_last_for_tag(write: Write) -> None:
    path = write("Jan N B-PER\nslaapt V O\n")
    assert sentences(path) == [Sentence(("Jan", "slaapt"), ("B-PER", "O"), 1)]
    assert sentences(path, tag_column=2)[0].tags == ("N", "V")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Anna NNP B-NP B-PER\nsings VBZ B-VP O\n", ("B-PER", "O")),
        ("Anna Anna NE I-NC I-PER\nsang singen VVFIN I-VC O\n", ("I-PER", "O")),
    ],
)
def test_four_columns_and_the_five_of_german(
    write: Write, text: str, tags: tuple[str, ...]
) -> None:
    assert [s.tags for s in sentences(write(text), format="conll2003")] == [tags]


@pytest.mark.parametrize("start", ["-DOCSTART- -X- O O", "-DOCSTART-", "-DOCSTART-\t-X-\tO\tO"])
def test_document_starts_are_skipped(write: Write, start: str) -> None:
    rows = "Anna NNP B-NP B-PER\nsings VBZ B-VP O"
    text = f"{start}\n\n{rows}\n\n{start}\n\n{rows}\n{start}\n{rows}\n"
    assert [s.line for s in sentences(write(text), format="conll2003")] == [3, 8, 11]


def test_document_starts_are_skipped_in_two_columns(write: Write) -> None:
    path = write("-DOCSTART- O\n\nIk O\nzie O\n\n-DOCSTART- -DOCSTART- O\nJan B-PER\n")
    assert [s.tokens for s in sentences(path)] == [("Ik", "zie"), ("Jan",)]


def test_words_that_begin_like_a_document_start_are_words(write: Write) -> None:
    assert sentences(write("-DOCSTART-s O\nx O\n"))[0].tokens == ("-DOCSTART-s", "x")


def test_tokens_with_spaces_at_tabs(write: Write) -> None:
    path = write("10 000\tO\nNew  York\tB-LOC\n \tO\nO' Brien\tB-PER \n")
    for format in ("conll2002", "tsv"):
        [sentence] = sentences(path, format=format)
        assert sentence.tokens == ("10 000", "New  York", " ", "O' Brien")
        assert sentence.tags == ("O", "B-LOC", "O", "B-PER")


def test_odd_white_space_stays_in_the_token(write: Write) -> None:
    path = write("10\u00a0000 O\na\u2028b\x0cc O\n\u3000 O\n")
    assert sentences(path)[0].tokens == ("10\u00a0000", "a\u2028b\x0cc", "\u3000")


def test_latin1_by_encoding(write: Write) -> None:
    path = write("Müller B-PER\nläuft O\n".encode("latin-1"))
    corpus = read_corpus(path, encoding="latin-1")
    assert corpus.sentences[0].tokens == ("Müller", "läuft")
    assert corpus.encoding == "latin-1"


def test_byte_order_mark_is_no_part_of_the_first_token(write: Write) -> None:
    assert sentences(write("\ufeffAnna B-PER\nsingt O\n"))[0].tokens == ("Anna", "singt")


def test_wrong_number_of_columns(write: Write) -> None:
    path = write("Jan N B-PER\n\nxyz\n")
    assert error_of(path, format="conll2002") == (
        f"{path}:3: expected 3 columns (token POS NE) as in line 1, found 1: 'xyz'"
    )
    path = write("\nJan B-PER\nslaapt V O\n")
    assert error_of(path) == (
        f"{path}:3: expected 2 columns (token NE) as in line 2, found 3: 'slaapt V O'"
    )


def test_wrong_number_of_columns_from_the_start(write: Write) -> None:
    path = write("Jan N x B-PER\n")
    assert error_of(path, format="conll2002") == (
        f"{path}:1: expected 2 or 3 columns (token NE or token POS NE), found 4: 'Jan N x B-PER'"
    )
    path = write("Jan B-PER\n")
    assert error_of(path, format="tsv") == (
        f"{path}:1: expected 2 columns (token tag), found 1: 'Jan B-PER'"
    )


def test_long_lines_are_shortened_in_messages(write: Write) -> None:
    path = write("a O\n" + "x" * 1000 + "\n")
    assert error_of(path, format="conll2002").endswith(f"found 1: '{'x' * 40}…'")


@pytest.mark.parametrize("format", ["conll2002", "tsv"])
def test_empty_tokens_and_tags(write: Write, format: str) -> None:
    path = write("a\tO\n\tO\n")
    message = f"{path}:2: expected a token, found an empty one: '\\tO'"
    assert error_of(path, format=format) == message
    path = write("a\tO\nb\t \n")
    assert error_of(path, format=format) == f"{path}:2: expected a tag, found an empty one"


def test_tag_column_out_of_range(write: Write) -> None:
    path = write("\nJan N B-PER\n")
    assert error_of(path, tag_column=4) == (
        f"{path}:2: expected tags in column 4, found 3 columns (see --tag-column)"
    )


@pytest.mark.parametrize(("column", "message"), [(0, "from 1"), (-1, "from 1"), (1, "the tokens")])
def test_tag_columns_that_cannot_be(write: Write, column: int, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        sentences(write("Jan N B-PER\n"), tag_column=column)


def test_ner_checks_every_tag_where_it_first_stands(write: Write) -> None:
    path = write("Jan B-PER\nslaapt O\n\nin O\nGent NOUN\n")
    assert len(sentences(path)) == 2
    assert len(sentences(path, task="pos")) == 2
    assert error_of(path, task="ner") == (
        f"{path}:5: expected a span tag (O, or one of B I E S L U, a hyphen and a label), "
        "found tag 'NOUN' (entities of another column: --tag-column; parts of speech: --task pos)"
    )


def test_equal_tokens_and_tags_are_one_object(write: Write) -> None:
    corpus = read_corpus(write("Woord\tO\n\nWoord\tO\n"))
    first, second = corpus.sentences
    assert first.tokens[0] is second.tokens[0]
    assert first.tags is not None
    assert second.tags is not None
    assert first.tags[0] is second.tags[0]
