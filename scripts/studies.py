"""Grids of training runs whose results are kept in the repository, resumable run by run.

A study is a corpus with some runs. Its results lie in ``FOLDER/NAME.json``, what their scores are
made of sentence by sentence (counts, no text) in ``FOLDER/NAME.npz``. Only what is missing there is
trained; several processes can share the folder of runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import torch

from auxadvisor.corpora import Corpus, read_corpus
from auxadvisor.embeddings import Stored
from auxadvisor.experiments.data import TaggingData, tagging_data
from auxadvisor.experiments.results import PREDICTIONS, Cell, read_counts, read_result
from auxadvisor.experiments.runs import Work, run_cell
from auxadvisor.experiments.scoring import Counts
from auxadvisor.json_values import Json, json_text
from auxadvisor.tagger.training import TrainingSettings
from auxadvisor.tagger.vectors import freeze

PAPER_TRAINING = TrainingSettings()
"""The paper's, to the schedule's end: what learns slowly is not cut short."""
FEW_TRAINING = replace(PAPER_TRAINING, batch_size=16)
"""For few labels: batches of 64 would give a hundred sentences two steps an epoch, too few for the
paper's rate (Dutch NER, mono: test F1 9.0 with 64, 23.6 with 16, 23.3 with 8)."""
PARTS = ("train", "dev", "test")
TEST = 1000
"""Test sentences at most where labels are few, the first ones."""
PRECISION = torch.bfloat16
WEIGHTS, VECTORS = "model.safetensors", "vectors"


@dataclass(frozen=True, eq=False)
class Study:
    """Runs on a corpus.

    Attributes:
        name: of its files.
        folder: of its results.
        cells: its runs.
        about: what its results say of how they were made.
        work: reads the corpus and its vectors, given the folder of its runs.
        parts: whose counts are kept.
    """

    name: str
    folder: Path
    cells: tuple[Cell, ...]
    about: Mapping[str, Json]
    work: Callable[[Path], Work]
    parts: tuple[str, ...] = ("dev", "test")

    @property
    def file(self) -> Path:
        """Its results."""
        return self.folder / f"{self.name}.json"

    @property
    def results(self) -> dict[str, Json]:
        """Those that are kept, by key."""
        if not self.file.exists():
            return {}
        found: dict[str, Json] = json.loads(self.file.read_text(encoding="utf-8"))["runs"]
        return found


def key(cell: Cell) -> str:
    """What a run is called in the results."""
    return f"{cell.setting.name}/{cell.seed}"


def train(studies: Sequence[Study], runs: Path) -> None:
    """Train what is missing: every study's first seed, then every study's second, and so on."""
    torch.set_num_threads(1)
    made = cache(lambda place: studies[place].work(runs / studies[place].name))
    kept = [study.results for study in studies]
    order = sorted(
        ((cell.seed, place, number) for place, study in enumerate(studies)
         for number, cell in enumerate(study.cells))
    )  # fmt: skip
    for _, place, number in order:
        study, cell = studies[place], studies[place].cells[number]
        if key(cell) in kept[place]:
            continue
        if result := run_cell(made(place), cell, wait=False):
            print(study.name, key(cell), f"{result.test:.2f}", flush=True)
            (cell.folder(runs / study.name) / WEIGHTS).unlink(missing_ok=True)


def collect(studies: Iterable[Study], runs: Path) -> None:
    """Put the finished runs of each study into its results."""
    for study in studies:
        _collect(study, runs / study.name)


def _collect(study: Study, runs: Path) -> None:
    found, counts = study.results, dict[str, Counts]()
    if study.file.exists():
        with np.load(study.file.with_suffix(".npz")) as stored:
            counts = dict(stored)
    for cell in study.cells:
        result = read_result(cell.folder(runs))
        if result is not None and key(cell) not in found:
            found[key(cell)] = asdict(result)
            for part in study.parts:
                rows = read_counts(cell.folder(runs) / PREDICTIONS[part], result.task)
                counts[f"{key(cell)}/{part}"] = rows.astype(np.uint16)
    print(f"{study.name}: {len(found)} of {len(study.cells)} runs")
    if found:
        study.folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(study.file.with_suffix(".npz"), allow_pickle=False, **counts)
        study.file.write_text(json_text({**study.about, "runs": found}), encoding="utf-8")


def parts_of(folder: Path) -> dict[str, Corpus]:
    """The parts of one of the shared corpora; some have no development part."""
    files = {file.name.partition(".")[0]: file for file in folder.iterdir()}
    return {part: read_corpus(files[part]) for part in PARTS if part in files}


def few_labels(folder: Path, size: int) -> TaggingData:
    """So many training sentences of one of the shared corpora, and no more for development.

    Without a development part these are the training sentences behind those that are learnt from.
    """
    parts = parts_of(folder)
    held = parts.get("dev") or _some(parts["train"], slice(size, None))
    dev, test = _some(held, slice(size)), _some(parts["test"], slice(TEST))
    return tagging_data(parts["train"], dev, test, most=size)


def _some(corpus: Corpus, places: slice) -> Corpus:
    return replace(corpus, sentences=corpus.sentences[places])


def work_of(
    language: str,
    data: TaggingData,
    embeddings: Mapping[str, Stored],
    runs: Path,
    training: TrainingSettings = PAPER_TRAINING,
) -> Work:
    """What the runs of a study share."""
    vectors = {
        name: freeze(one.load(), data.sentences, runs / VECTORS, made_of=one.digest)
        for name, one in embeddings.items()
    }
    return Work(language, data, vectors, embeddings, training, runs, precision=PRECISION)


def how(training: TrainingSettings = PAPER_TRAINING) -> dict[str, Json]:
    """What all results say of the training."""
    return {
        "training": asdict(training) | {"seed": None},
        "precision": str(PRECISION).removeprefix("torch."),
    }
