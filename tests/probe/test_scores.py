"""LogME and the H-score against their definitions, by brute force on small data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from sklearn.covariance import ledoit_wolf_shrinkage

from auxadvisor.probe.hscore import ledoit_wolf, shrunk_hscore
from auxadvisor.probe.logme import logme
from auxadvisor.probe.moments import Moments, centred, moments


def case(seed: int, tokens: int = 40, size: int = 5, kinds: int = 3, signal: float = 1.0):
    draw = np.random.default_rng(seed)
    classes = np.concatenate([np.arange(kinds), draw.integers(kinds, size=tokens - kinds)])
    centres = draw.normal(size=(kinds, size))
    features = draw.normal(size=(tokens, size)) + signal * centres[classes]
    return features.astype(np.float32), classes


def found_of(features: np.ndarray, classes: np.ndarray) -> Moments:
    return moments(centred(features), classes, kinds=3)


@pytest.mark.parametrize("seed", range(5))
def test_logme_is_the_largest_evidence(seed: int) -> None:
    features, classes = case(seed)
    found = features.astype(float) - features.mean(axis=0, dtype=float)

    def negative(logs: np.ndarray, y: np.ndarray) -> float:
        alpha, beta = np.exp(logs)
        covariance = np.eye(len(y)) / beta + found @ found.T / alpha
        return -float(stats.multivariate_normal(np.zeros(len(y)), covariance).logpdf(y))

    best = []
    for kind in range(3):
        y = (classes == kind) - np.mean(classes == kind)
        starts = [np.log([a, b]) for a in (0.1, 10) for b in (1, 10)]
        bounds = [(-8, 14), (-8, 8)]  # of log alpha, log beta
        ends = [optimize.minimize(negative, s, (y,), bounds=bounds) for s in starts]
        best.append(-min(end.fun for end in ends) / len(y))
    assert logme(found_of(features, classes)) == pytest.approx(np.mean(best), abs=2e-3)


@pytest.mark.parametrize("seed", range(5))
def test_the_hscore_is_its_definition(seed: int) -> None:
    features, classes = case(seed)
    found = features.astype(float) - features.mean(axis=0, dtype=float)
    covariance = found.T @ found / len(found)
    shrinkage = ledoit_wolf_shrinkage(found)
    mean = np.trace(covariance) / 5
    shrunk = (1 - shrinkage) * covariance + shrinkage * mean * np.eye(5)
    means = np.stack([found[classes == kind].mean(axis=0) for kind in classes])
    between = means.T @ means / len(means)
    right = np.trace(np.linalg.inv(shrunk) @ ((1 - shrinkage) * between))
    assert ledoit_wolf(found_of(features, classes)) == pytest.approx(shrinkage, rel=1e-4)
    assert shrunk_hscore(found_of(features, classes)) == pytest.approx(right, rel=1e-4)


@given(st.integers(0, 1000))
def test_features_that_tell_more_score_higher(seed: int) -> None:
    clear, blurred = case(seed, 300, signal=2.0), case(seed, 300, signal=0.0)
    assert logme(found_of(*clear)) > logme(found_of(*blurred))
    assert shrunk_hscore(found_of(*clear)) > shrunk_hscore(found_of(*blurred))


@given(st.integers(0, 1000))
def test_the_order_of_tokens_and_components_plays_no_part(seed: int) -> None:
    features, classes = case(seed)
    draw = np.random.default_rng(seed)
    tokens, components = draw.permutation(len(features)), draw.permutation(features.shape[1])
    shuffled = found_of(features[tokens][:, components], classes[tokens])
    for score in (logme, shrunk_hscore):
        assert score(shuffled) == pytest.approx(score(found_of(features, classes)), rel=1e-3)


def test_one_tag_or_constant_features_tell_nothing() -> None:
    features, _ = case(1)
    assert logme(found_of(features, np.zeros(len(features), dtype=np.int64))) == 0.0
    assert shrunk_hscore(found_of(features, np.zeros(len(features), dtype=np.int64))) == (
        pytest.approx(0.0, abs=1e-6)
    )


def test_more_features_than_tokens_have_a_finite_evidence() -> None:
    draw = np.random.default_rng(4)
    features = draw.normal(size=(120, 600)).astype(np.float32)
    found = found_of(features, np.arange(120) % 3)
    assert np.isfinite(logme(found)) and np.isfinite(shrunk_hscore(found))
    nothing = found_of(np.ones((120, 3), dtype=np.float32), np.arange(120) % 3)
    assert np.isfinite(logme(nothing)) and logme(nothing) < logme(found)
