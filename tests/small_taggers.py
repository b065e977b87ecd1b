"""Taggers that are trained in a second on the pack's sample sentences, for those who need one."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from auxadvisor.corpora import Task, read_corpus
from auxadvisor.embeddings import locate
from auxadvisor.experiments.data import legal_transitions, tagging_data
from auxadvisor.tagger.crf import illegal_transitions
from auxadvisor.tagger.model import Architecture
from auxadvisor.tagger.saved import Recipe, save_tagger
from auxadvisor.tagger.training import TaggedData, TrainingSettings, train
from auxadvisor.tagger.vectors import freeze

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
QUICK = TrainingSettings(epochs=30, batch_size=8, learning_rate=0.7)


def save_small_tagger(
    folder: Path,
    sets: tuple[str, ...] = ("fi", "multi"),
    combination: Literal["concatenation", "meta"] = "meta",
    task: Task = "ner",
) -> Path:
    """Train on the Finnish samples with the pack's byte pairs, and save in ``folder``."""
    corpus = read_corpus(SAMPLES / "fi.conll", tag_column=3 if task == "ner" else 2)
    data = tagging_data(corpus, None, None, task)
    stored = tuple(locate(f"pack/{name}/bpe") for name in sets)
    vectors = tuple(freeze(one.load(), data.sentences) for one in stored)
    sizes = tuple(one.size for one in vectors)
    architecture = Architecture(sizes, data.tags, combination, hidden_size=24)
    legal = tuple(legal_transitions(data.tags)) if task == "ner" else ()
    everything = np.concatenate([data.train, data.dev, data.test])
    trained = train(
        TaggedData(data.starts, data.tag_numbers, vectors, data.train, everything),
        architecture,
        lambda tags: float((tags == data.tag_numbers).mean()),
        QUICK,
        illegal=illegal_transitions(data.tags, legal) if legal else None,
    )
    folder.mkdir(parents=True, exist_ok=True)
    save_tagger(folder, Recipe(task, "fi", architecture, stored, sets, legal), trained.model)
    return folder
