"""How a recommendation is shown: the advice and the walked path for people, Markdown, CSV, JSON."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable

from auxadvisor.advice import Advice
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.costs import Cost
from auxadvisor.json_values import Json, json_text
from auxadvisor.recommendation import SEEDS, Recommendation
from auxadvisor.recommendation.record import recommendation_record

NAMED = 6
"""Most languages of one reason that the screen names."""
REASONS = 5
"""Most reasons that it spells out."""


def show(found: Recommendation, settings: dict[str, Json]) -> str:
    """For a terminal: the advice, the path to it, and the commands to run."""
    del settings
    screen = Screen()
    screen.title(f"Recommendation for {found.situation.target.language}", _subtitle(found))
    screen.headline(headline(found))
    steps = found.advice.steps
    screen.path(
        "Why (the path through the paper's Figure 3)",
        [(one.question, _yes(one.yes), f"{one.evidence} [{one.source}]") for one in steps],
    )
    screen.entries("How sure", found.sure)
    screen.entries("What it costs", _costs(found.cost))
    screen.entries("Ruled out", _ruled_out(found.advice))
    screen.entries("Note", found.notes)
    screen.commands("Run next", found.commands)
    screen.faint(found.signature)
    return screen.text()


def markdown(found: Recommendation, settings: dict[str, Json]) -> str:
    """The same in Markdown."""
    del settings
    steps = [[one.question, _yes(one.yes), one.evidence, one.source] for one in found.advice.steps]
    sections = (*found.sure, *_costs(found.cost), *_ruled_out(found.advice), *found.notes)
    lines = [
        f"## Recommendation for {found.situation.target.language}: {headline(found)}",
        "",
        markdown_table(["question", "answer", "evidence", "source"], steps),
        *(f"- {line}" for line in sections),
        "",
        "```bash",
        *found.commands,
        "```",
        "",
        f"`{found.signature}`",
        "",
    ]
    return "\n".join(lines)


def comma_separated(found: Recommendation, settings: dict[str, Json]) -> str:
    """The walked path, a step a line; the last line is the advice."""
    del settings
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["key", "question", "answer", "evidence", "source"])
    for one in found.advice.steps:
        writer.writerow([one.key, one.question, _yes(one.yes), one.evidence, one.source])
    languages = "+".join(found.advice.languages)
    writer.writerow(["advice", headline(found), found.advice.choice, languages, ""])
    return buffer.getvalue()


def as_json(found: Recommendation, settings: dict[str, Json]) -> str:
    """Everything: ``recommendation_record``."""
    return json_text(recommendation_record(found, settings))


FORMATS: dict[Format, Callable[[Recommendation, dict[str, Json]], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of a recommendation."""


def _subtitle(found: Recommendation) -> str:
    sentences = found.situation.sentences
    labelled = (
        "no labelled data given" if sentences is None else f"{sentences:,} labelled sentences"
    )
    return f"{labelled}; embeddings: {found.kind}"


def headline(found: Recommendation) -> str:
    """The advice in one sentence."""
    target = found.situation.target.language
    by_tag = {one.language.tag: str(one.language) for one in found.situation.candidates}
    word = "or" if found.advice.choice == "mono+X" else "and"
    named = _joined([by_tag[tag] for tag in found.advice.languages], word)
    multi = ", and multilingual ones," if found.situation.multilingual else ""
    return {
        "meta": f"Weigh the embeddings of {target}, {named}{multi} by attention (meta).",
        "mono+multi": f"Put multilingual embeddings beside those of {target} (mono+multi).",
        "mono+X": f"Put the embeddings of {named} beside those of {target} (mono+X).",
        "mono": f"Train on the embeddings of {target} alone (mono): there is nothing to add.",
        "multi": "Train on multilingual embeddings (multi): there are none of the language itself.",
        "none": f"Collect raw text of {target} first: there are no embeddings to train on.",
    }[found.advice.choice]


def _joined(names: list[str], word: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _costs(cost: Cost) -> list[str]:
    if not cost.runs:
        return []
    said = f"{cost.runs} runs ({SEEDS} seeds)"
    if cost.seconds is not None:
        said += f", about {_time(cost.seconds)} one after another on two cores"
    if cost.memory is not None:
        said += f", {cost.memory / 1e9:.1f} GB of memory"
    if cost.download:
        said += f"; {cost.download / 1e6:,.0f} MB to fetch once"
    return [f"{said}. Reckoned from measured rates; 'train --dry-run' tries it on your machine."]


def _time(seconds: float) -> str:
    minutes = seconds / 60
    if minutes < 1:
        return "a minute"
    return f"{minutes:,.0f} minutes" if minutes < 100 else f"{minutes / 60:,.1f} hours"


def _ruled_out(advice: Advice) -> list[str]:
    """What is ruled out, languages of one reason together, the smallest groups first."""
    by_reason = defaultdict(list)
    for one in advice.ruled_out:
        by_reason[one.reason].append(one.what)
    groups = sorted(by_reason.items(), key=lambda group: len(group[1]))
    lines = []
    for reason, what in groups[:REASONS]:
        more = f" and {len(what) - NAMED} more" if len(what) > NAMED else ""
        lines.append(f"{', '.join(what[:NAMED])}{more}: {reason}")
    rest = sum(len(what) for _, what in groups[REASONS:])
    if rest:
        lines.append(f"{rest} more for like reasons; --format json names each")
    return lines
