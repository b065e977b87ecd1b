"""What the attention weighs (Section 4.4): means over tokens, by tag and by word frequency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auxadvisor.corpora.tagging_schemes import split_tag

Weights = NDArray[np.float32]

FREQUENCIES = (0, 1, 2, 5, 10, 100)
"""Least occurrences of a word in the training part, of each group of words."""


@dataclass(frozen=True)
class AttentionMeans:
    """Mean weights of each set of embeddings; a row's sum is 1.

    Attributes:
        sets: what they are called in the setting.
        overall: over all tokens.
        by_tag: over the tokens of each right tag, without the letters of a span's parts.
        by_frequency: over the tokens of words that training saw so often: ``0``, ``2–4``, ``100+``.
    """

    sets: tuple[str, ...]
    overall: tuple[float, ...]
    by_tag: dict[str, tuple[float, ...]]
    by_frequency: dict[str, tuple[float, ...]]


def attention_means(
    sets: Sequence[str],
    weights: Weights,
    words: Sequence[str],
    tags: Sequence[str],
    training_words: Counter[str],
) -> AttentionMeans:
    """Sum up the weights of a text's tokens.

    Args:
        sets: names of the sets of embeddings, ``n``.
        weights: ``(T, n)``.
        words: ``(T,)``.
        tags: ``(T,)`` the right ones.
        training_words: how often training saw each word.
    """
    labels = np.array([(split_tag(tag) or ("", ""))[1] or tag for tag in tags])
    seen = np.array([training_words[word] for word in words])
    group = np.searchsorted(FREQUENCIES, seen, side="right") - 1
    return AttentionMeans(
        tuple(sets),
        _mean(weights),
        {str(label): _mean(weights[labels == label]) for label in np.unique(labels)},
        {_said(place): _mean(weights[group == place]) for place in np.unique(group)},
    )


def _mean(weights: Weights) -> tuple[float, ...]:
    return tuple(round(float(mean), 4) for mean in weights.mean(axis=0, dtype=np.float64))


def _said(place: int) -> str:
    least = FREQUENCIES[place]
    if place + 1 == len(FREQUENCIES):
        return f"{least}+"
    most = FREQUENCIES[place + 1] - 1
    return str(least) if most == least else f"{least}–{most}"
