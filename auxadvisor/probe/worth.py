"""What a probe was worth on corpora where taggers were trained: the contest's figures.

``worth.json`` holds them; ``benchmarks/selection.py`` writes it from ``docs/record/``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auxadvisor.corpora import Task
from auxadvisor.experiments.significance import Interval

FILE = Path(__file__).with_name("worth.json")


@dataclass(frozen=True)
class Worth:
    """How the probe did on a task.

    Attributes:
        targets: languages that it was tried on.
        sentences: labelled sentences that they had.
        spearman: correlation of its order of the languages with that of trained taggers.
        regret: points between the language it put first and the truly best one.
        regret_at_random: the same for a language drawn at random.
        spearman_of_a_run: correlation of the order by one full training run of each.
        over_multilingual: points that the better of its first language and of multilingual
            embeddings, as it has them, lies above multilingual embeddings in every case.
        intercept, loss, ridge: ``points over mono = intercept + loss * l + ridge * r``, where l
            and r are the shares of mono's loss and of its ridge error that a setting takes away.
        below, above: ends of the interval around such points that holds 95 % of the settings of
            targets that nothing was fitted on.
    """

    targets: int
    sentences: tuple[int, ...]
    spearman: Interval
    regret: Interval
    regret_at_random: Interval
    spearman_of_a_run: Interval
    over_multilingual: Interval
    intercept: float
    loss: float
    ridge: float
    below: float
    above: float

    @property
    def chooses(self) -> bool:
        """Whether that is clearly more than nothing, so that the guide's choice is left to it."""
        return self.over_multilingual.low > 0

    def points(self, loss: float, ridge: float) -> Interval:
        """What a setting should add to mono once it is trained, in points.

        Args:
            loss: the share of mono's loss that it takes away.
            ridge: the same of the ridge error.
        """
        mean = self.intercept + self.loss * loss + self.ridge * ridge
        return Interval(mean, mean + self.below, mean + self.above)


@cache
def worth_on(task: Task) -> Worth | None:
    """The figures of a task; ``None`` where nothing was trained."""
    found = json.loads(FILE.read_text(encoding="utf-8"))["tasks"].get(task)
    if found is None:
        return None
    ranges = ("spearman", "regret", "regret_at_random", "spearman_of_a_run", "over_multilingual")
    return Worth(
        **{
            **found,
            "sentences": tuple(found["sentences"]),
            **{name: Interval(**found[name]) for name in ranges},
        }
    )
