"""How a check of data is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from auxadvisor import __version__
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.data_check import Finding, PartFigures, Report, Severity
from auxadvisor.data_check.findings import counted
from auxadvisor.data_check.raw_text import TextFigures
from auxadvisor.json_values import Json, json_text

SCHEMA_VERSION = 1
LABELS_SHOWN = 12
"""Rows of the label table; JSON has all."""
LINES_SHOWN = 3
"""Line numbers of a finding; JSON has the first five."""
RARE_SCRIPT = 0.005
"""Share of the letters up to which a script is not shown; JSON has all."""
HEADINGS = {
    Severity.error: "Errors (training refuses the data, or its score means nothing)",
    Severity.warning: "Warnings (probably wrong)",
    Severity.note: "Notes (good to know)",
}
Rows = list[list[str]]


@dataclass(frozen=True)
class Checked:
    """A check, and what is said beside it.

    Attributes:
        report: what was found.
        settings: of the command.
        commands: to run next.
    """

    report: Report
    settings: dict[str, Json]
    commands: list[str]


def show(checked: Checked) -> str:
    """Figures, findings and what to do next, for a terminal."""
    report = checked.report
    screen = Screen()
    screen.title(_title(report), _summary(report))
    for header, rows in _tables(report, LABELS_SHOWN):
        screen.table(header, rows)
    if not report.parts and report.text is None:
        screen.faint("")
    screen.entries("Language", _language(report))
    for severity, heading in HEADINGS.items():
        screen.entries(heading, [_paragraph(group) for group in _groups(report, severity)])
    screen.commands("Next", checked.commands)
    return screen.text()


def markdown(checked: Checked) -> str:
    """The same in Markdown."""
    report = checked.report
    lines = [f"## {_title(report)}: {_summary(report)}", ""]
    lines += [markdown_table(header, rows) for header, rows in _tables(report)]
    lines += [*(f"- {line}" for line in _language(report)), ""]
    for severity in Severity:
        found = report.of(severity)
        lines += [f"### {severity.capitalize()}s", ""] if found else []
        lines += [f"- `{one.place}`: {one.what}. *{one.advice}*" for one in found]
        lines += [""] if found else []
    lines += [f"    {command}" for command in checked.commands]
    return "\n".join([*lines, ""])


def comma_separated(checked: Checked) -> str:
    """A finding a line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["severity", "check", "part", "path", "line", "what", "advice"])
    for one in checked.report.findings:
        line = one.lines[0] if one.lines else ""
        writer.writerow([one.severity, one.check, one.part, one.path, line, one.what, one.advice])
    return buffer.getvalue()


def as_json(checked: Checked) -> str:
    """Everything."""
    report = checked.report
    record = {
        "schema_version": SCHEMA_VERSION,
        "command": "data check",
        "auxadvisor": __version__,
        "settings": checked.settings,
        "inputs": [{"part": name} | asdict(source) for name, source in report.sources.items()],
        "target": None if report.target is None else asdict(report.target),
        "task": report.task,
        "scheme": report.scheme,
        "parts": [asdict(part) | {"path": str(part.path)} for part in report.parts],
        "text": None if report.text is None else asdict(report.text),
        "counts": {severity: len(report.of(severity)) for severity in Severity},
        "findings": [asdict(one) | {"path": str(one.path)} for one in report.findings],
        "next": checked.commands,
    }
    return json_text(record)


FORMATS: dict[Format, Callable[[Checked], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of a check."""


def _title(report: Report) -> str:
    of = {"ner": "spans", "pos": "a tag a token", None: "raw text"}[report.task]
    written = f" as {report.scheme}" if report.scheme else ""
    whose = f" of {report.target}" if report.target else ""
    return f"Data{whose}: {of}{written}"


def _summary(report: Report) -> str:
    found = [counted(len(report.of(one)), one) for one in Severity if report.of(one)]
    return ", ".join(found) or "nothing is wrong"


def _tables(report: Report, most: int | None = None) -> Iterator[tuple[list[str], Rows]]:
    """Header and rows of what there is: figures of the parts, labels, figures of the text.

    Args:
        report: to show.
        most: labels.
    """
    if report.parts:
        columns = [_part_figures(part) for part in report.parts]
        rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
        yield ["", *(part.name for part in report.parts)], [row for row in rows if any(row[1:])]
        yield _label_header(report), _label_rows(report, most)
    if report.text is not None:
        yield ["", "text"], [[name, said] for name, said in _text_figures(report.text).items()]


def _part_figures(part: PartFigures) -> dict[str, str]:
    return {
        "sentences": f"{part.sentences:,}",
        "sentences that were looked at": (
            f"{part.looked_at:,}" if part.looked_at < part.sentences else ""
        ),
        "tokens": f"{part.tokens:,}",
        "types": f"{part.types:,}",
        "tokens of the mean sentence": f"{part.mean:.1f}",
        "tokens of the longest": f"{part.longest:,}",
        "sentences that came before": _percent(part.repeated),
        "sentences that train has too": _percent(part.in_training),
        "tokens that train has not seen": _percent(part.unseen_words),
        "spans that train has not seen": _percent(part.unseen_spans),
    }


def _text_figures(text: TextFigures) -> dict[str, str]:
    return {
        "lines": f"{text.lines:,}",
        "tokens": f"{text.tokens:,}",
        "characters": f"{text.characters:,}",
        "characters of the longest line": f"{text.longest:,}",
        "lines that came before": ("" if text.exact else "≈ ") + _percent(text.repeated),
    }


def _language(report: Report) -> list[str]:
    """What the parts and the text read like, those alike on one line."""
    alike: dict[str, list[str]] = {}
    for part in report.parts:
        if part.language is not None:
            alike.setdefault(str(part.language), []).append(part.name)
    if report.text is not None and report.text.language is not None:
        alike.setdefault(str(report.text.language), []).append("text")
    lines = [f"{', '.join(names)}: like {language}" for language, names in alike.items()]
    shares = {} if report.text is None else report.text.scripts
    scripts = [f"{name} {share:.0%}" for name, share in shares.items() if share > RARE_SCRIPT]
    return [*lines, f"letters of the text: {', '.join(scripts)}"] if scripts else lines


def _label_header(report: Report) -> list[str]:
    what = "label" if report.task == "ner" else "tag"
    return [what, *(column for part in report.parts for column in (part.name, "%"))]


def _label_rows(report: Report, most: int | None = None) -> list[list[str]]:
    labels = list(dict.fromkeys(label for part in report.parts for label in part.labels))
    rows = [_label_row(report, label) for label in labels[:most]]
    left = len(labels) - len(rows)
    if left:
        rows.append([f"… {left} more", *[""] * (2 * len(report.parts))])
    return rows


def _label_row(report: Report, label: str) -> list[str]:
    row = [label]
    for part in report.parts:
        count = part.labels.get(label, 0)
        row += [f"{count:,}", f"{100 * count / max(1, sum(part.labels.values())):.1f}"]
    return row


def _groups(report: Report, severity: Severity) -> Iterator[list[Finding]]:
    """Findings of one check with one advice, which is said once."""
    for _, group in groupby(report.of(severity), key=lambda one: (one.check, one.advice)):
        yield list(group)


def _paragraph(group: Sequence[Finding]) -> str:
    lines = [f"{one.place}  {one.what}{_also(one)}" for one in group]
    return "\n".join([*lines, f"→ {group[0].advice}"])


def _also(finding: Finding) -> str:
    more = [f"{line}" for line in finding.lines[1:LINES_SHOWN]]
    return f" (also {', '.join(more)})" if more else ""


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
