"""Features of tokens: their frozen vectors and their neighbours', of a bounded width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from auxadvisor.probe.moments import Features

WIDTH = 200
"""Components of a token's own vector at most; wider ones are projected."""
FOLDS = 5
"""Of the word types, for the ridge regression."""


def projected(vectors: Features, width: int = WIDTH, seed: int = 1) -> Features:
    """``(N, min(size, width))``: the vectors' first principal components, where they are wider.

    Args:
        vectors: ``(N, size)``.
        width: components at most.
        seed: of the randomised decomposition (Halko, Martinsson and Tropp, 2011).
    """
    if vectors.shape[1] <= width:
        return vectors
    centred = torch.from_numpy(vectors - vectors.mean(axis=0))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        axes = torch.pca_lowrank(centred, min(width, len(vectors)), center=False)[2]
    found: Features = (centred @ axes).numpy()
    return found


def windowed(vectors: Features, starts: NDArray[np.int64]) -> Features:
    """``(N, 3 size)``: each token's vector between its neighbours', zeros beyond the sentence.

    Args:
        vectors: ``(N, size)``, sentence after sentence.
        starts: ``(S + 1,)`` where each sentence begins among the tokens.
    """
    size = vectors.shape[1]
    found = np.zeros((len(vectors), 3 * size), dtype=vectors.dtype)
    before, after = found[:, :size], found[:, 2 * size :]
    before[1:], found[:, size : 2 * size], after[:-1] = vectors[:-1], vectors, vectors[1:]
    before[starts[:-1]] = 0
    after[starts[1:] - 1] = 0
    return found


def folds_by_word(
    sentences: Sequence[Sequence[str]], count: int = FOLDS, seed: int = 1
) -> NDArray[np.int64]:
    """``(N,)`` fold of each token, from 0; all tokens of a word type are in one fold.

    So every word is judged by what was learnt of others, as a tagger must judge words that its few
    labels do not have.
    """
    types: dict[str, int] = {}
    rows = [types.setdefault(word, len(types)) for sentence in sentences for word in sentence]
    dealt = np.empty(len(types), dtype=np.int64)
    dealt[np.random.default_rng(seed).permutation(len(types))] = np.arange(len(types)) % count
    return dealt[rows]
