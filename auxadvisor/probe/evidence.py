"""What sets of frozen embeddings show on tagged sentences, each set on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from threadpoolctl import threadpool_limits

from auxadvisor.experiments.settings import Setting
from auxadvisor.probe.features import FOLDS, folds_by_word, projected, windowed
from auxadvisor.probe.hscore import shrunk_hscore
from auxadvisor.probe.labelled import Labelled
from auxadvisor.probe.logme import logme
from auxadvisor.probe.moments import Floats, centred, moments, together
from auxadvisor.probe.ridge import cross_fitted
from auxadvisor.probe.short_runs import DRAWS, held_out_losses
from auxadvisor.tagger.vectors import FrozenVectors


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a setting's embeddings show.

    Attributes:
        setting: which.
        width: components of a token's embeddings.
        losses: ``(draws, S)`` negative log-likelihood of each sentence's tags, in nats, by short
            runs of a small tagger that never saw the sentence.
        ridge: mean squared distance of a token's scores to its one-hot tag, by a ridge regression
            that never saw the word; between 0 and 1 for anything that learnt.
        logme: LogME.
        hscore: shrunk H-score.
        seconds: that it took.
    """

    setting: Setting
    width: int
    losses: Floats
    ridge: float
    logme: float
    hscore: float
    seconds: float


def of_setting(vectors: Mapping[str, FrozenVectors], setting: Setting) -> dict[str, FrozenVectors]:
    """The vectors that a setting needs."""
    return {name: vectors[name] for name in setting.sets}


def losses_of(
    data: Labelled,
    vectors: Mapping[str, FrozenVectors],
    setting: Setting,
    seed: int = 1,
    draws: int = DRAWS,
) -> Floats:
    """``(draws, S)`` the losses of a setting's short runs; attention counts as concatenation."""
    sets = [vectors[name] for name in setting.sets]
    return held_out_losses(sets, data.starts, data.classes, data.tags, seed, draws)


def evidence_of(
    data: Labelled, vectors: Mapping[str, FrozenVectors], setting: Setting, seed: int = 1
) -> Evidence:
    """Score a setting's embeddings.

    Args:
        data: tagged sentences.
        vectors: of their tokens, by the names in ``setting.sets``.
        setting: how they are combined; attention counts as concatenation.
        seed: of all that is drawn.
    """
    began = perf_counter()
    losses = losses_of(data, vectors, setting, seed)
    sets = [vectors[name] for name in setting.sets]
    tokens = np.concatenate([one.matrix[one.rows] for one in sets], axis=1)
    with threadpool_limits(1, "blas"):  # its threads wait for one another where cores are shared
        features = centred(windowed(projected(tokens, seed=seed), data.starts))
        fold = folds_by_word(data.sentences, seed=seed)
        folds = [(features[fold == one], data.classes[fold == one]) for one in range(FOLDS)]
        by_fold = [moments(*one, len(data.tags)) for one in folds]
        ridge, whole = cross_fitted(folds, by_fold), together(by_fold)
        scores = logme(whole), shrunk_hscore(whole)
    return Evidence(
        setting,
        tokens.shape[1],
        losses,
        ridge,
        *scores,
        perf_counter() - began,
    )
