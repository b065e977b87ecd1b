"""A saved recommendation: what ``recommend`` wrote."""

from __future__ import annotations

from dataclasses import dataclass

from auxadvisor.report.fields import Fields
from auxadvisor.report.reading import Results


@dataclass(frozen=True)
class Step:
    """A question of the decision flow (Figure 3).

    Attributes:
        question: as it was asked.
        yes: the answer.
        evidence: that the answer rests on.
        source: where in the paper the question is from.
    """

    question: str
    yes: bool
    evidence: str
    source: str


@dataclass(frozen=True)
class SavedAdvice:
    """A recommendation as it was saved.

    Attributes:
        file: that it is in.
        target, target_name: tag and English name.
        choice: what to train, such as ``meta``.
        languages: names and tags of the auxiliaries.
        steps: the way to it.
        sure: sentences on how sure it is.
        cost: numbers of runs, seconds, bytes of memory and bytes to fetch; ``None`` where unknown.
        ruled_out: what else there was, and why not.
        commands: that train it.
        thresholds: name, value and evidence of each.
        warnings: in words.
    """

    file: str
    target: str
    target_name: str
    choice: str
    languages: tuple[str, ...]
    steps: tuple[Step, ...]
    sure: tuple[str, ...]
    cost: dict[str, float | None]
    ruled_out: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]
    thresholds: tuple[tuple[str, float, str], ...]
    warnings: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name and tag of the target."""
        return f"{self.target_name} ({self.target})"


def recommendations(results: Results) -> tuple[SavedAdvice, ...]:
    """Every recommendation of the results.

    Raises:
        DataError: one is damaged.
    """
    return tuple(_advice(record.fields) for record in results.of("recommend"))


def _advice(fields: Fields) -> SavedAdvice:
    target, advice, cost = (fields.fields(key) for key in ("target", "advice", "cost"))
    return SavedAdvice(
        file=str(fields.path),
        target=target.text("tag"),
        target_name=target.text("name"),
        choice=advice.text("choice"),
        languages=_named(advice.texts("languages"), fields),
        steps=tuple(_step(step) for step in advice.listed("steps")),
        sure=fields.texts("sure"),
        cost={key: cost.number_or_none(key) for key in ("runs", "seconds", "memory", "download")},
        ruled_out=tuple((o.text("what"), o.text("reason")) for o in advice.listed("ruled_out")),
        commands=fields.texts("commands"),
        thresholds=tuple(
            (name, one.number("value"), one.text("evidence"))
            for name, one in fields.each("thresholds").items()
        ),
        warnings=fields.texts("warnings"),
    )


def _named(tags: tuple[str, ...], fields: Fields) -> tuple[str, ...]:
    """Languages as their ranking names them."""
    if not fields.has("ranking"):
        return tags
    rows = fields.fields("ranking").listed("ranking")
    names = {row.text("tag"): row.text("name") for row in rows}
    return tuple(f"{names[tag]} ({tag})" if tag in names else tag for tag in tags)


def _step(step: Fields) -> Step:
    return Step(
        step.text("question"),
        step.truth("yes"),
        step.text("evidence"),
        step.text("source"),
    )
