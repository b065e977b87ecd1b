"""From a matrix of distances to places on a plane and to a tree. ``L`` stands for the languages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.linalg import orthogonal_procrustes
from scipy.spatial.distance import squareform

from auxadvisor.ranking import spearman

Floats = NDArray[np.float64]


ROUNDS, LEAST_GAIN = 500, 1e-9
"""Of the improvement of a map: most steps, and the fall in squared stress at which it ends."""


@dataclass(frozen=True, eq=False)
class Plane:
    """Languages on a plane.

    Attributes:
        points: ``(L, 2)``, the first language at the origin.
        stress: Kruskal's stress-1: 0 where all distances are right, from .2 on a poor map.
        order: Spearman's correlation of the distances on the map with the given ones.
    """

    points: Floats
    stress: float
    order: float


def scaled(apart: Floats, like: Floats | None = None) -> Plane:
    """Metric multidimensional scaling to two dimensions.

    Torgerson's classical scaling (1952), whose solution is then improved step by step by SMACOF (de
    Leeuw, 1977), which lets the stress never rise.

    Args:
        apart: ``(L, L)``, symmetric, 0 on the diagonal.
        like: ``(L, 2)`` points that the map is turned and mirrored towards.
    """
    points = _improved(_classical(apart), apart)
    if like is not None:
        turn, _ = orthogonal_procrustes(points - points.mean(axis=0), like - like.mean(axis=0))
        points = points @ turn
    pairs = np.triu_indices(len(apart), 1)
    mapped, given = _distances(points)[pairs], apart[pairs]
    total = float((given**2).sum())
    stress = float(np.sqrt(((mapped - given) ** 2).sum() / total)) if total > 0 else 0.0
    return Plane(points - points[0], stress, spearman(mapped, given) or 0.0)


def _classical(apart: Floats) -> Floats:
    count = len(apart)
    centring = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-0.5 * centring @ apart**2 @ centring)
    top = np.argsort(values)[::-1][:2]
    points: Floats = vectors[:, top] * np.sqrt(np.maximum(values[top], 0.0))
    largest = np.abs(points).argmax(axis=0)
    signs = np.where(points[largest, range(len(top))] < 0, -1.0, 1.0)  # eigh leaves them open
    return points * signs


def _improved(points: Floats, apart: Floats) -> Floats:
    """Guttman's transform until the stress falls no more."""
    before = np.inf
    for _ in range(ROUNDS):
        mapped = _distances(points)
        stress = float(((mapped - apart) ** 2).sum())
        if before - stress < LEAST_GAIN * (apart**2).sum():
            break
        before = stress
        pull = np.divide(apart, mapped, out=np.zeros_like(apart), where=mapped > 0)
        weights = np.diag(pull.sum(axis=1)) - pull
        points = weights @ points / len(apart)
    return points


def _distances(points: Floats) -> Floats:
    found: Floats = np.linalg.norm(points[:, None] - points[None], axis=-1)
    return found


def tree(apart: Floats) -> Floats:
    """``(L - 1, 4)``: average linkage (UPGMA), as ``scipy.cluster.hierarchy`` writes it."""
    found: Floats = linkage(squareform(apart, checks=False), "average", optimal_ordering=True)
    return found
