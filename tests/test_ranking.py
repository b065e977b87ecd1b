"""Ranks, votes and agreement, each against a slow version written from its definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.ranking import (
    AGGREGATIONS,
    Floats,
    agreement,
    borda,
    copeland,
    kendall_w,
    majority_vote,
    rank_spread,
    rank_values,
    reciprocal_rank_fusion,
    spearman,
)

Rows = list[list[Fraction]]


def literal_ranks(values: list[int]) -> list[Fraction]:
    """A rank is the mean of the positions that equal values occupy in the sorted list."""
    ordered = sorted(values)
    places = {v: [i for i, o in enumerate(ordered, 1) if o == v] for v in values}
    return [Fraction(sum(places[v]), len(places[v])) for v in values]


def literal_vote(rows: Rows) -> list[Fraction]:
    """The rule of Section 4.2, position by position."""
    left = set(range(len(rows[0])))
    result: dict[int, Fraction] = {}
    while left:
        position = len(result) + 1
        votes = {c: sum(position in occupied(row, c) for row in rows) for c in left}
        drawn = [c for c in left if votes[c] == max(votes.values())]
        means = {c: sum(row[c] for row in rows) for c in drawn}
        chosen = [c for c in drawn if means[c] == min(means.values())]
        for c in chosen:
            result[c] = position + Fraction(len(chosen) - 1, 2)
        left -= set(chosen)
    return [result[c] for c in range(len(rows[0]))]


def occupied(row: list[Fraction], candidate: int) -> range:
    """The positions at which a ranking puts a candidate."""
    closer = sum(rank < row[candidate] for rank in row)
    return range(closer + 1, closer + row.count(row[candidate]) + 1)


def literal_borda(rows: Rows) -> list[Fraction]:
    return literal_ranks_of([sum(row[c] for row in rows) for c in range(len(rows[0]))])


def literal_fusion(rows: Rows) -> list[Fraction]:
    scores = [sum(1 / (60 + row[c]) for row in rows) for c in range(len(rows[0]))]
    return literal_ranks_of([-score for score in scores])


def literal_copeland(rows: Rows) -> list[Fraction]:
    points = [Fraction(0)] * len(rows[0])
    for one, other in combinations(range(len(rows[0])), 2):
        ahead = sum(row[one] < row[other] for row in rows)
        behind = sum(row[one] > row[other] for row in rows)
        points[one] += Fraction(1 + (ahead > behind) - (ahead < behind), 2)
        points[other] += Fraction(1 + (behind > ahead) - (behind < ahead), 2)
    return literal_ranks_of([-point for point in points])


def literal_ranks_of(scores: list[Fraction]) -> list[Fraction]:
    order = sorted(set(scores))
    return literal_ranks([order.index(score) for score in scores])


LITERAL = {
    "majority": literal_vote,
    "borda": literal_borda,
    "rrf": literal_fusion,
    "copeland": literal_copeland,
}


@st.composite
def rankings(draw: st.DrawFn, least: int = 1) -> Rows:
    """Rankings of the same candidates, many of them tied."""
    candidates = draw(st.integers(least, 6))
    value = st.integers(0, candidates - 1)
    row = st.lists(value, min_size=candidates, max_size=candidates).map(literal_ranks)
    return draw(st.lists(row, min_size=1, max_size=5))


def floats(rows: Rows) -> Floats:
    return np.array(rows, dtype=np.float64)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=8))
def test_ranks_are_the_mean_of_the_positions(values: list[int]) -> None:
    given_values = np.array(values, dtype=np.float64)
    expected = literal_ranks(values)
    assert rank_values(given_values, "lower").tolist() == expected
    assert rank_values(-given_values, "higher").tolist() == expected
    assert rank_values(np.stack([given_values, given_values]), "lower").tolist() == [expected] * 2
    assert sum(expected) == Fraction(len(values) * (len(values) + 1), 2)


def test_closer_says_which_end_is_first() -> None:
    assert rank_values(np.array([0.2, 0.9, 0.9]), "higher").tolist() == [3, 1.5, 1.5]
    assert rank_values(np.array([0.2, 0.9, 0.9]), "lower").tolist() == [1, 2.5, 2.5]


@pytest.mark.parametrize("name", AGGREGATIONS)
@given(rows=rankings())
def test_aggregation_is_what_its_definition_says(name: str, rows: Rows) -> None:
    assert AGGREGATIONS[name](floats(rows)).tolist() == LITERAL[name](rows)


def test_every_aggregation_has_an_oracle() -> None:
    assert LITERAL.keys() == AGGREGATIONS.keys()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Two of three put b first; then a and c draw for second place and a has the lower mean.
        pytest.param([[1, 2, 3], [3, 1, 2], [2, 1, 3]], [2, 1, 3], id="mean rank decides"),
        # The mirror images leave nothing to decide by.
        pytest.param([[1, 2], [2, 1]], [1.5, 1.5], id="shared rank"),
        # Tied candidates are at both places, so the second ranking decides both.
        pytest.param([[1.5, 1.5, 3], [2, 1, 3]], [2, 1, 3], id="tie votes twice"),
        # d is nobody's first and everybody's second; Borda would put it first.
        pytest.param(
            [[1, 3, 4, 2], [1, 4, 3, 2], [4, 1, 3, 2], [3, 1, 4, 2], [4, 3, 1, 2]],
            [4, 1, 3, 2],
            id="position before mean",
        ),
    ],
)
def test_majority_vote_by_hand(rows: list[list[float]], expected: list[float]) -> None:
    assert majority_vote(np.array(rows, dtype=np.float64)).tolist() == expected


def test_the_vote_is_not_borda() -> None:
    rows = np.array([[1, 2, 3], [1, 2, 3], [3, 1, 2], [3, 1, 2], [1, 2, 3]], dtype=np.float64)
    assert majority_vote(rows).tolist() == [1, 2, 3]
    assert borda(rows).tolist() == [2, 1, 3]


def test_a_top_place_weighs_more_in_reciprocal_rank_fusion() -> None:
    rows = np.array([[1, 2, 3], [3, 2, 1]], dtype=np.float64)
    assert borda(rows).tolist() == [2, 2, 2]
    assert reciprocal_rank_fusion(rows).tolist() == [1.5, 3, 1.5]


def test_copeland_finds_the_winner_of_all_duels() -> None:
    rows = np.array([[1, 2, 3, 4], [3, 1, 2, 4], [4, 2, 1, 3]], dtype=np.float64)
    assert copeland(rows).tolist() == [3, 1, 2, 4]


@pytest.mark.parametrize("name", AGGREGATIONS)
@given(rows=rankings(), random=st.randoms(use_true_random=False))
def test_order_of_candidates_and_measures_plays_no_part(
    name: str, rows: Rows, random: st.DataObject
) -> None:
    aggregate = AGGREGATIONS[name]
    ranks = floats(rows)
    combined = aggregate(ranks)
    moved = list(range(ranks.shape[1]))
    random.shuffle(moved)
    assert aggregate(ranks[:, moved]).tolist() == combined[moved].tolist()
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert aggregate(floats(shuffled)).tolist() == combined.tolist()


@pytest.mark.parametrize("name", AGGREGATIONS)
@given(rows=rankings())
def test_a_unanimous_ranking_stays(name: str, rows: Rows) -> None:
    same = floats([rows[0]] * len(rows))
    assert AGGREGATIONS[name](same).tolist() == rows[0]


@pytest.mark.parametrize("name", AGGREGATIONS)
@given(rows=rankings(), data=st.data())
def test_batches_are_aggregated_one_by_one(name: str, rows: Rows, data: st.DataObject) -> None:
    orders = data.draw(st.lists(st.permutations(range(len(rows[0]))), min_size=6, max_size=6))
    batch = np.stack([floats(rows)[:, order] for order in orders])  # (6, M, C)
    batch = batch.reshape(2, 3, *batch.shape[1:])
    combined = AGGREGATIONS[name](batch)
    assert combined.shape == (2, 3, len(rows[0]))
    for i, j in np.ndindex(2, 3):
        assert combined[i, j].tolist() == AGGREGATIONS[name](batch[i, j]).tolist()


@pytest.mark.parametrize("name", AGGREGATIONS)
@given(rows=rankings())
def test_combined_ranks_sum_as_ranks_do(name: str, rows: Rows) -> None:
    candidates = len(rows[0])
    assert AGGREGATIONS[name](floats(rows)).sum() == candidates * (candidates + 1) / 2


def literal_w(rows: Rows) -> Fraction | None:
    """Squared deviation of the rank sums over the most that these rankings' ties allow."""
    measures, candidates = len(rows), len(rows[0])
    middle = Fraction(candidates + 1, 2)
    sums = [sum(row[c] for row in rows) for c in range(candidates)]
    found = sum((total - measures * middle) ** 2 for total in sums)
    most = measures * sum((rank - middle) ** 2 for row in rows for rank in row)
    return found / most if most and measures > 1 and candidates > 1 else None


@given(rankings())
def test_kendall_w_is_the_share_of_the_most_agreement(rows: Rows) -> None:
    expected = literal_w(rows)
    found = kendall_w(floats(rows))
    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(float(expected))
        assert -1e-12 <= found <= 1 + 1e-12


@given(
    st.integers(2, 6).flatmap(
        lambda size: st.lists(st.permutations(range(1, size + 1)), min_size=2, max_size=5)
    )
)
def test_kendall_w_and_mean_spearman_say_the_same_without_ties(rows: list[list[int]]) -> None:
    ranks = np.array(rows, dtype=np.float64)
    names = tuple(f"measure {number}" for number in range(len(rows)))
    found = agreement(names, ranks)
    assert list(found.spearman) == list(combinations(names, 2))
    correlations = [rho for rho in found.spearman.values() if rho is not None]
    assert len(correlations) == len(found.spearman)
    assert found.kendall_w is not None
    mean = (len(rows) * found.kendall_w - 1) / (len(rows) - 1)
    assert np.mean(correlations) == pytest.approx(mean)


def test_spearman_from_squared_differences() -> None:
    left = np.arange(1.0, 5.0)
    for row in permutations(range(1, 5)):
        squares = sum((one - other) ** 2 for one, other in zip(left, row, strict=True))
        expected = 1 - 6 * squares / (4 * (16 - 1))
        assert spearman(left, np.array(row, dtype=np.float64)) == pytest.approx(expected)


@given(rankings(least=2))
def test_spearman_with_ties_is_the_correlation_of_the_ranks(rows: Rows) -> None:
    left, right = rows[0], rows[-1]
    found = spearman(floats([left])[0], floats([right])[0])
    if len(set(left)) == 1 or len(set(right)) == 1:
        assert found is None
        return
    middle = Fraction(len(left) + 1, 2)
    product = sum((a - middle) * (b - middle) for a, b in zip(left, right, strict=True))
    spans = [sum((rank - middle) ** 2 for rank in row) for row in (left, right)]
    assert found == pytest.approx(float(product) / float(spans[0] * spans[1]) ** 0.5)


def test_agreement_of_one_measure_or_candidate_is_unknown() -> None:
    assert agreement(("a",), np.array([[1.0, 2.0]])).kendall_w is None
    alone = agreement(("a", "b"), np.array([[1.0], [1.0]]))
    assert alone.kendall_w is None
    assert alone.spearman == {("a", "b"): None}


@settings(max_examples=30)
@given(
    rows=st.sampled_from([41, 67, 101]).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=size, max_size=size
        )
    ),
    level=st.sampled_from([0.5, 0.8, 0.95]),
)
def test_rank_spread_by_counting(rows: list[list[int]], level: float) -> None:
    ranks = floats([literal_ranks(row) for row in rows])
    spread = rank_spread(ranks, level)
    tail = (1 - level) / 2
    firsts = [[c for c in range(4) if row[c] == min(row)] for row in ranks.tolist()]
    for c in range(4):
        column = sorted(ranks[:, c].tolist())
        assert spread.low[c] == next(
            x for x in column if sum(y <= x for y in column) >= tail * len(rows)
        )
        assert spread.high[c] == next(
            x for x in column if sum(y <= x for y in column) >= (1 - tail) * len(rows)
        )
        share = sum(Fraction(c in first, len(first)) for first in firsts) / len(rows)
        assert spread.p_first[c] == pytest.approx(float(share))
    assert spread.p_first.sum() == pytest.approx(1)
    assert (spread.replicates, spread.level) == (len(rows), level)
