"""What an experiment would cost, by a trial of some batches of each setting."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch

from auxadvisor.costs import EPOCHS
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import Setting
from auxadvisor.tagger.batches import training_batches
from auxadvisor.tagger.model import Architecture
from auxadvisor.tagger.training import TaggedData, TrainingRun, predict

TRIALS = 3
"""Batches of each setting, after one that does not count."""
LOOKED_AT = 200
"""Sentences of the development part that are tagged in the trial."""


@dataclass(frozen=True)
class Estimate:
    """What the runs of a setting would cost.

    Attributes:
        setting: its name.
        embeddings: names of its sets' embeddings.
        runs: how many.
        parameters: numbers that are trained.
        tokens_per_second: in training.
        seconds: of all its runs, one after another, at ``EPOCHS`` epochs or the most allowed.
    """

    setting: str
    embeddings: tuple[str, ...]
    runs: int
    parameters: int
    tokens_per_second: float
    seconds: float


def estimates(
    experiment: Experiment, work: Work, step: Callable[[str], None] = lambda _: None
) -> tuple[Estimate, ...]:
    """Train each setting for some batches, keep nothing, and reckon."""
    found = []
    for setting in experiment.settings:
        step(f"trial of {setting.name}")
        found.append(_estimate(experiment, work, setting))
    return tuple(found)


def _estimate(experiment: Experiment, work: Work, setting: Setting) -> Estimate:
    data, training = work.data, work.training
    vectors = tuple(work.vectors[name] for name in setting.sets)
    architecture = Architecture(tuple(one.size for one in vectors), data.tags, setting.combination)
    tagged = TaggedData(data.starts, data.tag_numbers, vectors, data.train, data.dev)
    run = TrainingRun(
        tagged, architecture, training, None, torch.device(work.device), work.precision
    )
    draw = np.random.default_rng(training.seed)
    batches = training_batches(data.train, data.starts, training.batch_size, draw)
    tokens, seconds = 0, 0.0
    for turn, batch in enumerate(islice(batches, TRIALS + 1)):
        start = time.perf_counter()
        run.step(batch).item()
        if turn or len(data.train) <= training.batch_size:
            tokens, seconds = tokens + len(batch.tokens), seconds + time.perf_counter() - start
    looked_at = data.dev[:LOOKED_AT]
    start = time.perf_counter()
    predict(run.model, vectors, data.starts, looked_at, work.precision)
    look = (time.perf_counter() - start) * len(data.dev) / len(looked_at)
    lengths = np.diff(data.starts)
    epoch = lengths[data.train].sum() * seconds / tokens + look
    return Estimate(
        setting.name,
        tuple(work.embeddings[name].name for name in setting.sets),
        len(experiment.seeds),
        sum(parameter.numel() for parameter in run.model.parameters()),
        tokens / seconds,
        float(epoch) * min(EPOCHS, training.epochs) * len(experiment.seeds),
    )


def peak_memory() -> int | None:
    """Bytes that this process has held at most; ``None`` where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
