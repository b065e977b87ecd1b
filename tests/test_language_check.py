"""Which language a text is in: corpora that the models never saw, and what cannot be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from auxadvisor.corpora import read_corpus
from auxadvisor.language_check import LIKE, identify, mismatch
from auxadvisor.languages import resolve


def sentences(path: Path) -> list[str]:
    return [" ".join(one.tokens) for one in read_corpus(path).sentences]


@pytest.mark.parametrize("tag", ["de", "en", "es", "fi", "nl"])
def test_our_own_sentences_are_told_apart(samples: Path, tag: str) -> None:
    text = sentences(samples / f"{tag}.conll")
    guesses = identify(text)
    assert guesses[0].language.tag == tag and len(guesses) == 3
    assert guesses[0].perplexity < guesses[1].perplexity < guesses[2].perplexity
    assert identify(text) == guesses
    assert identify(text * 100, most=20)[0].language == guesses[0].language
    assert mismatch(resolve(tag), text) is None
    assert f"reads like {resolve(tag)}, not like Basque (eu)" in str(mismatch(resolve("eu"), text))


def test_relatives_that_read_alike_are_not_told_apart() -> None:
    text = ["Vlada je danas donijela novu odluku o cijenama struje .", "Sutra pada kiša ."]
    for tag in ("hr", "bs"):
        assert mismatch(resolve(tag), text) is None


def test_what_cannot_be_told() -> None:
    assert identify(["1984 !", "..."]) == () == identify([])
    assert mismatch(resolve("fi"), ["1984 !"]) == "it has no letters"
    assert mismatch(resolve("kab"), ["Azul fell-awen !"]) is None
    unknown = resolve("gsw")  # Swiss German: the pack has no model of it
    assert mismatch(unknown, ["Das isch en Satz uf Dütsch ."]) is None


def test_real_corpora_are_in_their_languages(shared_data: Path) -> None:
    files = sorted((shared_data / "labelled").glob("*/*/test.*"))
    assert len(files) > 30
    for path in files:
        tag = path.parent.name.split("_")[0]
        guesses = identify(sentences(path)[:20])
        assert guesses[0].language.tag == tag, path
        if (tag, guesses[1].language.tag) not in {("hr", "bs"), ("id", "ms"), ("nl", "li")}:
            assert guesses[1].perplexity > LIKE * guesses[0].perplexity, path
