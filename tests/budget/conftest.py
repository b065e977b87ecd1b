"""A corpus whose tags Estonian's vectors give away, Swedish's half, and all others' not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.experiments.setup import set_up
from auxadvisor.tagger.training import TrainingSettings

CANDIDATES = ("et", "sv", "de", "en", "es", "nl")
TAGS = ("NOUN", "VERB", "ADJ")


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``corpus/train.tsv`` and so on, and vectors of every language and ``multi``."""
    folder = tmp_path_factory.mktemp("material")
    draw = np.random.default_rng(1)
    (folder / "corpus").mkdir()
    for part, count in (("train", 60), ("dev", 25), ("test", 25)):
        sentences = [draw.integers(0, 60, draw.integers(2, 9)) for _ in range(count)]
        text = "\n".join("".join(f"w{n}\t{TAGS[n % 3]}\n" for n in one) for one in sentences)
        (folder / "corpus" / f"{part}.tsv").write_text(text)
    for name in ("fi", "multi", *CANDIDATES):
        told = {"et": 6.0, "sv": 3.0}.get(name, 0.0)
        vectors = draw.normal(size=(60, 6)) + told * np.eye(6)[np.arange(60) % 3]
        rows = [f"w{n} {' '.join(f'{x:.4f}' for x in row)}" for n, row in enumerate(vectors)]
        (folder / f"{name}.txt").write_text("\n".join(["60 6", *rows, ""]))
    return folder


@pytest.fixture
def experiment(material: Path, tmp_path: Path) -> Callable[..., Experiment]:
    """Sets up what ``train --budget`` does; what is named differs from the usual."""

    def make(corpus: Path = material / "corpus", **changes: object) -> Experiment:
        named = ("fi", "multi", *CANDIDATES)
        usual: dict[str, object] = {
            "task": None,
            "sentences": None,
            "split_seed": 1,
            "embeddings": [f"{name}=word2vec/{material / name}.txt" for name in named],
            "languages": CANDIDATES,
            "settings": ["mono", "mono+X", "meta"],
            "seeds": 2,
            "training": TrainingSettings(epochs=3, batch_size=16),
            "runs": tmp_path / "runs",
            "constrained": False,
            "device": "cpu",
            "precision": "float32",
        }
        return set_up("fi", read_parts(corpus, None, None, Reading()), **{**usual, **changes})

    return make
