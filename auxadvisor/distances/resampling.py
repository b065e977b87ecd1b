"""The bootstrap over the target's sentences: how often each one is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK = 100
"""Replicates made at a time: enough for the matrix products on them to be fast."""
MOST_DRAWN = 2_500_000
"""Sentences drawn at a time, so that memory grows neither with replicates nor with sentences."""


def resampled_counts(
    sentences: int, replicates: int, seed: int
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Draw as many sentences as there are, with replacement, ``replicates`` times.

    Two measures on the same sentences with the same seed see the same draws, so that their
    replicates can be combined one by one.

    Yields:
        a slice of the replicates and its ``(b, S)`` counts; each row sums to S.
    """
    block = min(BLOCK, max(1, MOST_DRAWN // sentences))
    for start in range(0, replicates, block):
        size = min(block, replicates - start)
        random = np.random.default_rng((seed, start))
        drawn = random.integers(sentences, size=(size, sentences))
        drawn += np.arange(size)[:, None] * sentences
        counts = np.bincount(drawn.ravel(), minlength=size * sentences)
        yield slice(start, start + size), counts.reshape(size, sentences).astype(np.float32)
