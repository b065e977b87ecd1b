"""A small tagger's first steps, cross-fitted: what training would find, at a fraction of its cost.

A BiLSTM-CRF of the kind that is trained in the end, with fewer units and a few steps only, is
judged by the loss of sentences that it never saw. The loss says more than the score does: a score
changes only where another tag becomes the likeliest one. It is done several times, each with
weights, batches and halves of its own, since these move a loss as much as a language does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, islice

import numpy as np
import torch
from numpy.typing import NDArray

from auxadvisor.probe.moments import Classes, Floats
from auxadvisor.tagger.batches import Batch, Places, reading_batches, training_batches
from auxadvisor.tagger.model import Architecture
from auxadvisor.tagger.training import TaggedData, TrainingRun, TrainingSettings
from auxadvisor.tagger.vectors import FrozenVectors

UNITS, BATCH = 64, 16
MOST = 300
"""Sentences to train on: more cost more, and change the order little."""
STEPS = 38
"""Two epochs of ``MOST`` sentences, more of fewer."""
DRAWS = 3
"""Times that it is done."""
PARTS = 2
"""Of the sentences; a tagger of each looks at the other."""


def held_out_losses(
    vectors: Sequence[FrozenVectors],
    starts: NDArray[np.int64],
    classes: Classes,
    tags: Sequence[str],
    seed: int = 1,
    draws: int = DRAWS,
) -> Floats:
    """``(draws, S)`` negative log-likelihood of each sentence's tags, in nats.

    Args:
        vectors: every set of embeddings of the tokens.
        starts: ``(S + 1,)`` where each sentence begins among the tokens.
        classes: ``(N,)`` numbers of the right tags.
        tags: their names.
        seed: of all that is drawn.
        draws: how often; the first are those of more.
    """
    architecture = Architecture(tuple(one.size for one in vectors), tuple(tags), hidden_size=UNITS)
    count = len(starts) - 1
    losses = np.zeros((draws, count))
    for number in range(draws):
        own = seed * DRAWS + number  # no two seeds share one
        settings = TrainingSettings(batch_size=BATCH, seed=own)
        parts = halves(count, own)
        for part, held in zip(parts, (*parts[1:], parts[0]), strict=True):
            data = TaggedData(starts, classes, tuple(vectors), part[:MOST], held)
            with torch.random.fork_rng(devices=[]):
                run = TrainingRun(
                    data, architecture, settings, None, torch.device("cpu"), torch.float32
                )
                for batch in islice(_batches(data.train, starts, own), STEPS):
                    run.step(batch)
                losses[number] += _losses(run)
    return losses


def halves(count: int, seed: int) -> list[Places]:
    """Numbers of so many sentences in random parts of one size."""
    return np.array_split(np.random.default_rng(seed).permutation(count), PARTS)


def _batches(sentences: Places, starts: Places, seed: int) -> Iterator[Batch]:
    """One epoch after another."""
    for epoch in count():
        yield from training_batches(sentences, starts, BATCH, np.random.default_rng((seed, epoch)))


def _losses(run: TrainingRun) -> Floats:
    """``(S,)`` of the sentences that are judged; 0 of the others."""
    data, model = run.data, run.model.eval()
    found = np.zeros(len(data.starts) - 1)
    with torch.inference_mode():
        for batch in reading_batches(data.dev, data.starts):
            emissions, _ = model.emissions([one.of(batch.tokens) for one in data.vectors], batch)
            right = torch.from_numpy(data.tags[batch.tokens])
            found[batch.sentences] = model.crf.loss(emissions, right, batch.batch_sizes).numpy()
    model.train()
    return found
