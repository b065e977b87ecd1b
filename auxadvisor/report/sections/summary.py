"""The page in a few words: what is advised, what won, how sure that is, and what was not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from auxadvisor.report.blocks import Block, Fact, Facts, Points, Section
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_advice import SavedAdvice, recommendations
from auxadvisor.report.saved_comparison import SavedComparison, comparisons
from auxadvisor.report.saved_probe import SavedProbe, probes
from auxadvisor.report.saved_ranking import SavedRanking, rankings
from auxadvisor.report.saved_training import SavedTraining, trainings
from auxadvisor.report.sections.recommendation import meaning
from auxadvisor.report.sections.training import verdicts
from auxadvisor.report.wording import interval_text, listing, signed, spread_text

NAMED = 4
"""Most languages that a fact names."""


def summary(results: Results, progress: Callable[[str], None]) -> Section | None:
    """What to take away; ``None`` where no result is of a kind that the page knows."""
    del progress
    advised, ranked = recommendations(results), rankings(results)
    probed, trained, compared = probes(results), trainings(results), comparisons(results)
    facts = _told_apart(
        [
            *((_advised(one), one.file) for one in advised),
            *((_closest(one), one.file) for one in ranked),
            *((_probed(one), one.file) for one in probed),
            *((_best(one), str(one.source)) for one in trained),
        ]
    )
    said = [sentence for one in advised for sentence in one.sure]
    said += [sentence for one in ranked for sentence in one.verdict[:2]]
    said += [sentence for one in probed for sentence in one.verdict]
    said += [sentence for one in trained for sentence in verdicts(one)]
    said += [sentence for one in compared for sentence in _compared(one)]
    open_points = [point for one in ranked for point in _not_shown_by_ranking(one)]
    open_points += [point for one in trained for point in _not_shown_by_training(one)]
    open_points += [
        f"What {folder.path} will show: none of its runs is finished."
        for folder in results.folders
        if not folder.runs
    ]
    if (ranked or probed) and not trained:
        open_points.append("Nothing was trained: whether an auxiliary language helps is open.")
    blocks: list[Block] = [Facts(facts)] if facts else []
    if said:
        blocks.append(Points(tuple(dict.fromkeys(said)), "What was found"))
    if open_points:
        blocks.append(Points(tuple(dict.fromkeys(open_points)), "What was not shown"))
    return Section("summary", "In short", tuple(blocks)) if blocks else None


def _told_apart(found: Sequence[tuple[Fact, str]]) -> tuple[Fact, ...]:
    """Facts of what stands in some files, which are named where two facts have one label."""
    times = Counter(fact.label for fact, _ in found)
    return tuple(
        replace(fact, label=f"{fact.label}, {file}") if times[fact.label] > 1 else fact
        for fact, file in found
    )


def _advised(one: SavedAdvice) -> Fact:
    return Fact(f"Advice for {one.target_name}", one.choice, meaning(one))


def _closest(one: SavedRanking) -> Fact:
    first = [candidate for candidate in one.candidates if candidate.tag in one.contenders]
    named = [candidate.name for candidate in first[:NAMED]] or [one.candidates[0].name]
    if len(first) > NAMED:
        named.append(f"{len(first) - NAMED} more")
    label = f"Closest to {one.target_name}"
    share = first[0].p_first if first else None
    if len(first) > 1:
        return Fact(label, listing(named), "a tie: each could be first")
    said = "first by the vote; no interval"
    if share is not None:
        said = f"first in {share:.0%} of {one.resamples:,} resamples of your sentences"
    return Fact(label, named[0], said, first[0].tag if first else "")


def _probed(one: SavedProbe) -> Fact:
    said = f"in {one.leader.p_best:.0%} of the draws, of {one.sentences:,} sentences"
    if one.leader.points is not None:
        said += f"; {signed(one.leader.points, 1)} points over mono expected"
    return Fact(f"Best for {one.target_name} by a probe", one.leader.name, said)


def _best(one: SavedTraining) -> Fact:
    best = one.summary.row(one.summary.best) or one.summary.rows[0]
    score = spread_text(best.mean, best.deviation)
    said = f"{one.score} {score}"
    if best.gain is not None:
        sure = "" if best.gain.low > 0 else ": not shown"
        said += f"; {signed(best.gain.mean)} over mono ({interval_text(best.gain)}){sure}"
    return Fact(f"Best trained for {one.target_name}", best.setting, said)


def _compared(one: SavedComparison) -> list[str]:
    if not one.sides:
        return []
    first, said = one.sides[0].path, []
    for side in one.sides[1:]:
        gap = side.difference
        if gap is None:
            continue
        clear = side.p is not None and side.p < 0.05 and not gap.low <= 0 <= gap.high
        words = "No difference is shown between"
        if clear:
            words = "A difference is shown between"
        said.append(
            f"{words} {side.path} and {first}: {signed(gap.mean)} points ({interval_text(gap)})."
        )
    return said


def _not_shown_by_ranking(one: SavedRanking) -> list[str]:
    points = []
    if not one.resamples:
        points.append(f"How sure the ranking for {one.target_name} is: it has no resamples.")
    skipped = [measure.symbol for measure in one.measures.values() if measure.skipped]
    if skipped:
        points.append(f"What {listing(skipped)} would say: not computed.")
    return points


def _not_shown_by_training(one: SavedTraining) -> list[str]:
    rows = one.summary.rows
    mingled = [
        row.setting for row in rows if row.gain is not None and row.gain.low <= 0 <= row.gain.high
    ]
    points = []
    if mingled:
        points.append(
            f"That {listing(mingled)} {'differs' if len(mingled) == 1 else 'differ'} from mono: "
            "each interval holds 0. More seeds or a larger test part would narrow it."
        )
    if any(row.runs == 1 for row in rows):
        points.append("What other seeds would give: some settings have a single run.")
    return points
