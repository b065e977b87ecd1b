"""Small things to write and to read: a text, a model, embeddings, an experiment."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import torch

from auxadvisor.budget.plan import Speeds, planned
from auxadvisor.budget.record import BUDGET, Climbed, Round, State, write_state
from auxadvisor.embeddings import Stored
from auxadvisor.embeddings.byte_pair_training import BytePairSettings
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.experiments.setup import set_up
from auxadvisor.language_models.char_lstm import CharLanguageModel, Shape
from auxadvisor.language_models.char_lstm_training import TrainingSettings as ModelTraining
from auxadvisor.tagger.model import Architecture, Tagger
from auxadvisor.tagger.saved import Recipe
from auxadvisor.tagger.training import TrainingSettings

WORDS = ["kissa", "koira", "talo", "metsä", "järvi", "lintu", "istuu", "nukkuu", "laulaa", "on"]
TAGS = ("B-PER", "B-LOC", "O")
LONG = "word " * 2000
PIECES = BytePairSettings(vocabulary_size=40, size=4, epochs=2)
MODEL = ModelTraining(
    hidden_size=8, embedding_size=4, characters=9_000, rows=2, sequence=16, min_count=1,
    evaluate_every=3_000,
)  # fmt: skip


@cache
def lines(count: int = 200) -> list[str]:
    """Sentences of the words above."""
    draw = random.Random(1)
    return [" ".join(draw.choices(WORDS, k=draw.randint(2, 7))) for _ in range(count)]


def language_model() -> CharLanguageModel:
    """One with random weights."""
    torch.manual_seed(1)
    return CharLanguageModel(Shape(("<unk>", *"abcdehijklmnorstuvä \n"), True, 8, 4))


def word_vectors(path: Path, size: int = 4) -> Path:
    """A file in word2vec's text format."""
    if path.exists():
        return path
    draw = random.Random(path.stem)
    rows = [f"{word} {' '.join(f'{draw.gauss(0, 1):.4f}' for _ in range(size))}" for word in WORDS]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f"{len(rows)} {size}", *rows, ""]), encoding="utf-8")
    return path


def recipe(folder: Path) -> tuple[Recipe, Tagger]:
    """A tagger with random weights, on word vectors that are written to a folder."""
    torch.manual_seed(1)
    stored = Stored("word2vec/fi.txt", "word2vec", (word_vectors(folder / "source" / "fi.txt"),))
    architecture = Architecture((4,), TAGS, hidden_size=6)
    return Recipe("ner", "fi", architecture, (stored,), ("fi",)), Tagger(architecture)


def corpus(folder: Path, sentences: int = 30) -> Path:
    """A folder with three parts that a tagger can learn."""
    if folder.exists():
        return folder
    draw = random.Random(2)
    for part in ("train", "dev", "test"):
        rows = []
        for _ in range(sentences):
            numbers = draw.choices(range(len(WORDS)), k=draw.randint(1, 6))
            rows += [*(f"{WORDS[n]}\t{TAGS[n % 3]}" for n in numbers), ""]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{part}.tsv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    return folder


def experiment(folder: Path) -> Experiment:
    """Two runs, ``mono`` and ``meta``, in ``folder/runs``."""
    given = [f"{n}=word2vec/{word_vectors(folder / f'{n}.txt')}" for n in ("fi", "et", "multi")]
    return set_up(
        "fi",
        read_parts(corpus(folder / "corpus"), None, None, Reading()),
        task=None,
        sentences=None,
        split_seed=1,
        embeddings=given,
        languages=["et"],
        settings=["mono", "meta"],
        seeds=1,
        training=TrainingSettings(epochs=2, batch_size=16),
        runs=folder / "runs",
        constrained=False,
        device="cpu",
        precision="float32",
    )


def budget(folder: Path) -> Path:
    """A budget that is half spent."""
    climbed = Climbed(4, {"et": 50.0, "sv": 45.0}, ("et",), 9.0)
    plan = planned(1000, 2, Speeds(1, 1, 50), 150)
    rounds = (Round(1, 60.0, 30.0), Round(2, 90.0))
    losses, orders = {"et": 0.1, "sv": 0.2}, ("et", "sv")
    write_state(folder, State("ours", 95.0, losses, orders, orders, plan, (climbed,), (), rounds))
    return folder / BUDGET
