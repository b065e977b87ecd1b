"""The H-score with shrinkage (Bao et al., 2019; Ibrahim, Ponomareva and Mazumder, 2022)."""

from __future__ import annotations

import numpy as np

from auxadvisor.probe.moments import Moments


def shrunk_hscore(found: Moments) -> float:
    """``tr(S⁻¹ (1 - a) Z)``, from 0 to K - 1; higher is better.

    ``Z`` is the covariance of the tags' mean features, ``S = (1 - a) C + a tr(C)/D I`` the
    features' covariance ``C`` shrunk as by Ledoit and Wolf (2004): how much of the features'
    variance lies between the tags, with covariances that few tokens cannot settle.
    """
    covariance = found.products / found.count
    shrinkage = ledoit_wolf(found)
    size = len(covariance)
    mean = float(np.trace(covariance)) / size
    if not mean:  # constant features tell nothing
        return 0.0
    shrunk = (1 - shrinkage) * covariance + shrinkage * mean * np.eye(size)
    used = found.sizes > 0
    means = found.by_class[:, used] / np.sqrt(found.sizes[used] * found.count)  # (D, K)
    return float((1 - shrinkage) * np.einsum("dk,dk->", means, np.linalg.solve(shrunk, means)))


def ledoit_wolf(found: Moments) -> float:
    """The share of the identity in the best shrunk covariance, from 0 to 1."""
    covariance = found.products / found.count
    size = len(covariance)
    mean = float(np.trace(covariance)) / size
    square = float((covariance**2).sum())
    spread = square - size * mean**2
    noise = (found.fourth / found.count - square) / found.count
    return 0.0 if spread <= 0 else min(1.0, max(0.0, noise / spread))
