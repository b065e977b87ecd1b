"""Whether one setting's results differ from another's (Section 4.1), and by how much.

A paired permutation test exchanges the two taggers' answers to a sentence at random; Fisher's
method joins the tests of several runs (Dror et al., 2017), and Holm's correction (1979) those of
several comparisons. The interval of the difference resamples sentences and runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import combine_pvalues

from auxadvisor.experiments.scoring import Counts, score

PERMUTATIONS = 2**20
RESAMPLES = 2_000
AT_ONCE = 2**16
LEVEL = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A figure, such as a setting's score less another's, with its 95 % interval.

    Attributes:
        mean: the figure; of scores, in points.
        low, high: ends of the interval.
    """

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference(Interval):
    """The same with a test.

    Attributes:
        p: of the hypothesis that they are alike, two-sided, uncorrected: Fisher's over the
            runs that both have.
    """

    p: float


def permutation_p(
    one: Counts, other: Counts, permutations: int = PERMUTATIONS, seed: int = 1
) -> float:
    """Two-sided p of a paired permutation test on the difference of two scores.

    Args:
        one: ``(S, 3)`` counts of some sentences, as ``scoring.sentence_counts`` gives them.
        other: the other tagger's of the same sentences.
        permutations: random exchanges; the observed one is counted with them.
        seed: of the draws.

    Sentences whose counts differ alike are exchangeable: of each such group only the number of
    exchanged ones matters, which is binomial. So the cost grows with the groups, not the text.
    """
    if one.shape != other.shape:
        raise ValueError(f"counts of {len(one)} and of {len(other)} sentences")
    moved, sizes = np.unique(other - one, axis=0, return_counts=True)
    moved, sizes = moved[moved.any(axis=1)], sizes[moved.any(axis=1)]
    whole, total = one.sum(axis=0), (one + other).sum(axis=0)
    observed = abs(float(score(whole)) - float(score(total - whole)))
    draw = np.random.default_rng(seed)
    extreme = 0
    for start in range(0, permutations, AT_ONCE):
        count = min(AT_ONCE, permutations - start)
        exchanged = draw.binomial(sizes, 0.5, size=(count, len(sizes)))
        mixed = whole + exchanged @ moved  # (count, 3)
        found = np.abs(score(mixed) - score(total - mixed))
        extreme += int((found >= observed - 1e-9).sum())
    return (extreme + 1) / (permutations + 1)


def fisher(ps: Sequence[float]) -> float:
    """One p of independent tests of one hypothesis (Fisher, 1925)."""
    if not ps:
        raise ValueError("no tests to join")
    return float(combine_pvalues(list(ps), method="fisher").pvalue)


def holm(ps: Sequence[float]) -> list[float]:
    """Ps corrected for their number, so that one in twenty families errs anywhere (Holm, 1979)."""
    given = np.asarray(ps, dtype=np.float64)
    order = np.argsort(given)
    raised = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(1.0, raised)
    return corrected.tolist()  # type: ignore[no-any-return]


def difference(
    one: Sequence[Counts],
    other: Sequence[Counts],
    *,
    permutations: int = PERMUTATIONS,
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> Difference:
    """The runs of one setting less those of another, on the same sentences.

    Args:
        one: counts of each of its runs.
        other: the same; run i of both has the same seed, where both have a run i.
        permutations: of each test.
        resamples: of the interval.
        seed: of both.
    """
    pairs = list(zip(one, other, strict=False))
    ps = [permutation_p(a, b, permutations, seed + place) for place, (a, b) in enumerate(pairs)]
    found = interval(one, other, resamples=resamples, seed=seed)
    return Difference(found.mean, found.low, found.high, fisher(ps))


def interval(
    one: Sequence[Counts], other: Sequence[Counts], *, resamples: int = RESAMPLES, seed: int = 1
) -> Interval:
    """By how much the runs of one setting are better, with both sentences and runs drawn anew."""
    shapes = {run.shape for run in (*one, *other)}
    if not one or not other or len(shapes) > 1:
        raise ValueError(f"{len(one)} and {len(other)} runs with counts of shapes {shapes}")
    drawn = _resampled(one, other, resamples, np.random.default_rng(seed))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(_mean_score(one) - _mean_score(other), float(low), float(high))


def _mean_score(runs: Sequence[Counts]) -> float:
    return float(np.mean([float(score(run.sum(axis=0))) for run in runs]))


def _resampled(
    one: Sequence[Counts], other: Sequence[Counts], resamples: int, draw: np.random.Generator
) -> Floats:
    """``(resamples,)`` differences of means, with sentences and runs drawn anew."""
    sentences = len(one[0])
    found = np.empty(resamples)
    for start in range(0, resamples, 256):
        count = min(256, resamples - start)
        times = draw.multinomial(sentences, np.full(sentences, 1 / sentences), size=count)
        times = times.astype(np.float64)
        means = []
        for runs in (one, other):
            scores = np.stack([score(times @ run) for run in runs], axis=1)  # (count, runs)
            chosen = draw.integers(len(runs), size=scores.shape)
            means.append(np.take_along_axis(scores, chosen, axis=1).mean(axis=1))
        found[start : start + count] = means[0] - means[1]
    return found
