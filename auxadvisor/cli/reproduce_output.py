"""How the paper's recomputed tables are shown."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from auxadvisor import __version__
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.json_values import json_text
from auxadvisor.paper import (
    Correlation,
    Gain,
    Selection,
    VoteColumn,
    figure2,
    gains,
    table3_by_vote,
    top1_regret,
)
from auxadvisor.paper_tables import Remark, published_table

SCHEMA_VERSION = 1
TABLES: tuple[Literal[1, 3, 4, 5], ...] = (1, 3, 4, 5)


@dataclass(frozen=True)
class Published:
    """What is recomputed: Table 3, Figure 2, and what follows for choosing an auxiliary."""

    aggregation: str
    table3: tuple[VoteColumn, ...]
    errata: tuple[Remark, ...]
    figure2: tuple[Correlation, ...]
    regret: tuple[Selection, ...]
    gains: tuple[Gain, ...]


def recompute(aggregation: str) -> Published:
    """Everything that ``reproduce`` shows, with Table 3 voted by an aggregation."""
    errata = tuple(erratum for table in TABLES for erratum in published_table(table).errata)
    return Published(
        aggregation, table3_by_vote(aggregation), errata, figure2(), top1_regret(), gains()
    )


def show(published: Published) -> str:
    """Four tables for a terminal."""
    screen = Screen()
    for title, subtitle, header, rows in _tables(published):
        screen.title(title, subtitle)
        screen.table(header, rows)
    screen.entries("Errata of the paper", _errata(published))
    screen.faint(_signature(published))
    return screen.text()


def markdown(published: Published) -> str:
    """Four tables as Markdown."""
    parts = []
    for title, subtitle, header, rows in _tables(published):
        parts.append(f"## {title}\n\n{subtitle}\n\n{markdown_table(header, rows)}")
    parts += [f"- {erratum}" for erratum in _errata(published)]
    return "\n".join([*parts, "", f"`{_signature(published)}`", ""])


def comma_separated(published: Published) -> str:
    """Figure 2, the regrets and the gains, one number a row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["figure", "setting", "measure", "target", "value"])
    for bar in published.figure2:
        for target, rho in bar.by_target.items():
            writer.writerow(["spearman", bar.setting, bar.symbol, target, rho])
        writer.writerow(["spearman", bar.setting, bar.symbol, "mean", bar.mean])
    for chosen in published.regret:
        writer.writerow(["top1_regret", chosen.setting, chosen.symbol, "mean", chosen.top1_regret])
        writer.writerow(["top1_rate", chosen.setting, chosen.symbol, "mean", chosen.top1_rate])
    for gain in published.gains:
        writer.writerow(["gain", gain.setting, "any auxiliary", "mean", gain.any_auxiliary])
        writer.writerow(["gain", gain.setting, "best auxiliary", "mean", gain.best_auxiliary])
    return buffer.getvalue()


def as_json(published: Published) -> str:
    """Everything, unrounded."""
    record = {
        "schema_version": SCHEMA_VERSION,
        "command": "reproduce",
        "auxadvisor": __version__,
        "signature": _signature(published),
        **dataclasses.asdict(published),
    }
    return json_text(record)


FORMATS: dict[Format, Callable[[Published], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints."""


def _tables(
    published: Published,
) -> list[tuple[str, str, list[str], list[list[str]]]]:
    """Title, subtitle, header and rows of each table."""
    return [
        _table3(published),
        _figure2(published.figure2),
        _regret(published.regret),
        _gains(published.gains),
    ]


def _table3(published: Published) -> tuple[str, str, list[str], list[list[str]]]:
    columns = published.table3
    agreeing = sum(column.agrees for column in columns)
    header = ["rank"]
    for column in columns:
        header += [f"{column.published.target} printed", "voted"]
    rows = [[str(place + 1)] for place in range(len(columns[0].voted))]
    for column in columns:
        pairs = zip(rows, column.published.printed, _voted(column), strict=True)
        for row, printed, voted in pairs:
            row += [printed, voted]
    subtitle = (
        f"{published.aggregation} vote over Table 4; {agreeing} of {len(columns)} columns as "
        "published, errata corrected"
    )
    return "Table 3", f"{subtitle} (* shared rank)", header, rows


def _voted(column: VoteColumn) -> list[str]:
    """The candidates in voted order, those of a shared rank marked."""
    ranks = column.voted
    ordered = sorted(ranks, key=lambda tag: (ranks[tag], tag))
    shared = list(ranks.values())
    return [tag + ("*" if shared.count(ranks[tag]) > 1 else "") for tag in ordered]


def _figure2(bars: Sequence[Correlation]) -> tuple[str, str, list[str], list[list[str]]]:
    settings = list(dict.fromkeys(bar.setting for bar in bars))
    symbols = list(dict.fromkeys(bar.symbol for bar in bars))
    means = {(bar.setting, bar.symbol): bar.mean for bar in bars}
    rows = [[s, *(f"{means[s, symbol]:.3f}" for symbol in symbols)] for s in settings]
    subtitle = "Spearman of each measure's ranking with trained performance, mean of 5 targets"
    return "Figure 2", subtitle, ["setting", *symbols], rows


def _regret(chosen: Sequence[Selection]) -> tuple[str, str, list[str], list[list[str]]]:
    settings = list(dict.fromkeys(entry.setting for entry in chosen))
    strategies = list(dict.fromkeys(entry.symbol for entry in chosen))
    found = {(entry.setting, entry.symbol): entry for entry in chosen}
    rows = [
        [
            strategy,
            *(
                f"{found[s, strategy].top1_regret:.2f} ({found[s, strategy].top1_rate:.0%})"
                for s in settings
            ),
        ]
        for strategy in strategies
    ]
    subtitle = "points lost against the best auxiliary by taking a measure's first (how often best)"
    return "Top-1 regret", subtitle, ["chosen by", *settings], rows


def _gains(found: Sequence[Gain]) -> tuple[str, str, list[str], list[list[str]]]:
    rows = [[g.setting, f"{g.any_auxiliary:+.2f}", f"{g.best_auxiliary:+.2f}"] for g in found]
    subtitle = "points over monolingual embeddings, mean of 5 targets"
    header = ["setting", "mean auxiliary over none", "best auxiliary over the mean"]
    return "Whether against which", subtitle, header, rows


def _errata(published: Published) -> list[str]:
    return [
        f"{e.where}: prints {e.printed!r}, taken as {e.taken!r}: {e.why}" for e in published.errata
    ]


def _signature(published: Published) -> str:
    return f"tables:1+3+4+5|vote:{published.aggregation}|version:{__version__}"
