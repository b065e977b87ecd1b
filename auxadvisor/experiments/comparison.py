"""Taggers side by side on the same sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from auxadvisor.corpora import Task
from auxadvisor.errors import SettingsError
from auxadvisor.experiments.results import (
    METRICS,
    PREDICTIONS,
    read_counts,
    read_predicted,
    read_result,
)
from auxadvisor.experiments.scoring import Counts, score
from auxadvisor.experiments.significance import Difference, difference, holm


@dataclass(frozen=True, eq=False)
class Side:
    """One of those that are compared.

    Attributes:
        path: as it was named.
        task: what was tagged.
        runs: counts by sentence of each run, by its seed.
    """

    path: Path
    task: Task
    runs: dict[int, Counts]

    @property
    def scores(self) -> tuple[float, ...]:
        """Of each run."""
        return tuple(float(score(counts.sum(axis=0))) for counts in self.runs.values())

    def beside(self, other: Side) -> list[Counts]:
        """The runs, those with a seed that the other has too first."""
        return [
            self.runs[seed]
            for seed in sorted(self.runs, key=lambda seed: (seed not in other.runs, seed))
        ]


@dataclass(frozen=True)
class Compared:
    """A side beside the first.

    Attributes:
        path: as it was named.
        runs: how many.
        mean: of its score.
        deviation: between runs (of the sample); ``None`` for a single one.
        difference: to the first side; ``None`` for that itself.
        p: of the difference, corrected for the number of comparisons.
    """

    path: str
    runs: int
    mean: float
    deviation: float | None
    difference: Difference | None
    p: float | None


@dataclass(frozen=True)
class Comparison:
    """All of them.

    Attributes:
        task: what was tagged.
        sentences: that they were compared on.
        sides: the first is what the others are compared with.
        permutations, resamples, seed: of the tests and intervals.
    """

    task: Task
    sentences: int
    sides: tuple[Compared, ...]
    permutations: int
    resamples: int
    seed: int


def read_side(path: Path, part: str = "test", task: Task | None = None) -> Side:
    """Read the predictions of a setting's runs, of one run, or of a file.

    Args:
        path: folder with runs in it, folder of a run, or file of token, right and predicted tag.
        part: of the runs' predictions.
        task: of a file's; those of runs say it themselves.

    Raises:
        SettingsError: there is no run, or a file's task is not said.
        DataError: predictions cannot be read.
    """
    if part not in PREDICTIONS:
        raise SettingsError(f"--part {part!r}: expected one of {', '.join(PREDICTIONS)}")
    if path.is_file():
        if task is None:
            raise SettingsError(f"{path}: say with --task whether these are ner or pos tags")
        return Side(path, task, {0: read_counts(path, task)})
    folders = [path, *(found.parent for found in sorted(path.glob(f"*/{METRICS}")))]
    results = [
        (folder, result) for folder in folders if (result := read_result(folder)) is not None
    ]
    if not results:
        raise SettingsError(
            f"{path}: expected a setting's folder, a run's, or a file of predictions; found no "
            "finished run ('auxadvisor train' makes RUNS/SETTING/seed-N)"
        )
    runs = {result.seed: read_predicted(folder, result, part) for folder, result in results}
    if len(runs) < len(results):
        raise SettingsError(
            f"{path}: expected the runs of one setting, found several of a seed; name a folder "
            f"below it, such as {results[0][0].parent}"
        )
    return Side(path, results[0][1].task, runs)


def compared(
    sides: Sequence[Side],
    *,
    permutations: int,
    resamples: int,
    seed: int,
    step: Callable[[str], None] = lambda _: None,
) -> Comparison:
    """Each side beside the first.

    Raises:
        SettingsError: they are not of the same task and sentences.
    """
    first = sides[0]
    gold = next(iter(first.runs.values()))
    for side in sides[1:]:
        if side.task != first.task:
            raise SettingsError(f"{side.path} is of {side.task}, {first.path} of {first.task}")
        for counts in (*first.runs.values(), *side.runs.values()):
            if not _same_sentences(counts, gold):
                raise SettingsError(
                    f"{side.path} and {first.path} are not predictions of the same sentences"
                )
    found = []
    for side in sides[1:]:
        step(f"{side.path} beside {first.path}")
        found.append(
            difference(
                side.beside(first),
                first.beside(side),
                permutations=permutations,
                resamples=resamples,
                seed=seed,
            )
        )
    ps = holm([one.p for one in found])
    rows = [_row(first, None, None)]
    rows += [_row(side, one, p) for side, one, p in zip(sides[1:], found, ps, strict=True)]
    return Comparison(first.task, len(gold), tuple(rows), permutations, resamples, seed)


def _same_sentences(one: Counts, other: Counts) -> bool:
    """As many, with as much to be found in each."""
    return one.shape == other.shape and bool((one[:, 2] == other[:, 2]).all())


def _row(side: Side, found: Difference | None, p: float | None) -> Compared:
    scores = side.scores
    deviation = float(np.std(scores, ddof=1)) if len(scores) > 1 else None
    mean = float(np.mean(scores))
    return Compared(str(side.path), len(scores), mean, deviation, found, p)
