"""Figure 2's bars on their side, and what this project's own runs say beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from auxadvisor.paper import SETTINGS, Correlation
from auxadvisor.report.figures import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    LINE,
    ORANGE,
    PAGE,
    SAND,
    SKY,
    bare,
    is_wide,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = dict(zip(SETTINGS, (BLUE, ORANGE, SKY, SAND), strict=True))
"""As in ``paper_figure``: hue tells the task, shade the embeddings."""
OWN = "this project"
BAR = 0.17


def bars_figure(width: float, bars: Sequence[Correlation], own: Mapping[str, float]) -> Figure:
    """A group for each measure, a bar for each of the paper's settings, a diamond for ours.

    Args:
        width: in inches.
        bars: of Figure 2.
        own: this project's correlation, by measure.
    """
    measures = {bar.measure: bar.symbol for bar in bars}
    figure = new_figure(width, 4.3)
    axes = figure.add_subplot()
    for bar in bars:
        place = tuple(SETTINGS).index(bar.setting) - (len(SETTINGS) - 1) / 2
        _draw_bar(axes, bar, tuple(measures).index(bar.measure) + BAR * place)
    for measure, correlation in own.items():
        if measure in measures:
            y = tuple(measures).index(measure)
            axes.scatter([correlation], [y], 74, GREEN, marker="D", edgecolors=PAGE, zorder=7)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=3)
    axes.grid(axis="x", color=LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    bare(axes)
    axes.set_xlim(-1.06, 1.06)
    axes.set_ylim(len(measures) - 0.5, -0.5)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    axes.set_yticks(range(len(measures)), list(measures.values()))
    axes.tick_params(axis="y", labelsize=11, labelcolor=INK)
    axes.set_xlabel("Spearman with the ranking by trained score", fontsize=8.5, color=FAINT)
    _legend(figure, bool(own), is_wide(width))
    return figure


def _draw_bar(axes: Axes, bar: Correlation, y: float) -> None:
    colour = COLOURS[bar.setting]
    axes.barh(y, bar.mean, BAR * 0.92, color=colour, zorder=2)
    targets = list(bar.by_target.values())
    axes.scatter(targets, [y] * len(targets), 7, colour, edgecolors=INK, linewidths=0.5, zorder=5)


def _legend(figure: Figure, own: bool, wide: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Patch | Line2D] = [
        Patch(color=colour, label=name) for name, colour in COLOURS.items()
    ]
    if own:
        handles.append(
            Line2D([], [], marker="D", color=GREEN, markersize=7, linestyle="none", label=OWN)
        )
    figure.legend(
        handles=handles, loc="outside upper left", ncols=len(handles) if wide else 2,
        frameon=False, fontsize=8.5, handlelength=1.1, columnspacing=1.4,
    )  # fmt: skip
