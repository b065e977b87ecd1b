"""n-grams of batches: the whole text's counts, and models that score as those of the whole do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.counting.batches import Batch
from auxadvisor.counting.ngrams import (
    Alphabet,
    count_respelled,
    count_windows,
    with_beginnings,
    with_histories,
)
from auxadvisor.counting.sums import Sums
from auxadvisor.errors import SettingsError
from auxadvisor.language_models.char_ngram import (
    WittenBell,
    count_ngrams,
    stack_columns,
)
from auxadvisor.language_models.gamallo import SPACE, Gamallo, count_stream, respell, stream_windows
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import unpack

LINES = st.lists(st.text("abcä Ñ.'", max_size=12), min_size=1, max_size=14)
SHARDS = st.sampled_from([1, 2, 3, 7, 100])
ORDERS = st.integers(1, 7)


def cut(lines: list[str], shards: int) -> Iterator[Batch]:
    size = max(1, -(-len(lines) // shards))
    for start in range(0, len(lines), size):
        yield Batch(start + 1, lines[start : start + size])


def spelt(sums: Sums, order: int, alphabet: str) -> dict[str, int]:
    """Counts by the n-grams as text; a character that has no code is a question mark."""
    keys, counts = sums.all()
    characters = np.array(list("?" + alphabet))
    return {
        "".join(characters[row]): int(count)
        for row, count in zip(unpack(keys, order), counts, strict=True)
    }


def normalised(lines: list[str]) -> list[str]:
    return [kept for line in lines if (kept := normalise(line))]


@given(LINES, SHARDS, ORDERS, st.sampled_from([3, 10_000]), st.text("aäñx", max_size=3))
def test_windows_of_batches_are_those_of_the_text(
    lines: list[str], shards: int, order: int, most: int, before: str
) -> None:
    alphabet = Alphabet(" " + "".join(sorted(set(before))))
    with count_windows(cut(lines, shards), order, alphabet, most=most) as sums:
        found = spelt(sums, order, alphabet.characters)
    whole = count_ngrams({"": normalised(lines)}, order)
    with Sums() as expected:
        expected.add(whole.keys, whole.counts.toarray()[:, 0].astype(np.int64))
        assert found == spelt(expected, order, whole.alphabet)


@given(LINES, SHARDS, ORDERS, st.sampled_from([3, 10_000]))
def test_respelled_windows_run_across_batches(
    lines: list[str], shards: int, order: int, most: int
) -> None:
    alphabet = "#abc"  # others have no code
    with count_respelled(cut(lines, shards), order, alphabet, most=most) as sums:
        found = spelt(sums, order, alphabet)
        assert sums.total == sum(found.values())
    text = [respell(line) for line in lines]
    keys, _ = stream_windows(text, order, alphabet)
    with Sums() as expected:
        expected.add(keys, np.ones(len(keys), dtype=np.int64))
        assert found == spelt(expected, order, alphabet)


@given(LINES, LINES, LINES, SHARDS, ORDERS)
def test_a_model_of_what_is_asked_for_scores_as_the_whole_one(
    target: list[str], one: list[str], other: list[str], shards: int, order: int
) -> None:
    sentences = normalised(target)
    asked = count_ngrams({"": sentences}, order)
    alphabet = Alphabet(asked.alphabet)
    found = []
    for lines in (one, other):
        with count_windows(cut(lines, shards), order, alphabet) as sums:
            found.append(with_histories(sums.blocks(5), order, asked.keys))
    tables = [
        stack_columns(k, alphabet.characters, ("one", "other"), [each[k - 1] for each in found])
        for k in range(1, order + 1)
    ]
    whole = WittenBell(count_ngrams({"one": normalised(one), "other": normalised(other)}, order))
    scores = WittenBell.of_orders(tables).sentence_scores(sentences)
    np.testing.assert_allclose(scores, whole.sentence_scores(sentences), rtol=1e-13)


@given(LINES, LINES, SHARDS, ORDERS)
def test_so_does_gamallos(target: list[str], lines: list[str], shards: int, order: int) -> None:
    text, respelled = [respell(line) for line in target], [respell(line) for line in lines]
    alphabet = "".join(sorted({SPACE}.union(*text)))
    asked, _ = stream_windows(text, order, alphabet)
    with count_respelled(cut(lines, shards), order, alphabet) as sums:
        found = with_beginnings(sums.blocks(5), order, asked)
        total = sums.total
    tables = [stack_columns(k, alphabet, ("one",), [found[k - 1]]) for k in range(1, order + 1)]
    model = Gamallo.of_beginnings(tables, np.array([total], dtype=np.float64))
    whole = Gamallo(count_stream({"one": respelled}, order))
    scores, sizes = model.line_scores(text)
    expected, expected_sizes = whole.line_scores(text)
    np.testing.assert_allclose(scores, expected, rtol=1e-13)
    np.testing.assert_array_equal(sizes, expected_sizes)


def test_what_nobody_asks_for_is_not_kept() -> None:
    alphabet = Alphabet(" ab")
    with count_windows([Batch(1, ["ab", "xyzzy"])], 3, alphabet) as sums:
        asked = count_ngrams({"": ["ab"]}, 3)
        one, two, three = with_histories(sums.blocks(), 3, asked.keys)
    assert len(one[0]) == 6, "a, b, x, y, z and the boundary: their history is empty"
    assert len(two[0]) == 4, "' a', 'ab', 'b ' and ' x', whose history is asked for"
    assert len(three[0]) == 4, "'  a', ' ab', 'ab ' and '  x'"


def test_two_processes_count_what_one_does() -> None:
    lines = [f"sana {number} {'kala' * (number % 5)}" for number in range(500)]
    results = []
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        for used in (None, executor):
            alphabet = Alphabet(" ")
            with count_windows(cut(lines, 7), 4, alphabet, used) as sums:
                results.append(spelt(sums, 4, alphabet.characters))
    assert results[0] == results[1] and len(results[0]) > 10


def test_an_alphabet_that_grows_too_large_is_the_users_to_know() -> None:
    alphabet = Alphabet(" ")
    with pytest.raises(SettingsError, match="choose a lower --order"):
        batches = (
            Batch(1, ["".join(chr(0x4E00 + 100 * part + n) for n in range(100))])
            for part in range(6)
        )
        count_windows(batches, 7, alphabet)
