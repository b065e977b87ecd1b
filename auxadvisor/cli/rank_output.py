"""How a ranking is shown: a table for people, Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable

from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.json_values import Json, json_text
from auxadvisor.rank import Ranking
from auxadvisor.rank_record import ranking_record
from auxadvisor.records import Distances, Skipped
from auxadvisor.verdict import verdict

MISSING = "–"
REASONS = 4
"""Most reasons for which candidates are set aside that the screen spells out."""
ARROWS = {"lower": "↓", "higher": "↑"}


def show(ranking: Ranking, top: int, settings: dict[str, Json]) -> str:
    """The table for a terminal, with what to make of it below."""
    del settings
    screen = Screen()
    shown = len(_places(ranking, top))
    screen.title(
        f"Auxiliary languages for {ranking.pool.target}",
        f"{shown} of {len(ranking.combined)} candidates, closest first",
    )
    screen.table(_header(ranking), _rows(ranking, top), strong=set(_contender_rows(ranking, top)))
    screen.entries("How sure", verdict(ranking))
    screen.entries("Measures", [_about(measure, ranking) for measure in ranking.measures])
    screen.entries("Note", ranking.notes)
    screen.entries("Set aside", _set_aside(ranking))
    screen.faint(ranking.signature)
    return screen.text()


def markdown(ranking: Ranking, top: int, settings: dict[str, Json]) -> str:
    """The table as Markdown, with what to make of it below."""
    del settings
    lines = [f"## Auxiliary languages for {ranking.pool.target}", ""]
    lines += [markdown_table(_header(ranking), _rows(ranking, top))]
    lines += [*(f"{sentence}\n" for sentence in verdict(ranking))]
    lines += [f"- {entry}" for entry in [_about(m, ranking) for m in ranking.measures]]
    lines += [f"- {entry}" for entry in (*ranking.notes, *_set_aside(ranking))]
    return "\n".join([*lines, "", f"`{ranking.signature}`", ""])


def comma_separated(ranking: Ranking, top: int, settings: dict[str, Json]) -> str:
    """Every number of the table, one candidate a row, for ``top`` rows (0 for all)."""
    del settings
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    names = [m.measure for m in ranking.computed]
    values = [column for name in names for column in (name, f"{name}_rank")]
    writer.writerow(["rank", "tag", "name", "rank_low", "rank_high", "p_first", *values])
    for place in _places(ranking, top):
        language, spread = ranking.pool.candidates[place], ranking.spread
        sure = ["", "", ""] if spread is None else [
            spread.low[place], spread.high[place], spread.p_first[place]
        ]  # fmt: skip
        numbers = [
            number
            for measure in ranking.computed
            for number in (measure.values[place], ranking.ranks[measure.measure][place])
        ]
        row = [ranking.combined[place], language.tag, language.name, *sure]
        writer.writerow([*row, *("" if number != number else number for number in numbers)])
    return buffer.getvalue()


def as_json(ranking: Ranking, top: int, settings: dict[str, Json]) -> str:
    """Everything, every candidate: ``rank_record.ranking_record``."""
    del top
    record = ranking_record(ranking, settings)
    return json_text(record)


FORMATS: dict[Format, Callable[[Ranking, int, dict[str, Json]], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of a ranking."""


def _places(ranking: Ranking, top: int) -> tuple[int, ...]:
    return ranking.order if top == 0 else ranking.order[:top]


def _contender_rows(ranking: Ranking, top: int) -> list[int]:
    contenders = ranking.contenders
    return [row for row, place in enumerate(_places(ranking, top)) if place in contenders]


def _header(ranking: Ranking) -> list[str]:
    sure = (
        [] if ranking.spread is None else [f"{ranking.spread.level:.0%} of resamples", "P(first)"]
    )
    return [
        "rank",
        "language",
        *sure,
        *(f"{m.symbol} {ARROWS[m.closer]} (rank)" for m in ranking.computed),
    ]


def _rows(ranking: Ranking, top: int) -> list[list[str]]:
    rows = []
    for place in _places(ranking, top):
        row = [_rank(ranking.combined[place]), str(ranking.pool.candidates[place])]
        if ranking.spread is not None:
            low, high = ranking.spread.low[place], ranking.spread.high[place]
            row += [f"{_rank(low)}–{_rank(high)}", f"{ranking.spread.p_first[place]:.2f}"]
        rows.append(row + [_cell(measure, ranking, place) for measure in ranking.computed])
    return rows


def _cell(measure: Distances, ranking: Ranking, place: int) -> str:
    if not measure.covered[place]:
        return MISSING
    value = measure.values[place]
    number = f"{value:.3f}" if measure.closer == "higher" else f"{value:.1f}"
    return f"{number} ({_rank(ranking.ranks[measure.measure][place])})"


def _rank(rank: float) -> str:
    return f"{rank:g}"


def _about(measure: Distances | Skipped, ranking: Ranking) -> str:
    from auxadvisor.distances import MEASURES

    if isinstance(measure, Skipped):
        return f"{measure.symbol} skipped: {measure.reason}"
    details = ", ".join(f"{key} {how}" for key, how in measure.recipe.items())
    votes = "" if measure.measure in ranking.voters else "; shown, does not vote"
    return f"{measure.symbol}: {MEASURES[measure.measure].summary} ({details}){votes}"


def _set_aside(ranking: Ranking) -> list[str]:
    """The candidates left out, those of one reason together, the largest groups first."""
    by_reason = defaultdict(list)
    for aside in ranking.pool.set_aside:
        by_reason[aside.reason].append(aside.language.tag)
    groups = sorted(by_reason.items(), key=lambda group: -len(group[1]))
    lines = [f"{', '.join(tags)}: {reason}" for reason, tags in groups[:REASONS]]
    rest = sum(len(tags) for _, tags in groups[REASONS:])
    if rest:
        lines.append(f"{rest} more for like reasons; --format json names each")
    return lines
