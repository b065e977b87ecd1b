"""Features and the cross-fitted ridge against plain loops and scikit-learn."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from auxadvisor.probe.features import (
    folds_by_sentence,
    folds_by_word,
    projected,
    windowed,
)
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


def test_a_sentence_is_in_one_fold_and_folds_are_even() -> None:
    folds = folds_by_sentence([["a", "b"]] * 11, 4)
    by_sentence = folds.reshape(11, 2)
    assert (by_sentence[:, 0] == by_sentence[:, 1]).all()
    assert sorted(np.bincount(by_sentence[:, 0]).tolist()) == [2, 3, 3, 3]


def test_a_word_is_in_one_fold_wherever_it_stands() -> None:
    sentences = [["a", "b", "a"], ["c"], ["b", "d", "e", "a"]]
    folds = folds_by_word(sentences, 5)
    by_word: dict[str, set[int]] = {}
    for word, fold in zip([w for s in sentences for w in s], folds.tolist(), strict=True):
        by_word.setdefault(word, set()).add(fold)
    assert all(len(found) == 1 for found in by_word.values())
    assert set().union(*by_word.values()) == {0, 1, 2, 3, 4}


def test_it_is_ridge_regression_on_the_other_folds() -> None:
    draw = np.random.default_rng(2)
    features = draw.normal(loc=3, scale=[1, 5, 0.1, 2], size=(60, 4)).astype(np.float32)
    classes = (features[:, 1] > 3).astype(int) + (features[:, 2] > 3)
    folds = folds_by_sentence([list("abcde")] * 12, 3)
    found = cross_fitted(features, classes, folds, 3)
    assert found.penalty in PENALTIES and found.scores.shape == (60, 3)
    centred = features - features.mean(axis=0)
    scaled = centred / np.sqrt((centred**2).mean())
    targets = np.eye(3)[classes]
    right = np.empty((60, 3))
    for fold in range(3):
        mean = targets[folds != fold].mean(axis=0)
        model = Ridge(alpha=found.penalty, fit_intercept=False)
        model.fit(scaled[folds != fold], (targets - mean)[folds != fold])
        right[folds == fold] = model.predict(scaled[folds == fold]) + mean
    np.testing.assert_allclose(found.scores, right, atol=1e-4)
    assert found.error == pytest.approx(((right - targets) ** 2).sum(axis=1).mean(), rel=1e-4)
    assert (found.guesses == right.argmax(axis=1)).all()


def test_held_out_tags_are_never_read() -> None:
    draw = np.random.default_rng(3)
    features = draw.normal(size=(40, 3)).astype(np.float32)
    classes, folds = draw.integers(2, size=40), folds_by_sentence([list("abcd")] * 10, 5)
    changed = classes.copy()
    changed[folds == 2] = 1 - changed[folds == 2]
    one, other = (cross_fitted(features, y, folds, 2, (10.0,)) for y in (classes, changed))
    np.testing.assert_array_equal(one.scores[folds == 2], other.scores[folds == 2])


def test_constant_features_and_a_tag_that_never_comes() -> None:
    features = np.ones((20, 3), dtype=np.float32)
    classes = np.arange(20) % 2
    found = cross_fitted(features, classes, folds_by_sentence([["a", "b"]] * 10, 5), 3)
    np.testing.assert_allclose(found.scores, np.tile([0.5, 0.5, 0.0], (20, 1)), atol=1e-6)
