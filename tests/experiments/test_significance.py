"""Tests and intervals against enumeration, closed forms, scipy, and simulated truth."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import combine_pvalues, permutation_test

from auxadvisor.experiments.scoring import Counts, score
from auxadvisor.experiments.significance import difference, fisher, holm, interval, permutation_p

FEW = 20_000
"""Permutations: p within .018 of the exact one, five standard errors."""


def exact_score(counts: list[int]) -> Fraction:
    right, predicted, there = counts
    return Fraction(200 * right, predicted + there) if predicted + there else Fraction(0)


def exact_p(one: Counts, other: Counts) -> Fraction:
    """The share of all exchanges that set the two as far apart as they are, or farther."""
    apart = []
    for exchange in product((False, True), repeat=len(one)):
        swap = np.array(exchange)[:, None]
        first = np.where(swap, other, one).sum(axis=0).tolist()
        second = np.where(swap, one, other).sum(axis=0).tolist()
        apart.append(abs(exact_score(first) - exact_score(second)))
    return Fraction(sum(found >= apart[0] for found in apart), len(apart))


def five_errors(p: float, permutations: int = FEW) -> float:
    """Five standard errors of an estimate of p, and the observed exchange that is counted too."""
    return 5 * math.sqrt(p * (1 - p) / permutations) + 1 / permutations


@st.composite
def two_runs(draw: st.DrawFn, most: int = 6) -> tuple[Counts, Counts]:
    """Span counts of two taggers on the same sentences."""
    rows = []
    for _ in range(draw(st.integers(1, most))):
        there = draw(st.integers(0, 3))
        for _ in range(2):
            predicted = draw(st.integers(0, 3))
            rows.append((draw(st.integers(0, min(there, predicted))), predicted, there))
    counts = np.array(rows, dtype=np.int64)
    return counts[::2], counts[1::2]


def tokens_right(chance: np.ndarray, draw: np.random.Generator, tokens: int = 20) -> Counts:
    """``(S, 3)`` counts of a run that has each sentence's tokens right by that chance."""
    right = draw.binomial(tokens, chance)
    whole = np.full_like(right, tokens)
    return np.stack([right, whole, whole], axis=1)


def made(
    sentences: int, seed: int, gain: float = 0.0, runs: int = 3
) -> tuple[list[Counts], list[Counts]]:
    """Runs of two settings that find the same sentences hard, and some others; one gains."""
    draw = np.random.default_rng(seed)
    hard = draw.normal(size=sentences)
    both = []
    for plus in (gain, 0.0):
        chance = 1 / (1 + np.exp(-(1 + plus + hard + draw.normal(size=sentences))))
        both.append([tokens_right(chance, draw) for _ in range(runs)])
    return both[0], both[1]


@given(two_runs())
@settings(max_examples=60)
def test_p_is_the_share_of_all_exchanges(both: tuple[Counts, Counts]) -> None:
    exact = float(exact_p(*both))
    assert abs(permutation_p(*both, FEW) - exact) <= five_errors(exact)


@pytest.mark.parametrize("seed", range(3))
def test_p_of_twelve_sentences_is_that_of_4096_exchanges(seed: int) -> None:
    draw = np.random.default_rng(seed)
    there = draw.integers(1, 6, size=12)
    one, other = (
        np.stack([draw.binomial(there, chance), draw.binomial(6, 0.5, size=12) + 5, there], axis=1)
        for chance in (0.6, 0.4)
    )
    exact = float(exact_p(one, other))
    assert abs(permutation_p(one, other, FEW) - exact) <= five_errors(exact)


@pytest.mark.parametrize("sentences", [10, 200])
def test_p_is_scipys(sentences: int) -> None:
    """scipy enumerates the exchanges of ten sentences, and draws those of two hundred."""
    (one, *_), (other, *_) = made(sentences, seed=4, gain=0.2)
    rows = np.concatenate([one, other])

    def apart(first: np.ndarray, second: np.ndarray, axis: int) -> np.ndarray:
        assert axis == -1
        return score(rows[first].sum(axis=-2)) - score(rows[second].sum(axis=-2))

    theirs = permutation_test(
        (np.arange(sentences), np.arange(sentences) + sentences),
        apart,
        permutation_type="samples",
        vectorized=True,
        n_resamples=5_000,
        rng=1,
    ).pvalue
    drawn = five_errors(theirs, 5_000) if sentences > 10 else 0
    assert 0.01 < theirs < 0.99
    assert abs(permutation_p(one, other, FEW) - theirs) <= five_errors(theirs) + drawn


@given(two_runs())
@settings(max_examples=30)
def test_p_is_symmetric_and_no_order_of_sentences_matters(both: tuple[Counts, Counts]) -> None:
    one, other = both
    p = permutation_p(one, other, FEW)
    assert 0 < p <= 1
    assert abs(permutation_p(other, one, FEW) - p) <= 2 * five_errors(p)
    assert permutation_p(one[::-1], other[::-1], FEW) == p


@given(two_runs())
def test_runs_that_are_equal_have_p_1(both: tuple[Counts, Counts]) -> None:
    assert permutation_p(both[0], both[0], 100) == 1


def test_a_better_tagger_has_a_small_p_but_never_0() -> None:
    (better, *_), (worse, *_) = made(300, seed=1, gain=2)
    assert permutation_p(better, worse, 999) == permutation_p(worse, better, 999) == 0.001


def test_permutations_come_in_parts_that_change_nothing(monkeypatch) -> None:
    (one, *_), (other, *_) = made(50, seed=2, gain=0.3)
    whole = permutation_p(one, other, FEW)
    monkeypatch.setattr("auxadvisor.experiments.significance.AT_ONCE", 999)
    assert abs(permutation_p(one, other, FEW) - whole) <= 2 * five_errors(whole)


def test_taggers_that_differ_by_chance_are_told_apart_in_one_case_of_twenty() -> None:
    draw = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        chance = draw.beta(4, 1, size=60)
        hits += permutation_p(tokens_right(chance, draw), tokens_right(chance, draw), 400) <= 0.05
    assert 8 <= hits <= 32  # 20, give or take 2.8 standard deviations


def test_counts_of_other_sentences_are_refused() -> None:
    with pytest.raises(ValueError, match="counts of 3 and of 4 sentences"):
        permutation_p(np.ones((3, 3), dtype=np.int64), np.ones((4, 3), dtype=np.int64))


PS = st.lists(st.floats(1e-6, 1), min_size=1, max_size=8)


@given(PS)
def test_fisher_in_closed_form_and_by_scipy(ps: list[float]) -> None:
    """Chi square's tail with an even number of degrees of freedom is a finite sum."""
    together = math.prod(ps)
    terms = [(-math.log(together)) ** k / math.factorial(k) for k in range(len(ps))]
    assert fisher(ps) == pytest.approx(together * sum(terms))
    assert fisher(ps) == pytest.approx(float(combine_pvalues(ps, method="fisher").pvalue))


def test_fisher_of_one_test_is_its_own_and_of_none_an_error() -> None:
    assert fisher([0.3]) == pytest.approx(0.3)
    assert fisher([1, 1, 1]) == 1
    with pytest.raises(ValueError, match="no tests"):
        fisher([])


def rejected(ps: list[Fraction], level: Fraction) -> list[int]:
    """Holm's procedure: from the smallest on, until one is above the level over those left."""
    hit: list[int] = []
    for place in sorted(range(len(ps)), key=ps.__getitem__):
        if ps[place] > level / (len(ps) - len(hit)):
            break
        hit.append(place)
    return sorted(hit)


BINARY = st.lists(st.integers(0, 64), max_size=8).map(lambda ps: [Fraction(p, 64) for p in ps])
"""Floats of these are exact, also when multiplied by a small number."""


@given(BINARY, st.integers(1, 16))
def test_a_corrected_p_is_below_a_level_where_holm_rejects(
    ps: list[Fraction], sixteenths: int
) -> None:
    level = Fraction(sixteenths, 32)
    corrected = holm([float(p) for p in ps])
    assert [place for place, p in enumerate(corrected) if p <= level] == rejected(ps, level)


@given(BINARY)
def test_holm_step_by_step(ps: list[Fraction]) -> None:
    expected, highest = [Fraction(0)] * len(ps), Fraction(0)
    for step, place in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        highest = max(highest, (len(ps) - step) * ps[place])
        expected[place] = min(highest, Fraction(1))
    assert holm([float(p) for p in ps]) == expected


@given(st.lists(st.floats(0, 1), max_size=8), st.randoms(use_true_random=False))
def test_holm_raises_keeps_the_order_and_knows_no_place(ps: list[float], random) -> None:
    corrected = holm(ps)
    pairs = zip(ps, corrected, strict=True)
    assert all(p <= raised <= min(1, p * len(ps) + 1e-12) for p, raised in pairs)
    by_size = sorted(range(len(ps)), key=ps.__getitem__)
    assert [corrected[place] for place in by_size] == sorted(corrected)
    moved = list(range(len(ps)))
    random.shuffle(moved)
    assert holm([ps[place] for place in moved]) == [corrected[place] for place in moved]


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1, 1]
    assert holm([0.2]) == [0.2] and holm([]) == []


@given(st.lists(two_runs(), min_size=1, max_size=3), st.lists(two_runs(), min_size=1, max_size=3))
@settings(max_examples=30)
def test_the_mean_difference_is_exact_and_its_interval_has_an_order(one, other) -> None:
    sentences = min(len(counts) for both in (*one, *other) for counts in both)
    runs = [[both[0][:sentences] for both in side] for side in (one, other)]
    means = [
        sum(exact_score(run.sum(axis=0).tolist()) for run in side) / len(side) for side in runs
    ]
    found = interval(*runs, resamples=50)
    assert found.mean == pytest.approx(float(means[0] - means[1]), abs=1e-9)
    assert -100 <= found.low <= found.high <= 100


def test_the_ends_are_quantiles_of_all_draws_of_sentences_and_runs() -> None:
    """Three sentences, two runs against one: 27 times 4 draws, all as likely."""
    one = [np.array([[1, 1, 2], [0, 1, 1], [2, 2, 2]]), np.array([[2, 2, 2], [1, 1, 1], [0, 3, 2]])]
    other = [np.array([[0, 1, 2], [1, 2, 1], [1, 2, 2]])]
    drawn = []
    for sentences, runs in product(product(range(3), repeat=3), product(one, repeat=2)):
        rows = list(sentences)
        scores = [exact_score(run[rows].sum(axis=0).tolist()) for run in (*runs, *other)]
        drawn.append(float((scores[0] + scores[1]) / 2 - scores[2]))
    found = interval(one, other, resamples=20_000)
    for end, level in ((found.low, 0.025), (found.high, 0.975)):
        assert np.mean(np.array(drawn) < end - 1e-6) <= level + 0.006  # five standard errors
        assert np.mean(np.array(drawn) <= end + 1e-6) >= level - 0.006


def test_the_interval_of_an_accuracy_is_1_96_standard_errors() -> None:
    """A run each: the difference is a mean over sentences, and nearly normal."""
    one, other = made(400, seed=3, gain=0.2, runs=1)
    apart = 100 * (one[0] - other[0])[:, 0] / 20
    error = apart.std() / math.sqrt(len(apart))
    found = interval(one, other, resamples=10_000)
    assert found.mean == pytest.approx(apart.mean())
    assert found.low == pytest.approx(apart.mean() - 1.96 * error, abs=0.1 * error)
    assert found.high == pytest.approx(apart.mean() + 1.96 * error, abs=0.1 * error)


def test_runs_that_differ_widen_the_interval_by_their_own_error() -> None:
    """Alike in all sentences, so that only the draw of the runs is left: 27 means of three."""
    one = [np.array([[right, 10, 10]] * 5) for right in (2, 5, 8)]
    found = interval(one, [np.array([[5, 10, 10]] * 5)], resamples=20_000)
    means = Counter(round(sum(three) / 3 * 10 - 50, 6) for three in product((2, 5, 8), repeat=3))
    assert means[-30] / 27 > 0.025  # so all three drawn alike are the ends
    assert (found.mean, found.low, found.high) == pytest.approx((0, -30, 30))


def test_more_sentences_narrow_the_interval() -> None:
    few, many = (interval(*made(sentences, seed=5)) for sentences in (100, 1600))
    assert few.low < few.mean < few.high and many.low < many.mean < many.high
    assert 3 < (few.high - few.low) / (many.high - many.low) < 5  # the root of 16


def test_the_interval_covers_the_truth_in_19_cases_of_20() -> None:
    """Both settings gain nothing on each other over all sentences that could be drawn."""
    found = [interval(*made(100, seed), resamples=300, seed=seed) for seed in range(400)]
    assert 0.92 <= np.mean([one.low <= 0 <= one.high for one in found]) <= 0.985


def test_the_other_way_round_all_is_mirrored() -> None:
    one, other = made(80, seed=6, gain=0.5, runs=1)
    there, back = (difference(*runs, permutations=999) for runs in ((one, other), (other, one)))
    assert (back.mean, back.low, back.high) == pytest.approx((-there.mean, -there.high, -there.low))


def test_a_setting_does_not_differ_from_itself() -> None:
    runs, _ = made(80, seed=7)
    found = difference(runs, runs, permutations=999)
    assert (found.mean, found.p) == (0, 1)
    assert found.low < 0 < found.high
    alone = difference(runs[:1], runs[:1], permutations=999)
    assert (alone.mean, alone.low, alone.high, alone.p) == (0, 0, 0, 1)


def test_a_difference_is_its_interval_with_fishers_p_of_the_pairs() -> None:
    one, other = made(80, seed=8, gain=0.1)
    found = difference(one, other, permutations=999, resamples=100, seed=4)
    ps = [permutation_p(one[run], other[run], 999, 4 + run) for run in range(3)]
    assert found.p == fisher(ps)
    alone = interval(one, other, resamples=100, seed=4)
    assert (found.mean, found.low, found.high) == (alone.mean, alone.low, alone.high)


def test_runs_without_a_counterpart_count_in_the_mean_but_not_in_the_test() -> None:
    one, other = made(80, seed=9, gain=0.1)
    found = difference(one, other[:1], permutations=999)
    scores = [float(score(run.sum(axis=0))) for run in one]
    assert found.mean == pytest.approx(np.mean(scores) - float(score(other[0].sum(axis=0))))
    assert found.p == pytest.approx(permutation_p(one[0], other[0], 999))


def test_a_seed_settles_a_difference() -> None:
    one, other = made(40, seed=10)
    first, same, another = (
        difference(one, other, permutations=99, resamples=99, seed=seed) for seed in (1, 1, 2)
    )
    assert first == same != another


@pytest.mark.parametrize(
    ("one", "other"),
    [([], []), ([(4, 3)], []), ([(4, 3)], [(5, 3)]), ([(4, 3)], [(4, 3), (5, 3)])],
)
def test_no_runs_or_runs_on_other_sentences_are_refused(one, other) -> None:
    runs = [[np.ones(shape, dtype=np.int64) for shape in side] for side in (one, other)]
    with pytest.raises(ValueError, match=f"{len(one)} and {len(other)} runs with counts of"):
        interval(*runs)
    with pytest.raises(ValueError, match="counts of"):
        difference(*runs, permutations=9)
