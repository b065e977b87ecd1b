"""Our side of tagger.py: whole trainings by auxadvisor.

python benchmarks/tagger_workers.py speed|quality|seeds|memory|fastest JOB (see tagger_data.py)
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tagger_data import (
    CLIP,
    DROPOUT,
    HIDDEN,
    RATE,
    Found,
    Job,
    answer,
    corpus,
    frozen,
    held_out,
    span_f1,
    tokens_of,
)

from auxadvisor.experiments.data import TaggingData
from auxadvisor.language_models.char_lstm import fastest_precision
from auxadvisor.tagger.batches import Places
from auxadvisor.tagger.model import Architecture
from auxadvisor.tagger.training import TaggedData, Trained, TrainingSettings, predict, train
from auxadvisor.tagger.vectors import FrozenVectors

ALL_SETS = tuple(f"pack/{tag}/bpe" for tag in ("es", "de", "en", "fi", "nl", "multi"))


def settings(job: Job, seed: int) -> TrainingSettings:
    """A constant learning rate for the job's epochs.

    flair's loss is the sum of a batch's, ours the mean. A mean's gradient clipped at 5 / 64 with a
    rate of 6.4 is a sum's of 64, clipped at 5 with a rate of .1, but for an epoch's last batch.
    """
    longer = job.batch if job.as_flair else 1
    return TrainingSettings(
        learning_rate=RATE * longer,
        clip=CLIP / longer,
        batch_size=job.batch,
        epochs=job.epochs,
        patience=job.epochs + 1,
        seed=seed,
    )


def precision(job: Job) -> torch.dtype:
    """Of the matrix products."""
    return torch.bfloat16 if job.precision == "bfloat16" else torch.float32


def tagged_data(data: TaggingData, vectors: tuple[FrozenVectors, ...], held: Places) -> TaggedData:
    """What the trainer takes."""
    return TaggedData(data.starts, data.tag_numbers, vectors, data.train, held)


def architecture(data: TaggingData, vectors: tuple[FrozenVectors, ...]) -> Architecture:
    """Of the tagger of one set, or of meta-embeddings."""
    return Architecture(
        tuple(one.size for one in vectors),
        data.tags,
        "meta" if len(vectors) > 1 else "concatenation",
        hidden_size=HIDDEN,
        dropout=DROPOUT,
    )


def trained(
    job: Job,
    data: TaggingData,
    vectors: tuple[FrozenVectors, ...],
    held: Places,
    seed: int,
    score: Callable[[Places], float] = lambda _tags: 0.0,
) -> Trained:
    """A training run."""
    return train(
        tagged_data(data, vectors, held),
        architecture(data, vectors),
        score,
        settings(job, seed),
        precision=precision(job),
    )


def by_sentence(data: TaggingData, places: Places, tags: Places) -> list[list[str]]:
    """Names of tags, a list a sentence."""
    ends = np.cumsum([len(data.sentences[place]) for place in places])
    named = [data.tags[number] for number in tags]
    return [
        named[end - len(data.sentences[place]) : end]
        for place, end in zip(places, ends, strict=True)
    ]


def speed(job: Job) -> Found:
    """Tokens a second: training by epoch, tagging, evaluation.

    One sentence is held out in training, so that an epoch's time is that of training. Tagging
    starts from words, as flair's does, and looks up their vectors.
    """
    data = corpus(job)
    vectors = frozen(data, job.embeddings)
    found = trained(job, data, (vectors,), data.dev[:1], job.seeds[0])
    places = held_out(job, data)
    words = [word for sentence in data.sentences for word in sentence]
    row_of = dict(zip(words, vectors.rows.tolist(), strict=True))
    starts = data.starts
    chosen = [data.sentences[place] for place in places]
    begins = np.concatenate([[0], np.cumsum([len(one) for one in chosen])])
    tagging, evaluating = list[float](), list[float]()
    for _ in range(job.repeats + 1):
        start = time.perf_counter()
        rows = np.array([row_of[word] for sentence in chosen for word in sentence])
        mine = FrozenVectors(vectors.name, vectors.matrix, rows, "")
        tags, _ = predict(found.model, (mine,), begins, np.arange(len(chosen)), precision(job))
        by_sentence(data, places, tags)
        tagging.append(time.perf_counter() - start)
        start = time.perf_counter()
        tags, _ = predict(found.model, (vectors,), starts, places, precision(job))
        span_f1(data, places, by_sentence(data, places, tags))
        evaluating.append(time.perf_counter() - start)
    learnt, held = tokens_of(data, data.train), tokens_of(data, places)
    return {
        "training": [learnt / epoch.seconds for epoch in found.history],
        "tagging": [held / one for one in tagging[1:]],
        "evaluation": [held / one for one in evaluating[1:]],
    }


def quality(job: Job) -> Found:
    """F1 of the held-out sentences after the last epoch, by seed."""
    data = corpus(job)
    vectors, places = (frozen(data, job.embeddings),), held_out(job, data)

    def score(tags: Places) -> float:
        return span_f1(data, places, by_sentence(data, places, tags))

    runs = [trained(job, data, vectors, places, seed, score) for seed in job.seeds]
    return {"f1": [run.history[-1].dev_score for run in runs]}


def seeds(job: Job) -> Found:
    """Seconds of some runs, one after another; a first epoch of another seed warms up."""
    data = corpus(job)
    vectors = (frozen(data, job.embeddings),)
    trained(replace(job, epochs=1), data, vectors, data.dev[:1], 99)
    start = time.perf_counter()
    for seed in job.seeds:
        trained(job, data, vectors, data.dev[:1], seed)
    return {"seconds": [time.perf_counter() - start]}


def fastest(_job: Job) -> Found:
    """Bits of a number in the precision that is fastest on this processor."""
    return {"bits": [8.0 * fastest_precision(torch.device("cpu")).itemsize]}


def memory(job: Job) -> Found:
    """Training of meta-embeddings of six sets, whose vectors lie on disk."""
    data = corpus(job)
    vectors = tuple(frozen(data, name, Path("vectors").absolute()) for name in ALL_SETS)
    before = peak_mb()
    found = trained(job, data, vectors, data.dev[:1], job.seeds[0])
    return {
        "training": [tokens_of(data, data.train) / epoch.seconds for epoch in found.history],
        "peak MB before training": [before],
    }


def peak_mb() -> float:
    """The largest resident set so far, in megabytes of 10**6 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    answer(
        {"speed": speed, "quality": quality, "seeds": seeds, "memory": memory, "fastest": fastest}
    )
