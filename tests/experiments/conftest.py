"""A small experiment of our own: two word-vector files, a tagged corpus that they settle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.experiments.setup import set_up
from auxadvisor.tagger.training import TrainingSettings


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``train.tsv`` and so on, and vectors of the words for fi, et and multi."""
    folder = tmp_path_factory.mktemp("material")
    draw = np.random.default_rng(1)
    words = [f"w{number}" for number in range(30)]
    tags = ["B-PER", "B-LOC", "O"]
    (folder / "corpus").mkdir()
    for part, count in (("train", 60), ("dev", 20), ("test", 20)):
        lines = []
        for _ in range(count):
            numbers = draw.integers(0, 30, draw.integers(1, 9))
            lines += [*(f"{words[n]}\t{tags[n % 3]}" for n in numbers), ""]
        (folder / "corpus" / f"{part}.tsv").write_text("\n".join(lines) + "\n")
    for name in ("fi", "et", "multi"):
        rows = [f"{w} {' '.join(f'{x:.4f}' for x in draw.normal(size=6))}" for w in words]
        (folder / f"{name}.txt").write_text(f"30 6\n{chr(10).join(rows)}\n")
    return folder


@pytest.fixture
def experiment(material: Path, tmp_path: Path) -> Callable[..., Experiment]:
    """Sets up an experiment on the material; what is named differs from the usual."""

    def make(**changes: object) -> Experiment:
        usual: dict[str, object] = {
            "task": None,
            "sentences": None,
            "split_seed": 1,
            "embeddings": [f"{n}=word2vec/{material / n}.txt" for n in ("fi", "et", "multi")],
            "languages": ["et"],
            "settings": ["mono", "meta"],
            "seeds": 2,
            "training": TrainingSettings(epochs=3, batch_size=16),
            "runs": tmp_path / "runs",
            "constrained": False,
            "device": "cpu",
            "precision": "float32",
        }
        parts = read_parts(material / "corpus", None, None, Reading())
        return set_up("fi", parts, **{**usual, **changes})

    return make
