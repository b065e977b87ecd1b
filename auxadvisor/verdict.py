"""How sure a ranking is, in plain words."""

from __future__ import annotations

from auxadvisor.paper import figure2, gains
from auxadvisor.rank import CONTENDER, FEWEST, Ranking

NAMED = 4
"""Most candidates that a sentence names before it counts the rest."""
STRENGTHS = (
    (0.8, "agree closely"),
    (0.5, "largely agree"),
    (0.2, "agree only in part"),
    (-1.0, "do not agree"),
)
"""Words for the mean pairwise Spearman correlation of the measures, from each bound upwards."""


def verdict(ranking: Ranking) -> tuple[str, ...]:
    """The sentences under a ranking: who is first, do the measures agree, what that is worth."""
    return (_first(ranking), _agreement(ranking), _worth())


def _first(ranking: Ranking) -> str:
    names = [str(ranking.pool.candidates[place]) for place in ranking.contenders]
    named = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        named += f" and {len(names) - NAMED} more"
    if ranking.spread is None:
        why = "the pack has counts of this language's text, no sentences; give --text or --corpus"
        sentences = ranking.pool.sentences_of(ranking.pool.target.tag)
        if ranking.settings.resamples == 0:
            why = "resampling is off"
        elif sentences is not None and len(sentences) < FEWEST:
            why = f"{len(sentences)} sentences, one a line, are too few to draw anew"
        elif sentences is not None:
            why = "no voting measure reads your sentences"
        missing = f"no interval: {why}"
        if len(names) == 1:
            return f"{named} is first by the vote and by every voting measure ({missing})."
        return f"Could be first: {named}; each is first by the vote or by a measure ({missing})."
    resamples = ranking.spread.replicates
    if len(names) == 1:
        share = ranking.spread.p_first[ranking.contenders[0]]
        return f"{named} is first in {share:.0%} of {resamples} resamples of your sentences."
    return (
        f"A tie on this text: {named} are each first in {CONTENDER:.0%} or more of {resamples} "
        "resamples of your sentences."
    )


def _agreement(ranking: Ranking) -> str:
    if len(ranking.combined) == 1:
        return "There is one candidate, so there was nothing to rank."
    if len(ranking.voters) == 1:
        return "Only one measure voted, so nothing checks it."
    symbols = {measure.measure: measure.symbol for measure in ranking.computed}
    pairs = {
        f"{symbols[one]} and {symbols[other]} {rho:.2f}": rho
        for (one, other), rho in ranking.agreement.spearman.items()
        if rho is not None
    }
    if not pairs:
        return "A measure finds all candidates equally close, so the measures cannot be compared."
    mean = sum(pairs.values()) / len(pairs)
    words = next(words for bound, words in STRENGTHS if mean >= bound)
    w = ranking.agreement.kendall_w
    concordance = "" if w is None else f"; Kendall's W {w:.2f}"
    return f"The voting measures {words} (Spearman: {', '.join(pairs)}{concordance})."


def _worth() -> str:
    means = [row.mean for row in figure2() if row.symbol == "d_MV"]
    settings = gains()
    more = sum(gain.any_auxiliary > gain.best_auxiliary for gain in settings)
    return (
        "Distances foretell training results weakly: in the paper's four settings d_MV has "
        f"Spearman {min(means):.2f} to {max(means):.2f} with them, and in {more} of the "
        f"{len(settings)} adding any auxiliary language gained more than picking the best one. "
        "Train to be sure."
    )
