"""The result of a run, and how it is read from the run's folder (``runs`` says what is there)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose, isfinite
from pathlib import Path
from typing import Any, get_args

from auxadvisor.corpora import Task
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.attention import AttentionMeans
from auxadvisor.experiments.scoring import Counts, score, sentence_counts
from auxadvisor.experiments.settings import Setting
from auxadvisor.json_values import check_seal

EXPERIMENT = "experiment.json"
"""In a folder of runs: what they are of (``experiment``)."""
METRICS, HISTORY, CHECKPOINT, CARD = "metrics.json", "history.json", "checkpoint.pt", "README.md"
PREDICTIONS = {"dev": "dev.conll", "test": "test.conll"}
SHORT = "short"
"""In a folder of runs: the first epochs of some, laid out as the folder itself (``runs``)."""


@dataclass(frozen=True)
class Cell:
    """One run: a setting and a seed."""

    setting: Setting
    seed: int

    def folder(self, runs: Path) -> Path:
        """Where it lies in a folder of runs."""
        return runs / self.setting.name / f"seed-{self.seed}"


@dataclass(frozen=True)
class Result:
    """What a run found.

    Attributes:
        setting: its name.
        seed: of the run.
        task: that it was of.
        dev: score of the best epoch's weights on the development part.
        test: theirs on the test part.
        best_epoch, epochs: that they are of, and that were trained.
        seconds: of training.
        tokens_per_second: trained, looks at the development part included.
        attention: mean weights on the test part; ``None`` without attention.
    """

    setting: str
    seed: int
    task: Task
    dev: float
    test: float
    best_epoch: int
    epochs: int
    seconds: float
    tokens_per_second: float
    attention: AttentionMeans | None = None


def read_result(folder: Path, known_by: str | None = None) -> Result | None:
    """The result in a run's folder; ``None`` where the run is not done.

    Raises:
        DataError: the file says something else than a result.
        SettingsError: it is not of the run that is known by this identity.
    """
    path = folder / METRICS
    if not path.is_file():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        check_seal(kept)
        if known_by is not None and kept["identity"] != known_by:
            raise SettingsError(
                f"{folder}: expected no result, or one of these data, embeddings and settings, "
                "found another; name another --runs, or remove the folder to train it anew"
            )
        fields = kept["result"]
        attention = fields["attention"]
        found = Result(**fields | {"attention": attention and _means(attention)})
        _check(found)
        return found
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(
            path, None, "a run's result", f"{type(error).__name__}: {error}", "remove the folder"
        ) from error


def _check(result: Result) -> None:
    """Raise a ``ValueError`` for what would be taken for something else."""
    if result.task not in get_args(Task):
        raise ValueError(f"task {result.task!r} is none of {', '.join(get_args(Task))}")
    names = ("dev", "test", "seconds", "tokens_per_second")
    numbers = {name: getattr(result, name) for name in names}
    counts = {name: getattr(result, name) for name in ("seed", "best_epoch", "epochs")}
    for name, value in (numbers | counts).items():
        kinds = (int,) if name in counts else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not isfinite(value):
            raise ValueError(f"{name} {value!r} is no number of its kind")
    if not isinstance(result.setting, str):
        raise ValueError(f"setting {result.setting!r} is no name")


def read_predicted(folder: Path, result: Result, part: str) -> Counts:
    """Counts by sentence of a run's predictions, which are those that the result is of.

    Raises:
        DataError: they cannot be read, or their score is not the result's.
    """
    path = folder / PREDICTIONS[part]
    counts = read_counts(path, result.task)
    found, said = float(score(counts.sum(axis=0))), getattr(result, part)
    if not isclose(found, said, abs_tol=1e-6):
        expected = f"predictions with the score that {METRICS} has, {said:.6f}"
        hint = "one of the two is not what was written; remove the folder and train again"
        raise DataError(path, None, expected, f"{found:.6f}", hint)
    return counts


def read_counts(path: Path, task: Task) -> Counts:
    """Counts by sentence of a predictions file.

    Raises:
        DataError: it cannot be read, has no sentence, or a line is not token, right
            tag and predicted tag.
        SettingsError: spans are asked for, and a tag is no span tag.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, None, "a run's predictions", str(error)) from error
    right: list[list[str]] = [[]]
    predicted: list[list[str]] = [[]]
    for number, line in enumerate((*text.split("\n"), ""), 1):
        if line.strip():
            fields = line.split("\t")
            if len(fields) != 3:
                found = f"{len(fields)} columns"
                raise DataError(path, number, "token, right tag and predicted tag at tabs", found)
            right[-1].append(fields[1])
            predicted[-1].append(fields[2])
        elif right[-1]:
            right.append([])
            predicted.append([])
    if len(right) == 1:
        raise DataError(path, None, "one sentence or more", "none")
    return sentence_counts(task, right[:-1], predicted[:-1])


def _means(kept: Mapping[str, Any]) -> AttentionMeans:
    by_tag, by_frequency = (
        {key: tuple(row) for key, row in kept[name].items()} for name in ("by_tag", "by_frequency")
    )
    return AttentionMeans(tuple(kept["sets"]), tuple(kept["overall"]), by_tag, by_frequency)
