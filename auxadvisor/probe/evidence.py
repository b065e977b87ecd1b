"""What sets of frozen embeddings show on tagged sentences, each set on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from auxadvisor.experiments.scoring import Counts, sentence_counts
from auxadvisor.experiments.settings import Setting
from auxadvisor.probe.features import FOLDS, projected, windowed
from auxadvisor.probe.hscore import shrunk_hscore
from auxadvisor.probe.labelled import Labelled
from auxadvisor.probe.logme import logme
from auxadvisor.probe.moments import Features, Floats, moments
from auxadvisor.probe.ridge import cross_fitted
from auxadvisor.tagger.vectors import FrozenVectors

PARTS = 5
"""Of the tokens; a model of all others looks at each."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a setting's embeddings show.

    Attributes:
        setting: which.
        width: components of a token's embeddings, before any projection.
        losses: ``(S,)`` squared distance of the held-out scores to the one-hot tags, summed over
            each sentence's tokens.
        counts: ``(S, 3)`` what the score of the held-out guesses is made of.
        logme: LogME.
        hscore: shrunk H-score.
        seconds: that it took.
    """

    setting: Setting
    width: int
    losses: Floats
    counts: Counts
    logme: float
    hscore: float
    seconds: float


def evidence_of(
    data: Labelled,
    vectors: Mapping[str, FrozenVectors],
    setting: Setting,
    held_out: str = "words",
    seed: int = 1,
) -> Evidence:
    """Score a setting's embeddings, without training a tagger.

    Args:
        data: tagged sentences.
        vectors: of their tokens, by the names in ``setting.sets``.
        setting: how they are combined; attention counts as concatenation, its linear bound.
        held_out: a key of ``features.FOLDS``: what a model has not seen of what it looks at.
        seed: of the folds and of the projection.
    """
    began = perf_counter()
    starts, classes = data.starts, data.classes
    tokens = beside_one_another(vectors, setting)
    features = windowed(projected(tokens, seed=seed), starts)
    found = moments(features, classes)
    folds = FOLDS[held_out](data.sentences, PARTS, seed)
    fitted = cross_fitted(features, classes, folds, len(data.tags))
    one_hot = np.eye(len(data.tags), dtype=np.float32)[classes]
    losses = ((fitted.scores - one_hot) ** 2).sum(axis=1, dtype=np.float64)
    return Evidence(
        setting,
        tokens.shape[1],
        np.add.reduceat(losses, starts[:-1]),
        sentence_counts(data.task, data.gold, _tags(data, fitted.guesses, starts)),
        logme(found),
        shrunk_hscore(found),
        perf_counter() - began,
    )


def beside_one_another(vectors: Mapping[str, FrozenVectors], setting: Setting) -> Features:
    """``(N, size)`` the concatenated vectors of a setting's sets."""
    parts = [vectors[name] for name in setting.sets]
    return np.concatenate([one.matrix[one.rows] for one in parts], axis=1)


def _tags(data: Labelled, guesses: NDArray[np.int64], starts: NDArray[np.int64]) -> list[list[str]]:
    tags = data.tags
    return [[tags[guess] for guess in part] for part in np.split(guesses, starts[1:-1])]
