"""How many labelled sentences a ranking needs: the same probe on the first of them only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from auxadvisor.probe.labelled import Labelled
from auxadvisor.tagger.vectors import FrozenVectors

SIZES = (50, 100, 300, 1000, 3000)
"""Sentences on which the answers are ranked, too."""


@dataclass(frozen=True)
class Size:
    """The ranking on some of the sentences.

    Attributes:
        sentences: how many.
        leader: name of the setting with the smallest loss.
        agreement: Spearman's correlation with the ranking on all sentences; 1 where there is one
            answer only.
    """

    sentences: int
    leader: str
    agreement: float


def smaller(data: Labelled) -> tuple[int, ...]:
    """Numbers of the first sentences that can be ranked on: with tags to tell apart."""
    below = (size for size in SIZES if size < len(data.sentences))
    return tuple(size for size in below if len(data.first(size).tags) > 1)


def first(
    data: Labelled, vectors: Mapping[str, FrozenVectors], size: int
) -> tuple[Labelled, dict[str, FrozenVectors]]:
    """The first sentences, and the vectors of their tokens."""
    part = data.first(size)
    tokens = int(part.starts[-1])
    return part, {
        name: FrozenVectors(one.name, one.matrix, one.rows[:tokens], one.identity)
        for name, one in vectors.items()
    }


def rankings_by_size(
    losses: Mapping[int, Mapping[str, float]], sentences: int, whole: Mapping[str, float]
) -> tuple[Size, ...]:
    """How the answers stand on the first sentences, and on all.

    Args:
        losses: of each answer, by size.
        sentences: all.
        whole: the answers' losses on them.
    """
    found = [
        Size(size, min(by_name, key=by_name.__getitem__), _agreement(by_name, whole))
        for size, by_name in losses.items()
    ]
    return (*found, Size(sentences, min(whole, key=whole.__getitem__), 1.0))


def stable_from(sizes: Sequence[Size], tied: Sequence[str]) -> int | None:
    """The fewest sentences from which on the leader is always one of the final tie.

    ``None`` where only all sentences together say so.
    """
    found = None
    for size in reversed(sizes[:-1]):
        if size.leader not in tied:
            break
        found = size.sentences
    return found


def _agreement(losses: Mapping[str, float], whole: Mapping[str, float]) -> float:
    names = list(losses)
    if len(names) < 2:
        return 1.0
    found = spearmanr([losses[name] for name in names], [whole[name] for name in names])
    return float(np.nan_to_num(found.statistic))
