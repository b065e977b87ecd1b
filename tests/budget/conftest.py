"""An experiment on six candidates, as ``train --budget`` sets it up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_languages import CANDIDATES, embeddings, write_material

from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.experiments.setup import set_up
from auxadvisor.tagger.training import TrainingSettings


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and vectors."""
    return write_material(tmp_path_factory.mktemp("material"))


@pytest.fixture
def experiment(material: Path, tmp_path: Path) -> Callable[..., Experiment]:
    """Sets it up; what is named differs from the usual."""

    def make(corpus: Path = material / "corpus", **changes: object) -> Experiment:
        usual: dict[str, object] = {
            "task": None,
            "sentences": None,
            "split_seed": 1,
            "embeddings": embeddings(material),
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
