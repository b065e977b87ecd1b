"""Figure 2 of the paper, and what this project's ranking and runs say beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import factorial

import numpy as np

from auxadvisor.paper import figure2
from auxadvisor.ranking import rank_values, spearman
from auxadvisor.report.blocks import Points, Section
from auxadvisor.report.figures import picture
from auxadvisor.report.paper_bars import bars_figure
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_ranking import SavedRanking, rankings
from auxadvisor.report.saved_training import SavedTraining, trainings
from auxadvisor.report.wording import counted, listing, signed

FEWEST = 3
"""Auxiliary languages that a correlation is computed of: of two it is 1 or -1."""
VOTE = "majority"
"""What Figure 2 calls d_MV's measure."""


@dataclass(frozen=True)
class Foretold:
    """How well a ranking foretold the scores of trained auxiliaries.

    Attributes:
        languages: tags of the auxiliaries that are in both.
        by_measure: Spearman's correlation; a measure that lacks one of them is left out.
    """

    languages: tuple[str, ...]
    by_measure: Mapping[str, float]


def paper(results: Results, progress: Callable[[str], None]) -> Section | None:
    """The paper's bars, where something was ranked or trained."""
    ranked, trained = rankings(results), trainings(results)
    if not ranked and not trained:
        return None
    progress("Figure 2")
    own = _first_pair(ranked, trained)
    by_measure = {} if own is None else own.by_measure
    bars = figure2()
    best = max(bar.mean for bar in bars if bar.measure == VOTE)
    drawn = picture(
        "figure2",
        f"Distances foretell training weakly: d_MV reaches {signed(best)} at best in the paper",
        "Bars are means over the paper's five targets, small dots the single targets; 1: the "
        "distances order the auxiliary languages as training does, 0: as chance does. Hue tells "
        "the task, shade the embeddings (Lange, Adel and Strötgen, 2020, Figure 2)."
        + (" Green diamonds: your ranking against your own runs." if by_measure else ""),
        lambda width: bars_figure(width, bars, by_measure),
    )
    symbols = {bar.measure: bar.symbol for bar in bars}
    said = Points(_words(own, symbols), "This project beside the paper")
    return Section("paper", "Do distances foretell training?", (drawn, said))


def foretold(ranked: SavedRanking, trained: SavedTraining) -> Foretold | None:
    """The correlations, if the two are of one target and have enough auxiliaries in common."""
    if ranked.target != trained.target:
        return None
    scores = trained.auxiliaries
    common = [candidate for candidate in ranked.candidates if candidate.tag in scores]
    if len(common) < FEWEST:
        return None
    performed = rank_values(np.array([scores[one.tag] for one in common]), "higher")
    by_measure = {}
    for measure in (*ranked.computed, VOTE):
        ranks = [
            one.rank if measure == VOTE else one.rank_by(measure)
            for one in common
            if measure == VOTE or measure in one.measures
        ]
        known = [rank for rank in ranks if rank is not None]
        if len(known) == len(common) and (measure != VOTE or ranked.aggregate == VOTE):
            rho = spearman(np.array(known), performed)
            if rho is not None:
                by_measure[measure] = rho
    return Foretold(tuple(one.tag for one in common), by_measure)


def _first_pair(
    ranked: tuple[SavedRanking, ...], trained: tuple[SavedTraining, ...]
) -> Foretold | None:
    pairs = [foretold(one, other) for one in ranked for other in trained]
    return next((pair for pair in pairs if pair is not None and pair.by_measure), None)


def _words(own: Foretold | None, symbols: Mapping[str, str]) -> tuple[str, ...]:
    if own is None:
        return (
            f"Nothing of your own to set beside it: that takes a ranking, and runs of mono+X with "
            f"at least {FEWEST} of its languages ('auxadvisor train --settings mono,mono+X').",
        )
    count = len(own.languages)
    found = [f"{symbols.get(name, name)} {signed(rho)}" for name, rho in own.by_measure.items()]
    return (
        f"Spearman of each measure's ranking with the test scores of mono+X, over "
        f"{counted(count, 'language')} ({listing(own.languages)}): {', '.join(found)}.",
        f"Of {count} languages, one order in {factorial(count):,} is right by chance alone: "
        f"{'this is no evidence by itself' if count < 5 else 'take single values with care'}.",
    )
