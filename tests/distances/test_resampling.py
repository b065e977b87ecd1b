"""The bootstrap's draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.distances.resampling import BLOCK, resampled_counts


def draws(sentences: int, replicates: int, seed: int) -> np.ndarray:
    result = np.full((replicates, sentences), np.nan)
    for block, counts in resampled_counts(sentences, replicates, seed):
        assert np.isnan(result[block]).all()
        result[block] = counts
    return result


@given(st.integers(1, 30), st.integers(1, 3 * BLOCK), st.integers(0, 2**32))
def test_each_replicate_draws_as_many_sentences_as_there_are(
    sentences: int, replicates: int, seed: int
) -> None:
    counts = draws(sentences, replicates, seed)
    assert (counts.sum(axis=1) == sentences).all()
    assert (counts >= 0).all()


@given(st.integers(1, 20), st.integers(0, 99))
def test_the_same_seed_draws_the_same(sentences: int, seed: int) -> None:
    assert (draws(sentences, 60, seed) == draws(sentences, 60, seed)).all()


@pytest.mark.parametrize("fewer", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_more_replicates_begin_with_the_fewer(fewer: int) -> None:
    more = draws(17, 2 * BLOCK + 7, 3)
    assert (draws(17, fewer, 3) == more[:fewer]).all()


def test_seeds_and_blocks_differ() -> None:
    one = draws(40, 2 * BLOCK, 1)
    assert (one != draws(40, 2 * BLOCK, 2)).any()
    assert (one[:BLOCK] != one[BLOCK:]).any()


def test_no_replicates() -> None:
    assert list(resampled_counts(5, 0, 1)) == []


def test_every_sentence_is_drawn_alike() -> None:
    """2000 replicates of 10 sentences: each sentence's total is within 5 standard deviations."""
    totals = draws(10, 2000, 1).sum(axis=0)
    assert np.abs(totals - 2000).max() < 5 * np.sqrt(20_000 * 0.1 * 0.9)
