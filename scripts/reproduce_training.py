"""Trains the paper's settings on its corpora (Table 1), with the pack's byte-pair embeddings.

    python scripts/reproduce_training.py --runs DIR [corpus ...]
    python scripts/reproduce_training.py --runs DIR --collect

The first trains what ``docs/reproduction/`` has no result of and keeps every run in a folder; it
can be stopped at any time, and several of them can share a folder. All corpora get their first
seed, then all their second, and so on. The second puts the results, and what they are made of
sentence by sentence (counts, no text), into ``docs/reproduction/``.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np
import torch

from auxadvisor.corpora import read_corpus
from auxadvisor.embeddings import locate
from auxadvisor.experiments.data import tagging_data
from auxadvisor.experiments.results import PREDICTIONS, Cell, read_counts, read_result
from auxadvisor.experiments.runs import Work, run_cell
from auxadvisor.experiments.scoring import Counts
from auxadvisor.experiments.settings import Setting, settings_named
from auxadvisor.json_values import json_text
from auxadvisor.published import MULTI
from auxadvisor.tagger.training import TrainingSettings
from auxadvisor.tagger.vectors import freeze

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "docs" / "reproduction"
CORPORA = {
    "ner/nl_conll02": "nl",
    "ner/fi_finer": "fi",
    "pos/en_ewt": "en",
    "pos/fi_tdt": "fi",
    "pos/nl_alpino": "nl",
    "ner/es_conll02": "es",
}
"""Corpora and their languages: those of the paper that are to be had whole."""
LANGUAGES = ("de", "en", "es", "fi", "nl")
SETTINGS = ("mono", "multi", "mono+multi", "mono+X", "mono+all", "meta", "mono+mono")
SEEDS = (1, 2, 3, 4, 5)
SENTENCES = 1000
"""Of each training part, the first ones."""
TRAINING = TrainingSettings()
"""To the schedule's end: ``meta`` learns more slowly than what puts embeddings side by side, and a
cap on epochs would be unfair to it."""
PRECISION = torch.bfloat16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", default=list(CORPORA))
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--collect", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.collect:
        for name in options.corpora:
            collect(name, options.runs)
        return
    work = cache(lambda name: work_of(name, options.shared, options.runs))
    for seed in SEEDS:
        for name in options.corpora:
            for setting in settings_of(name):
                cell = Cell(setting, seed)
                if key(cell) in kept(name):
                    continue
                if result := run_cell(work(name), cell, wait=False):
                    print(name, key(cell), f"{result.test:.2f}", flush=True)


def settings_of(name: str) -> tuple[Setting, ...]:
    """The paper's settings for a corpus."""
    target = CORPORA[name]
    return settings_named(SETTINGS, target, [tag for tag in LANGUAGES if tag != target])


def work_of(name: str, shared: Path, runs: Path) -> Work:
    """A corpus with its vectors."""
    files = sorted((shared / "labelled" / name).iterdir())
    train, dev, test = (
        read_corpus(next(file for file in files if file.name.startswith(f"{part}.")))
        for part in ("train", "dev", "test")
    )
    data = tagging_data(train, dev, test, most=SENTENCES)
    embeddings = {tag: locate(f"pack/{tag}/bpe") for tag in (*LANGUAGES, MULTI)}
    folder = runs / name
    vectors = {
        tag: freeze(one.load(), data.sentences, folder / "vectors")
        for tag, one in embeddings.items()
    }
    return Work(CORPORA[name], data, vectors, embeddings, TRAINING, folder, precision=PRECISION)


def key(cell: Cell) -> str:
    """What a run is called in the results."""
    return f"{cell.setting.name}/{cell.seed}"


def kept(name: str) -> dict[str, dict[str, object]]:
    """Results in the repository, by key."""
    path = results_file(name)
    if not path.exists():
        return {}
    found: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))["runs"]
    return found


def results_file(name: str) -> Path:
    """Where a corpus' results stand."""
    return RESULTS / f"{name.replace('/', '_')}.json"


def collect(name: str, runs: Path) -> None:
    """Put the finished runs of a corpus into its results."""
    path = results_file(name)
    found, counts = kept(name), dict[str, Counts]()
    if path.exists():
        with np.load(path.with_suffix(".npz")) as stored:
            counts = dict(stored)
    for cell in (Cell(setting, seed) for seed in SEEDS for setting in settings_of(name)):
        folder = cell.folder(runs / name)
        result = read_result(folder)
        if result is not None and key(cell) not in found:
            found[key(cell)] = asdict(result)
            for part, predictions in PREDICTIONS.items():
                rows = read_counts(folder / predictions, result.task)
                counts[f"{key(cell)}/{part}"] = rows.astype(np.uint16)
    print(f"{name}: {len(found)} of {len(SEEDS) * len(settings_of(name))} runs")
    if not found:
        return
    RESULTS.mkdir(parents=True, exist_ok=True)
    about = {
        "corpus": name,
        "language": CORPORA[name],
        "sentences": SENTENCES,
        "training": asdict(TRAINING) | {"seed": None},
        "precision": str(PRECISION).removeprefix("torch."),
        "embeddings": "pack/XX/bpe",
    }
    np.savez_compressed(path.with_suffix(".npz"), allow_pickle=False, **counts)
    path.write_text(json_text(about | {"runs": found}), encoding="utf-8")


if __name__ == "__main__":
    main()
