"""A saved ranking: what ``rank_record.ranking_record`` wrote, read back."""

from __future__ import annotations

from dataclasses import dataclass

from auxadvisor.report.fields import Fields
from auxadvisor.report.reading import Results


@dataclass(frozen=True)
class Measured:
    """A candidate by one measure: value and rank, or why there is none."""

    value: float | None
    rank: float | None
    missing: str


@dataclass(frozen=True)
class Candidate:
    """A row of the ranking.

    Attributes:
        tag, name: of the language.
        rank: by the vote.
        low, high: of its rank when the target's sentences are drawn anew; ``None`` without that.
        p_first: share of those draws in which it is first.
        measures: by name.
    """

    tag: str
    name: str
    rank: float
    low: float | None
    high: float | None
    p_first: float | None
    measures: dict[str, Measured]

    def rank_by(self, measure: str) -> float | None:
        """Its rank by a measure, if it has one."""
        found = self.measures.get(measure)
        return None if found is None else found.rank


@dataclass(frozen=True)
class Measure:
    """A measure of a ranking; ``skipped`` says why it was not computed, if so."""

    symbol: str
    closer: str
    votes: bool
    skipped: str
    made_of: dict[str, str]


@dataclass(frozen=True)
class SavedRanking:
    """A ranking as it was saved.

    Attributes:
        file: that it is in.
        target, target_name: tag and English name.
        signature: how it was made.
        aggregate: how the measures became one.
        order: of the n-grams.
        resamples: of the target's sentences; 0 for none.
        candidates: closest first.
        contenders: tags of those that may be first.
        measures: by name.
        spearman: correlation of each pair of measures.
        kendall_w: of all that vote.
        set_aside: tag, name and reason of the candidates that were not ranked.
        verdict, warnings: in words.
    """

    file: str
    target: str
    target_name: str
    signature: str
    aggregate: str
    order: int
    resamples: int
    candidates: tuple[Candidate, ...]
    contenders: tuple[str, ...]
    measures: dict[str, Measure]
    spearman: dict[tuple[str, str], float | None]
    kendall_w: float | None
    set_aside: tuple[tuple[str, str, str], ...]
    verdict: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name and tag of the target."""
        return f"{self.target_name} ({self.target})"

    @property
    def computed(self) -> dict[str, Measure]:
        """The measures that have values."""
        return {name: measure for name, measure in self.measures.items() if not measure.skipped}


def rankings(results: Results) -> tuple[SavedRanking, ...]:
    """Every ranking of the results, those inside recommendations last, each once.

    Raises:
        DataError: one is damaged.
    """
    found = [record.fields for record in results.of("rank")]
    advised = [record.fields for record in results.of("recommend")]
    found += [fields.fields("ranking") for fields in advised if fields.has("ranking")]
    once: dict[tuple[object, ...], SavedRanking] = {}
    for read in map(_ranking, found):
        numbers = tuple((one.tag, one.rank, one.low, one.high) for one in read.candidates)
        once.setdefault((read.signature, numbers), read)
    return tuple(once.values())


def _ranking(fields: Fields) -> SavedRanking:
    target, settings = fields.fields("target"), fields.fields("settings")
    agreement = fields.fields("agreement")
    rows = fields.some("ranking")
    candidates = tuple(_candidate(row) for row in rows)
    intervals = [row.fields("rank_interval") for row in rows if row.has("rank_interval")]
    return SavedRanking(
        file=str(fields.path),
        target=target.text("tag"),
        target_name=target.text("name"),
        signature=fields.text("signature"),
        aggregate=fields.text("aggregate"),
        order=settings.count("order") if settings.has("order") else 4,
        resamples=intervals[0].count("resamples") if intervals else 0,
        candidates=candidates,
        contenders=fields.texts("contenders"),
        measures={name: _measure(one) for name, one in fields.each("measures").items()},
        spearman={_pair(one): one.number_or_none("rho") for one in agreement.listed("spearman")},
        kendall_w=agreement.number_or_none("kendall_w"),
        set_aside=tuple(
            (one.text("tag"), one.text("name"), one.text("reason"))
            for one in fields.listed("set_aside")
        ),
        verdict=fields.texts("verdict"),
        warnings=fields.texts("warnings"),
    )


def _pair(entry: Fields) -> tuple[str, str]:
    one, other = (*entry.texts("measures"), "", "")[:2]
    return one, other


def _candidate(row: Fields) -> Candidate:
    interval = row.fields("rank_interval") if row.has("rank_interval") else None
    return Candidate(
        tag=row.text("tag"),
        name=row.text("name"),
        rank=row.number("rank"),
        low=None if interval is None else interval.number("low"),
        high=None if interval is None else interval.number("high"),
        p_first=row.number_or_none("p_first"),
        measures={
            name: Measured(
                one.number_or_none("value"),
                one.number_or_none("rank"),
                one.text("missing") if one.has("missing") else "",
            )
            for name, one in row.each("measures").items()
        },
    )


def _measure(entry: Fields) -> Measure:
    if entry.has("skipped"):
        return Measure(entry.text("symbol"), "lower", False, entry.text("skipped"), {})
    made_of = entry.fields("made_of")
    return Measure(
        entry.text("symbol"),
        entry.text("closer"),
        entry.truth("votes"),
        "",
        {key: made_of.text(key) for key in made_of.values},
    )
