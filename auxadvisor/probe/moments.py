"""What all scores read of features and tags: second moments, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]
Floats = NDArray[np.float64]
Classes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over the tokens of centred features ``f`` and one-hot tags ``y``.

    Attributes:
        count: N.
        products: ``(D, D)`` sum of ``f fᵀ``.
        by_class: ``(D, K)`` sum of ``f`` over the tokens of each tag.
        sizes: ``(K,)`` tokens of each tag.
        fourth: sum of ``|f|⁴``.
    """

    count: int
    products: Floats
    by_class: Floats
    sizes: Floats
    fourth: float


def moments(features: Features, classes: Classes) -> Moments:
    """The moments of ``(N, D)`` features, centred, and ``(N,)`` tags that count from 0."""
    centred = features - features.mean(axis=0, dtype=np.float64).astype(np.float32)
    kinds = int(classes.max()) + 1
    one_hot = np.zeros((len(classes), kinds), dtype=np.float32)
    one_hot[np.arange(len(classes)), classes] = 1
    squares = np.einsum("nd,nd->n", centred, centred, dtype=np.float64)
    return Moments(
        len(features),
        (centred.T @ centred).astype(np.float64),
        (centred.T @ one_hot).astype(np.float64),
        one_hot.sum(axis=0, dtype=np.float64),
        float((squares**2).sum()),
    )
