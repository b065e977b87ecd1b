"""The measures as a user gets them: default calls over the paper's five languages."""

from __future__ import annotations

from collections.abc import Callable

from measuring import Row, show
from published import LANGUAGES, Agreement, Scores, agreement

from auxadvisor.distances import DEFAULT, MEASURES
from auxadvisor.distances.neural_perplexity import neural_perplexity
from auxadvisor.distances.perplexity import character_perplexity
from auxadvisor.distances.training_vocabulary import training_vocabulary_overlap
from auxadvisor.distances.vocabulary import vocabulary_overlap
from auxadvisor.json_values import Json
from auxadvisor.pool import build_pool
from auxadvisor.rank import rank
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped

Measure = Callable[[Pool, MeasureSettings], Distances | Skipped]


def shipped_measures() -> dict[str, Json]:
    """Agreement of the pack's d_P (orders 1-4), d*_P, d_V, d*_V and votes with Tables 4 and 3."""
    found: dict[str, Agreement] = {}
    for order in range(1, 5):
        scores = _scores(character_perplexity, MeasureSettings(order=order))
        found[f"d_P, order {order}"] = agreement(scores, "perplexity", "lower")
    found["d*_P"] = agreement(_scores(neural_perplexity), "flair-perplexity", "lower")
    found["d_V"] = agreement(_scores(vocabulary_overlap), "vocabulary", "higher")
    overlap = _scores(training_vocabulary_overlap)
    found["d*_V"] = agreement(overlap, "training-vocabulary", "higher")
    votes = {"d_MV of the default three": DEFAULT, "d_MV of all four": tuple(MEASURES)}
    for name, measures in votes.items():
        found[name] = agreement(_votes(measures), "majority", "lower", 3)
    rows: list[Row] = [
        {"measure": name, "spearman": a.spearman, "first of 5": a.first, **a.by_target}
        for name, a in found.items()
    ]
    show("The pack's own measures, default calls, against Table 4", rows)
    return {name: a.json for name, a in found.items()}


def _pool(target: str) -> Pool:
    return build_pool(target, [tag for tag in LANGUAGES if tag != target])


def _scores(measure: Measure, settings: MeasureSettings | None = None) -> Scores:
    scores = {}
    for target in LANGUAGES:
        row = measure(_pool(target), settings or MeasureSettings())
        if isinstance(row, Skipped):
            raise SystemExit(f"{row.symbol} of {target}: {row.reason}")
        scores[target] = dict(zip(row.candidates, row.values.tolist(), strict=True))
    return scores


def _votes(measures: tuple[str, ...]) -> Scores:
    ranked = {target: rank(_pool(target), measures) for target in LANGUAGES}
    return {
        target: dict(zip(ranking.pool.tags, ranking.combined.tolist(), strict=True))
        for target, ranking in ranked.items()
    }
