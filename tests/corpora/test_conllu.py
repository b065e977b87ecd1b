"""CoNLL-U: words only, ids checked, unspecified tags."""

from __future__ import annotations

from pathlib import Path

import pytest

from auxadvisor.corpora import Sentence, iter_sentences, read_corpus
from auxadvisor.errors import DataError, SettingsError

from .conftest import Write


def row(id: str, form: str, upos: str = "X", xpos: str = "_") -> str:
    return f"{id}\t{form}\t_\t{upos}\t{xpos}\t_\t_\t_\t_\t_\n"


def error_of(path: Path, **settings: object) -> str:
    with pytest.raises(DataError) as caught:
        list(iter_sentences(path, format="conllu", **settings))  # type: ignore[arg-type]
    return str(caught.value)


def test_words_are_forms_and_tags_upos(write: Write) -> None:
    text = (
        "# sent_id = 1\n# text = Vamos al mar\n"
        + row("1", "Vamos", "VERB")
        + row("2-3", "al", "_")
        + row("2", "a", "ADP")
        + row("3", "el", "DET")
        + row("4", "mar", "NOUN")
        + row("4.1", "vamos", "VERB")
        + "\n"
        + row("0.1", "Eso", "PRON")
        + row("1", "Sí", "INTJ")
    )
    corpus = read_corpus(write(text, "es.conllu"), task="pos")
    assert corpus.format == "conllu"
    assert corpus.sentences == (
        Sentence(("Vamos", "a", "el", "mar"), ("VERB", "ADP", "DET", "NOUN"), 3),
        Sentence(("Sí",), ("INTJ",), 11),
    )


def test_forms_may_hold_spaces_and_underscores(write: Write) -> None:
    text = row("1", "nhà nước", "NOUN") + row("2", "_", "PUNCT")
    corpus = read_corpus(write(text))
    assert corpus.sentences == (Sentence(("nhà nước", "_"), ("NOUN", "PUNCT"), 1),)


def test_words_beyond_nine_and_crlf(write: Write) -> None:
    text = "".join(row(str(n), f"w{n}") for n in range(1, 13)).replace("\n", "\r\n")
    assert read_corpus(write(text)).token_count == 12


def test_another_tag_column(write: Write) -> None:
    path = write(row("1", "Hund", "NOUN", "NN"))
    [sentence] = iter_sentences(path, tag_column=5)
    assert sentence.tags == ("NN",)
    expected = f"{path}:1: expected tags in column 11, found 10 columns (see --tag-column)"
    assert error_of(path, tag_column=11) == expected
    with pytest.raises(SettingsError, match="column 2 holds the tokens"):
        list(iter_sentences(path, tag_column=2))


def test_unspecified_tags_are_an_error_only_when_asked_for(write: Write) -> None:
    path = write(row("1", "ja", "INTJ") + "\n" + row("1", "nu", "ADV") + row("2", "?", "_"))
    corpus = read_corpus(path)
    assert [sentence.tags for sentence in corpus.sentences] == [("INTJ",), None]
    assert not corpus.is_tagged
    assert error_of(path, task="pos") == f"{path}:4: expected a tag in column 4, found '_'"
    assert error_of(path, tag_column=5) == f"{path}:1: expected a tag in column 5, found '_'"


def test_upos_are_no_span_tags(write: Write) -> None:
    path = write("# text = ja\n" + row("1", "ja", "INTJ"))
    assert error_of(path, task="ner").startswith(f"{path}:2: expected a span tag")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (row("1", "a") + row("3", "b"), ":2: expected word id 2 or a blank line, found id '3'"),
        (row("1", "a") + row("1", "b"), ":2: expected word id 2 or a blank line, found id '1'"),
        (row("2", "a"), ":1: expected word id 1, found id '2'"),
        (row("01", "a"), ":1: expected word id 1, found id '01'"),
        (row("one", "a"), ":1: expected word id 1, found id 'one'"),
        (row("", "a"), ":1: expected word id 1, found id ''"),
        (row("1-", "a"), ":1: expected word id 1, found id '1-'"),
        (row("²", "a"), ":1: expected word id 1, found id '²'"),
        ("1\ta\tb\n", ":1: expected 10 columns at tabs, found 3: '1\\ta\\tb'"),
        ("1 a _ X _ _ _ _ _ _\n", ":1: expected 10 columns at tabs, found 1: '1 a _ X"),
        (row("1", ""), ":1: expected a word form, found an empty one: '1\\t\\t_\\tX"),
        (row("1", "a", ""), ":1: expected a tag, found an empty one"),
    ],
)
def test_malformed_lines(write: Write, text: str, message: str) -> None:
    path = write(text)
    assert error_of(path).startswith(f"{path}{message}")


def test_a_file_of_comments_has_no_sentence(write: Write) -> None:
    path = write("# one\n# two\n")
    assert error_of(path) == f"{path}: expected at least one sentence, found none"


def test_lines_of_tokens_count_what_stands_between_them(write: Write) -> None:
    rows = [
        "# a comment",
        "1-2",
        "1",
        "2",
        "# between",
        "2.1",
        "3",
        "4.1",
        "",
        "1",
        "2-3",
        "2",
        "3",
    ]
    lines = [row if "#" in row or not row else "\t".join([row, "w", *"_" * 8]) for row in rows]
    corpus = read_corpus(write("\n".join([*lines, ""]), "corpus.conllu"))
    found = [[corpus.line_of(one, n) for n in range(len(one.tokens))] for one in corpus.sentences]
    assert found == [[3, 4, 7], [10, 12, 13]]
