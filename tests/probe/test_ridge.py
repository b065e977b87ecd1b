"""Features and the cross-fitted ridge against plain loops and scikit-learn."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from auxadvisor.probe.features import folds_by_word, projected, windowed
from auxadvisor.probe.moments import centred, moments
from auxadvisor.probe.ridge import PENALTIES, cross_fitted

LENGTHS = (3, 1, 4)
STARTS = np.array([0, 3, 4, 8])


def test_neighbours_stop_at_the_sentences_ends() -> None:
    vectors = np.arange(16, dtype=np.float32).reshape(8, 2) + 1
    found = windowed(vectors, STARTS)
    zero = np.zeros(2)
    for start, end in pairwise(STARTS):
        for token in range(start, end):
            before = vectors[token - 1] if token > start else zero
            after = vectors[token + 1] if token + 1 < end else zero
            np.testing.assert_array_equal(found[token], [*before, *vectors[token], *after])


def test_wide_vectors_keep_their_principal_components() -> None:
    draw = np.random.default_rng(1)
    planes = draw.normal(size=(300, 5)) @ draw.normal(size=(5, 400)) * 10
    vectors = (planes + draw.normal(size=planes.shape)).astype(np.float32)
    found = projected(vectors, width=8)
    assert found.shape == (300, 8)
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    right = left[:, :5] * values[:5]
    np.testing.assert_allclose(np.abs(found[:, :5]), np.abs(right), atol=0.05 * np.abs(right).max())
    np.testing.assert_array_equal(found, projected(vectors, width=8))


def test_narrow_vectors_stay_as_they_are() -> None:
    vectors = np.arange(12, dtype=np.float32).reshape(4, 3)
    assert projected(vectors, width=3) is vectors


def test_a_word_is_in_one_fold_wherever_it_stands() -> None:
    sentences = [["a", "b", "a"], ["c"], ["b", "d", "e", "a"]]
    folds = folds_by_word(sentences, 5)
    by_word: dict[str, set[int]] = {}
    for word, fold in zip([w for s in sentences for w in s], folds.tolist(), strict=True):
        by_word.setdefault(word, set()).add(fold)
    assert all(len(found) == 1 for found in by_word.values())
    assert set().union(*by_word.values()) == {0, 1, 2, 3, 4}


FOLDS = np.arange(60) // 5 % 3


def ridge(features: np.ndarray, classes: np.ndarray) -> float:
    found = centred(features)
    folds = [(found[fold == FOLDS], classes[fold == FOLDS]) for fold in range(3)]
    return cross_fitted(folds, [moments(*one, kinds=3) for one in folds])


def test_it_is_ridge_regression_on_the_other_folds() -> None:
    draw = np.random.default_rng(2)
    features = draw.normal(loc=3, scale=[1, 5, 0.1, 2], size=(60, 4)).astype(np.float32)
    classes = (features[:, 1] > 3).astype(int) + (features[:, 2] > 3)
    centred = features - features.mean(axis=0)
    scaled = centred / np.sqrt((centred**2).mean())
    targets, errors = np.eye(3)[classes], []
    for penalty in PENALTIES:
        right = np.empty((60, 3))
        for fold in range(3):
            mean = targets[fold != FOLDS].mean(axis=0)
            model = Ridge(alpha=penalty, fit_intercept=False)
            model.fit(scaled[fold != FOLDS], (targets - mean)[fold != FOLDS])
            right[fold == FOLDS] = model.predict(scaled[fold == FOLDS]) + mean
        errors.append(((right - targets) ** 2).sum(axis=1).mean())
    found = ridge(features, classes)
    assert found == pytest.approx(min(errors), rel=1e-4)


def test_tags_that_nothing_tells_cost_their_spread() -> None:
    features = np.ones((60, 3), dtype=np.float32)
    assert ridge(features, np.arange(60) % 2) == pytest.approx(0.5, abs=1e-2)
