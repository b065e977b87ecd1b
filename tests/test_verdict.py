"""The sentences under a ranking, for every kind of ranking there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from auxadvisor.inputs import read_training_corpus
from auxadvisor.languages import Language
from auxadvisor.paper import figure2
from auxadvisor.pool import build_pool
from auxadvisor.rank import Ranking, rank
from auxadvisor.ranking import Agreement, RankSpread
from auxadvisor.records import MeasureSettings, Pool, Text
from auxadvisor.verdict import verdict

MakeText = Callable[..., Text]
NEAR = ("de", "en", "es", "nl")
FEW = MeasureSettings(resamples=40)


@pytest.fixture(scope="module")
def ranking(samples: object) -> Ranking:
    corpus = read_training_corpus(samples / "fi.conll")  # type: ignore[operator]
    return rank(build_pool("fi", NEAR, corpus=corpus), settings=FEW)


def with_shares(ranking: Ranking, *p_first: float) -> Ranking:
    ones = np.ones(len(p_first))
    return replace(ranking, spread=RankSpread(ones, ones, np.array(p_first), 40, 0.95))


def names(ranking: Ranking, places: tuple[int, ...]) -> list[str]:
    return [str(ranking.pool.candidates[place]) for place in places]


def test_one_contender_is_named_with_its_share(ranking: Ranking) -> None:
    sure = with_shares(ranking, 0.97, 0.03, 0.0, 0.0)
    assert verdict(sure)[0].startswith("German (de) is first in 97% of 40 resamples")


def test_several_contenders_are_a_tie(ranking: Ranking) -> None:
    tied = with_shares(ranking, 0.5, 0.44, 0.05, 0.01)
    first = verdict(tied)[0]
    assert first.startswith("A tie")
    assert "5%" in first.replace("5 %", "5%")
    for name in ("German (de)", "English (en)", "Spanish (es)"):
        assert name in first
    assert "Dutch" not in first


def test_many_contenders_are_counted(text: MakeText) -> None:
    candidates = tuple(Language(f"y{letter}", letter.upper(), "Latn") for letter in "abcdefg")
    texts = {language.tag: text("ovi ikkuna") for language in candidates}
    pool = Pool(Language("xa", "X", "Latn"), candidates, text=text("ovi", "katto"), aux_texts=texts)
    first = verdict(rank(pool, ("perplexity",), FEW))[0]
    assert "A (ya), B (yb), C (yc), D (yd) and 3 more" in first


def test_a_verdict_always_names_somebody(text: MakeText) -> None:
    candidates = tuple(Language(f"y{chr(97 + i // 26)}{chr(97 + i % 26)}", "Y", "Latn")
                       for i in range(30))  # fmt: skip
    texts = {language.tag: text("ovi ikkuna") for language in candidates}
    pool = Pool(Language("xa", "X", "Latn"), candidates, text=text("ovi", "katto"), aux_texts=texts)
    assert "Y (y" in verdict(rank(pool, ("perplexity",), FEW))[0]


def test_without_sentences_it_says_how_to_get_an_interval() -> None:
    found = rank(build_pool("fi", NEAR))
    first = verdict(found)[0]
    assert "no interval: the pack has counts of this language's text" in first
    assert "--text or --corpus" in first
    for name in names(found, found.contenders):
        assert name in first


def test_with_sentences_it_does_not_ask_for_sentences(ranking: Ranking) -> None:
    """No interval for another reason: resampling is off, or only word lists voted."""
    off = rank(ranking.pool, settings=MeasureSettings(resamples=0))
    listed = rank(ranking.pool, ("vocabulary",), FEW)
    for found in (off, listed):
        assert found.spread is None
        first = verdict(found)[0]
        assert "no interval" in first
        assert "--corpus" not in first


@pytest.mark.parametrize(
    ("rho", "words"),
    [(1.0, "agree closely"), (0.8, "agree closely"), (0.79, "largely agree"),
     (0.5, "largely agree"), (0.49, "agree only in part"), (0.2, "agree only in part"),
     (0.19, "do not agree"), (-1.0, "do not agree")],
)  # fmt: skip
def test_the_words_for_agreement(ranking: Ranking, rho: float, words: str) -> None:
    pairs = {("perplexity", "vocabulary"): rho, ("perplexity", "training-vocabulary"): rho}
    sentence = verdict(replace(ranking, agreement=Agreement(0.5, {**pairs})))[1]
    assert words in sentence
    assert f"{rho:.2f}" in sentence
    assert "Kendall's W 0.50" in sentence


def test_one_measure_is_checked_by_nothing(ranking: Ranking) -> None:
    alone = rank(ranking.pool, ("perplexity",), FEW)
    assert verdict(alone)[1].startswith("Only one measure voted")


def test_one_candidate_is_not_one_measure() -> None:
    found = rank(build_pool("fi", ["et"]))
    assert len(found.voters) > 1
    assert "Only one measure" not in verdict(found)[1]


def test_what_the_ranking_is_worth_is_the_papers_own_figure(ranking: Ranking) -> None:
    means = [row.mean for row in figure2() if row.symbol == "d_MV"]
    assert f"Spearman {min(means):.2f} to {max(means):.2f}" in verdict(ranking)[2]
    assert len(means) == 4
