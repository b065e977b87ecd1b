"""A ranking as lines from measure to measure: where they cross, the measures disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from auxadvisor.ranking import rank_values
from auxadvisor.report.figures import ACCENT, INK, PAGE, PALE, bare, is_wide, label, new_figure
from auxadvisor.report.saved_ranking import SavedRanking

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DRAWN = 15
"""Most candidates that have a line; all are in the table."""
VOTE = "vote"
ROW = 0.27
"""Inches between ranks."""


@dataclass(frozen=True)
class _Line:
    """A candidate: its rank among those that are drawn, by column; one without is left out.

    Its row is that of its name: those that share a rank in the vote stand one below the other.
    """

    name: str
    row: int
    ranks: Mapping[str, float]
    contends: bool


def drawn_measures(ranking: SavedRanking) -> tuple[str, ...]:
    """The measures that have a column: those with values for half of what is drawn."""
    shown = ranking.candidates[:DRAWN]
    return tuple(
        name
        for name in ranking.computed
        if 2 * sum(one.rank_by(name) is not None for one in shown) >= len(shown)
    )


def ranks_figure(width: float, ranking: SavedRanking) -> Figure:
    """A column for each measure and one for the vote; a line for each candidate."""
    columns = [*drawn_measures(ranking), VOTE]
    lines = _lines(ranking, columns)
    figure = new_figure(width, ROW * len(lines) + 0.7)
    axes = figure.add_subplot()
    for line in lines:
        _draw_line(axes, line, columns)
    _draw_numbers(axes, lines, columns)
    titles = [*(ranking.measures[name].symbol for name in columns[:-1]), VOTE]
    bare(axes)
    axes.set_ylim(len(lines) + 0.6, 0.4)
    axes.set_yticks([])
    before, behind = (0.12, 0.55) if is_wide(width) else (0.2, 0.95)
    axes.set_xlim(-before, len(columns) - 1 + behind)
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(columns)), titles)
    axes.tick_params(axis="x", labelsize=10, labelcolor=INK)
    axes.get_xticklabels()[-1].set_fontweight("bold")
    return figure


def _lines(ranking: SavedRanking, columns: list[str]) -> list[_Line]:
    """The first candidates, ranked among themselves: a few far ranks would squeeze the rest."""
    shown = ranking.candidates[:DRAWN]
    ranks: list[dict[str, float]] = [{} for _ in shown]
    for column in columns:
        known = {
            place: rank
            for place, one in enumerate(shown)
            if (rank := one.rank if column == VOTE else one.rank_by(column)) is not None
        }
        among = rank_values(np.array([*known.values()], dtype=np.float64), "lower")
        for place, rank in zip(known, among, strict=True):
            ranks[place][column] = float(rank)
    return [
        _Line(label(one.name), place + 1, ranks[place], one.tag in ranking.contenders)
        for place, one in enumerate(shown)
    ]


def _draw_line(axes: Axes, line: _Line, columns: list[str]) -> None:
    """From column to column; dotted over one that has no rank of it."""
    colour = ACCENT if line.contends else PALE
    wide, above = (2.4, 4) if line.contends else (1.3, 2)
    known = [(place, line.ranks[name]) for place, name in enumerate(columns) if name in line.ranks]
    for (left, one), (right, other) in pairwise(known):
        style = "solid" if right == left + 1 else "dotted"
        axes.plot([left, right], [one, other], color=colour, linewidth=wide, zorder=above, ls=style)
    axes.text(
        len(columns) - 1 + 0.13, line.row, line.name, ha="left", va="center_baseline",
        fontsize=9, color=INK, weight="bold" if line.contends else "normal",
    )  # fmt: skip


def _draw_numbers(axes: Axes, lines: list[_Line], columns: list[str]) -> None:
    """Each rank once, however many share it."""
    for place, column in enumerate(columns):
        strong = {line.ranks[column] for line in lines if line.contends and column in line.ranks}
        for rank in sorted({line.ranks[column] for line in lines if column in line.ranks}):
            axes.scatter([place], [rank], 120 if rank == int(rank) else 300, PAGE, zorder=5)
            axes.text(
                place, rank, f"{rank:g}", ha="center", va="center_baseline", zorder=6, fontsize=8.5,
                color=ACCENT if rank in strong else INK,
                weight="bold" if rank in strong else "normal",
            )  # fmt: skip
