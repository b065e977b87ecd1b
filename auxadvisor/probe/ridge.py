"""A held-out linear probe: ridge regression on one-hot tags, cross-fitted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.linalg import solve

from auxadvisor.probe.moments import Classes, Features, Floats, Moments, together

PENALTIES = (1.0, 10.0, 100.0, 1000.0)
"""Of the squared weights, in units of the features' mean variance."""


def cross_fitted(
    folds: Sequence[tuple[Features, Classes]],
    found: Sequence[Moments],
    penalties: tuple[float, ...] = PENALTIES,
) -> float:
    """Mean squared distance of a token's scores to its one-hot tag, each by a model of other folds.

    Of several penalties the one with the smallest error counts. Directions of little variance are
    not scaled up, so that the penalty keeps them down.

    Args:
        folds: ``(N, D)`` centred features and ``(N,)`` tags of each.
        found: their moments.
        penalties: of the squared weights, to choose from.
    """
    whole = together(found)
    variance = float(np.trace(whole.products)) / whole.count / len(whole.products)
    errors = np.zeros(len(penalties))
    for place, (features, classes) in enumerate(folds):
        others = together([*found[:place], *found[place + 1 :]])
        mean = others.sizes / others.count  # (K,)
        right = others.by_class - np.outer(others.by_class.sum(axis=1), mean)
        for number, penalty in enumerate(penalties):
            ridge = (penalty * variance or 1.0) * np.eye(len(right))  # constant features have none
            weights = solve(others.products + ridge, right, assume_a="pos")
            errors[number] += _error(features, classes, weights, mean)
    return float(errors.min()) / whole.count


def _error(features: Features, classes: Classes, weights: Floats, mean: Floats) -> float:
    """Summed squared distance of tokens' scores to their one-hot tags."""
    distances = features @ weights.astype(np.float32) + mean.astype(np.float32)  # (N, K)
    distances[np.arange(len(classes)), classes] -= 1
    return float(np.square(distances).sum(dtype=np.float64))
