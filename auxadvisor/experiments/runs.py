"""One training run and what it leaves in its folder.

==================================  ============================================================
``metrics.json``                    the result, written last: a run that has one is done
``history.json``                    loss, development score and learning rate of every epoch
``dev.conll``, ``test.conll``       token, right tag, predicted tag
``tagger.json``, ``model.*``,       the tagger, for ``auxadvisor tag``; the folder can be moved
``embeddings/``                     anywhere
``README.md``                       its model card
``checkpoint.pt``                   only while the run is under way
==================================  ============================================================

A lock keeps a second process out. Whatever is written is there whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from filelock import FileLock, Timeout

from auxadvisor.embeddings import Stored
from auxadvisor.experiments.attention import attention_means
from auxadvisor.experiments.data import TaggingData, legal_transitions
from auxadvisor.experiments.model_card import model_card
from auxadvisor.experiments.results import (
    CARD,
    CHECKPOINT,
    HISTORY,
    METRICS,
    PREDICTIONS,
    SHORT,
    Cell,
    Result,
    read_result,
)
from auxadvisor.experiments.scoring import score, sentence_counts
from auxadvisor.json_values import Json, json_text, sealed
from auxadvisor.tagger.batches import Places
from auxadvisor.tagger.crf import illegal_transitions
from auxadvisor.tagger.model import Architecture
from auxadvisor.tagger.saved import Recipe, save_tagger
from auxadvisor.tagger.training import (
    Epoch,
    TaggedData,
    Trained,
    TrainingSettings,
    predict,
    train,
)
from auxadvisor.tagger.vectors import FrozenVectors
from auxadvisor.whole_files import made_folder, write_whole

PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}
"""Of matrix products, by name."""
SHORTEST = 1e-6
"""Seconds of a run that took none, by a coarse clock."""
Progress = Callable[[Cell, int, Sequence[Epoch]], None]
"""Told a run, the sentences done of its present epoch, and its past epochs."""


@dataclass(frozen=True, eq=False)
class Work:
    """What all runs of an experiment share.

    Attributes:
        language: tag of the target.
        data: the corpus.
        vectors: by the name of a set in ``Setting.sets``.
        embeddings: the files that they are of, by the same names.
        training: of each run; the seed is the cell's.
        runs: their folder.
        constrained: whether transitions that are illegal in BIOES are kept out.
        device: that runs train on.
        precision: of the matrix products in training.
    """

    language: str
    data: TaggingData
    vectors: Mapping[str, FrozenVectors]
    embeddings: Mapping[str, Stored]
    training: TrainingSettings
    runs: Path
    constrained: bool = False
    device: str = "cpu"
    precision: torch.dtype = torch.float32

    def identity(self, cell: Cell) -> str:
        """A hash of all that settles a run's result; where files lie is no part of it."""
        vectors = [self.vectors[name].identity for name in cell.setting.sets]
        said = (self.data.identity, vectors, cell, replace(self.training, seed=cell.seed))
        how = (self.constrained, torch.device(self.device).type, self.precision)
        return hashlib.sha256(repr((said, how)).encode()).hexdigest()[:16]


def run_cell(
    work: Work,
    cell: Cell,
    progress: Progress = lambda _cell, _done, _history: None,
    wait: bool = True,
) -> Result | None:
    """Train, unless it is done, and give the result.

    Args:
        work: what the runs share.
        cell: which run.
        progress: told each batch and each epoch.
        wait: for another process that has the run in hand; else ``None`` is given.
    """
    folder = cell.folder(work.runs)
    made_folder(folder)
    known_by = work.identity(cell)
    try:
        with FileLock(folder / ".lock", timeout=-1 if wait else 0):
            return read_result(folder, known_by) or _Run(work, cell, folder, known_by).made(
                progress
            )
    except Timeout:
        return None


def run_short(
    work: Work,
    cell: Cell,
    epochs: int,
    progress: Progress = lambda _cell, _done, _history: None,
) -> tuple[Epoch, ...]:
    """Train a run's first epochs only, in a folder of their own, and give their figures.

    Nothing is tagged but the development part, at the end of each epoch. Called again with more
    epochs, it goes on; ``take_up`` lets the run itself do so.

    Args:
        work: what the runs share.
        cell: which run.
        epochs: at most.
        progress: told each batch and each epoch.
    """
    folder = cell.folder(work.runs / SHORT)
    folder.mkdir(parents=True, exist_ok=True)
    training = replace(work.training, epochs=min(epochs, work.training.epochs))
    run = _Run(replace(work, training=training), cell, folder, work.identity(cell))
    return run.trained(progress).history[:epochs]


def take_up(work: Work, cell: Cell) -> None:
    """Give a run what was trained of it, if it has nothing of its own."""
    kept, folder = cell.folder(work.runs / SHORT) / CHECKPOINT, cell.folder(work.runs)
    if not kept.exists():
        return
    if (folder / METRICS).exists() or (folder / CHECKPOINT).exists():
        kept.unlink()
        return
    folder.mkdir(parents=True, exist_ok=True)
    kept.replace(folder / CHECKPOINT)


class _Run:
    """A run that is not done."""

    def __init__(self, work: Work, cell: Cell, folder: Path, known_by: str) -> None:
        self.work, self.cell, self.folder, self.known_by = work, cell, folder, known_by
        self.vectors = tuple(work.vectors[name] for name in cell.setting.sets)
        self.architecture = Architecture(
            tuple(one.size for one in self.vectors), work.data.tags, cell.setting.combination
        )
        self.settings = replace(work.training, seed=cell.seed)
        wanted = work.constrained and work.data.task == "ner"
        self.legal = tuple(legal_transitions(work.data.tags)) if wanted else ()

    def made(self, progress: Progress) -> Result:
        """Train, and write everything that the folder holds."""
        found = self.trained(progress)
        result = self._result(found)
        embeddings = tuple(self.work.embeddings[name] for name in self.cell.setting.sets)
        recipe = Recipe(
            self.work.data.task,
            self.work.language,
            self.architecture,
            embeddings,
            self.cell.setting.sets,
            self.legal,
        )
        save_tagger(self.folder, recipe, found.model)
        write_whole(self.folder / CARD, model_card(recipe, self.work.data, self.settings, result))
        record: dict[str, Json] = {
            "identity": self.known_by,
            "setting": asdict(self.cell.setting),
            "training": asdict(self.settings),
            "result": asdict(result),
        }
        write_whole(self.folder / METRICS, json_text(sealed(record)))
        (self.folder / CHECKPOINT).unlink(missing_ok=True)
        return result

    def trained(self, progress: Progress) -> Trained:
        """Train, keeping the history and, every few seconds, a checkpoint."""
        work, data = self.work, self.work.data
        written = 0

        def told(done: int, history: Sequence[Epoch]) -> None:
            nonlocal written
            if len(history) > written:
                written = len(history)
                text = json_text([asdict(epoch) for epoch in history])
                write_whole(self.folder / HISTORY, text)
            progress(self.cell, done, history)

        illegal = illegal_transitions(data.tags, self.legal) if self.legal else None
        return train(
            TaggedData(data.starts, data.tag_numbers, self.vectors, data.train, data.dev),
            self.architecture,
            lambda tags: _score(data, data.dev, tags),
            self.settings,
            illegal=illegal,
            kept_in=self.folder / CHECKPOINT,
            identity=self.known_by,
            progress=told,
            device=torch.device(work.device),
            precision=work.precision,
        )

    def _result(self, found: Trained) -> Result:
        """Tag both parts as ``auxadvisor tag`` will, and write what was found."""
        data, scores, attention = self.work.data, {}, None
        for name, places in (("dev", data.dev), ("test", data.test)):
            tags, weights = predict(found.model, self.vectors, data.starts, places)
            write_whole(self.folder / PREDICTIONS[name], _conll(data, places, tags))
            scores[name] = _score(data, places, tags)
        if weights is not None:
            attention = attention_means(
                self.cell.setting.sets,
                weights,
                [word for place in data.test for word in data.sentences[place]],
                [tag for place in data.test for tag in data.gold[place]],
                Counter(word for place in data.train for word in data.sentences[place]),
            )
        seconds = sum(epoch.seconds for epoch in found.history)
        tokens = data.training_tokens * len(found.history)
        return Result(
            self.cell.setting.name,
            self.cell.seed,
            data.task,
            scores["dev"],
            scores["test"],
            found.best.epoch,
            len(found.history),
            round(seconds, 2),
            round(tokens / max(seconds, SHORTEST), 1),
            attention,
        )


def _by_sentence(data: TaggingData, places: Places, tags: Places) -> list[list[str]]:
    lengths = [len(data.sentences[place]) for place in places]
    cut = np.split(tags, np.cumsum(lengths)[:-1])
    return [[data.tags[number] for number in sentence] for sentence in cut]


def _score(data: TaggingData, places: Places, tags: Places) -> float:
    gold = [data.gold[place] for place in places]
    counts = sentence_counts(data.task, gold, _by_sentence(data, places, tags))
    return float(score(counts.sum(axis=0)))


def _conll(data: TaggingData, places: Places, tags: Places) -> str:
    """Token, right and predicted tag, a token a line, an empty line behind each sentence."""
    lines: list[str] = []
    for place, found in zip(places, _by_sentence(data, places, tags), strict=True):
        rows = zip(data.sentences[place], data.gold[place], found, strict=True)
        lines += ["\t".join(row) for row in rows]
        lines.append("")
    return "\n".join([*lines, ""])
