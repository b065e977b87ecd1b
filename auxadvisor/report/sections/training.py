"""Table 1 for this corpus: the settings side by side, what each gains, and every run."""

from __future__ import annotations

from collections.abc import Callable

from auxadvisor.experiments.summary import Row
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
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_training import SavedTraining, trainings
from auxadvisor.report.training_figures import runs_figure
from auxadvisor.report.wording import (
    counted,
    interval_text,
    listing,
    p_text,
    signed,
    spread_text,
)

DAGGER = "†"


def training(results: Results, progress: Callable[[str], None]) -> Section | None:
    """Every experiment; ``None`` where nothing was trained."""
    progress("trained settings")
    parts = [
        (f"{one.title}, {one.source}", _blocks(one, number))
        for number, one in enumerate(trainings(results))
    ]
    return section("training", "What training shows", parts)


def _blocks(one: SavedTraining, number: int) -> list[Block]:
    blocks: list[Block] = [_table(one), Points(verdicts(one), "Verdict")]
    if any(len(each) > 1 for each in one.runs.values()):
        shown = {name: each for name, each in one.runs.items() if each}
        caption = (
            "A dot is a run, a stroke the mean of a setting's runs. Settings whose dots mingle "
            "differ by less than their seeds do."
        )
        if "mono" in shown:
            caption += " The orange line is the mean of mono."
        blocks.append(
            picture(
                f"runs{number}",
                _finding(one),
                caption,
                lambda width: runs_figure(width, shown, one.score),
            )
        )
    if one.pruned:
        blocks.append(_pruned(one))
    return blocks


def _pruned(one: SavedTraining) -> Table:
    """Whom a budget left behind, when, and to whom it lost."""
    columns = (
        Column("language"),
        Column("after"),
        Column("minutes", True, "Of the budget that were spent by then"),
        Column("its figure"),
        Column("the last that went on"),
    )
    rows = tuple(
        Line(
            (
                Cell(pruned.language),
                Cell(pruned.step),
                Cell(f"{pruned.minutes:.1f}", sort=pruned.minutes),
                *map(Cell, pruned.figures),
            )
        )
        for pruned in one.pruned
    )
    note = (
        "Pruned on a budget, without a look at the test part: by the held-out loss of a probe "
        "(lower is better), then by the best dev score of short runs with one seed, whose noise "
        "can leave a good language behind."
    )
    return Table("Languages left behind", columns, rows, sortable=False, note=note)


def verdicts(one: SavedTraining) -> tuple[str, ...]:
    """Whether the advice held, and what is significantly better than the best auxiliary."""
    summary = one.summary
    said = [one.verdict]
    tested = [row for row in summary.rows if row.p is not None]
    for row in tested:
        better = (
            "is better than" if row.setting in summary.significant else "is not shown better than"
        )
        said.append(
            f"{row.setting} {better} {summary.best_auxiliary}, the single auxiliary language with "
            f"the best dev score (p {_with_sign(p_text(row.p or 0.0))})."
        )
    if any(row.runs == 1 for row in summary.rows):
        said.append("A single run of a setting says nothing of other seeds.")
    return tuple(said)


def _with_sign(p: str) -> str:
    return p if p.startswith("<") else f"= {p}"


def _finding(one: SavedTraining) -> str:
    """How large seed noise is beside the differences."""
    deviations = [row.deviation for row in one.summary.rows if row.deviation is not None]
    means = [row.mean for row in one.summary.rows]
    noise = sum(deviations) / len(deviations)
    return (
        f"Means lie {max(means) - min(means):.1f} points apart at most; runs of one setting "
        f"differ by {noise:.1f} (standard deviation)"
    )


def _table(one: SavedTraining) -> Table:
    summary = one.summary
    gains = [row.gain for row in summary.rows if row.gain is not None]
    least = min([0.0, *(gain.low for gain in gains)])
    most = max([0.0, *(gain.high for gain in gains)])
    over = f"p (over {summary.best_auxiliary})" if summary.best_auxiliary else "p"
    columns = [
        Column("setting"),
        Column("test", True, f"Mean {one.score} of the runs ± standard deviation", down=True),
        Column("dev", True, "On the development part, which chose the epoch", down=True),
    ]
    if gains:
        said = "Gain in points; its 95 % interval draws test sentences and seeds anew, 2,000 times"
        columns += [
            Column("over mono", True, said, down=True),
            Column(
                "95 % interval", True, said, down=True, scale=(signed(least, 1), signed(most, 1))
            ),
        ]
    tested = any(row.p is not None for row in summary.rows)
    if tested:
        columns.append(Column(over, True, "Paired permutation test of the median runs, Holm's"))
    columns += [Column("runs", True), Column("min a run", True, "Minutes of training")]
    rows = tuple(_row(row, one, (least, most) if gains else None, tested) for row in summary.rows)
    return Table(
        f"Taggers of {one.title}: {one.score}",
        tuple(columns),
        rows,
        note=_note(one, bool(gains), tested),
    )


def _row(row: Row, one: SavedTraining, scale: tuple[float, float] | None, tested: bool) -> Line:
    dagger = f" {DAGGER}" if row.setting in one.summary.significant else ""
    cells = [
        Cell(row.setting),
        Cell(f"{spread_text(row.mean, row.deviation)}{dagger}", sort=row.mean),
        Cell(f"{row.dev:.2f}", sort=row.dev),
    ]
    if scale is not None:
        cells += [Cell(), Cell()] if row.gain is None else [
            Cell(signed(row.gain.mean), sort=row.gain.mean),
            Cell(
                interval_text(row.gain),
                sort=row.gain.low,
                mark=Mark(
                    row.gain.low, row.gain.high, row.gain.mean, *scale, zero=0.0,
                    sure=not row.gain.low <= 0 <= row.gain.high,
                ),
            ),
        ]  # fmt: skip
    if tested:
        cells.append(Cell() if row.p is None else Cell(p_text(row.p), sort=row.p))
    minutes = row.seconds / 60
    cells += [Cell(str(row.runs), sort=row.runs), Cell(f"{minutes:.1f}", sort=minutes)]
    return Line(tuple(cells), strong=row.setting == one.summary.best)


def _note(one: SavedTraining, gains: bool, tested: bool) -> str:
    said = ["Bold: the highest mean."]
    if gains:
        said.append(
            "A whisker is the interval of the gain over mono, its dot the gain, the thin line no "
            "gain; a whisker clear of it is blue."
        )
    if tested and one.summary.significant:
        said.append(f"{DAGGER}: better than {one.summary.best_auxiliary}, p < .05.")
    auxiliaries = len(one.auxiliaries)
    if auxiliaries:
        said.append(f"Auxiliary languages: {listing([*one.auxiliaries])}.")
    said.append(f"{counted(sum(row.runs for row in one.summary.rows), 'run')} in all.")
    return " ".join(said)
