"""The way through the decision flow (Figure 3), what it rules out, and the next command."""

from __future__ import annotations

from collections.abc import Callable

from auxadvisor.report.blocks import (
    Block,
    Cell,
    Column,
    Command,
    Flow,
    Line,
    Points,
    Section,
    Table,
    Text,
    section,
)
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_advice import SavedAdvice, recommendations
from auxadvisor.report.wording import counted, listing

MEANINGS = {
    "meta": "weigh all embeddings by attention",
    "mono+multi": "put multilingual embeddings beside the target's",
    "mono+X": "put one auxiliary language's embeddings beside the target's",
    "mono": "train on the target's embeddings alone: there is nothing to add",
    "multi": "train on multilingual embeddings: there are none of the language itself",
    "none": "collect raw text first: there are no embeddings to train on",
}
"""What each choice means."""
REASONS = 6
"""Most reasons for which things are ruled out that are not folded away."""


def recommendation(results: Results, progress: Callable[[str], None]) -> Section | None:
    """Every recommendation; ``None`` where there is none."""
    del progress
    parts = [
        (f"{advice.title}, {advice.file}", _blocks(advice)) for advice in recommendations(results)
    ]
    return section("recommendation", "What to do", parts)


def meaning(advice: SavedAdvice) -> str:
    """The advice in a line."""
    said = MEANINGS.get(advice.choice, advice.choice)
    return f"{said}: {listing(advice.languages)}" if advice.languages else said


def _blocks(advice: SavedAdvice) -> list[Block]:
    blocks: list[Block] = [
        Text(("The path through the paper's Figure 3. A filled dot is a yes.",), faint=True),
        Flow(advice.steps, f"{advice.choice}: {meaning(advice)}"),
    ]
    if advice.commands:
        blocks.append(Command("Run next", advice.commands))
    entries = (
        ("How sure", advice.sure),
        ("What it costs", _cost(advice)),
        ("Mind", advice.warnings),
    )
    blocks += [Points(said, title) for title, said in entries if said]
    if advice.ruled_out:
        blocks.append(_ruled_out(advice))
    if advice.thresholds:
        said = tuple(f"{name}: {value:,.10g} ({why})" for name, value, why in advice.thresholds)
        blocks.append(Points(said, "What counts as enough", folded=True))
    return blocks


def _cost(advice: SavedAdvice) -> tuple[str, ...]:
    runs, seconds, memory, download = advice.cost.values()
    if not runs:
        return ()
    said = counted(int(runs), "run")
    if seconds is not None:
        hours, minutes = seconds / 3600, seconds / 60
        time = f"{minutes:.1f} minutes" if minutes < 100 else f"{hours:,.1f} hours"
        said += f", about {time} one after another on two cores"
    if memory is not None:
        said += f", {memory / 1e9:.1f} GB of memory"
    if download:
        said += f"; {download / 1e6:,.0f} MB to fetch once"
    return (f"{said}. Reckoned from measured rates.",)


def _ruled_out(advice: SavedAdvice) -> Table | Points:
    """A row for each reason, the smallest groups first; many of them are folded away."""
    by_reason: dict[str, list[str]] = {}
    for what, reason in advice.ruled_out:
        by_reason.setdefault(reason, []).append(what)
    groups = sorted(by_reason.items(), key=lambda group: len(group[1]))
    if len(groups) > REASONS:
        said = tuple(f"{', '.join(what)}: {reason}" for reason, what in groups)
        return Points(said, f"Ruled out: {len(advice.ruled_out)}", folded=True)
    rows = tuple(Line((Cell(", ".join(what)), Cell(reason))) for reason, what in groups)
    columns = (Column("ruled out", look="wrap"), Column("because", look="wrap"))
    return Table("What was ruled out", columns, rows, sortable=False)
