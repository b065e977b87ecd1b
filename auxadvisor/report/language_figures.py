"""The map of languages and their tree, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from auxadvisor.all_pairs import PairMatrix
from auxadvisor.report.figures import (
    ACCENT,
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
from auxadvisor.report.language_map import Floats, Plane, tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

Box = tuple[float, float, float, float]
MAP_HEIGHT, LEAF = 3.5, 0.23
"""Inches: of a map, and of a language in a tree."""
LETTER, TALL = 0.078, 0.15
"""Inches that a label takes: a letter's width, and its height."""


def map_figure(
    width: float, planes: Sequence[tuple[PairMatrix, Plane]], names: Mapping[str, str]
) -> Figure:
    """A panel for each measure, all turned alike; the target stands out."""
    across = len(planes) if is_wide(width) else 1
    down = -(-len(planes) // across)
    figure = new_figure(width, MAP_HEIGHT * down)
    for place, (pairs, plane) in enumerate(planes):
        axes = figure.add_subplot(down, across, place + 1)
        size = (width / across, MAP_HEIGHT)
        _draw_map(axes, plane.points, [label(names[tag]) for tag in pairs.tags], size)
        axes.set_title(pairs.symbol, loc="left", color=INK, weight="bold")
    return figure


def _draw_map(axes: Axes, points: Floats, names: Sequence[str], size: tuple[float, float]) -> None:
    bare(axes)
    axes.set(xticks=[], yticks=[])
    room = [inches - 0.35 for inches in size]
    low, high = points.min(axis=0), points.max(axis=0)
    scale = max((high - low)[0] / (room[0] - 1.3), (high - low)[1] / (room[1] - 0.5), 1e-9)
    middle = (low + high) / 2
    for axis, (place, inches) in enumerate(zip(middle, room, strict=True)):
        limits = (place - inches / 2 * scale, place + inches / 2 * scale)
        (axes.set_xlim, axes.set_ylim)[axis](*limits)
    axes.add_patch(_frame(axes))
    spots = (points - middle) / scale  # inches
    for x, y in points[1:]:
        axes.plot([points[0][0], x], [points[0][1], y], color=LINE, linewidth=0.7, zorder=1)
    axes.scatter(
        points[1:, 0], points[1:, 1], 26, ACCENT, edgecolors=PAGE, linewidths=0.8, zorder=3
    )
    axes.scatter(
        points[:1, 0], points[:1, 1], 62, ORANGE, edgecolors=PAGE, linewidths=0.8, zorder=4
    )
    for place, (corner, side) in enumerate(_labels(spots, names, room)):
        x, y = np.array(corner) * scale + middle
        axes.text(
            x, y, names[place], ha=side, va="center_baseline", zorder=5, fontsize=9,
            color=INK, weight="bold" if place == 0 else "normal",
        )  # fmt: skip


def _frame(axes: Axes) -> Rectangle:
    from matplotlib.patches import Rectangle

    return Rectangle(
        (0, 0), 1, 1, transform=axes.transAxes, fill=False, edgecolor=LINE, linewidth=0.8
    )


def _labels(
    spots: Floats, names: Sequence[str], room: Sequence[float]
) -> list[tuple[tuple[float, float], str]]:
    """Where each name is written, in inches, and on which side of that: where it covers least."""
    taken: list[Box] = [(x - 0.06, y - 0.06, x + 0.06, y + 0.06) for x, y in spots]
    found = []
    for (x, y), name in zip(spots, names, strict=True):
        wide = LETTER * len(name)
        offers: list[tuple[float, int, Box, tuple[float, float], str]] = []
        for side, start in (("left", x + 0.1), ("right", x - 0.1 - wide), ("center", x - wide / 2)):
            heights = (0.0, 0.12, -0.12) if side != "center" else (0.17, -0.17)
            for rank, rise in enumerate(heights):
                middle = y + rise
                box = (start, middle - TALL / 2, start + wide, middle + TALL / 2)
                out = max(0.0, abs(x + (start - x) + wide / 2) + wide / 2 - room[0] / 2)
                cost = sum(_overlap(box, other) for other in taken) + out + rank * 1e-4
                anchor = {"left": start, "right": start + wide, "center": x}[side]
                offers.append((cost, len(offers), box, (anchor, middle), side))
        _, _, box, corner, side = min(offers)
        taken.append(box)
        found.append((corner, side))
    return found


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def tree_figure(width: float, matrices: Sequence[PairMatrix], names: Mapping[str, str]) -> Figure:
    """A panel for each measure: where two branches meet is how far apart they are on average."""
    across = len(matrices) if is_wide(width) else 1
    down = -(-len(matrices) // across)
    leaves = max(len(pairs.tags) for pairs in matrices)
    figure = new_figure(width, (leaves * LEAF + 0.75) * down)
    for place, pairs in enumerate(matrices):
        axes = figure.add_subplot(down, across, place + 1)
        _draw_tree(axes, pairs, names)
    return figure


def _draw_tree(axes: Axes, pairs: PairMatrix, names: Mapping[str, str]) -> None:
    from scipy.cluster.hierarchy import dendrogram

    drawn = dendrogram(tree(pairs.apart), no_plot=True)
    leaves = [pairs.tags[place] for place in drawn["leaves"] or ()]
    for heights, places in zip(drawn["dcoord"], drawn["icoord"], strict=True):
        axes.plot(heights, places, color=ACCENT, linewidth=1.2, solid_capstyle="butt")
    bare(axes, "bottom")
    axes.spines["bottom"].set_color(PALE)
    most = max(max(heights) for heights in drawn["dcoord"])
    axes.set_xlim(most * 1.03 or 1.0, 0)
    axes.set_ylim(0, 10 * len(leaves))
    axes.yaxis.tick_right()
    axes.set_yticks([10 * place + 5 for place in range(len(leaves))])
    axes.set_yticklabels([label(names[tag]) for tag in leaves])
    axes.tick_params(axis="y", labelsize=9, labelcolor=INK)
    axes.tick_params(axis="x", labelsize=8)
    axes.locator_params(axis="x", nbins=5)
    target = axes.get_yticklabels()[leaves.index(pairs.tags[0])]
    target.set_fontweight("bold")
    unit = "bits a character" if pairs.closer == "lower" else "1 − overlap"
    axes.set_xlabel(unit, fontsize=8, color=FAINT)
    axes.set_title(pairs.symbol, loc="left", color=INK, weight="bold")
