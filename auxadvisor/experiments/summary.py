"""What the runs of an experiment say together: the paper's Table 1 for one corpus, in figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from auxadvisor.corpora import Task
from auxadvisor.experiments.results import Result
from auxadvisor.experiments.scoring import SCORES, Counts, score
from auxadvisor.experiments.settings import FIXED
from auxadvisor.experiments.significance import LEVEL, Interval, holm, interval, permutation_p

BASELINE = "mono"
CANDIDATES = ("mono+all", "meta")
"""What the paper tests against the best mono + X."""
ADVICE = ("meta", "mono+all", "mono+multi")
"""What the decision flow advises (Figure 3), the best of what was trained first."""


FEW = 20
"""Test sentences below which no verdict is given: draws of a handful with replacement vary less
than other sentences would."""


@dataclass(frozen=True)
class Run:
    """A run's result, and the counts by sentence of the test part that it is made of."""

    result: Result
    counts: Counts


@dataclass(frozen=True)
class Row:
    """A setting's runs.

    Attributes:
        setting: its name.
        runs: how many.
        mean: of the test score.
        deviation: standard deviation between runs (of the sample); ``None`` for a single one.
        dev: mean of the development score.
        gain: over mono, with its 95 % interval; ``None`` for mono and without it.
        p: that it is as good as the best mono + X, of two sides, corrected for the number of such
            tests (Holm); ``None`` where the paper does not test.
        seconds: mean of a run's training.
    """

    setting: str
    runs: int
    mean: float
    deviation: float | None
    dev: float
    gain: Interval | None
    p: float | None
    seconds: float


@dataclass(frozen=True)
class Summary:
    """An experiment's table.

    Attributes:
        task: what was tagged.
        rows: settings in the order they were asked for.
        best: setting with the highest mean test score.
        best_auxiliary: the mono + X with the highest mean *development* score: what could be
            picked without a look at the test part.
        significant: settings that beat it (the paper's †): by that test, in the runs that it is
            of, and in the mean.
        sentences: of the test part; ``None`` where nobody says.
    """

    task: Task
    rows: tuple[Row, ...]
    best: str
    best_auxiliary: str | None
    significant: tuple[str, ...]
    sentences: int | None = None

    def row(self, setting: str) -> Row | None:
        """A setting's row, if it was trained."""
        return next((row for row in self.rows if row.setting == setting), None)


def summarise(runs: Mapping[str, Sequence[Run]], seed: int = 1) -> Summary:
    """Sum up the runs of each setting.

    Significance is the paper's: a paired permutation test between the runs with the median
    development score, here corrected for the number of tests (Holm).

    Args:
        runs: by the setting's name, at least one of each, all on the same test sentences.
        seed: of resamples and permutations.
    """
    dev = {name: float(np.mean([run.result.dev for run in each])) for name, each in runs.items()}
    auxiliaries = [name for name in runs if name.startswith("mono+") and name not in FIXED]
    best_auxiliary = max(auxiliaries, key=dev.__getitem__, default=None)
    tested = [name for name in CANDIDATES if name in runs and best_auxiliary is not None]
    raw = [
        permutation_p(median_run(runs[name]).counts, median_run(runs[best_auxiliary]).counts)
        for name in tested
        if best_auxiliary is not None
    ]
    ps = dict(zip(tested, holm(raw), strict=True))
    rows = []
    for name, each in runs.items():
        scores = [run.result.test for run in each]
        gain = None
        if name != BASELINE and BASELINE in runs:
            gain = interval(
                [run.counts for run in each], [run.counts for run in runs[BASELINE]], seed=seed
            )
        rows.append(
            Row(
                name,
                len(each),
                float(np.mean(scores)),
                float(np.std(scores, ddof=1)) if len(scores) > 1 else None,
                dev[name],
                gain,
                ps.get(name),
                float(np.mean([run.result.seconds for run in each])),
            )
        )
    means = {row.setting: row.mean for row in rows}
    significant = tuple(
        name
        for name, p in ps.items()
        if p < LEVEL
        and best_auxiliary is not None
        and means[name] > means[best_auxiliary]
        and _tested_score(runs[name]) > _tested_score(runs[best_auxiliary])
    )
    best = max(means, key=means.__getitem__)
    task = next(iter(runs.values()))[0].result.task
    sentences = len(next(iter(runs.values()))[0].counts)
    return Summary(task, tuple(rows), best, best_auxiliary, significant, sentences)


def median_run(runs: Sequence[Run]) -> Run:
    """The run with the median development score; of an even number, the lower one."""
    by_dev = sorted(runs, key=lambda run: (run.result.dev, run.result.seed))
    return by_dev[(len(by_dev) - 1) // 2]


def _tested_score(runs: Sequence[Run]) -> float:
    """Of the run that the permutation test is of."""
    return float(score(median_run(runs).counts.sum(axis=0)))


def verdict(summary: Summary) -> str:
    """One sentence: did the advice hold on this corpus?"""
    unit = SCORES[summary.task]
    advised = next((row for name in ADVICE if (row := summary.row(name))), None)
    if advised is None:
        advised = summary.row(summary.best_auxiliary or "")
    if advised is None or advised.gain is None:
        return "Nothing was trained that could show whether an auxiliary language helps."
    if not any(row.mean for row in summary.rows):
        return (
            "Nothing was learnt: every setting scores 0. There are too few training sentences, or "
            "too few --epochs."
        )
    if summary.sentences is not None and summary.sentences < FEW:
        return (
            f"Nothing can be shown on {summary.sentences} test sentences: intervals of so few are "
            "too narrow. Name a larger --test."
        )
    gain = advised.gain
    said = f"{gain.mean:+.2f} points of {unit} (95 % interval {gain.low:+.2f} to {gain.high:+.2f})"
    if gain.low > 0:
        return f"The advice held: {advised.setting} is better than mono by {said}."
    if gain.high < 0:
        return f"The advice did not hold: {advised.setting} is worse than mono, {said}."
    return (
        f"Not shown either way: {advised.setting} differs from mono by {said}; more seeds, or a "
        "larger test part, would narrow that."
    )


def by_setting(runs: Sequence[Run]) -> dict[str, list[Run]]:
    """Runs by their setting's name, in the order in which the settings come first."""
    found: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        found[run.result.setting].append(run)
    return dict(found)
