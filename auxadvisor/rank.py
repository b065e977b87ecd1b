"""Ranks a pool: every measure, their vote, how far they agree, and how sure the ranking is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from auxadvisor import __version__
from auxadvisor.assets import pack_version
from auxadvisor.distances import ALL, DEFAULT, MEASURES
from auxadvisor.errors import SettingsError
from auxadvisor.ranking import (
    AGGREGATIONS,
    Agreement,
    RankSpread,
    agreement,
    rank_spread,
    rank_values,
)
from auxadvisor.records import Distances, Floats, MeasureSettings, Pool, SetAside, Skipped

LEVEL = 0.95
"""Share of the resampled ranks that an interval holds."""
NAMED = 3
"""Candidates that an error names where none of them is left."""
FEWEST = 10
"""Sentences below which nothing is drawn anew: draws of a handful hardly vary, and of one never."""
CONTENDER = 0.05
"""A candidate that is first in at least this share of the resamples is still in the running."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """The answer to "which auxiliary language", with its evidence.

    Attributes:
        pool: what was compared; its candidates are those that were ranked, ``C`` of them.
        measures: each measure's distances to the ranked candidates, or why it was skipped.
        ranks: each computed measure's ranks, by name; NaN where it has no value.
        voters: names of the measures that voted: those with a value for every candidate.
        aggregate: how they were combined.
        combined: ``(C,)`` ranks of the vote (d_MV for ``majority``).
        order: candidate positions from first to last; equal ranks in the order of their tags.
        agreement: of the voters.
        spread: what resampling the target's sentences does to the vote; ``None`` without them.
        settings: what the measures were told.
    """

    pool: Pool
    measures: tuple[Distances | Skipped, ...]
    ranks: dict[str, Floats]
    voters: tuple[str, ...]
    aggregate: str
    combined: Floats
    order: tuple[int, ...]
    agreement: Agreement
    spread: RankSpread | None
    settings: MeasureSettings

    @property
    def computed(self) -> tuple[Distances, ...]:
        """The measures that have values."""
        return tuple(m for m in self.measures if isinstance(m, Distances))

    @property
    def contenders(self) -> tuple[int, ...]:
        """Positions of the candidates that could be first, best first.

        Those first in at least 5 % of the resamples; without resamples, those that the vote or
        any voting measure puts first.
        """
        if self.spread is not None:
            able = self.spread.p_first >= min(CONTENDER, self.spread.p_first.max())
        else:
            able = self.combined == self.combined.min()
            for name in self.voters:
                able = able | (self.ranks[name] == self.ranks[name].min())
        return tuple(place for place in self.order if able[place])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the measures, and which of them did not vote."""
        notes = [note for measure in self.computed for note in measure.notes]
        notes += [
            f"{measure.symbol} has a value for {int(measure.covered.sum())} of "
            f"{len(self.combined)} candidates, so it is shown but does not vote; name only "
            "covered languages with --candidates to let it"
            for measure in self.computed
            if measure.measure not in self.voters
        ]
        return tuple(notes)

    @property
    def signature(self) -> str:
        """One line that says how the ranking was made."""
        parts = [f"target:{self.pool.target.tag}", f"candidates:{len(self.combined)}"]
        for measure in self.computed:
            made = ",".join(f"{key}={how}" for key, how in measure.recipe.items())
            parts.append(f"{measure.symbol}:{made}")
        parts.append(f"vote:{self.aggregate}({'+'.join(self._symbol(n) for n in self.voters)})")
        if self.spread is not None:
            parts.append(f"bootstrap:{self.spread.replicates},seed={self.settings.seed}")
        return "|".join([*parts, f"pack:{pack_version()}", f"version:{__version__}"])

    def _symbol(self, name: str) -> str:
        return next(m.symbol for m in self.measures if m.measure == name)


def rank(
    pool: Pool,
    measures: Sequence[str] = DEFAULT,
    settings: MeasureSettings | None = None,
    aggregate: str = "majority",
    progress: Callable[[str], None] = lambda _: None,
) -> Ranking:
    """Rank a pool's candidates as auxiliary languages for its target.

    The measures with a value for every candidate vote. Where no measure has one for every
    candidate, the candidates that all computed measures cover are ranked and the rest set aside.

    Args:
        pool: target, candidates and what is given of them.
        measures: keys of ``distances.MEASURES``, or ``all``.
        settings: of the measures.
        aggregate: a key of ``ranking.AGGREGATIONS``.
        progress: told the name of each step as it begins.

    Raises:
        SettingsError: an unknown name, no candidate, or no measure could be computed.
    """
    if not pool.candidates:
        raise SettingsError(_none_left(pool))
    settings = settings or MeasureSettings()
    measures = tuple(MEASURES) if ALL in measures else tuple(dict.fromkeys(measures))
    for name in measures:
        _known(name, MEASURES, "--measures")
    _known(aggregate, AGGREGATIONS, "--aggregate")
    results: list[Distances | Skipped] = []
    for name in measures:
        progress(MEASURES[name].symbol)
        results.append(MEASURES[name].compute(pool, settings))
    computed = [m for m in results if isinstance(m, Distances)]
    if not computed:
        reasons = "; ".join(f"{m.symbol}: {m.reason}" for m in results if isinstance(m, Skipped))
        raise SettingsError(f"no measure can be computed. {reasons}")
    narrower = _narrower(pool, computed)
    if narrower is not None:
        return rank(narrower, measures, settings, aggregate, progress)
    voters = [m for m in computed if m.covered.all()]
    ranks = {m.measure: _ranks(m) for m in computed}
    stacked = np.stack([ranks[m.measure] for m in voters])  # (M, C)
    combined = AGGREGATIONS[aggregate](stacked)
    progress("bootstrap")
    return Ranking(
        pool=pool,
        measures=tuple(results),
        ranks=ranks,
        voters=tuple(m.measure for m in voters),
        aggregate=aggregate,
        combined=combined,
        order=tuple(int(place) for place in np.lexsort((np.array(pool.tags), combined))),
        agreement=agreement(tuple(m.measure for m in voters), stacked),
        spread=_spread(voters, aggregate) if _can_be_drawn(pool) else None,
        settings=settings,
    )


def _none_left(pool: Pool) -> str:
    reasons = [f"{one.language}: {one.reason}" for one in pool.set_aside[:NAMED]]
    if len(pool.set_aside) > NAMED:
        reasons.append(f"and {len(pool.set_aside) - NAMED} more")
    return (
        f"no candidate is left for {pool.target} ({'; '.join(reasons)}); name others, or ask "
        f"'auxadvisor recommend --target {pool.target.tag}' about multilingual embeddings"
    )


def _narrower(pool: Pool, computed: list[Distances]) -> Pool | None:
    """The pool without the candidates that some measure lacks, where no measure has them all.

    ``None`` where a measure covers the pool. The measures are computed anew on the narrower pool,
    since d_V and d*_V depend on all of it.
    """
    if any(measure.covered.all() for measure in computed):
        return None
    kept = np.logical_and.reduce([measure.covered for measure in computed])
    if not kept.any():
        gaps = "; ".join(f"{m.symbol} covers {int(m.covered.sum())}" for m in computed)
        raise SettingsError(f"no candidate has a value in every measure ({gaps}); name fewer")
    aside = []
    for place in np.flatnonzero(~kept):
        tag = pool.tags[place]
        reason = next(f"{m.symbol}: {m.missing[tag]}" for m in computed if tag in m.missing)
        aside.append(SetAside(pool.candidates[place], reason))
    left = tuple(pool.candidates[place] for place in np.flatnonzero(kept))
    return replace(pool, candidates=left, set_aside=(*pool.set_aside, *aside))


def _can_be_drawn(pool: Pool) -> bool:
    """Whether the user's sentences, if that is what is drawn anew, are enough for it."""
    sentences = pool.sentences_of(pool.target.tag)
    return sentences is None or len(sentences) >= FEWEST


def _ranks(measure: Distances) -> Floats:
    """The measure's ranks among the candidates that it covers, NaN for the others."""
    ranks = np.full(len(measure.values), np.nan)
    ranks[measure.covered] = rank_values(measure.values[measure.covered], measure.closer)
    return ranks


def _spread(voters: list[Distances], aggregate: str) -> RankSpread | None:
    """Rank every replicate; a measure without replicates stays as it is in all of them.

    A candidate that has no value in a resample (it shares no type with what was drawn) is last in
    it.
    """
    drawn = [measure.replicates for measure in voters if measure.replicates is not None]
    if not drawn:
        return None
    ranks = []
    for measure in voters:
        values = measure.values if measure.replicates is None else measure.replicates
        furthest = np.inf if measure.closer == "lower" else -np.inf
        filled = np.where(np.isnan(values), furthest, values)
        ranks.append(np.broadcast_to(rank_values(filled, measure.closer), drawn[0].shape))
    return rank_spread(AGGREGATIONS[aggregate](np.stack(ranks, axis=1)), LEVEL)


def _known(name: str, table: Mapping[str, object], flag: str) -> None:
    if name not in table:
        raise SettingsError(f"{flag} {name!r}: expected one of {', '.join(table)}")
