"""Figure 2 drawn from the paper's published tables. matplotlib is loaded on use only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auxadvisor.errors import SettingsError
from auxadvisor.paper import SETTINGS, Correlation, figure2
from auxadvisor.whole_files import written_whole

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = {".png": "png", ".svg": "svg", ".pdf": "pdf"}
"""Picture formats by suffix."""
UNDATED: dict[str, dict[str, None]] = {
    ".png": {},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}
"""Metadata left out, so that the same figures make the same bytes."""
COLOURS = {
    "NER-BPEmb": "#0072B2",
    "POS-BPEmb": "#D55E00",
    "NER-FLAIR": "#7CC4EA",
    "POS-FLAIR": "#F5B971",
}
"""Hue tells the task, shade the embeddings; safe for the colour-blind (after Okabe and Ito)."""
BAR = 0.2
"""Width of a bar; a measure takes four of the unit that is its place on the x axis."""
DOT = 13
"""Area of a dot in square points."""
FOOT = -1.14
"""Height of the line that gives the means in figures."""
INK, PALE = "#222222", "#dddddd"


def figure2_plot(path: Path) -> None:
    """Draw Figure 2: bars are the means over the five targets, dots the single targets.

    Args:
        path: where the picture goes; its suffix (.png, .svg, .pdf) is its format. It is written
            whole or not at all.

    Raises:
        SettingsError: another suffix, no such folder, or matplotlib is not installed.
    """
    if path.suffix.lower() not in FORMATS:
        raise SettingsError(
            f"{path}: expected a name that ends in {', '.join(FORMATS)}, "
            f"found '{path.suffix or path.name}'"
        )
    if not path.parent.is_dir():
        raise SettingsError(f"{path}: expected an existing folder, found no {path.parent}")
    try:
        from matplotlib import style
    except ImportError as error:
        raise SettingsError(
            "the picture needs matplotlib, which is not installed; run "
            "pip install 'auxadvisor[plot]'"
        ) from error
    # the same bytes each time, whatever the user's matplotlibrc says
    looks = {"svg.hashsalt": "auxadvisor", "font.size": 10}
    with style.context(["default", looks]):
        _save(_draw(figure2()), path)


def _save(figure: Figure, path: Path) -> None:
    kind = path.suffix.lower()
    with written_whole(path) as part:
        figure.savefig(part, format=FORMATS[kind], dpi=200, metadata=UNDATED[kind])


def _draw(bars: Sequence[Correlation]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.2, 5.0), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    measures = {bar.measure: bar.symbol for bar in bars}
    for bar in bars:
        place = tuple(SETTINGS).index(bar.setting) - (len(SETTINGS) - 1) / 2
        _draw_bar(axes, bar, tuple(measures).index(bar.measure) + BAR * place)
    _label(axes, measures)
    _legend(axes, tuple(bars[0].by_target))
    return figure


def _draw_bar(axes: Axes, bar: Correlation, x: float) -> None:
    """One bar, its mean in figures at the foot of the plot, and its targets from left to right."""
    colour = COLOURS[bar.setting]
    axes.bar(x, bar.mean, BAR * 0.94, color=colour, zorder=2)
    targets = tuple(bar.by_target.values())
    step = BAR * 0.19
    places = [x + step * (i - (len(targets) - 1) / 2) for i in range(len(targets))]
    axes.scatter(places, targets, 3 * DOT, "white", linewidths=0, zorder=4)  # sets it off the bar
    axes.scatter(places, targets, DOT, colour, edgecolors=INK, linewidths=0.7, zorder=5)
    text = f"{bar.mean:+.2f}".replace("0.", ".").replace("-", "\N{MINUS SIGN}")
    axes.text(x, FOOT, text, ha="center", va="center", fontsize=8, color=INK)


def _label(axes: Axes, measures: Mapping[str, str]) -> None:
    """Axes, grid and the names of the measures, symbol by name."""
    axes.axhline(0, color=INK, linewidth=0.9, zorder=3)
    axes.grid(axis="y", color=PALE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_bounds(-1, 1)
    axes.set_xlim(-0.55, len(measures) - 0.45)
    axes.set_ylim(FOOT - 0.08, 1.06)
    axes.set_yticks([-1, -0.5, 0, 0.5, 1])
    axes.set_xticks(range(len(measures)), [_formula(symbol) for symbol in measures.values()])
    axes.tick_params(axis="x", length=0, labelsize=13, pad=2)
    below = axes.get_xaxis_transform()
    for place, measure in enumerate(measures):
        axes.text(place, -0.092, measure, transform=below, ha="center", va="top", fontsize=8.5)
    beside = axes.get_yaxis_transform()
    axes.text(-0.012, FOOT, "mean", transform=beside, ha="right", va="center", fontsize=8)
    axes.set_xlabel("Measure of language distance", labelpad=22)
    axes.set_ylabel("Spearman's rank correlation\nwith the ranking by performance")


def _legend(axes: Axes, targets: Sequence[str]) -> None:
    """Settings and dots, in one row above the plot."""
    from matplotlib.patches import Patch

    handles: list[Artist] = [Patch(color=colour, label=name) for name, colour in COLOURS.items()]
    dots = f"targets, left to right: {', '.join(targets)}"
    handles.append(axes.scatter([], [], DOT, "white", edgecolors=INK, linewidths=0.7, label=dots))
    axes.legend(
        handles=handles,
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=len(COLOURS) + 1,
        frameon=False,
        columnspacing=1.4,
        handlelength=1.2,
        handletextpad=0.5,
    )


def _formula(symbol: str) -> str:
    """``d*_P`` as mathematics."""
    letter, subscript = symbol.split("_")
    return f"${letter.replace('*', '^{*}')}_{{{subscript}}}$"
