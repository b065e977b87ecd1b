"""A saved probe: what ``probe`` wrote."""

from __future__ import annotations

from dataclasses import dataclass

from auxadvisor.experiments.significance import Interval
from auxadvisor.report.fields import Fields
from auxadvisor.report.reading import Results


@dataclass(frozen=True)
class Row:
    """A setting: its loss, what it gains over the best control, and what it should add."""

    name: str
    control: bool
    loss: float
    gain: Interval | None
    p_best: float
    tied: bool
    points: float | None
    ridge: float


@dataclass(frozen=True)
class SavedProbe:
    """A probe as it was saved.

    Attributes:
        file: that it is in.
        target, target_name: tag and English name.
        sentences: that were probed.
        score: what the points are of.
        rows: settings, the smallest loss first, then the controls.
        sizes: sentences, leader and agreement of the smaller probes and the whole one.
        verdict: sentences.
        signature: how it was made.
    """

    file: str
    target: str
    target_name: str
    sentences: int
    score: str
    rows: tuple[Row, ...]
    sizes: tuple[tuple[int, str, float], ...]
    verdict: tuple[str, ...]
    signature: str

    @property
    def title(self) -> str:
        """Name and tag of the target."""
        return f"{self.target_name} ({self.target})"

    @property
    def leader(self) -> Row:
        """The setting with the smallest loss, a control only where there is nothing else."""
        return min(self.rows, key=lambda row: (row.control, row.loss))


def probes(results: Results) -> tuple[SavedProbe, ...]:
    """Every probe of the results.

    Raises:
        DataError: one is damaged.
    """
    return tuple(_probe(str(record.path), record.fields) for record in results.of("probe"))


def _probe(file: str, found: Fields) -> SavedProbe:
    points, target = found.fields("points"), found.fields("target")
    return SavedProbe(
        file,
        target.text("tag"),
        target.text("name"),
        found.count("sentences"),
        found.text("score"),
        tuple(_row(row, points) for row in found.fields("standings").some("rows")),
        tuple(
            (one.count("sentences"), one.text("leader"), one.number("agreement"))
            for one in found.listed("sizes")
        ),
        found.texts("verdict"),
        found.text("signature"),
    )


def _row(row: Fields, points: Fields) -> Row:
    name = row.text("name")
    gain = row.fields("gain") if row.has("gain") else None
    return Row(
        name,
        row.truth("control"),
        row.number("loss"),
        None if gain is None else Interval(*map(gain.number, ("mean", "low", "high"))),
        row.number("p_best"),
        row.truth("tied"),
        points.fields(name).number("mean") if points.has(name) else None,
        row.number("ridge"),
    )
