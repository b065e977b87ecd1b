"""What a budget of time buys: successive halving (Jamieson and Talwalkar, 2016), as pure functions.

Short runs of all languages of the shortlist; the better half goes on with twice the epochs, and so
on until one or two are left, the finalists. Seconds are reckoned one run at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST_LISTED, MOST_LISTED = 2, 6
"""Languages that a shortlist has: at least, if there are so many, and at most."""
FINALISTS = 2
"""Languages that are trained in full, where the budget holds so many: runs of one seed do not tell
two good ones apart."""
FEWEST_EPOCHS, MOST_EPOCHS = 2, 8
"""Of the first short runs; a full run mostly takes 40 to 60. On 12 corpora of 300 sentences
(``scripts/train_record.py``, parts of speech, seed 1, every five of the candidates) the language
that was left with the best dev score had a test score .2 points below the best one's, with 2, 3, 5,
8 or 20 epochs and after full runs alike; a random one .5. Few entities are learnt more slowly."""
SHARE = 0.25
"""Of the budget that is left, for short runs at most, where longer ones would fit."""


@dataclass(frozen=True)
class Rung:
    """Short runs, and how many of them go on.

    Attributes:
        epochs: of each run at its end, those of earlier rungs included.
        enter: languages that are trained.
        keep: those of them that go on.
    """

    epochs: int
    enter: int
    keep: int


@dataclass(frozen=True)
class Speeds:
    """What training takes on this machine, as a trial found it.

    Attributes:
        shared: seconds of an epoch of every setting that is trained whoever the finalists are.
        auxiliary: seconds of an epoch of the slowest mono + X.
        epochs: of a full run.
    """

    shared: float
    auxiliary: float
    epochs: int


@dataclass(frozen=True)
class Plan:
    """What is trained.

    Attributes:
        finalists: languages that are trained in full.
        rungs: of short runs, the first first.
        rung_seconds: that each of them takes.
        speeds: that it is reckoned by.
        first: seconds of the first seed of all settings, less what the short runs did of it.
        later: seconds of any later seed.
    """

    finalists: int
    rungs: tuple[Rung, ...]
    rung_seconds: tuple[float, ...]
    speeds: Speeds
    first: float
    later: float

    @property
    def search(self) -> float:
        """Seconds of all short runs."""
        return sum(self.rung_seconds)

    @property
    def least(self) -> float:
        """Seconds of the short runs and one seed."""
        return self.search + self.first

    def finalists_in(self, left: float, rung: int, slower: float) -> int:
        """How many finalists so many seconds hold with one seed, after some of the short runs.

        Args:
            left: seconds.
            rung: number of the last short runs, from 1.
            slower: times the trial's seconds that short runs have taken.
        """
        done = self.rungs[rung - 1].epochs
        for finalists in range(FINALISTS, 1, -1):
            if _seeds(finalists, done, self.speeds)[0] * slower <= left:
                return finalists
        return 1

    def slower(self, took: Sequence[float]) -> float:
        """Times the trial's seconds that the first short runs took."""
        return sum(took) / sum(self.rung_seconds[: len(took)])

    def ended_after(self, rung: int) -> Plan:
        """The same without the short runs behind some, whose best are the finalists."""
        last = self.rungs[rung - 1]
        seconds = _seeds(last.keep, last.epochs, self.speeds)
        return Plan(last.keep, self.rungs[:rung], self.rung_seconds[:rung], self.speeds, *seconds)

    def seeds(self, left: float, most: int) -> int:
        """How many whole seeds so many seconds hold; one at least."""
        more = (left - self.least) / self.later if self.later > 0 else float(most)
        return max(1, min(most, 1 + int(max(more, 0.0))))


def half(count: int) -> int:
    """The better half of so many, rounded up.

    >>> [half(count) for count in (1, 2, 5, 6)]
    [1, 1, 3, 3]
    """
    return (count + 1) // 2


def shortlist_size(candidates: int) -> int:
    """How many of the candidates get a short run.

    >>> [shortlist_size(count) for count in (1, 2, 3, 7, 10, 40)]
    [1, 2, 2, 4, 5, 6]
    """
    return min(candidates, MOST_LISTED, max(FEWEST_LISTED, half(candidates)))


def rungs(enter: int, finalists: int, epochs: int, most: int) -> tuple[Rung, ...]:
    """Halve until the finalists are left, with twice the epochs each time.

    Args:
        enter: languages of the shortlist.
        finalists: how many are left in the end.
        epochs: of the first short runs.
        most: epochs of any run.

    >>> rungs(6, 2, 4, 150)
    (Rung(epochs=4, enter=6, keep=3), Rung(epochs=8, enter=3, keep=2))
    """
    found = []
    while enter > finalists:
        keep = max(finalists, half(enter))
        found.append(Rung(min(epochs, most), enter, keep))
        enter, epochs = keep, 2 * epochs
    return tuple(found)


def planned(left: float, listed: int, speeds: Speeds, most_epochs: int) -> Plan:
    """The plan with the most finalists, then the longest short runs, that fits with one seed.

    Args:
        left: seconds of the budget.
        listed: languages of the shortlist.
        speeds: of the training.
        most_epochs: of a run.

    Returns:
        The smallest plan where none fits: its ``least`` is more than is left.
    """
    smallest = _plan(1, FEWEST_EPOCHS, listed, speeds, most_epochs)
    for finalists in range(min(FINALISTS, listed), 0, -1):
        for epochs in range(MOST_EPOCHS, FEWEST_EPOCHS - 1, -1):
            plan = _plan(finalists, epochs, listed, speeds, most_epochs)
            short_enough = epochs == FEWEST_EPOCHS or plan.search <= SHARE * left
            if short_enough and plan.least <= left:
                return plan
    return smallest


def _plan(finalists: int, epochs: int, listed: int, speeds: Speeds, most_epochs: int) -> Plan:
    steps = rungs(listed, finalists, epochs, most_epochs)
    seconds, before = [], 0
    for rung in steps:
        seconds.append(rung.enter * (rung.epochs - before) * speeds.auxiliary)
        before = rung.epochs
    return Plan(finalists, steps, tuple(seconds), speeds, *_seeds(finalists, before, speeds))


def _seeds(finalists: int, done: int, speeds: Speeds) -> tuple[float, float]:
    """Seconds of the first seed, of which so many epochs are done, and of any later one."""
    later = speeds.epochs * (speeds.shared + finalists * speeds.auxiliary)
    return later - finalists * min(done, speeds.epochs) * speeds.auxiliary, later


def best(scores: Mapping[str, float], keep: int) -> tuple[str, ...]:
    """The languages with the highest scores, the best first; of equals the one named first.

    >>> best({"sv": 40.0, "et": 50.0, "de": 50.0}, 2)
    ('et', 'de')
    """
    return tuple(sorted(scores, key=lambda tag: -scores[tag])[:keep])
