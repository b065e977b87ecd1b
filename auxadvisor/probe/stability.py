"""How many labelled sentences a ranking needs: the same probe on the first of them only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from auxadvisor.executors import InProcess, outcome
from auxadvisor.experiments.settings import Setting
from auxadvisor.probe.evidence import losses_of, of_setting
from auxadvisor.probe.labelled import Labelled
from auxadvisor.tagger.vectors import FrozenVectors

SIZES = (50, 100, 300, 1000, 3000)
"""Sentences on which the answers are ranked again."""


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


def rankings_by_size(
    data: Labelled,
    vectors: Mapping[str, FrozenVectors],
    settings: Sequence[Setting],
    whole: Mapping[str, float],
    seed: int = 1,
    executor: Executor | None = None,
) -> tuple[Size, ...]:
    """Rank the answers on the first 50, 100, … sentences, as many as there are.

    Args:
        data: tagged sentences, in random order.
        vectors: of their tokens.
        settings: the answers.
        whole: their losses on all sentences, by name; the last size is of these.
        seed: of all that is drawn.
        executor: of the settings; by default they are ranked here, one after another.
    """
    executor = executor or InProcess()
    names = [one.name for one in settings]
    smaller = [size for size in SIZES if size < len(data.sentences)]
    futures = [
        [executor.submit(losses_of, *_cut(data, vectors, one, size), one, seed) for one in settings]
        for size in smaller
    ]
    found = []
    for size, each in zip(smaller, futures, strict=True):
        sums = [float(outcome(future).sum()) for future in each]
        losses = dict(zip(names, sums, strict=True))
        found.append(Size(size, min(names, key=losses.__getitem__), _agreement(losses, whole)))
    leader = min(names, key=whole.__getitem__)
    return (*found, Size(len(data.sentences), leader, 1.0))


def _cut(
    data: Labelled, vectors: Mapping[str, FrozenVectors], setting: Setting, size: int
) -> tuple[Labelled, dict[str, FrozenVectors]]:
    """The first sentences, and a setting's vectors of their tokens."""
    part = data.first(size)
    tokens = int(part.starts[-1])
    cut = {
        name: FrozenVectors(one.name, one.matrix, one.rows[:tokens], one.identity)
        for name, one in of_setting(vectors, setting).items()
    }
    return part, cut


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
