"""A saved comparison of taggers: what ``compare`` wrote."""

from __future__ import annotations

from dataclasses import dataclass

from auxadvisor.experiments.significance import Interval
from auxadvisor.report.fields import Fields
from auxadvisor.report.reading import Results


@dataclass(frozen=True)
class Side:
    """A tagger beside the first: its score over runs, and the difference with its corrected p."""

    path: str
    runs: int
    mean: float
    deviation: float | None
    difference: Interval | None
    p: float | None


@dataclass(frozen=True)
class SavedComparison:
    """A comparison as it was saved.

    Attributes:
        file: that it is in.
        task: what was tagged.
        sentences: that it was compared on.
        sides: the first is what the others are compared with.
        permutations, resamples: of the tests and the intervals.
    """

    file: str
    task: str
    sentences: int
    sides: tuple[Side, ...]
    permutations: int
    resamples: int


def comparisons(results: Results) -> tuple[SavedComparison, ...]:
    """Every comparison of the results.

    Raises:
        DataError: one is damaged.
    """
    return tuple(
        SavedComparison(
            str(record.path),
            record.fields.text("task"),
            record.fields.count("sentences"),
            tuple(_side(side) for side in record.fields.listed("sides")),
            record.fields.count("permutations"),
            record.fields.count("resamples"),
        )
        for record in results.of("compare")
    )


def _side(side: Fields) -> Side:
    gap = side.fields("difference") if side.has("difference") else None
    return Side(
        side.text("path"),
        side.count("runs"),
        side.number("mean"),
        side.number_or_none("deviation"),
        None if gap is None else Interval(*map(gap.number, ("mean", "low", "high"))),
        side.number_or_none("p"),
    )
