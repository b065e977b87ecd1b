"""Features of tokens: their frozen vectors and their neighbours', of a bounded width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from auxadvisor.probe.moments import Features

NEIGHBOURS = 1
"""Tokens on either side whose vectors are features too."""
WIDTH = 600
"""Components of a set's features at most; wider ones are projected (Johnson and Lindenstrauss)."""


def windowed(
    vectors: Features, starts: NDArray[np.int64], width: int = WIDTH, seed: int = 1
) -> Features:
    """Each token's vector between its neighbours', zeros beyond the sentence's ends.

    Args:
        vectors: ``(N, size)`` of one set of embeddings, sentence after sentence.
        starts: ``(S + 1,)`` where each sentence begins among the tokens.
        width: components at most; where three vectors have more, each is projected first.
        seed: of the projection, which is normal, the same for all tokens.

    Returns:
        ``(N, min(3 size, width))``.
    """
    size = vectors.shape[1]
    most = width // (2 * NEIGHBOURS + 1)
    if size > most:
        draw = np.random.default_rng(seed)
        matrix = draw.normal(scale=most**-0.5, size=(size, most)).astype(np.float32)
        vectors = vectors @ matrix
    before, after = np.zeros_like(vectors), np.zeros_like(vectors)
    before[1:], after[:-1] = vectors[:-1], vectors[1:]
    before[starts[:-1]] = 0
    after[starts[1:] - 1] = 0
    return np.concatenate([before, vectors, after], axis=1)


def folds_of(lengths: Sequence[int], count: int, seed: int = 1) -> NDArray[np.int64]:
    """``(N,)`` fold of each token, from 0; a sentence's tokens are in one fold.

    Sentences are dealt in random order, so the folds' numbers of sentences differ by one at most.
    """
    order = np.random.default_rng(seed).permutation(len(lengths))
    folds = np.empty(len(lengths), dtype=np.int64)
    folds[order] = np.arange(len(lengths)) % count
    return np.repeat(folds, lengths)
