"""What a probe was worth on corpora where taggers were trained: the contest's figures.

``worth.json`` holds them; ``benchmarks/selection.py`` writes it from ``docs/record/``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from typing import Any

from auxadvisor.corpora import Task
from auxadvisor.experiments.significance import Interval

FILE = Path(__file__).with_name("worth.json")


@dataclass(frozen=True)
class Worth:
    """How the probe did on a task, with one number of labelled sentences to train on.

    Attributes:
        sentences: that number.
        targets: languages that it was tried on.
        spearman: correlation of its order of the languages with that of trained taggers.
        regret: points between the language it put first and the truly best one.
        regret_at_random: the same for a language drawn at random.
        spearman_of_a_run: correlation of the order by one full training run of each.
        over_multilingual: points that the better of its first language and of multilingual
            embeddings, as it has them, lies above multilingual embeddings in every case.
    """

    sentences: int
    targets: int
    spearman: Interval
    regret: Interval
    regret_at_random: Interval
    spearman_of_a_run: Interval
    over_multilingual: Interval

    @property
    def chooses(self) -> bool:
        """Whether that is clearly more than nothing, so that the guide's choice is left to it."""
        return self.over_multilingual.low > 0


@dataclass(frozen=True)
class Line:
    """Points over mono, once trained, by what a probe says; of one task and all its cases.

    Attributes:
        intercept, loss, ridge: ``points = intercept + loss * l + ridge * r``, where l and r are the
            shares of mono's loss and of its ridge error that a setting takes away.
        below, above: ends of the interval around such points that holds 95 % of the settings of
            targets that nothing was fitted on.
    """

    intercept: float
    loss: float
    ridge: float
    below: float
    above: float

    def points(self, loss: float, ridge: float) -> Interval:
        """What a setting should add to mono once it is trained, in points.

        Args:
            loss: the share of mono's loss that it takes away.
            ridge: the same of the ridge error.
        """
        mean = self.intercept + self.loss * loss + self.ridge * ridge
        return Interval(mean, mean + self.below, mean + self.above)


def worth_on(task: Task, sentences: int) -> Worth | None:
    """The figures of a task with about so many sentences; ``None`` where nothing was trained.

    Of the numbers that were tried it is the one whose ratio to this one is smallest.
    """
    rows = _record().get(task, {}).get("sizes", [])
    if not rows:
        return None
    nearest = min(rows, key=lambda row: abs(log(row["sentences"] / max(1, sentences))))
    found: dict[str, Any] = {
        key: Interval(**one) if isinstance(one, dict) else one for key, one in nearest.items()
    }
    return Worth(**found)


def line_on(task: Task) -> Line | None:
    """What turns a task's losses into points; ``None`` where nothing was trained."""
    found = _record().get(task)
    return None if found is None else Line(**found["line"])


@cache
def _record() -> dict[str, Any]:
    """By task."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["tasks"]
    return found
