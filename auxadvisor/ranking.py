"""From scores to ranks, from several rankings to one, and how far they agree.

Letters in the shape comments: ``M`` measures, ``C`` candidates, ``B`` bootstrap replicates;
``...`` stands for any leading batch axes. A rank of 1 is the closest candidate; equal values share
the mean of the positions they occupy, so the ranks of a row always sum to C(C+1)/2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Closer = Literal["lower", "higher"]

RRF_CONSTANT = 60
"""k of reciprocal rank fusion, as in Cormack, Clarke and Buettcher (2009)."""


def rank_values(values: Floats, closer: Closer) -> Floats:
    """Rank candidates by one measure's values; equal values share their mean rank.

    Args:
        values: ``(..., C)``, finite.
        closer: which end of the scale means a closer language.

    Returns:
        ``(..., C)`` ranks from 1 (closest) to C.
    """
    ascending = values if closer == "lower" else -values
    return np.asarray(stats.rankdata(ascending, method="average", axis=-1), dtype=np.float64)


def majority_vote(ranks: Floats) -> Floats:
    """d_MV, Section 4.2: position by position, the candidate that most measures put there.

    For position 1, 2, ...: among the candidates not yet placed, the one that most measures put at
    that position (a measure that ties k candidates puts each of them at every position the tie
    occupies); a draw goes to the lower mean rank over all measures; candidates still drawn share
    the rank. On the rankings of Table 4 this gives Table 3, ties included.

    Args:
        ranks: ``(..., M, C)`` ranks with ties averaged.

    Returns:
        ``(..., C)`` ranks with ties averaged.
    """
    *batch, _, candidates = ranks.shape
    doubled = np.rint(2 * ranks.reshape(-1, *ranks.shape[-2:])).astype(np.int32)  # (B, M, C)
    width = _tie_sizes(doubled) - 1
    first, last = (doubled - width) // 2, (doubled + width) // 2  # (B, M, C)
    total = doubled.sum(axis=1)  # (B, C), exact
    result = np.zeros(total.shape, dtype=np.float64)
    placed = np.zeros(total.shape, dtype=bool)
    position = np.ones((len(total), 1), dtype=np.int32)
    unreachable = np.iinfo(np.int32).max
    while not placed.all():
        here = position[:, :, None]
        votes = ((first <= here) & (here <= last)).sum(axis=1)  # (B, C)
        votes[placed] = -1
        drawn = (votes == votes.max(axis=1, keepdims=True)) & ~placed
        rivals = np.where(drawn, total, unreachable)
        chosen = drawn & (rivals == rivals.min(axis=1, keepdims=True))
        size = chosen.sum(axis=1, keepdims=True, dtype=np.int32)
        result += np.where(chosen, position + (size - 1) / 2, 0.0)
        placed |= chosen
        position += size
    return result.reshape(*batch, candidates)


def borda(ranks: Floats) -> Floats:
    """Borda count: order by the mean rank over the measures. ``(..., M, C)`` to ``(..., C)``."""
    return rank_values(ranks.sum(axis=-2), "lower")


def reciprocal_rank_fusion(ranks: Floats) -> Floats:
    """Order by the sum of 1/(60 + rank) (Cormack et al., 2009): a top place counts for more."""
    fused = (1.0 / (RRF_CONSTANT + ranks)).sum(axis=-2)
    return rank_values(np.round(fused, 12), "higher")


def copeland(ranks: Floats) -> Floats:
    """Order by duels: a win over each candidate that fewer measures prefer, half for a draw."""
    margin = np.zeros((*ranks.shape[:-2], ranks.shape[-1], ranks.shape[-1]), dtype=np.int8)
    for measure in np.moveaxis(ranks, -2, 0):  # (..., C)
        difference = measure[..., None, :] - measure[..., :, None]  # > 0: the row is closer
        margin += np.sign(difference).astype(np.int8)
    return rank_values(np.sign(margin).sum(axis=-1).astype(np.float64), "higher")


AGGREGATIONS: dict[str, Callable[[Floats], Floats]] = {
    "majority": majority_vote,
    "borda": borda,
    "rrf": reciprocal_rank_fusion,
    "copeland": copeland,
}
"""Ways to make one ranking of several; the paper's is ``majority``. A new one is one line here."""


@dataclass(frozen=True)
class Agreement:
    """How far several rankings of the same candidates agree.

    Attributes:
        kendall_w: Kendall's coefficient of concordance, corrected for ties, from 0 (the measures
            contradict one another) to 1 (identical rankings); ``None`` for fewer than two measures
            or candidates, or where every measure ties every candidate.
        spearman: Spearman's rank correlation for each pair of measures, from -1 to 1; ``None``
            where a measure ties all candidates.
    """

    kendall_w: float | None
    spearman: dict[tuple[str, str], float | None]


def agreement(names: tuple[str, ...], ranks: Floats) -> Agreement:
    """Kendall's W and the pairwise Spearman correlations of ``(M, C)`` ranks."""
    pairs: dict[tuple[str, str], float | None] = {}
    for i, one in enumerate(names):
        for j in range(i + 1, len(names)):
            pairs[one, names[j]] = spearman(ranks[i], ranks[j])
    return Agreement(kendall_w(ranks), pairs)


def spearman(left: Floats, right: Floats) -> float | None:
    """Spearman's rank correlation with ties averaged; ``None`` where one side is all ties."""
    if len(left) < 2 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return None
    return float(stats.spearmanr(left, right).statistic)


def kendall_w(ranks: Floats) -> float | None:
    """Kendall's W of ``(M, C)`` ranks, corrected for ties (Kendall and Gibbons, 1990, ch. 6)."""
    measures, candidates = ranks.shape
    if measures < 2 or candidates < 2:
        return None
    sums = ranks.sum(axis=0)
    deviation = float(((sums - sums.mean()) ** 2).sum())
    ties = sum(
        float(size**3 - size) for row in ranks for size in np.unique(row, return_counts=True)[1]
    )
    span = measures**2 * (candidates**3 - candidates) - measures * ties
    return 12 * deviation / span if span > 0 else None


@dataclass(frozen=True)
class RankSpread:
    """What resampling the target's sentences does to a ranking, one entry a candidate.

    Attributes:
        low, high: ``(C,)`` bounds of the central share of the resampled ranks.
        p_first: ``(C,)`` share of the resamples in which the candidate is first; a shared first
            place is divided equally, so the shares sum to 1.
        replicates: number of resamples.
        level: the central share, such as 0.95.
    """

    low: Floats
    high: Floats
    p_first: Floats
    replicates: int
    level: float


def rank_spread(ranks: Floats, level: float = 0.95) -> RankSpread:
    """Summarise ``(B, C)`` resampled ranks as percentile intervals and P(first)."""
    tail = (1 - level) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    first = ranks == ranks.min(axis=1, keepdims=True)
    share = (first / first.sum(axis=1, keepdims=True)).mean(axis=0)
    return RankSpread(low, high, share, len(ranks), level)


def _tie_sizes(doubled: NDArray[np.int32]) -> NDArray[np.int32]:
    """How many candidates share each entry's rank, itself included; ``(B, M, C)``."""
    order = np.argsort(doubled, axis=-1, kind="stable")
    ordered = np.take_along_axis(doubled, order, axis=-1)
    starts = np.ones(ordered.shape, dtype=bool)
    starts[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    flat = np.flatnonzero(starts.reshape(-1))  # rows begin with a start, so runs never cross rows
    sizes = np.diff(np.append(flat, starts.size))
    spread = np.repeat(sizes, sizes).reshape(ordered.shape)
    result = np.empty(spread.shape, dtype=np.int32)
    np.put_along_axis(result, order, spread.astype(np.int32), axis=-1)
    return result
