"""What all scores read of features and tags: second moments, computed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]
Floats = NDArray[np.float64]
Classes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over tokens of features ``f``, centred over all tokens, and one-hot tags ``y``.

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


def centred(features: Features) -> Features:
    """``(N, D)`` features less their mean."""
    found: Features = features - features.mean(axis=0, dtype=np.float64).astype(np.float32)
    return found


def moments(features: Features, classes: Classes, kinds: int) -> Moments:
    """The moments of tokens.

    Args:
        features: ``(N, D)`` as ``centred`` gives them, or a part of these.
        classes: ``(N,)`` tags from 0.
        kinds: K.
    """
    one_hot = np.zeros((len(classes), kinds), dtype=np.float32)
    one_hot[np.arange(len(classes)), classes] = 1
    squares = np.einsum("nd,nd->n", features, features, dtype=np.float64)
    return Moments(
        len(features),
        (features.T @ features).astype(np.float64),
        (features.T @ one_hot).astype(np.float64),
        one_hot.sum(axis=0, dtype=np.float64),
        float((squares**2).sum()),
    )


def together(parts: Sequence[Moments]) -> Moments:
    """The moments of the tokens of several parts."""
    return Moments(
        sum(one.count for one in parts),
        np.sum([one.products for one in parts], axis=0),
        np.sum([one.by_class for one in parts], axis=0),
        np.sum([one.sizes for one in parts], axis=0),
        sum(one.fourth for one in parts),
    )
