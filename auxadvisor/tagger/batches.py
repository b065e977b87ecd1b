"""Sentences as batches, packed by step: no token is padded but inside the LSTM.

The LSTM reads sentences in grids, ``steps`` by ``sentences``. One grid for a whole batch would be
mostly padding where one sentence is much longer than the rest, so a batch is cut into several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Places = NDArray[np.int64]

BUCKET = 16
"""Batches that are sorted by length together: sentences of like length meet, in random company."""
STEP_COST = 6
"""What a step of an LSTM costs however few sentences reach it, in sentences: .08 to .13 ms, where
each sentence more costs .014 (bfloat16) to .025 (float32); 100 to 256 units, one core of an AMD
EPYC, 2026-11-24."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Some sentences, longest first, and where their tokens lie.

    Attributes:
        sentences: ``(B,)`` their numbers in the corpus.
        lengths: ``(B,)`` tokens of each, falling.
        tokens: ``(N,)`` number in the corpus of each token, packed by step: all first tokens, all
            second tokens, and so on.
    """

    sentences: Places
    lengths: Places
    tokens: Places

    @cached_property
    def batch_sizes(self) -> tuple[int, ...]:
        """Sentences that reach each step."""
        falling = np.searchsorted(-self.lengths, -np.arange(self.lengths[0]), side="left")
        return tuple(falling.tolist())

    @cached_property
    def rows(self) -> Places:
        """``(N,)`` place of each token's sentence in the batch."""
        sizes = np.array(self.batch_sizes)
        found: Places = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return found

    @cached_property
    def steps(self) -> Places:
        """``(N,)`` place of each token in its sentence."""
        return np.repeat(np.arange(len(self.batch_sizes)), self.batch_sizes)

    @cached_property
    def grids(self) -> tuple[tuple[int, int], ...]:
        """Steps and sentences of each grid; the first holds the longest sentences.

        Of all ways to cut the sentences the one that costs least, a grid costing its steps times
        its sentences and ``STEP_COST``.
        """
        count = len(self.lengths)
        least, cut = np.zeros(count + 1), np.zeros(count + 1, dtype=np.int64)
        for end in range(1, count + 1):
            begins = np.arange(end)
            costs = least[:end] + self.lengths[:end] * (STEP_COST + end - begins)
            cut[end] = costs.argmin()
            least[end] = costs[cut[end]]
        found: list[tuple[int, int]] = []
        end = count
        while end:
            found.insert(0, (int(self.lengths[cut[end]]), int(end - cut[end])))
            end = int(cut[end])
        return tuple(found)

    @cached_property
    def read_forward(self) -> Tensor:
        """``(N,)`` place of each token in the grids, one behind the other, row by row."""
        return self._places(self.steps)

    @cached_property
    def read_backward(self) -> Tensor:
        """``(N,)`` the same with every sentence the other way round."""
        return self._places(self.lengths[self.rows] - 1 - self.steps)

    def _places(self, steps: Places) -> Tensor:
        wide = np.array([sentences for _, sentences in self.grids])
        cells = np.array([tall * sentences for tall, sentences in self.grids])
        grid = np.repeat(np.arange(len(wide)), wide)[self.rows]
        column = self.rows - (np.cumsum(wide) - wide)[grid]
        return torch.from_numpy((np.cumsum(cells) - cells)[grid] + steps * wide[grid] + column)


def batch_of(sentences: Places, starts: Places) -> Batch:
    """A batch of some sentences.

    Args:
        sentences: their numbers.
        starts: ``(S + 1,)`` where each sentence of the corpus begins among its tokens.
    """
    lengths = np.diff(starts)[sentences]
    order = np.argsort(-lengths, kind="stable")
    sentences, lengths = sentences[order], lengths[order]
    empty = Batch(sentences, lengths, np.empty(0, dtype=np.int64))
    return Batch(sentences, lengths, starts[sentences][empty.rows] + empty.steps)


def training_batches(
    sentences: Places, starts: Places, size: int, draw: np.random.Generator
) -> Iterator[Batch]:
    """Every sentence once, in random batches of sentences of like length, in random order."""
    lengths = np.diff(starts)
    shuffled = draw.permutation(sentences)
    cut: list[Places] = []
    for start in range(0, len(shuffled), size * BUCKET):
        bucket = shuffled[start : start + size * BUCKET]
        bucket = bucket[np.argsort(-lengths[bucket], kind="stable")]
        cut += [bucket[at : at + size] for at in range(0, len(bucket), size)]
    for place in draw.permutation(len(cut)):
        yield batch_of(cut[place], starts)


def reading_batches(sentences: Places, starts: Places, tokens: int = 4096) -> Iterator[Batch]:
    """Every sentence once, those of like length together, about so many tokens a batch."""
    lengths = np.diff(starts)[sentences]
    by_length = sentences[np.argsort(-lengths, kind="stable")]
    at = 0
    while at < len(by_length):
        longest = int(starts[by_length[at] + 1] - starts[by_length[at]])
        size = max(1, tokens // longest)
        yield batch_of(by_length[at : at + size], starts)
        at += size


def sentence_starts(lengths: Sequence[int]) -> Places:
    """``(S + 1,)`` where each sentence begins among the corpus' tokens, and where the last ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
