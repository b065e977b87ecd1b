"""LogME: the evidence of a linear model of the tags (You, Liu, Wang and Long, 2021)."""

from __future__ import annotations

import numpy as np

from auxadvisor.probe.moments import Floats, Moments

ROUNDS = 100
TOLERANCE = 1e-5
"""Relative change of alpha / beta at which the iteration ends."""
LEAST = 1e-6
"""Of the largest eigenvalue, of the tokens and of a tag's variance: what is less is rounded off.
It matters where there are more features than tokens, so that nothing need be noise."""


def logme(found: Moments) -> float:
    """Mean over the tags of the largest log evidence of a token; higher is better.

    For each tag, ``y`` is its indicator, centred as the features are; the weights of ``f`` have the
    prior N(0, 1/alpha), the noise is N(0, 1/beta), and alpha and beta maximise ``log p(y | f)``
    (fixed point of the paper's Algorithm 1, in the eigenbasis of the features' products).
    """
    eigenvalues, basis = np.linalg.eigh(found.products)
    kept = eigenvalues > LEAST * eigenvalues[-1]  # the others' terms cancel out
    eigenvalues, basis = eigenvalues[kept], basis[:, kept]
    projected = basis.T @ found.by_class  # (rank, K): of centred indicators too, as f sums to 0
    shares = found.sizes / found.count
    squares = found.count * shares * (1 - shares)  # (K,): of the centred indicators
    used = squares > 0
    values = [
        _evidence(found.count, eigenvalues, projected[:, k], float(squares[k]))
        for k in np.flatnonzero(used)
    ]
    return float(np.mean(values)) if values else 0.0


def _evidence(count: int, eigenvalues: Floats, projected: Floats, squares: float) -> float:
    """The largest log evidence of a token for one tag."""
    alpha = beta = 1.0
    energy = error = 0.0
    for _ in range(ROUNDS):
        scale = alpha + beta * eigenvalues
        weights = beta * projected / scale
        energy = max(float(weights @ weights), 1e-12)
        error = squares - 2 * float(weights @ projected) + float(weights**2 @ eigenvalues)
        error = max(error, LEAST * squares)
        effective = float((beta * eigenvalues / scale).sum())
        before = alpha / beta
        free = max(count - effective, LEAST * count)
        alpha, beta = max(effective, 1e-12) / energy, free / error
        if abs(alpha / beta - before) <= TOLERANCE * before:
            break
    scale = alpha + beta * eigenvalues
    weights = beta * projected / scale
    error = squares - 2 * float(weights @ projected) + float(weights**2 @ eigenvalues)
    evidence = (
        len(eigenvalues) * np.log(alpha)
        + count * np.log(beta)
        - beta * error
        - alpha * float(weights @ weights)
        - np.log(scale).sum()
        - count * np.log(2 * np.pi)
    ) / 2
    return float(evidence) / count
