"""How a probe is shown: a table for people, Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import asdict

from auxadvisor import __version__
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.experiments.scoring import SCORES
from auxadvisor.json_values import Json, json_text
from auxadvisor.probe.probing import Probed, Probing
from auxadvisor.probe.short_runs import DRAWS
from auxadvisor.probe.standing import Standing
from auxadvisor.probe.wording import (
    next_command,
    points_of,
    stability_said,
    verdict,
    worth_said,
)

SCHEMA_VERSION = 1
Settings = dict[str, Json]


def show(probing: Probing, found: Probed, settings: Settings) -> str:
    """The table for a terminal, with what to make of it below."""
    del settings
    screen = Screen()
    screen.title(_title(probing), _subtitle(probing))
    rows = found.standings.rows
    strong = [place for place, row in enumerate(rows) if row.tied]
    screen.table(_header(), [_row(row, probing, found) for row in rows], strong=strong)
    screen.entries("Verdict", verdict(found, probing.data.task))
    worth = worth_said(probing.data.task, probing.trained_on)
    screen.entries("How sure", [*stability_said(found), *worth])
    screen.entries("How to read it", _legend())
    screen.commands("Run next", next_command(probing, found))
    screen.faint(probing.signature)
    return screen.text()


def markdown(probing: Probing, found: Probed, settings: Settings) -> str:
    """The table in Markdown."""
    del settings
    rows = [_row(row, probing, found) for row in found.standings.rows]
    task = probing.data.task
    worth = worth_said(task, probing.trained_on)
    said = (*verdict(found, task), *stability_said(found), *worth, *_legend())
    lines = [
        f"## {_title(probing)}: {_subtitle(probing)}",
        "",
        markdown_table(_header(), rows),
        *(f"- {line}" for line in said),
        "",
        f"`{probing.signature}`",
        "",
    ]
    return "\n".join(lines)


def comma_separated(probing: Probing, found: Probed, settings: Settings) -> str:
    """A setting a line."""
    del probing, settings
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    gains = ["gain", "gain_low", "gain_high"]
    names = ["setting", "control", "loss", *gains, "p_best", "tied", "ridge", "logme", "hscore"]
    writer.writerow([*names, "seconds"])
    for row in found.standings.rows:
        gain = ["", "", ""] if row.gain is None else [row.gain.mean, row.gain.low, row.gain.high]
        rest = [row.p_best, int(row.tied), row.ridge, row.logme, row.hscore, round(row.seconds, 3)]
        writer.writerow([row.name, int(row.control), row.loss, *gain, *rest])
    return buffer.getvalue()


def as_json(probing: Probing, found: Probed, settings: Settings) -> str:
    """Everything."""
    record: Settings = {
        "schema_version": SCHEMA_VERSION,
        "command": "probe",
        "auxadvisor": __version__,
        "signature": probing.signature,
        "settings": settings,
        "target": asdict(probing.target),
        "languages": list(probing.languages),
        "embeddings": dict(probing.embeddings),
        "inputs": {
            name: {"path": str(corpus.path), "sha256": corpus.sha256, "bytes": corpus.size}
            for name, corpus in probing.corpora.items()
        },
        "task": probing.data.task,
        "score": SCORES[probing.data.task],
        "sentences": len(probing.data.sentences),
        "tokens": int(probing.data.lengths.sum()),
        **asdict(found),
        "points": {
            row.name: None
            if (points := points_of(row, found, probing.data.task)) is None
            else asdict(points)
            for row in found.standings.answers
        },
        "verdict": list[Json](verdict(found, probing.data.task)),
    }
    return json_text(record)


FORMATS: dict[Format, Callable[[Probing, Probed, Settings], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of a probe."""


def _title(probing: Probing) -> str:
    return f"Embeddings beside those of {probing.target}"


def _subtitle(probing: Probing) -> str:
    data = probing.data
    copies = f" ({data.copies:,} copies left out)" if data.copies else ""
    return (
        f"{len(data.sentences):,} sentences{copies}, {int(data.lengths.sum()):,} tokens, "
        f"{len(data.tags)} tags ({data.task})"
    )


def _header() -> list[str]:
    gain = ["gain", "95 % interval", "best in"]
    return ["setting", "loss", *gain, "points", "ridge", "LogME", "H-score"]


def _row(row: Standing, probing: Probing, found: Probed) -> list[str]:
    gain = ["control", "", ""]
    if row.gain is not None:
        ends = f"{row.gain.low:+.1%} to {row.gain.high:+.1%}"
        gain = [f"{row.gain.mean:+.1%}", ends, f"{row.p_best:.0%}"]
    points = points_of(row, found, probing.data.task)
    return [
        row.name, f"{row.loss:.4f}", *gain, "" if points is None else f"{points.mean:+.1f}",
        f"{row.ridge:.4f}", f"{row.logme:.3f}", f"{row.hscore:.2f}",
    ]  # fmt: skip


def _legend() -> list[str]:
    return [
        "loss: nats a token, of sentences that a small tagger did not see in its short run, the "
        f"mean of {DRAWS} draws of halves and weights; lower is better.",
        "gain: share of the best control's loss that is taken away; the interval, and the share "
        "of draws in which a setting is best, resample sentences and short runs. What stands out "
        "may be as good as the first.",
        "points: expected over mono once trained, from other corpora where that was done.",
        "ridge: error of a linear model on words that it never saw, lower is better; LogME and "
        "H-score: higher is better. They are no part of the order.",
    ]
