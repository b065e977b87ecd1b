"""A small tagger's first steps, cross-fitted: what training would find, at a fraction of its cost.

A BiLSTM-CRF of the kind that is trained in the end, with fewer units and a few steps only, is
judged by the loss of sentences that it never saw. That is taken at half of the steps, at three
quarters and at the end, so that it tells how fast the tagger learns, too. The loss says more than
the score does: a score changes only where another tag becomes the likeliest one.
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
STEPS = 76
"""Four epochs of ``MOST`` sentences, more of fewer."""
JUDGED = (STEPS // 2, STEPS * 3 // 4, STEPS)
"""Steps after which the loss is taken."""
PARTS = 2
"""Of the sentences; a tagger of each looks at the other."""


def held_out_losses(
    vectors: Sequence[FrozenVectors],
    starts: NDArray[np.int64],
    classes: Classes,
    tags: Sequence[str],
    seed: int = 1,
    judged: Sequence[int] = JUDGED,
) -> Floats:
    """``(S,)`` negative log-likelihood of each sentence's tags, in nats.

    Args:
        vectors: every set of embeddings of the tokens.
        starts: ``(S + 1,)`` where each sentence begins among the tokens.
        classes: ``(N,)`` numbers of the right tags.
        tags: their names.
        seed: of weights, batches and dropout. Sentences are taken to be in random order.
        judged: steps after which it is taken, the last at the end; their mean counts.
    """
    architecture = Architecture(tuple(one.size for one in vectors), tuple(tags), hidden_size=UNITS)
    settings = TrainingSettings(batch_size=BATCH, seed=seed)
    parts = np.array_split(np.arange(len(starts) - 1), PARTS)
    losses = np.zeros(len(starts) - 1)
    for part, held in zip(parts, (*parts[1:], parts[0]), strict=True):
        data = TaggedData(starts, classes, tuple(vectors), part[:MOST], held)
        with torch.random.fork_rng(devices=[]):
            run = TrainingRun(
                data, architecture, settings, None, torch.device("cpu"), torch.float32
            )
            batches = islice(_batches(data.train, starts, seed), judged[-1])
            for step, batch in enumerate(batches, start=1):
                run.step(batch)
                if step in judged:
                    losses += _losses(run) / len(judged)
    return losses


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
