"""How a comparison of taggers is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import asdict

from auxadvisor import __version__
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.experiments.comparison import Compared, Comparison
from auxadvisor.experiments.scoring import SCORES
from auxadvisor.experiments.significance import LEVEL, Interval
from auxadvisor.json_values import json_text

SCHEMA_VERSION = 1
HEADER = ["", "score", "difference", "95 % interval", "p", "p (Holm)", "runs"]


def show(found: Comparison) -> str:
    """The table for a terminal, and a sentence for each comparison."""
    screen = Screen()
    screen.title(
        f"{SCORES[found.task]} on {found.sentences:,} sentences", "compared with the first"
    )
    screen.table(HEADER, [_row(side) for side in found.sides])
    screen.entries("In words", _words(found))
    screen.entries("How", [_how(found)])
    return screen.text()


def markdown(found: Comparison) -> str:
    """The table in Markdown."""
    lines = [markdown_table(HEADER, [_row(side) for side in found.sides])]
    return "\n".join([*lines, *(f"- {line}" for line in (*_words(found), _how(found))), ""])


def comma_separated(found: Comparison) -> str:
    """A side a line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["path", "runs", "mean", "deviation", "difference", "low", "high", "p", "holm"])
    for side in found.sides:
        gap = side.difference
        numbers = ["", "", "", ""] if gap is None else [gap.mean, gap.low, gap.high, gap.p]
        writer.writerow([side.path, side.runs, side.mean, side.deviation, *numbers, side.p])
    return buffer.getvalue()


def as_json(found: Comparison) -> str:
    """Everything."""
    record = {"schema_version": SCHEMA_VERSION, "command": "compare", "auxadvisor": __version__}
    return json_text(record | asdict(found))


FORMATS: dict[Format, Callable[[Comparison], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of a comparison."""


def _row(side: Compared) -> list[str]:
    spread = "" if side.deviation is None else f" ± {side.deviation:.2f}"
    row = [side.path, f"{side.mean:.2f}{spread}"]
    if side.difference is None or side.p is None:
        return [*row, "", "", "", "", str(side.runs)]
    gap = side.difference
    ps = [p_text(gap.p), p_text(side.p)]
    return [*row, f"{gap.mean:+.2f}", interval_text(gap), *ps, str(side.runs)]


def _words(found: Comparison) -> list[str]:
    first = found.sides[0].path
    lines = []
    for side in found.sides[1:]:
        if side.difference is None or side.p is None:
            continue
        gap = side.difference
        if side.p < LEVEL and not gap.low <= 0 <= gap.high:
            better, worse = (side.path, first) if gap.mean > 0 else (first, side.path)
            lines.append(f"{better} is better than {worse}.")
        elif side.p < LEVEL:
            lines.append(
                f"{side.path} and {first} differ run by run, but the interval, which also draws "
                "runs anew, holds 0: other seeds could turn it."
            )
        else:
            lines.append(f"No difference is shown between {side.path} and {first}.")
        if side.runs == found.sides[0].runs == 1:
            lines.append("That is of these two models; a single run says nothing of other seeds.")
        if side.runs != found.sides[0].runs:
            fewer = min(side.runs, found.sides[0].runs)
            lines.append(
                f"{side.path} and {first} have unequal numbers of runs: p is of {fewer} pairs, "
                "those of one seed first; mean and interval are of all."
            )
    return lines


def _how(found: Comparison) -> str:
    return (
        f"Paired permutation tests with {found.permutations:,} exchanges, joined over runs by "
        f"Fisher's method, corrected by Holm's; intervals by {found.resamples:,} resamples of "
        f"sentences and runs; seed {found.seed}."
    )


def interval_text(gain: Interval) -> str:
    """The ends of an interval, with their signs."""
    return f"{gain.low:+.2f} to {gain.high:+.2f}"


def p_text(p: float) -> str:
    """A p to three digits behind the point."""
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")
