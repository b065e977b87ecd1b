"""What tables in the docs are made of: leaves of reports, and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from measuring import REPORTS

Cell: TypeAlias = "str | int | float | None"
Figures: TypeAlias = "dict[str, Figures]"
"""A report, read as nested tables; its leaves are taken out by ``text`` and ``number``."""


def report(name: str) -> Figures:
    """A report as ``measuring.write_report`` left it."""
    loaded: Figures = json.loads((REPORTS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def text(figures: Figures, *keys: str) -> str:
    """A leaf as it is."""
    for key in keys:
        figures = figures[key]
    return str(figures)


def number(figures: Figures, *keys: str) -> float:
    """A leaf that is a number."""
    return float(text(figures, *keys))


def markdown(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table, figures aligned to the right."""
    rule = ["---"] + ["---:"] * (len(columns) - 1)
    lines = [list(columns), rule, *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:,.2f}" if isinstance(cell, float) else str(cell)
