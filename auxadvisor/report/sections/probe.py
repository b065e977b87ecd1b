"""What ``probe`` found: every setting's loss on the user's own labels, against the controls."""

from __future__ import annotations

from collections.abc import Callable

from auxadvisor.report.blocks import Block, Cell, Column, Line, Mark, Section, Table, Text, section
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_probe import Row, SavedProbe, probes
from auxadvisor.report.wording import signed


def probe_tables(results: Results, progress: Callable[[str], None]) -> Section | None:
    """A table for each probe and what it says; ``None`` where there is none."""
    del progress
    parts: list[tuple[str, list[Block]]] = [
        (f"{one.title}, {one.file}", [Text(one.verdict), _standings(one), _sizes(one)])
        for one in probes(results)
    ]
    return section("probes", "Before training: a probe of your labels", parts)


def _standings(one: SavedProbe) -> Table:
    gains = [row.gain for row in one.rows if row.gain is not None]
    scale = (min([0.0, *(gain.low for gain in gains)]), max([0.0, *(gain.high for gain in gains)]))
    ends = (f"{scale[0]:+.0%}", f"{scale[1]:+.0%}")
    columns = (
        Column("setting"),
        Column("loss", True, "Nats a token, of sentences that a short run did not see"),
        Column("gain", True, "Share of the best control's loss that is taken away", down=True),
        Column("95 % interval", True, "Of the gain", down=True, scale=ends),
        Column("best in", True, "Share of the draws of sentences and short runs", down=True),
        Column("points", True, f"Of {one.score} over mono, expected once trained", down=True),
        Column("ridge", True, "Error of a linear model on words that it never saw"),
    )
    return Table(
        f"Embeddings beside those of {one.title}, on {one.sentences:,} sentences",
        columns,
        tuple(_line(row, scale) for row in one.rows),
        note="What stands out may be as good as the first. Controls come last: the target's "
        "embeddings alone, twice, and beside noise.",
    )


def _line(row: Row, scale: tuple[float, float]) -> Line:
    cells = [Cell(row.name, faint="control" if row.control else ""), Cell(f"{row.loss:.4f}")]
    if row.gain is None:
        cells += [Cell(), Cell(), Cell()]
    else:
        gain = row.gain
        clear = not gain.low <= 0 <= gain.high
        mark = Mark(gain.low, gain.high, gain.mean, *scale, zero=0.0, sure=clear)
        cells += [
            Cell(f"{gain.mean:+.1%}", sort=gain.mean),
            Cell(f"{gain.low:+.1%} to {gain.high:+.1%}", sort=gain.low, mark=mark),
            Cell(f"{row.p_best:.0%}", sort=row.p_best),
        ]
    cells += [
        Cell() if row.points is None else Cell(signed(row.points, 1), sort=row.points),
        Cell(f"{row.ridge:.4f}"),
    ]
    return Line(tuple(cells), strong=row.tied)


def _sizes(one: SavedProbe) -> Table:
    rows = tuple(
        Line((Cell(f"{count:,}", sort=count), Cell(leader), Cell(f"{agreement:.2f}")))
        for count, leader, agreement in one.sizes
    )
    columns = (
        Column("first sentences", True),
        Column("leader"),
        Column("agreement", True, "Spearman's correlation with the order on all sentences"),
    )
    return Table("How many labels the order needs", columns, rows)
