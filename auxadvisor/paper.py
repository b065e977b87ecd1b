"""What follows from the paper's tables: Table 3 voted anew, Figure 2, the regret, the gains.

Every figure here is arithmetic on the printed ones (``paper_tables``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

import numpy as np

from auxadvisor.errors import AssetError, SettingsError
from auxadvisor.paper_tables import Ranking, Ranks, published_table
from auxadvisor.ranking import AGGREGATIONS, rank_values, spearman

SETTINGS: dict[str, tuple[str, Literal[1, 5]]] = {
    "NER-BPEmb": ("NER", 1),
    "POS-BPEmb": ("POS", 1),
    "NER-FLAIR": ("NER", 5),
    "POS-FLAIR": ("POS", 5),
}
"""The settings of Figure 2: the task, and the number of the table that holds its scores."""
RANDOM, ENGLISH = "random", "always English"
"""Choices that look at no distance, for comparison; the second takes Dutch for English."""


@dataclass(frozen=True)
class VoteColumn:
    """One target's column of Table 3, voted anew.

    Attributes:
        published: the column as Table 3 has it, printed and corrected.
        voted: the ranks that the aggregation gives on Table 4, by candidate.
        agrees: whether ``voted`` equals the corrected ranks, ties included.
    """

    published: Ranking
    voted: Ranks
    agrees: bool


def table3_by_vote(aggregation: str = "majority") -> tuple[VoteColumn, ...]:
    """Table 3 (Section 4.2): the four rankings of Table 4 made one, beside the published one.

    The published misprint is corrected; ``published_table(3).errata`` says which.

    Args:
        aggregation: a key of ``ranking.AGGREGATIONS``; the paper's agrees with every column.

    Raises:
        SettingsError: no such aggregation.
    """
    if aggregation not in AGGREGATIONS:
        known = ", ".join(AGGREGATIONS)
        raise SettingsError(f"aggregation: expected one of {known}, found '{aggregation}'")
    measured = published_table(4).rankings
    columns = []
    for column in published_table(3).rankings:
        rows = [row.ranks for row in measured if row.target == column.target]
        tags = tuple(column.ranks)
        ranks = np.array([[row[tag] for tag in tags] for row in rows])  # (M, C)
        voted = dict(zip(tags, AGGREGATIONS[aggregation](ranks).tolist(), strict=True))
        columns.append(VoteColumn(column, voted, voted == column.ranks))
    return tuple(columns)


@dataclass(frozen=True)
class Correlation:
    """A bar of Figure 2.

    Attributes:
        setting: a key of ``SETTINGS``.
        measure, symbol: as a ``Ranking`` has them.
        by_target: Spearman's correlation of the measure's and the performance ranking, -1 to 1.
        mean: over the targets.
    """

    setting: str
    measure: str
    symbol: str
    by_target: dict[str, float]
    mean: float


def figure2() -> tuple[Correlation, ...]:
    """Figure 2: how far each measure's ranking is the ranking by performance, in each setting.

    The performance rank is that of Mono + X's mean score (Tables 1 and 5), higher being better;
    the measures' ranks are those of Table 4 and of Table 3, corrected. Ties are averaged. The
    paper draws the figure and prints no values; of d_MV it says "a little above 0.5" (.63 here).
    """
    measures = _measures()
    bars = []
    for setting in SETTINGS:
        performance = _performance(setting)
        for (measure, symbol), rankings in measures.items():
            by_target = {t: _correlation(rankings[t], performance[t]) for t in performance}
            mean = fmean(by_target.values())
            bars.append(Correlation(setting, measure, symbol, by_target, mean))
    return tuple(bars)


@dataclass(frozen=True)
class Selection:
    """What choosing the auxiliary by a measure costs, mean over the five targets.

    Attributes:
        setting: a key of ``SETTINGS``.
        strategy, symbol: of a measure; ``random`` and ``always English`` have no other symbol.
        spearman: the mean of Figure 2; 0 for ``random``, ``None`` for English, which ranks none.
        top1_rate: share of the targets whose best candidate is the first one, 0 to 1.
        top1_regret: the best Mono + X score minus that of the first candidate, in points.
    """

    setting: str
    strategy: str
    symbol: str
    spearman: float | None
    top1_rate: float
    top1_regret: float


def top1_regret() -> tuple[Selection, ...]:
    """Top-1 rate and regret of each measure, of random choice and of English, in each setting.

    Computed from Tables 1, 3, 4 and 5; not in the paper. Where several candidates share the first
    rank, both are means over them; ``random`` is the mean over all candidates.
    """
    rankings = {name: ranks for (name, _), ranks in _measures().items()}
    selections = []
    for setting in SETTINGS:
        performance = _performance(setting)
        rankings[RANDOM] = {t: dict.fromkeys(performance[t], 1.0) for t in performance}
        rankings[ENGLISH] = {t: {"nl" if t == "en" else "en": 1.0} for t in performance}
        rows: list[tuple[str, str, float | None]] = [
            *((b.measure, b.symbol, b.mean) for b in figure2() if b.setting == setting),
            *((RANDOM, RANDOM, 0.0), (ENGLISH, ENGLISH, None)),
        ]
        for strategy, symbol, correlation in rows:
            cost = _cost(rankings[strategy], performance)
            selections.append(Selection(setting, strategy, symbol, correlation, *cost))
    return tuple(selections)


@dataclass(frozen=True)
class Gain:
    """What an auxiliary language adds to monolingual embeddings, in points, mean of five targets.

    Attributes:
        setting: a key of ``SETTINGS``.
        any_auxiliary: mean over all Mono + X, minus Mono.
        best_auxiliary: best Mono + X, minus that mean.
    """

    setting: str
    any_auxiliary: float
    best_auxiliary: float


def gains() -> tuple[Gain, ...]:
    """Whether to add an auxiliary against which one to add (Tables 1 and 5), in each setting."""
    found = []
    for setting, (task, number) in SETTINGS.items():
        scores = published_table(number).scores
        mono = {s.language: s.mean for s in scores if s.task == task and s.setting == "mono"}
        added = {t: list(by_x.values()) for t, by_x in _performance(setting).items()}
        found.append(
            Gain(
                setting,
                fmean(fmean(values) - mono[target] for target, values in added.items()),
                fmean(max(values) - fmean(values) for values in added.values()),
            )
        )
    return tuple(found)


def over_mono(setting: str, choice: str) -> tuple[float, ...]:
    """What a choice changed against Mono (Tables 1 and 5), in points, one value a target.

    Args:
        setting: a key of ``SETTINGS``.
        choice: ``multi``, ``mono+multi``, ``mono+all``, ``meta``; ``mono+X`` for every auxiliary.
    """
    task, number = SETTINGS[setting]
    table = published_table(number)
    each = {f"mono+{tag}" for tag in table.languages} if choice == "mono+X" else {choice}
    scores = [s for s in table.scores if s.task == task]
    mono = {s.language: s.mean for s in scores if s.setting == "mono"}
    return tuple(s.mean - mono[s.language] for s in scores if s.setting in each)


def _measures() -> dict[tuple[str, str], dict[str, Ranks]]:
    """The ranks of Table 4's measures, then d_MV's, by target; the key is name and symbol."""
    rows = published_table(4).rankings + published_table(3).rankings
    found: dict[tuple[str, str], dict[str, Ranks]] = {}
    for row in rows:
        found.setdefault((row.measure, row.symbol), {})[row.target] = row.ranks
    return found


def _performance(setting: str) -> dict[str, dict[str, float]]:
    """The mean score of Mono + X, by target and auxiliary."""
    task, number = SETTINGS[setting]
    table = published_table(number)
    scores = {(s.setting, s.language): s.mean for s in table.scores if s.task == task}
    return {
        target: {tag: scores[f"mono+{tag}", target] for tag in table.languages if tag != target}
        for target in table.languages
    }


def _correlation(ranks: Ranks, scores: Mapping[str, float]) -> float:
    predicted = np.array([ranks[tag] for tag in scores])  # (C,)
    performed = rank_values(np.array(list(scores.values())), "higher")  # (C,)
    correlation = spearman(predicted, performed)
    if correlation is None:
        raise AssetError("a table of the paper ties all its candidates; reinstall auxadvisor")
    return correlation


def _cost(
    rankings: Mapping[str, Ranks], performance: Mapping[str, Mapping[str, float]]
) -> tuple[float, float]:
    """Top-1 rate and top-1 regret, mean over the targets."""
    rates, regrets = [], []
    for target, scores in performance.items():
        ranks = rankings[target]
        best, closest = max(scores.values()), min(ranks.values())
        first = [scores[tag] for tag, rank in ranks.items() if rank == closest]
        rates.append(fmean(score == best for score in first))
        regrets.append(best - fmean(first))
    return fmean(rates), fmean(regrets)
