"""A held-out linear probe: ridge regression on one-hot tags, cross-fitted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve

from auxadvisor.probe.moments import Classes, Features, Floats

PENALTIES = (1.0, 10.0, 100.0, 1000.0)
"""Of the squared weights; features have a mean variance of 1."""


def cross_fitted(
    features: Features,
    classes: Classes,
    folds: NDArray[np.int64],
    kinds: int,
    penalties: tuple[float, ...] = PENALTIES,
) -> float:
    """Mean squared distance of a token's scores to its one-hot tag, each by a model of other folds.

    Of several penalties the one with the smallest error counts.

    Args:
        features: ``(N, D)``.
        classes: ``(N,)`` tags from 0.
        folds: ``(N,)`` from 0.
        kinds: K.
        penalties: of the squared weights, to choose from.
    """
    scaled = _scaled(features)
    targets = np.zeros((len(classes), kinds), dtype=np.float32)
    targets[np.arange(len(classes)), classes] = 1
    parts = [np.flatnonzero(folds == fold) for fold in range(int(folds.max()) + 1)]
    products = np.stack([_double(scaled[part].T @ scaled[part]) for part in parts])
    with_tags = np.stack([_double(scaled[part].T @ targets[part]) for part in parts])
    sums = np.stack([scaled[part].sum(axis=0, dtype=np.float64) for part in parts])
    tags = np.stack([targets[part].sum(axis=0, dtype=np.float64) for part in parts])
    scores = np.empty((len(penalties), *targets.shape), dtype=np.float32)
    for fold, part in enumerate(parts):
        others = np.arange(len(parts)) != fold
        mean = tags[others].sum(axis=0) / tags[others].sum()  # (K,)
        right = with_tags[others].sum(axis=0) - np.outer(sums[others].sum(axis=0), mean)
        gram = products[others].sum(axis=0)
        for place, penalty in enumerate(penalties):
            weights = solve(gram + penalty * np.eye(len(gram)), right, assume_a="pos")
            found = scaled[part] @ weights.astype(np.float32) + mean.astype(np.float32)
            scores[place, part] = found
    errors = ((scores - targets) ** 2).sum(axis=2, dtype=np.float64).mean(axis=1)
    return float(errors.min())


def _scaled(features: Features) -> Features:
    """Centred, with a mean variance of 1: directions of little variance stay small, so that the
    penalty keeps them down.
    """
    centred: Features = features - features.mean(axis=0)
    size = float(np.sqrt(np.mean(np.square(centred), dtype=np.float64)))
    return centred / np.float32(size) if size > 0 else centred


def _double(matrix: Features) -> Floats:
    return matrix.astype(np.float64)
