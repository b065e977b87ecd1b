"""What ``compare`` found: each tagger beside the first, with the interval of the difference."""

from __future__ import annotations

from collections.abc import Callable

from auxadvisor.experiments.scoring import SCORES
from auxadvisor.report.blocks import Block, Cell, Column, Line, Mark, Section, Table
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_comparison import SavedComparison, Side, comparisons
from auxadvisor.report.wording import interval_text, p_text, signed, spread_text


def comparison_tables(results: Results, progress: Callable[[str], None]) -> Section | None:
    """A table for each comparison; ``None`` where there is none."""
    del progress
    blocks: list[Block] = [_table(one) for one in comparisons(results)]
    return Section("comparisons", "Taggers beside each other", tuple(blocks)) if blocks else None


def _table(one: SavedComparison) -> Table:
    gaps = [side.difference for side in one.sides if side.difference is not None]
    scale = (min([0.0, *(gap.low for gap in gaps)]), max([0.0, *(gap.high for gap in gaps)]))
    score = {"ner": SCORES["ner"], "pos": SCORES["pos"]}.get(one.task, "score")
    ends = (signed(scale[0], 1), signed(scale[1], 1))
    columns = (
        Column("tagger"),
        Column(score, True, "Mean of the runs ± standard deviation", down=True),
        Column("difference", True, "To the first, in points", down=True),
        Column("95 % interval", True, "Of the difference", down=True, scale=ends),
        Column("p (Holm)", True, "Corrected for the number of comparisons"),
        Column("runs", True),
    )
    return Table(
        f"Compared with {one.sides[0].path if one.sides else 'nothing'} on "
        f"{one.sentences:,} sentences",
        columns,
        tuple(_row(side, scale) for side in one.sides),
        note=f"Paired permutation tests with {one.permutations:,} exchanges, joined over runs by "
        f"Fisher's method; intervals by {one.resamples:,} resamples of sentences and runs. A "
        "whisker clear of the thin line, no difference, is blue.",
    )


def _row(side: Side, scale: tuple[float, float]) -> Line:
    gap, p = side.difference, side.p
    cells = [Cell(side.path), Cell(spread_text(side.mean, side.deviation), sort=side.mean)]
    if gap is None:
        cells += [Cell(), Cell()]
    else:
        clear = not gap.low <= 0 <= gap.high
        mark = Mark(gap.low, gap.high, gap.mean, *scale, zero=0.0, sure=clear)
        cells += [
            Cell(signed(gap.mean), sort=gap.mean),
            Cell(interval_text(gap), sort=gap.low, mark=mark),
        ]
    cells += [
        Cell() if p is None else Cell(p_text(p), sort=p),
        Cell(str(side.runs), sort=side.runs),
    ]
    return Line(tuple(cells), strong=gap is None)
