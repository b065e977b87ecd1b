"""The contest of predictors: who takes part, how a prediction is marked, what is held out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from record import FEWER, Case
from scipy.stats import rankdata, spearmanr

from auxadvisor.experiments.significance import Interval
from auxadvisor.published import MULTI

Floats = NDArray[np.float64]
Predictor = Callable[[Case, int, Sequence[Case]], Floats | None]
"""Scores of a case's languages ``(candidates,)``, higher is better, given the seed that may be
looked at and the cases of other target languages; ``(P, candidates)`` where it has several answers,
each as good as the others; ``None`` where it says nothing."""
RESAMPLES, LEVELS = 10_000, (0.025, 0.975)
COSTS = {
    "short runs": "loss",
    **dict.fromkeys(("ridge", "LogME", "H-score"), "ridge, LogME and H-score"),
}
"""What the seconds of a predictor stand under."""
TRUSTED = ("d_P", "d_MV", "URIEL+ syntactic")
"""Distances that order languages while short runs judge multilingual embeddings."""
SUMMED, PENALTY = ("loss", "d_P", "d*_P", "d_V", "d_MV"), 0.1
"""What the fitted sum weighs, and its ridge penalty, in shares of the languages it is fitted on."""
TOP = 3
"""Of NDCG@3."""


@dataclass(frozen=True)
class Marks:
    """How well one prediction of one case did.

    Attributes:
        spearman: with the truth.
        regret: points between the truly best language and the one put first.
        ndcg: NDCG@3 as LangRank has it: relevance 11 - rank, gain 2^relevance - 1.
        first: whether the first is truly first.
    """

    spearman: float
    regret: float
    ndcg: float
    first: float


def marks(predicted: Floats, truth: Floats) -> Marks:
    """Of one prediction; ties in it share their places, so that order in the file tells nothing."""
    ranks = rankdata(-truth, method="min")
    gains = 2.0 ** np.maximum(0, 11 - ranks) - 1
    leading = predicted == predicted.max()
    constant = predicted.max() == predicted.min()
    return Marks(
        0.0 if constant else float(spearmanr(predicted, truth).statistic),
        float(truth.max() - truth[leading].mean()),
        _dcg(predicted, gains) / _dcg(truth, gains),
        float(np.mean(ranks[leading] == 1)),
    )


def _dcg(scores: Floats, gains: Floats) -> float:
    """Tied places each have the mean of their discounts."""
    places = rankdata(-scores, method="ordinal").astype(int)
    discounts = np.where(places <= TOP, 1 / np.log2(places + 1.0), 0.0)
    shared = np.array([discounts[scores == score].mean() for score in scores])
    return float((gains * shared).sum())


def contest(
    predictors: Mapping[str, Predictor], given: Sequence[Case]
) -> dict[str, dict[Case, Marks]]:
    """Every predictor's marks on every case, each the mean over its answers and seeds left out."""
    found: dict[str, dict[Case, Marks]] = {name: {} for name in predictors}
    for (name, predict), case in product(predictors.items(), given):
        others = [one for one in given if one.language != case.language and one.task == case.task]
        each = []
        for seed in range(case.seeds):
            predicted = predict(case, seed, others)
            if predicted is not None:
                truth = case.truth_without(seed)
                each += [marks(answer, truth) for answer in np.atleast_2d(predicted)]
        if each:
            columns = np.array([[m.spearman, m.regret, m.ndcg, m.first] for m in each])
            found[name][case] = Marks(*columns.mean(axis=0).tolist())
    return found


def said(name: str) -> Predictor:
    """What a predictor says by itself."""
    return lambda case, _seed, _others: case.scores(name)


def one_run(case: Case, seed: int, _others: Sequence[Case]) -> Floats:
    """One full training run for each candidate, judged by its development score."""
    return case.dev[:, seed]


def any_of(name: str, count: int) -> Predictor:
    """What each of several of a kind says."""

    def predict(case: Case, _seed: int, _others: Sequence[Case]) -> Floats:
        answers = [case.scores(f"{name} {number}") for number in range(count)]
        return np.stack([answer for answer in answers if answer is not None])

    return predict


def always(tag: str) -> Predictor:
    """One language wherever it is a candidate; all alike where it is the target."""
    return lambda case, _seed, _others: np.array([float(one == tag) for one in case.languages])


def anything(case: Case, _seed: int, _others: Sequence[Case]) -> Floats:
    """No preference: what a language drawn at random gets on average."""
    return np.zeros(len(case.languages))


def best_on_average(case: Case, _seed: int, others: Sequence[Case]) -> Floats:
    """Mean gain on other targets over the mean of that target's candidates."""
    return np.array([_mean_gain(tag, others) for tag in case.languages])


def _mean_gain(tag: str, others: Sequence[Case]) -> float:
    gains = [
        one.gains[one.languages.index(tag)] - one.gains.mean()
        for one in others
        if tag in one.languages
    ]
    return float(np.mean(gains)) if gains else 0.0


def together(*names: str) -> Predictor:
    """The sum of standardised scores of several predictors; nothing is fitted.

    Where one has several answers, each of them has the others added.
    """

    def predict(case: Case, seed: int, others: Sequence[Case]) -> Floats | None:
        parts = [PREDICTORS[name](case, seed, others) for name in names]
        known = [_standardised(part) for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        found: Floats = sum(known, start=np.zeros(1))
        return found

    return predict


def fitted_sum(case: Case, _seed: int, others: Sequence[Case]) -> Floats:
    """A weighed sum of ``SUMMED``: ridge regression of gains on other targets, of the same size."""
    like = [one for one in others if one.sentences == case.sentences]
    given = np.concatenate([_summed(one) for one in like])  # (L, P)
    wanted = np.concatenate([one.gains - one.gains.mean() for one in like])
    penalty = PENALTY * len(given) * np.eye(given.shape[1])
    found: Floats = _summed(case) @ np.linalg.solve(given.T @ given + penalty, given.T @ wanted)
    return found


def _summed(case: Case) -> Floats:
    """``(candidates, P)`` standardised scores."""
    found = [case.scores(name) for name in SUMMED]
    return np.stack([_standardised(one) for one in found if one is not None], axis=1)


def _standardised(scores: Floats) -> Floats:
    """Each row, if there are several."""
    spread = scores.std(axis=-1, keepdims=True)
    found: Floats = scores - scores.mean(axis=-1, keepdims=True)
    found /= np.where(spread > 0, spread, 1)
    return found


def then_short_runs(distance: str) -> Predictor:
    """The distance orders the languages; multilingual embeddings come first or second.

    They are first where their short run loses less than that of the first language.
    """

    def predict(case: Case, _seed: int, _others: Sequence[Case]) -> Floats | None:
        closeness, losses = case.scores(distance), case.scores("loss")
        if closeness is None or losses is None:
            return None
        places = rankdata(closeness)
        multi = case.languages.index(MULTI)
        places[multi] = 0.0
        nearest = int(places.argmax())
        places[multi] = places[nearest] + (0.5 if losses[multi] > losses[nearest] else -0.5)
        return places

    return predict


PREDICTORS: dict[str, Predictor] = {
    "any language": anything,
    "always English": always("en"),
    "largest corpus": said("largest corpus"),
    "best on average": best_on_average,
    **{name: said(name) for name in ("d_P", "d*_P", "d_V", "d*_V", "d_MV")},
    **{
        f"URIEL+ {kind}": said(f"URIEL+ {kind}")
        for kind in ("genetic", "geographic", "syntactic", "featural")
    },
    "LogME": said("logme"),
    "H-score": said("hscore"),
    "ridge": said("ridge"),
    "attention": said("attention"),
    "short runs": said("loss"),
    **{name: any_of(name, count) for name, count in FEWER.items()},
    "one full run": one_run,
}
CHOICES: dict[str, Predictor] = {
    "always multilingual": always(MULTI),
    **PREDICTORS,
    **{f"{name}, then short runs": then_short_runs(name) for name in TRUSTED},
}
"""Who takes part where multilingual embeddings are one of the candidates. Distances do not know
them, so they come last there."""
PREDICTORS |= {
    f"short runs + {name}": together("short runs", name)
    for name in ("ridge", "best on average", "d_V", "d*_P", "d_MV", "URIEL+ syntactic")
}
PREDICTORS |= {
    **{f"one short run + {name}": together("one short run", name) for name in ("d_V", "d_MV")},
    "fitted sum": fitted_sum,
}


@dataclass(frozen=True)
class Summary:
    """A predictor's marks, means over the targets.

    Attributes:
        cases: how many.
        spearman, regret, ndcg, first: as ``Marks`` has them.
        behind: how much more regret it has than the chosen predictor.
        seconds: of a core for one candidate; 0 where a table is looked up.
    """

    cases: int
    spearman: Interval
    regret: Interval
    ndcg: Interval
    first: Interval
    behind: Interval
    seconds: float


def summed_up(name: str, found: Mapping[Case, Marks], chosen: Mapping[Case, Marks]) -> Summary:
    """A predictor's means, with 95 % intervals."""
    given = [case for case in found if case in chosen]
    table = np.array([[*_columns(found[c]), found[c].regret - chosen[c].regret] for c in given])
    spearman, regret, ndcg, first, behind = intervals(table, given)
    seconds = float(np.mean([_seconds(name, case) for case in given]))
    return Summary(len(given), spearman, regret, ndcg, first, behind, seconds)


def intervals(table: Floats, given: Sequence[Case]) -> list[Interval]:
    """Means of columns, and 95 % intervals: target languages are drawn anew, with all their cases.

    Args:
        table: ``(cases, columns)``.
        given: the cases.
    """
    languages = sorted({case.language for case in given})
    of = np.array([languages.index(case.language) for case in given])
    draw = np.random.default_rng(1)
    times = draw.multinomial(len(languages), np.full(len(languages), 1 / len(languages)), RESAMPLES)
    weights = times[:, of]
    drawn = weights @ table / weights.sum(axis=1, keepdims=True)
    low, high = np.quantile(drawn, LEVELS, axis=0).tolist()
    return [Interval(*ends) for ends in zip(table.mean(axis=0).tolist(), low, high, strict=True)]


def _columns(one: Marks) -> tuple[float, float, float, float]:
    return one.spearman, one.regret, one.ndcg, one.first


def _seconds(name: str, case: Case) -> float:
    if name == "one full run":
        return case.seconds
    parts = SUMMED if name == "fitted sum" else name.replace(", then ", " + ").split(" + ")
    return sum(case.cost.get(COSTS.get(part, part), 0.0) for part in parts)
