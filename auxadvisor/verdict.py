"""How sure a ranking is, in plain words."""

from __future__ import annotations

from auxadvisor.paper import figure2
from auxadvisor.rank import Ranking

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
        source = "no interval: the pack has counts of this language's text, not its sentences; "
        missing = f"{source}give --text or --corpus for one"
        if len(names) == 1:
            return f"{named} is first by the vote and by every voting measure ({missing})."
        return f"Could be first: {named}; each is first by the vote or by a measure ({missing})."
    resamples = ranking.spread.replicates
    if len(names) == 1:
        share = ranking.spread.p_first[ranking.contenders[0]]
        return (
            f"{named} is first in {share:.0%} of {resamples} resamples of your sentences: more "
            "of the same text would hardly change that."
        )
    return (
        f"A tie on this text: {named} are each first in 5 % or more of {resamples} resamples of "
        "your sentences."
    )


def _agreement(ranking: Ranking) -> str:
    pairs = [rho for rho in ranking.agreement.spearman.values() if rho is not None]
    if not pairs:
        return "Only one measure voted, so nothing checks it."
    mean = sum(pairs) / len(pairs)
    words = next(words for bound, words in STRENGTHS if mean >= bound)
    w = ranking.agreement.kendall_w
    concordance = f", Kendall's W {w:.2f}" if w is not None else ""
    count = len(ranking.voters)
    return f"The {count} voting measures {words} (mean Spearman {mean:.2f}{concordance})."


def _worth() -> str:
    means = [row.mean for row in figure2() if row.symbol == "d_MV"]
    return (
        "Distances foretell training results weakly: the paper's d_MV has Spearman "
        f"{min(means):.2f} to {max(means):.2f} with them over four settings, and adding any "
        "auxiliary language helped more than picking the best one. Train to be sure."
    )
