"""The vocabulary overlap against the formula of Section 4.2 over Python sets."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from auxadvisor.distances.overlap import TypePool, overlaps, resampled_overlaps, type_pool
from auxadvisor.distances.resampling import resampled_counts
from auxadvisor.pack import Ids

from .oracles import literal_overlap

TYPES = st.frozensets(st.integers(0, 9), max_size=8)
POOLS = st.tuples(TYPES, st.lists(TYPES, min_size=1, max_size=5))


def ids(types: frozenset[int]) -> Ids:
    return np.array(sorted(types), dtype=np.int32)


def pool_of(target: frozenset[int], candidates: list[frozenset[int]]) -> TypePool:
    return type_pool(ids(target), [ids(candidate) for candidate in candidates])


@given(POOLS)
def test_overlap_is_the_formula(pool: tuple[frozenset[int], list[frozenset[int]]]) -> None:
    np.testing.assert_allclose(overlaps(pool_of(*pool)), literal_overlap(*pool))


def test_overlap_by_hand() -> None:
    """N(t) = 3 (1, 2, 3), N(c) = 2 and 2; W = 2 and 1."""
    found = overlaps(pool_of(frozenset({1, 2, 3, 4}), [frozenset({1, 2, 9}), frozenset({3, 9})]))
    assert found.tolist() == [2 / 3, 1 / 2]


def test_n_counts_over_the_pool_and_not_over_the_pair() -> None:
    target, one = frozenset({1, 2}), frozenset({1, 5})
    assert overlaps(pool_of(target, [one])).tolist() == [1.0]
    assert overlaps(pool_of(target, [one, frozenset({2, 5})]))[0] == 0.5


@given(POOLS)
def test_overlap_lies_between_nought_and_one(
    pool: tuple[frozenset[int], list[frozenset[int]]],
) -> None:
    found = overlaps(pool_of(*pool))
    assert ((found >= 0) & (found <= 1) | np.isnan(found)).all()


@given(POOLS)
def test_target_and_candidate_may_change_places(
    pool: tuple[frozenset[int], list[frozenset[int]]],
) -> None:
    target, candidates = pool
    one_way = overlaps(pool_of(target, candidates))
    for place, candidate in enumerate(candidates):
        others = [*candidates[:place], target, *candidates[place + 1 :]]
        np.testing.assert_array_equal(overlaps(pool_of(candidate, others))[place], one_way[place])


@given(TYPES.filter(bool), st.lists(TYPES, max_size=4))
def test_identical_vocabularies_overlap_wholly(
    types: frozenset[int], others: list[frozenset[int]]
) -> None:
    assert overlaps(pool_of(types, [types, *others]))[0] == 1.0


@given(POOLS, st.randoms(use_true_random=False))
def test_relabelling_candidates_moves_their_values(
    pool: tuple[frozenset[int], list[frozenset[int]]], random: st.DataObject
) -> None:
    target, candidates = pool
    order = list(range(len(candidates)))
    random.shuffle(order)
    moved = overlaps(pool_of(target, [candidates[place] for place in order]))
    np.testing.assert_array_equal(moved, overlaps(pool_of(target, candidates))[order])


def test_nothing_shared_is_no_number() -> None:
    found = overlaps(pool_of(frozenset({1}), [frozenset({2, 3}), frozenset({3}), frozenset()]))
    assert np.isnan(found).tolist() == [True, True, True]
    apart = overlaps(pool_of(frozenset({1}), [frozenset({1}), frozenset({2, 3}), frozenset({3})]))
    assert apart.tolist() == [1.0, 0.0, 0.0]


@given(
    st.lists(TYPES, min_size=1, max_size=5),
    st.lists(TYPES, min_size=1, max_size=4),
    st.integers(0, 1000),
)
def test_resampled_overlaps_are_those_of_the_sentences_drawn(
    sentences: list[frozenset[int]], candidates: list[frozenset[int]], seed: int
) -> None:
    replicates = 60  # more than a block
    target = frozenset[int]().union(*sentences)
    types = sorted(target)
    holds = np.array([[t in s for t in types] for s in sentences], dtype=np.float32)
    holds = holds.reshape(len(sentences), len(types))
    found = resampled_overlaps(
        pool_of(target, candidates), sparse.csr_array(holds), replicates, seed
    )
    assert found.shape == (replicates, len(candidates))
    for block, counts in resampled_counts(len(sentences), replicates, seed):
        for row, drawn in zip(found[block], counts, strict=True):
            there = [s for s, count in zip(sentences, drawn, strict=True) if count]
            expected = literal_overlap(frozenset[int]().union(*there), candidates)
            np.testing.assert_allclose(row, expected)
