"""The overlap of word types that d_V and d*_V share, for a whole pool at once.

d(t, c) = (W(t|c) + W(c|t)) / (2 min(N(t), N(c))), Section 4.2. W(t|c) and W(c|t) are the same
number, the types that t and c share; N(a) is the number of types of a that any other language of
the pool has too, so every value depends on the whole pool. As W can exceed neither N, the overlap
lies between 0 and 1. Letters: ``C`` candidates, ``T`` target types, ``S`` target sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from auxadvisor.distances.resampling import resampled_counts
from auxadvisor.pack import Ids

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TypePool:
    """How the target's types lie among the candidates' types.

    Attributes:
        shared: ``(T, C)`` sparse, 1 where the candidate has the target's type.
        others: ``(T,)`` how many candidates have the type.
        shared_only: ``(T, C)`` sparse, 1 where no candidate but this one has the target's type.
        shared_without_target: ``(C,)`` types of the candidate that another candidate has too.
    """

    shared: sparse.csr_array
    others: NDArray[np.int64]
    shared_only: sparse.csr_array
    shared_without_target: Floats


def type_pool(target: Ids, candidates: list[Ids]) -> TypePool:
    """Line up the numbered types of the target and of the candidates."""
    size = 1 + max((int(ids.max(initial=0)) for ids in (target, *candidates)), default=0)
    rows = np.concatenate([np.empty(0, dtype=np.int32), *candidates])
    columns = np.repeat(np.arange(len(candidates)), [len(ids) for ids in candidates])
    has = sparse.csr_array(
        (np.ones(len(rows)), (rows, columns)), shape=(size, len(candidates))
    )  # (types, C)
    owners = np.diff(has.indptr)
    alone = np.asarray((owners >= 2).astype(np.float64) @ has)
    shared, others = has[target], owners[target].astype(np.int64)
    only = shared.multiply((others == 1)[:, None]).tocsr()
    return TypePool(shared, others, only, alone)


def overlaps(pool: TypePool) -> Floats:
    """The overlap of the target with each candidate, ``(C,)``; NaN where N is 0."""
    everything = np.ones((1, len(pool.others)), dtype=np.float32)
    return np.asarray(_overlaps(pool, everything)[0])


def resampled_overlaps(
    pool: TypePool, sentence_types: sparse.csr_array, replicates: int, seed: int
) -> Floats:
    """The overlaps when the target's sentences are drawn anew, ``(B, C)``.

    Args:
        pool: the types in the order of ``sentence_types``' columns.
        sentence_types: ``(S, T)``, non-zero where a sentence holds a type.
        replicates: B.
        seed: of the draws.
    """
    result = np.empty((replicates, pool.shared.shape[1]))
    for block, counts in resampled_counts(sentence_types.shape[0], replicates, seed):
        present = (counts @ sentence_types > 0).astype(np.float32)  # (b, T)
        result[block] = _overlaps(pool, present)
    return result


def _overlaps(pool: TypePool, present: NDArray[np.float32]) -> Floats:
    """Overlaps for ``(B, T)`` indicators of which target types are there."""
    shared = np.asarray(present @ pool.shared, dtype=np.float64)  # (B, C): W
    of_target = present @ (pool.others > 0).astype(np.float64)  # (B,): N(t)
    of_candidates = pool.shared_without_target + present @ pool.shared_only  # (B, C): N(c)
    least = np.minimum(of_target[:, None], of_candidates)
    missing = np.full(shared.shape, np.nan)
    return np.asarray(np.divide(shared, least, out=missing, where=least > 0))
