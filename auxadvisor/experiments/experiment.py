"""An experiment: a corpus, settings and seeds, and the folder that its runs lie in.

==========================  ====================================================================
``experiment.json``         resolved settings, signature, inputs with sha256, versions
``vectors/``                frozen vectors of the corpus, a matrix for each set of embeddings
``SETTING/seed-N/``         a run: ``runs`` says what is in it
==========================  ====================================================================
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from filelock import FileLock

from auxadvisor import __version__
from auxadvisor.assets import pack_version
from auxadvisor.corpora import Corpus
from auxadvisor.embeddings import Stored, locate
from auxadvisor.embeddings.families import Family
from auxadvisor.embeddings.noise import Noise
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.data import TaggingData
from auxadvisor.experiments.results import EXPERIMENT, Cell, Result, read_predicted
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import NOISE, Setting
from auxadvisor.experiments.summary import Run
from auxadvisor.json_values import Json, check_seal, json_text, sealed
from auxadvisor.languages import Language
from auxadvisor.tagger.training import TrainingSettings
from auxadvisor.tagger.vectors import FrozenVectors, check_known, freeze
from auxadvisor.whole_files import made_folder, write_whole

VECTORS = "vectors"
Step = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """What is to be trained.

    Attributes:
        target: the language.
        corpora: files of the parts that were given, by name.
        data: their sentences.
        languages: tags of the auxiliary languages.
        family: whose embeddings are taken.
        settings, seeds: every pair of them is a run.
        training: of each run.
        runs: their folder.
        constrained: whether transitions that are illegal in BIOES are kept out.
        device, precision: of the training.
    """

    target: Language
    corpora: dict[str, Corpus]
    data: TaggingData
    languages: tuple[str, ...]
    family: Family
    settings: tuple[Setting, ...]
    seeds: tuple[int, ...]
    training: TrainingSettings
    runs: Path
    constrained: bool = False
    device: str = "cpu"
    precision: torch.dtype = torch.float32

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every run: all settings' first seeds before any second one, so that a table of what is
        done is fair at any time.
        """
        return tuple(Cell(setting, seed) for seed in self.seeds for setting in self.settings)

    @property
    def sets(self) -> tuple[str, ...]:
        """Names of all sets of embeddings, noise last."""
        named = dict.fromkeys(name for setting in self.settings for name in setting.sets)
        return tuple(sorted(named, key=NOISE.__eq__))

    @property
    def embeddings(self) -> dict[str, str]:
        """Name of each set's embeddings, but for noise, whose size is that of the target's."""
        return self.family.named(name for name in self.sets if name != NOISE)

    @property
    def identity(self) -> str:
        """A hash of what all runs of a folder must have in common."""
        shared = replace(self.training, seed=0)
        how = (self.constrained, torch.device(self.device).type, self.precision)
        said = repr((self.target.tag, self.data.identity, shared, how))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def signature(self) -> str:
        """One line that says how the results were made."""
        training = self.training
        parts = {
            "target": self.target.tag,
            "task": self.data.task,
            "data": self.data.identity[:8],
            "drawn": "+".join(self.data.drawn) or "none",
            "embeddings": "+".join([self.family.kind, *(name for _, name in self.family.given)]),
            "languages": "+".join(self.languages) or "none",
            "settings": ",".join(setting.name for setting in self.settings),
            "seeds": "+".join(map(str, self.seeds)),
            "sgd": f"lr={training.learning_rate:g},batch={training.batch_size},"
            f"patience={training.patience},epochs<={training.epochs}",
            "crf": "constrained" if self.constrained else "free",
            "precision": str(self.precision).removeprefix("torch."),
            "pack": pack_version(),
            "version": __version__,
        }
        return "|".join(f"{key}:{value}" for key, value in parts.items())


def claim(experiment: Experiment, settings: dict[str, Json], resume: bool = True) -> None:
    """Write what the folder is for, or see that it is for this.

    Args:
        experiment: to be run in it.
        settings: resolved settings of the command.
        resume: whether the folder may hold runs already.

    Raises:
        SettingsError: it has runs of another experiment, or may not be gone on with.
    """
    folder, path = experiment.runs, experiment.runs / EXPERIMENT
    made_folder(folder)
    with FileLock(folder / ".lock"):
        if path.exists():
            found = _identity_in(path)
            begun = any(folder.glob("**/seed-*/*"))
            if found != experiment.identity and begun:
                raise SettingsError(
                    f"--runs {folder}: holds runs of other data or settings ({path} says which); "
                    "name another folder"
                )
            if begun and not resume:
                raise SettingsError(
                    f"--runs {folder}: holds runs already; name another folder, or leave out "
                    "--no-resume to go on with them"
                )
        write_whole(path, json_text(sealed(_about(experiment, settings))))


def _about(experiment: Experiment, settings: dict[str, Json]) -> dict[str, Json]:
    corpora: dict[str, Json] = {
        name: {"path": str(corpus.path), "sha256": corpus.sha256, "bytes": corpus.size}
        for name, corpus in experiment.corpora.items()
    }
    embeddings: dict[str, Json] = dict(experiment.embeddings)
    return {
        "schema_version": 1,
        "identity": experiment.identity,
        "signature": experiment.signature,
        "settings": settings,
        "inputs": corpora,
        "embeddings": embeddings,
        "training": asdict(replace(experiment.training, seed=0)),
        "versions": {"auxadvisor": __version__, "torch": torch.__version__},
    }


def _identity_in(path: Path) -> str:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        check_seal(about)
        return str(about["identity"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        found = f"{type(error).__name__}: {error}"
        hint = "name another --runs, or remove the file"
        raise DataError(path, None, "what an experiment is", found, hint) from error


def prepare(
    experiment: Experiment,
    offline: bool = False,
    step: Step = lambda _what, _done, _total: None,
) -> Work:
    """Find the embeddings and compute the vectors of the corpus, once for all runs.

    Raises:
        AssetError, DataError, SettingsError: embeddings are missing or cannot be read.
    """
    folder = experiment.runs / VECTORS
    named, stored = experiment.embeddings, dict[str, Stored]()
    vectors: dict[str, FrozenVectors] = {}
    for name in experiment.sets:
        own = vectors.get(experiment.target.tag)
        said = Noise.like(own.matrix).name if own is not None and name == NOISE else named[name]
        step(f"vectors of {said}", 0, 0)
        stored[name] = locate(said, offline)
        vectors[name] = freeze(
            stored[name].load(),
            experiment.data.sentences,
            folder,
            lambda done, total, said=said: step(f"vectors of {said}", done, total),  # type: ignore[misc]
            stored[name].digest,
        )
        check_known(vectors[name])
    return Work(
        experiment.target.tag,
        experiment.data,
        vectors,
        stored,
        experiment.training,
        experiment.runs,
        experiment.constrained,
        experiment.device,
        experiment.precision,
    )


def with_counts(runs: Path, results: Sequence[tuple[Cell, Result]]) -> list[Run]:
    """Results with what their test scores are made of, read from the runs' predictions."""
    return [
        Run(result, read_predicted(cell.folder(runs), result, "test")) for cell, result in results
    ]
