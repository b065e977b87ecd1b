"""Runs as dots, and epochs as curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from auxadvisor.experiments.results import Result
from auxadvisor.report.figures import (
    ACCENT,
    BLUE,
    FAINT,
    INK,
    LINE,
    ORANGE,
    PAGE,
    PALE,
    bare,
    is_wide,
    label,
    new_figure,
)
from auxadvisor.report.saved_training import Epoch

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.36
"""Inches of a setting's row of dots."""
PANEL = 1.45
"""Inches: height of a setting's curves."""
LONGEST = 18
"""Characters of a panel's title that are sure to fit on a phone."""
Histories = Mapping[str, Sequence[Sequence[Epoch]]]


def runs_figure(width: float, runs: Mapping[str, Sequence[Result]], score: str) -> Figure:
    """A row for each setting: every run's test score as a dot, their mean as a stroke."""
    figure = new_figure(width, ROW * len(runs) + 0.65)
    axes = figure.add_subplot()
    bare(axes)
    baseline = [run.test for run in runs.get("mono", ())]
    if baseline:
        axes.axvline(fmean(baseline), color=ORANGE, linewidth=1, zorder=1)
    for row, each in enumerate(runs.values()):
        tests = [run.test for run in each]
        axes.axhline(row, color=LINE, linewidth=0.7, zorder=0)
        axes.vlines(fmean(tests), row - 0.3, row + 0.3, color=INK, linewidth=2, zorder=2)
        heights = [row + offset for offset in _spread(tests)]
        axes.scatter(tests, heights, 34, ACCENT, alpha=0.85, edgecolors=PAGE, zorder=3)
    axes.set_ylim(len(runs) - 0.4, -0.6)
    axes.set_yticks(range(len(runs)), [label(name) for name in runs])
    axes.tick_params(axis="y", labelcolor=INK, labelsize=9)
    axes.margins(x=0.05)
    axes.locator_params(axis="x", nbins=7 if is_wide(width) else 5)
    axes.set_xlabel(f"{score} on the test part", color=FAINT)
    return figure


def _spread(values: Sequence[float]) -> list[float]:
    """Heights of dots: those of nearly the same value lie over one another."""
    near = (max(values) - min(values)) / 40 or 1.0
    order = sorted(range(len(values)), key=values.__getitem__)
    heights, before = [0.0] * len(values), list[int]()
    for place in order:
        before = [one for one in before if values[place] - values[one] < near]
        heights[place] = (0.0, 0.2, -0.2)[len(before) % 3]
        before.append(place)
    return heights


def curves_figure(
    width: float, histories: Histories, what: Callable[[Epoch], float], title: str
) -> Figure:
    """A panel for each setting: its runs thin, their mean strong, the other settings' means pale.

    The mean ends with the shortest run: beyond it, it would be of other runs than before.
    """
    across = min(3 if is_wide(width) else 2, len(histories))
    down = -(-len(histories) // across)
    figure = new_figure(width, PANEL * down + 0.35)
    panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).ravel()
    means = {name: _mean(each, what) for name, each in histories.items()}
    for axes, name in zip(panels, histories, strict=False):
        for other, mean in means.items():
            if other != name:
                axes.plot(range(1, len(mean) + 1), mean, color=LINE, linewidth=1.1, zorder=1)
        _draw_runs(axes, histories[name], what, means[name])
        axes.set_title(label(name, LONGEST), loc="left", color=INK, weight="bold", pad=2)
        bare(axes, "bottom")
        axes.spines["bottom"].set_color(PALE)
        axes.grid(axis="y", color=LINE, linewidth=0.5, linestyle=(0, (1, 3)))
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=8)
        axes.locator_params(axis="x", nbins=4, integer=True)
        axes.locator_params(axis="y", nbins=4)
    for axes in panels[len(histories) :]:
        axes.set_visible(False)
    for axes in panels[max(0, len(histories) - across) : len(histories)]:
        axes.tick_params(labelbottom=True)
    figure.supxlabel("epoch", fontsize=8, color=FAINT)
    figure.supylabel(title, fontsize=8, color=FAINT)
    return figure


def _draw_runs(
    axes: Axes,
    runs: Sequence[Sequence[Epoch]],
    what: Callable[[Epoch], float],
    mean: Sequence[float],
) -> None:
    for epochs in runs:
        axes.plot(
            [one.epoch for one in epochs], [what(one) for one in epochs],
            color=BLUE, linewidth=0.8, alpha=0.7, zorder=2,
        )  # fmt: skip
    axes.plot(range(1, len(mean) + 1), mean, color=ACCENT, linewidth=2.2, zorder=3)


def _mean(runs: Sequence[Sequence[Epoch]], what: Callable[[Epoch], float]) -> list[float]:
    return [fmean(map(what, epochs)) for epochs in zip(*runs, strict=False)]
