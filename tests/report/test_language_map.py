"""The map and the tree, against points whose distances are known and sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from auxadvisor.report.language_map import scaled, tree

Points = NDArray[np.float64]


def distances(points: Points) -> Points:
    return np.linalg.norm(points[:, None] - points[None], axis=-1)


def some_points(seed: int, count: int, dimensions: int = 2) -> Points:
    return np.random.default_rng(seed).normal(size=(count, dimensions))


@given(st.integers(0, 10_000), st.integers(3, 9))
def test_points_of_a_plane_come_back_but_for_turning(seed: int, count: int) -> None:
    apart = distances(some_points(seed, count))
    found = scaled(apart)
    np.testing.assert_allclose(distances(found.points), apart, atol=1e-6)
    assert found.stress == pytest.approx(0, abs=1e-6) and found.order == pytest.approx(1, abs=1e-3)
    assert (found.points[0] == 0).all()


@given(st.integers(0, 10_000), st.integers(4, 9))
def test_improvement_leaves_no_more_stress_than_classical_scaling(seed: int, count: int) -> None:
    apart = distances(some_points(seed, count, 6))
    centred = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-0.5 * centred @ apart**2 @ centred)
    classical = distances(vectors[:, -2:] * np.sqrt(values[-2:]))
    pairs = np.triu_indices(count, 1)
    stress = np.sqrt(((classical - apart)[pairs] ** 2).sum() / (apart[pairs] ** 2).sum())
    assert scaled(apart).stress <= stress + 1e-9


def test_a_map_is_turned_towards_another() -> None:
    points = some_points(3, 6)
    turned = points @ np.array([[0.0, 1.0], [-1.0, 0.0]]) * [1, -1]
    found = scaled(distances(turned), like=points)
    np.testing.assert_allclose(found.points, points - points[0], atol=1e-6)


@pytest.mark.parametrize("apart", [np.zeros((3, 3)), np.ones((3, 3)) - np.eye(3)])
def test_equal_distances_are_no_error(apart: Points) -> None:
    found = scaled(apart)
    assert np.isfinite(found.points).all() and found.stress == pytest.approx(0, abs=1e-6)


def test_the_tree_joins_the_closest_first_and_then_averages() -> None:
    apart = np.array([[0, 1, 4, 6], [1, 0, 5, 7], [4, 5, 0, 2], [6, 7, 2, 0]], dtype=float)
    heights = tree(apart)[:, 2]
    np.testing.assert_allclose(heights, [1, 2, (4 + 6 + 5 + 7) / 4])
