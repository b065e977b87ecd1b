"""Witten-Bell models against a recursive version over strings, and against nltk."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.lm import WittenBellInterpolated
from nltk.util import ngrams

from auxadvisor.corpora import read_corpus
from auxadvisor.errors import SettingsError
from auxadvisor.language_models import char_ngram
from auxadvisor.language_models.char_ngram import (
    NgramCounts,
    WittenBell,
    count_ngrams,
    merge,
    perplexity,
)
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import (
    alphabet_of,
    encode,
    max_alphabet,
    pack,
    predicted_characters,
    unpack,
    windows,
)

BASE = 2.0**-16
FEWER = settings(max_examples=40)
ORDERS = st.integers(1, 7)
SENTENCES = st.lists(
    st.lists(st.text("abö", min_size=1, max_size=4), min_size=1, max_size=3).map(" ".join),
    min_size=1,
    max_size=4,
)
OTHERS = st.lists(
    st.lists(st.text("abxyлж", min_size=1, max_size=4), min_size=1, max_size=3).map(" ".join),
    min_size=1,
    max_size=4,
)


class SlowWittenBell:
    """The recursion as the docstring of ``WittenBell`` states it, over strings."""

    def __init__(self, sentences: list[str], order: int) -> None:
        self.order = order
        self.after: dict[str, Counter[str]] = defaultdict(Counter)
        for history, character in predictions(sentences, order):
            for length in range(order):
                self.after[history[len(history) - length :]][character] += 1

    def probability(self, character: str, history: str) -> float:
        shorter = self.probability(character, history[1:]) if history else BASE
        following = self.after.get(history, Counter())
        if not following:
            return shorter
        kinds, total = len(following), following.total()
        return (following[character] + kinds * shorter) / (total + kinds)

    def log2_score(self, sentence: str) -> float:
        return math.fsum(
            math.log2(self.probability(character, history))
            for history, character in predictions([sentence], self.order)
        )


def predictions(sentences: list[str], order: int) -> list[tuple[str, str]]:
    """History and character at every predicted place."""
    padded = [" " * (order - 1) + sentence + " " for sentence in sentences if sentence]
    return [
        (text[place - order + 1 : place], text[place])
        for text in padded
        for place in range(order - 1, len(text))
    ]


def as_strings(table: NgramCounts) -> dict[tuple[str, str], int]:
    """``{(n-gram, language): count}`` with the codes turned back into characters."""
    characters = np.array(["\0", *table.alphabet])
    grams = ["".join(characters[row]) for row in unpack(table.keys, table.order)]
    cells = table.counts.tocoo()
    return {
        (grams[row], table.languages[column]): int(count)
        for row, column, count in zip(*cells.coords, cells.data, strict=True)
        if count
    }


@FEWER
@given(ORDERS, SENTENCES, OTHERS)
def test_counts_are_those_of_string_windows(order: int, one: list[str], other: list[str]) -> None:
    expected = Counter(
        (history + character, language)
        for language, sentences in (("one", one), ("other", other))
        for history, character in predictions(sentences, order)
    )
    table = count_ngrams({"one": one, "other": other}, order)
    assert as_strings(table) == expected
    assert (np.diff(table.keys.astype(object)) > 0).all()


@FEWER
@given(ORDERS, SENTENCES, OTHERS, SENTENCES, OTHERS)
def test_scores_are_those_of_the_recursion(
    order: int, one: list[str], other: list[str], known: list[str], strange: list[str]
) -> None:
    text = [*known, *strange]
    model = WittenBell(count_ngrams({"one": one, "other": other}, order))
    slow = [SlowWittenBell(one, order), SlowWittenBell(other, order)]
    expected = [[model.log2_score(sentence) for model in slow] for sentence in text]
    np.testing.assert_allclose(model.sentence_scores(text), expected, rtol=1e-9)


@FEWER
@given(ORDERS, SENTENCES, st.data())
def test_probabilities_of_all_characters_sum_to_one(
    order: int, sentences: list[str], data: st.DataObject
) -> None:
    """The base distribution is over 2**16 characters; each one unseen gets the same."""
    table = count_ngrams({"one": sentences}, order)
    codes = st.integers(0, len(table.alphabet))
    history = data.draw(st.lists(codes, min_size=order - 1, max_size=order - 1))
    digits = np.array([[*history, c] for c in range(len(table.alphabet) + 1)], dtype=np.uint32)
    found = 2.0 ** WittenBell(table).log2_probabilities(pack(digits, order))[:, 0]
    unseen, known = found[0], found[1:]
    assert 0 < known.sum() <= 1
    assert known.sum() + (2**16 - len(known)) * unseen == pytest.approx(1)
    assert unseen <= known.min() * (1 + 1e-12)


def test_a_model_of_nothing_gives_the_base_probability() -> None:
    model = WittenBell(count_ngrams({"none": [], "one": ["a"]}, 3, " ab"))
    scores = model.sentence_scores(["ab", "böa"])
    assert scores[:, 0].tolist() == [-16 * 3, -16 * 4]
    assert scores[0, 1] > -16 * 3


def test_witten_bell_by_hand() -> None:
    """'aab' at order 2: after a come a and b, so T(a) = 2; 5 windows of a, a, b, boundary."""
    model = WittenBell(count_ngrams({"one": ["aab"]}, 2))
    key = pack(encode("ab", " ab")[None, :], 2)
    unigram = (1 + 3 * BASE) / (4 + 3)
    expected = (1 + 2 * unigram) / (2 + 2)
    assert 2.0 ** model.log2_probabilities(key)[0, 0] == pytest.approx(expected, rel=1e-12)


class _WithBase(WittenBellInterpolated):  # type: ignore[misc]
    """nltk's model with our order 1.

    The two differ there alone: nltk takes a unigram's share of all characters, ours interpolates
    it with the base distribution, so that a character never seen has a probability above zero.
    """

    def unmasked_score(self, word: str, context: tuple[str, ...] | None = None) -> float:
        if context:
            return float(super().unmasked_score(word, context))
        counts = self.counts.unigrams
        return float((counts[word] + len(counts) * BASE) / (counts.N() + len(counts)))


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@FEWER
@given(sentences=SENTENCES, text=SENTENCES)
def test_nltk_agrees_above_order_one(order: int, sentences: list[str], text: list[str]) -> None:
    grams = [
        tuple(history + character)[order - length :]
        for history, character in predictions(sentences, order)
        for length in range(1, order + 1)
    ]
    theirs = _WithBase(order)
    theirs.fit([grams], vocabulary_text=[c for gram in grams for c in gram])
    known = set("".join(sentences)) | {" "}
    text = ["".join(c for c in sentence if c in known) for sentence in text]
    ours = WittenBell(count_ngrams({"one": sentences}, order)).sentence_scores(text)[:, 0]
    expected = [
        math.fsum(
            math.log2(theirs.score(character, tuple(history)))
            for history, character in predictions([sentence], order)
        )
        for sentence in text
    ]
    np.testing.assert_allclose(ours, expected, rtol=1e-9)


def test_nltk_counts_the_same_windows() -> None:
    sentence = "aba"
    expected = Counter(ngrams("  aba ", 3))
    found = as_strings(count_ngrams({"one": [sentence]}, 3))
    assert found == {("".join(gram), "one"): count for gram, count in expected.items()}


@FEWER
@given(st.integers(1, 7), st.integers(1, 7), SENTENCES, OTHERS)
def test_a_lower_order_is_what_counting_anew_gives(
    order: int, lower: int, one: list[str], other: list[str]
) -> None:
    table = count_ngrams({"one": one, "other": other}, order)
    if lower > order:
        with pytest.raises(SettingsError, match=f"orders 1 to {order}, not {lower}"):
            table.at_order(lower)
    else:
        anew = count_ngrams({"one": one, "other": other}, lower)
        assert as_strings(table.at_order(lower)) == as_strings(anew)
        assert table.at_order(lower).keys.tolist() == anew.keys.tolist()


def test_order_zero_is_refused() -> None:
    with pytest.raises(SettingsError, match="not 0"):
        count_ngrams({"one": ["a"]}, 2).at_order(0)


@FEWER
@given(ORDERS, SENTENCES, OTHERS, OTHERS)
def test_merging_is_counting_together(
    order: int, one: list[str], other: list[str], text: list[str]
) -> None:
    apart = merge(count_ngrams({"one": one}, order), count_ngrams({"other": other}, order))
    together = count_ngrams({"one": one, "other": other}, order)
    assert apart.languages == ("one", "other")
    assert apart.alphabet == together.alphabet
    assert as_strings(apart) == as_strings(together)
    np.testing.assert_allclose(
        WittenBell(apart).sentence_scores(text), WittenBell(together).sentence_scores(text)
    )


@FEWER
@given(ORDERS, SENTENCES, OTHERS, OTHERS)
def test_a_model_does_not_move_when_others_join_or_leave(
    order: int, one: list[str], other: list[str], text: list[str]
) -> None:
    table = count_ngrams({"one": one, "other": other}, order)
    chosen = table.of(("other",))
    alone = count_ngrams({"other": other}, order)
    assert as_strings(chosen) == as_strings(alone)
    assert len(chosen.keys) == len(alone.keys)
    together = WittenBell(table).sentence_scores(text)
    np.testing.assert_allclose(WittenBell(chosen).sentence_scores(text)[:, 0], together[:, 1])
    np.testing.assert_allclose(WittenBell(alone).sentence_scores(text)[:, 0], together[:, 1])
    turned = WittenBell(table.of(("other", "one"))).sentence_scores(text)
    np.testing.assert_allclose(turned, together[:, ::-1])


@FEWER
@given(ORDERS, SENTENCES)
def test_a_wider_alphabet_changes_no_score(order: int, sentences: list[str]) -> None:
    own = WittenBell(count_ngrams({"one": sentences}, order))
    wide = WittenBell(count_ngrams({"one": sentences}, order, " aböxyzлж"))
    text = [*sentences, "zл", "a%b"]
    np.testing.assert_allclose(own.sentence_scores(text), wide.sentence_scores(text))


@FEWER
@given(ORDERS, st.integers(0, 2), SENTENCES, OTHERS, OTHERS)
def test_counts_of_a_text_score_as_its_sentences_do(
    order: int, more: int, one: list[str], other: list[str], text: list[str]
) -> None:
    model = WittenBell(count_ngrams({"one": one, "other": other}, order))
    counts = count_ngrams({"text": text}, min(order + more, 7))
    np.testing.assert_allclose(
        model.count_scores(counts), model.sentence_scores(text).sum(axis=0), rtol=1e-9
    )
    assert counts.counts.sum() == predicted_characters(text).sum()


def test_counts_of_a_lower_order_cannot_be_scored() -> None:
    model = WittenBell(count_ngrams({"one": ["abc"]}, 3))
    with pytest.raises(SettingsError, match="orders 1 to 2, not 3"):
        model.count_scores(count_ngrams({"text": ["abc"]}, 2))


def test_chunks_change_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    text = ["the cat sat on the mat", "ein kater kam", "the rat"]
    model = WittenBell(count_ngrams({"en": text[:1], "de": text[1:2]}, 3))
    counts = count_ngrams({"text": text}, 3)
    whole, of_counts = model.sentence_scores(text), model.count_scores(counts)
    monkeypatch.setattr(char_ngram, "CHUNK", 4)
    np.testing.assert_allclose(model.sentence_scores(text), whole)
    np.testing.assert_allclose(model.count_scores(counts), of_counts)


@given(ORDERS, st.data())
def test_packing_can_be_undone_and_keeps_the_order(order: int, data: st.DataObject) -> None:
    code = st.integers(0, min(max_alphabet(order), 2**21))
    rows = data.draw(st.lists(st.lists(code, min_size=order, max_size=order), min_size=1))
    digits = np.array(rows, dtype=np.uint32)
    keys = pack(digits, order)
    assert unpack(keys, order).tolist() == rows
    assert [rows[place] for place in np.argsort(keys, kind="stable")] == sorted(rows)


@pytest.mark.parametrize("order", [0, 8, -1])
def test_orders_outside_one_to_seven_are_refused(order: int) -> None:
    with pytest.raises(SettingsError, match="from 1 to 7"):
        windows(["a"], order, " a")


@pytest.mark.parametrize(("order", "most"), [(7, 511), (6, 1023), (5, 4095), (4, 65535)])
def test_an_alphabet_too_large_for_64_bits_is_refused(order: int, most: int) -> None:
    assert max_alphabet(order) == most
    characters = [chr(0x10000 + place) for place in range(most)]
    sentence = "".join(characters[:-1])  # the boundary is a character too
    table = count_ngrams({"one": [sentence]}, order)
    assert int(table.counts.sum()) == most
    with pytest.raises(SettingsError, match=f"at most {most} .* have {most + 1}"):
        count_ngrams({"one": ["".join(characters)]}, order)


def test_merging_alphabets_too_large_is_refused() -> None:
    one = count_ngrams({"one": ["".join(chr(0x4E00 + place) for place in range(300))]}, 7)
    other = count_ngrams({"other": ["".join(chr(0xAC00 + place) for place in range(300))]}, 7)
    with pytest.raises(SettingsError, match=r"at most 511 .* have 601"):
        merge(one, other)


def test_alphabet_has_the_boundary_first() -> None:
    assert alphabet_of(["b a", "ö"]) == " abö"
    assert alphabet_of([]) == " "
    assert encode("ab?", " abö").tolist() == [2, 3, 0]


def test_perplexity_is_the_inverse_geometric_mean() -> None:
    probabilities = [0.5, 0.125, 0.25]
    score = np.array([sum(math.log2(p) for p in probabilities)])
    expected = math.prod(probabilities) ** (-1 / 3)
    assert perplexity(score, 3)[0] == pytest.approx(expected)
    assert predicted_characters(["ab", ""]).tolist() == [3, 0]


@pytest.mark.parametrize("order", range(1, 8))
def test_a_text_is_foreseen_best_by_the_model_trained_on_it(order: int, samples: Path) -> None:
    texts = {
        path.stem: [normalise(" ".join(s.tokens)) for s in read_corpus(path).sentences]
        for path in sorted(samples.glob("*.conll"))
    }
    assert len(texts) == 5
    model = WittenBell(count_ngrams(texts, order))
    for place, text in enumerate(texts.values()):
        total = model.sentence_scores(text).sum(axis=0)
        row = perplexity(total, predicted_characters(text).sum())
        assert row.argmin() == place
        assert row.min() > 1
        assert np.sort(row)[1] > 1.05 * row[place]
