"""Plain text and its tokenisation."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.corpora import Sentence, read_corpus, tokenise
from auxadvisor.errors import DataError

from .conftest import Write


@pytest.mark.parametrize(
    ("line", "tokens"),
    [
        ("Oho, sade tuli!", "Oho|,|sade|tuli|!"),
        ("l'été d’hier", "l'été|d’hier"),
        ("a well-known half‐day", "a|well-known|half‐day"),
        ("'tis -- rock'n'roll-", "'|tis|-|-|rock'n'roll|-"),
        ("3.5 kg, Nr. 7a", "3|.|5|kg|,|Nr|.|7a"),
        ("snake_case", "snake|_|case"),
        ("e\u0301te\u0301 — cafe\u0301", "e\u0301te\u0301|—|cafe\u0301"),
        ("हिन्दी में।", "हिन्दी|में|।"),
        ("می\u200cروم؟", "می\u200cروم|؟"),
        ("中文没有空格。", "中文没有空格|。"),
        ("\u0301a b", "\u0301a|b"),
        ("🙂🙂", "🙂|🙂"),
        ("a\u00a0b\u2028c\td", "a|b|c|d"),
        (" \u3000 ", ""),
        ("", ""),
    ],
)
def test_tokens(line: str, tokens: str) -> None:
    assert tokenise(line) == tuple(tokens.split("|") if tokens else ())


@settings(deadline=None)
@given(st.text())
def test_tokens_keep_every_character_but_white_space(line: str) -> None:
    assert "".join(tokenise(line)) == "".join(c for c in line if not c.isspace())


@settings(deadline=None)
@given(st.text(st.sampled_from("aé1\u0301'’-_ .क\u093f")))
def test_a_token_is_a_word_or_one_character(line: str) -> None:
    for token in tokenise(line):
        in_word = [c.isalnum() or unicodedata.category(c)[0] == "M" or c in "'’-" for c in token]
        assert len(token) == 1 or all(in_word)


def test_long_runs_take_linear_time() -> None:
    assert len(tokenise("a" * 100_000 + "\u0301'" * 50_000)) > 1


def test_sentences_are_the_lines_that_are_not_blank(write: Write) -> None:
    corpus = read_corpus(write("\nTere!\n\n \t\nHead aega\n", "et.txt"))
    assert corpus.format == "text"
    assert corpus.sentences == (
        Sentence(("Tere", "!"), None, 2),
        Sentence(("Head", "aega"), None, 5),
    )
    assert not corpus.is_tagged
    assert corpus.tag_counts() == {}


def test_plain_text_has_no_tags_to_give(write: Write) -> None:
    path = write("Tere!\n", "et.txt")
    with pytest.raises(DataError) as caught:
        read_corpus(path, task="pos")
    assert str(caught.value) == (
        f"{path}: expected tagged sentences, found plain text "
        "(choose a tagged format with --corpus-format)"
    )
    with pytest.raises(DataError, match="expected tagged sentences"):
        read_corpus(path, tag_column=2)
