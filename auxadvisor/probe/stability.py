"""How many labelled sentences a ranking needs: the same probe on the first of them only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from auxadvisor.experiments.settings import Setting
from auxadvisor.probe.evidence import losses_of
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
    step: Callable[[str], None] = lambda _: None,
) -> tuple[Size, ...]:
    """Rank the answers on the first 50, 100, … sentences, as many as there are.

    Args:
        data: tagged sentences, in random order.
        vectors: of their tokens.
        settings: the answers.
        whole: their losses on all sentences, by name; the last size is of these.
        seed: of all that is drawn.
        step: told what is being done.
    """
    names = [one.name for one in settings]
    found = []
    for size in SIZES:
        if size >= len(data.sentences):
            break
        step(f"the first {size:,} sentences")
        part = data.first(size)
        tokens = int(part.starts[-1])
        cut = {
            name: FrozenVectors(one.name, one.matrix, one.rows[:tokens], one.identity)
            for name, one in vectors.items()
        }
        losses = {one.name: float(losses_of(part, cut, one, seed).sum()) for one in settings}
        found.append(Size(size, min(names, key=losses.__getitem__), _agreement(losses, whole)))
    leader = min(names, key=whole.__getitem__)
    return (*found, Size(len(data.sentences), leader, 1.0))


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
