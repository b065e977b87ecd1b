"""The ranking by distance: every measure's values and ranks, how sure, how far they agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from statistics import fmean

from auxadvisor.distances import MEASURES
from auxadvisor.report.blocks import (
    Block,
    Cell,
    Column,
    Line,
    Mark,
    Points,
    Section,
    Table,
    section,
)
from auxadvisor.report.figures import picture
from auxadvisor.report.ranking_figures import DRAWN, drawn_measures, ranks_figure
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_ranking import Candidate, SavedRanking, rankings
from auxadvisor.report.wording import level, signed
from auxadvisor.verdict import STRENGTHS

ARROWS = {"lower": "↓", "higher": "↑"}
MISSING = "–"


def ranking(results: Results, progress: Callable[[str], None]) -> Section | None:
    """Every ranking; ``None`` where there is none."""
    progress("ranking")
    parts = [
        (f"{one.title}, {one.file}", _blocks(one, number))
        for number, one in enumerate(rankings(results))
    ]
    return section("ranking", "Which language is closest", parts)


def _blocks(one: SavedRanking, number: int) -> list[Block]:
    blocks: list[Block] = []
    if len(drawn_measures(one)) > 1 and len(one.candidates) > 1:
        shown = min(DRAWN, len(one.candidates))
        caption = (
            "A column is a measure, a line a language, a number its rank there; the last column is "
            "the vote. Lines that cross are measures that disagree; dotted ones pass over a "
            "measure without a value. Blue: could be first."
        )
        if shown < len(one.candidates):
            caption += f" Ranks among the first {shown} of {len(one.candidates)} candidates."
        blocks.append(
            picture(
                f"ranks{number}", _finding(one), caption, lambda width: ranks_figure(width, one)
            )
        )
    blocks.append(_table(one))
    if one.spearman:
        blocks.append(_agreement(one))
    blocks.append(Points(one.verdict, "How sure"))
    blocks.append(Points(_measures(one), "Measures"))
    if one.warnings:
        blocks.append(Points(one.warnings, "Mind"))
    aside = _set_aside(one)
    if aside:
        blocks.append(Points(aside, f"Set aside: {len(one.set_aside)}", folded=True))
    return blocks


def _finding(one: SavedRanking) -> str:
    """How far the measures agree, as the figure's title."""
    known = [rho for rho in one.spearman.values() if rho is not None]
    if not known:
        return f"{one.candidates[0].name} is first by the vote"
    words = next(words for bound, words in STRENGTHS if fmean(known) >= bound)
    return f"The measures {words}: mean Spearman {signed(fmean(known))}"


def _table(one: SavedRanking) -> Table:
    sure = any(candidate.low is not None for candidate in one.candidates)
    columns = [Column("language"), Column("rank", numeric=True, said="By the vote of the measures")]
    if sure:
        last = len(one.candidates)
        columns.append(
            Column(
                "95 % of resamples",
                numeric=True,
                said="Where the rank lies when your sentences are drawn anew",
                scale=("1", str(last)),
            )
        )
        columns.append(
            Column(
                "P(first)", numeric=True, said="Share of resamples in which it is first", down=True
            )
        )
    for name, measure in one.computed.items():
        arrow = ARROWS.get(measure.closer, "")
        said = MEASURES[name].summary if name in MEASURES else ""
        columns.append(Column(f"{measure.symbol} {arrow}", True, said, measure.closer == "higher"))
    rows = tuple(_row(candidate, one, sure) for candidate in one.candidates)
    return Table(
        f"Auxiliary languages for {one.title}, closest first",
        tuple(columns),
        rows,
        note="Bold: could be first. A value's rank by its measure stands behind it. "
        "↓ lower is closer, ↑ higher is closer.",
    )


def _row(candidate: Candidate, one: SavedRanking, sure: bool) -> Line:
    cells = [
        Cell(candidate.name, tag=candidate.tag),
        Cell(f"{candidate.rank:g}", sort=candidate.rank),
    ]
    if sure:
        cells += [_interval(candidate, len(one.candidates)), _share(candidate)]
    for name, measure in one.computed.items():
        found = candidate.measures.get(name)
        if found is None or found.value is None:
            cells.append(Cell(MISSING))
            continue
        text = f"{found.value:.3f}" if measure.closer == "higher" else f"{found.value:.1f}"
        rank = "" if found.rank is None else f"{found.rank:g}"
        cells.append(Cell(text, faint=rank, sort=found.value))
    return Line(tuple(cells), strong=candidate.tag in one.contenders)


def _interval(candidate: Candidate, count: int) -> Cell:
    low, high = candidate.low, candidate.high
    if low is None or high is None:
        return Cell(MISSING)
    mark = Mark(low, high, candidate.rank, 1, max(count, 2))
    text = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    return Cell(text, sort=candidate.rank, mark=mark)


def _share(candidate: Candidate) -> Cell:
    p_first = candidate.p_first
    return Cell(MISSING) if p_first is None else Cell(f"{p_first:.2f}", sort=p_first)


def _agreement(one: SavedRanking) -> Table:
    """Spearman of each pair of measures that vote."""
    names = list(dict.fromkeys(name for pair in one.spearman for name in pair))
    symbols = [one.measures[name].symbol if name in one.measures else name for name in names]
    rows = []
    for symbol, left in zip(symbols, names, strict=True):
        cells = [Cell(symbol)]
        for right in names:
            rho = one.spearman.get((left, right), one.spearman.get((right, left)))
            text = "" if left == right else MISSING if rho is None else signed(rho)
            cells.append(Cell(text, level=None if rho is None else level((rho + 1) / 2)))
        rows.append(Line(tuple(cells)))
    w = "" if one.kendall_w is None else f"; Kendall's W {one.kendall_w:.2f} of 1"
    return Table(
        f"Agreement of the measures: Spearman of each pair{w}",
        (Column(""), *(Column(symbol, numeric=True) for symbol in symbols)),
        tuple(rows),
        look="heat",
        sortable=False,
    )


def _measures(one: SavedRanking) -> tuple[str, ...]:
    said = []
    for name, measure in one.measures.items():
        if measure.skipped:
            said.append(f"{measure.symbol} skipped: {measure.skipped}")
            continue
        summary = MEASURES[name].summary if name in MEASURES else name
        tags = {candidate.tag for candidate in one.candidates}
        how = ", ".join(
            f"{key} {value}" for key, value in measure.made_of.items() if key not in tags
        )
        votes = "" if measure.votes else "; shown, does not vote"
        said.append(f"{measure.symbol}: {summary} ({how}){votes}")
    return tuple(said)


def _set_aside(one: SavedRanking) -> tuple[str, ...]:
    by_reason = defaultdict(list)
    for tag, name, reason in one.set_aside:
        by_reason[reason].append(f"{name} ({tag})")
    groups = sorted(by_reason.items(), key=lambda group: -len(group[1]))
    return tuple(f"{reason}: {', '.join(named)}" for reason, named in groups)
