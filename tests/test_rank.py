"""The whole way from a pool to a ranking: votes, coverage, spread, signature."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from auxadvisor.distances import DEFAULT, MEASURES
from auxadvisor.distances.training_vocabulary import training_vocabulary_overlap
from auxadvisor.errors import SettingsError
from auxadvisor.inputs import read_training_corpus
from auxadvisor.languages import Language
from auxadvisor.pool import build_pool
from auxadvisor.rank import Ranking, rank
from auxadvisor.ranking import AGGREGATIONS, majority_vote, rank_spread, rank_values
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped, Text, TrainingCorpus
from auxadvisor.verdict import verdict

MakeText = Callable[..., Text]
MakeCorpus = Callable[..., TrainingCorpus]
XA, XB, XC, XD = (Language(f"x{letter}", letter.upper(), "Latn") for letter in "abcd")
NEAR = ("de", "en", "es", "nl")
FEW = MeasureSettings(resamples=40)
ranks = sys.modules[rank.__module__]  # the package's name for it is the function's


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pools that are made up have a handful of sentences."""
    monkeypatch.setattr(ranks, "FEWEST", 1)


@pytest.fixture(scope="module")
def finnish(samples_corpus: TrainingCorpus) -> Ranking:
    return rank(build_pool("fi", NEAR, corpus=samples_corpus), settings=FEW)


@pytest.fixture(scope="module")
def samples_corpus(samples: object) -> TrainingCorpus:
    return read_training_corpus(samples / "fi.conll")  # type: ignore[operator]


def made_up(text: MakeText, corpus: MakeCorpus) -> Pool:
    """Three candidates of which every measure has everything."""
    target = ("ovi ikkuna katto", "katto lattia seinä", "talo ovi seinä", "piha aita portti")
    others = {
        "xb": ("ovi ikkuna katto lattia", "lattia piha kissa"),
        "xc": ("talo seinä koira", "hevonen portti laukkaa"),
        "xd": ("aita koira hevonen", "kissa lattia nukkuu"),
    }
    return Pool(
        XA,
        (XB, XC, XD),
        text=text(*target),
        corpus=corpus(*target),
        aux_texts={tag: text(*lines) for tag, lines in others.items()},
        aux_corpora={tag: corpus(*lines) for tag, lines in others.items()},
    )


def test_ranks_vote_and_spread_fit_the_measures(text: MakeText, corpus: MakeCorpus) -> None:
    found = rank(made_up(text, corpus), settings=FEW)
    assert found.voters == DEFAULT
    rows = []
    for measure in found.computed:
        expected = rank_values(measure.values, measure.closer)
        assert found.ranks[measure.measure].tolist() == expected.tolist()
        rows.append(expected)
    assert found.combined.tolist() == majority_vote(np.stack(rows)).tolist()
    assert [found.combined[place] for place in found.order] == sorted(found.combined)
    drawn = []
    for replicate in range(FEW.resamples):
        ranks = [
            rank_values(m.values if m.replicates is None else m.replicates[replicate], m.closer)
            for m in found.computed
        ]
        drawn.append(majority_vote(np.stack(ranks)))
    expected_spread = rank_spread(np.stack(drawn))
    assert found.spread is not None
    assert found.spread.low.tolist() == expected_spread.low.tolist()
    assert found.spread.high.tolist() == expected_spread.high.tolist()
    assert found.spread.p_first.tolist() == expected_spread.p_first.tolist()
    assert found.spread.p_first.sum() == pytest.approx(1)
    able = [place for place in found.order if found.spread.p_first[place] >= 0.05]
    assert found.contenders == tuple(able)


@pytest.mark.parametrize("aggregate", AGGREGATIONS)
def test_permuting_the_candidates_permutes_the_ranking(
    text: MakeText, corpus: MakeCorpus, aggregate: str
) -> None:
    pool = made_up(text, corpus)
    found = rank(pool, settings=FEW, aggregate=aggregate)
    moved = replace(pool, candidates=(XD, XB, XC))
    again = rank(moved, settings=FEW, aggregate=aggregate)
    by_tag = dict(zip(pool.tags, found.combined, strict=True))
    assert dict(zip(moved.tags, again.combined, strict=True)) == by_tag
    assert [pool.tags[i] for i in found.order] == [moved.tags[i] for i in again.order]
    assert found.spread is not None
    assert again.spread is not None
    shares = dict(zip(pool.tags, found.spread.p_first, strict=True))
    assert dict(zip(moved.tags, again.spread.p_first, strict=True)) == pytest.approx(shares)


def test_permuting_the_packs_candidates_permutes_the_ranking(finnish: Ranking) -> None:
    pool = replace(finnish.pool, candidates=finnish.pool.candidates[::-1])
    again = rank(pool, settings=FEW)
    assert again.combined[::-1].tolist() == finnish.combined.tolist()
    for one, other in zip(finnish.computed, again.computed, strict=True):
        np.testing.assert_allclose(one.values, other.values[::-1])


def test_ranking_twice_gives_the_same(finnish: Ranking) -> None:
    again = rank(finnish.pool, settings=FEW)
    assert again.signature == finnish.signature
    assert again.combined.tolist() == finnish.combined.tolist()
    for one, other in zip(finnish.computed, again.computed, strict=True):
        assert one.values.tolist() == other.values.tolist()
        if one.replicates is not None:
            assert other.replicates is not None
            assert one.replicates.tolist() == other.replicates.tolist()


def test_a_seed_moves_the_spread_and_nothing_else(text: MakeText, corpus: MakeCorpus) -> None:
    pool = made_up(text, corpus)
    one, other = (rank(pool, settings=replace(FEW, seed=seed)) for seed in (1, 2))
    assert one.combined.tolist() == other.combined.tolist()
    replicates = [m.computed[0].replicates for m in (one, other)]
    assert replicates[0] is not None
    assert replicates[1] is not None
    assert replicates[0].tolist() != replicates[1].tolist()


def test_the_signature_says_how_it_was_made(finnish: Ranking) -> None:
    parts = finnish.signature.split("|")
    assert parts[:2] == ["target:fi", "candidates:4"]
    assert "d_P:order=4,smoothing=witten-bell,text=corpus" in parts
    assert "d_V:types=lower-cased,lists=wordfreq" in parts
    assert "d*_V:types=cased,target=given" in parts
    assert "vote:majority(d_P+d_V+d*_V)" in parts
    assert "bootstrap:40,seed=1" in parts


def test_without_sentences_there_is_no_spread() -> None:
    found = rank(build_pool("fi", NEAR))
    assert found.spread is None
    firsts = {int(np.argmin(found.ranks[name])) for name in found.voters}
    assert set(found.contenders) == firsts | {int(np.argmin(found.combined))}
    assert "bootstrap" not in found.signature


def test_no_resamples_no_spread(text: MakeText, corpus: MakeCorpus) -> None:
    assert rank(made_up(text, corpus), settings=MeasureSettings(resamples=0)).spread is None


def test_a_measure_that_covers_only_part_is_shown_and_does_not_vote(
    text: MakeText, corpus: MakeCorpus
) -> None:
    pool = made_up(text, corpus)
    part = {tag: given for tag, given in pool.aux_corpora.items() if tag != "xc"}
    found = rank(replace(pool, aux_corpora=part), settings=FEW)
    assert found.voters == ("perplexity", "vocabulary")
    assert np.isnan(found.ranks["training-vocabulary"]).tolist() == [False, True, False]
    assert sorted(found.ranks["training-vocabulary"][[0, 2]]) == [1, 2]
    assert any(
        note.startswith("d*_V has a value for 2 of 3 candidates, so it is shown but does not vote")
        for note in found.notes
    )
    assert "d*_V" not in found.signature.split("vote:")[1].split("|")[0]
    assert list(found.agreement.spearman) == [("perplexity", "vocabulary")]
    alone = rank(replace(pool, aux_corpora={}), ("perplexity", "vocabulary"), FEW)
    assert found.combined.tolist() == alone.combined.tolist()


def test_where_no_measure_covers_all_candidates_are_set_aside(
    text: MakeText, corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = made_up(text, corpus)
    partly_covered(monkeypatch, {"perplexity": "xd", "training-vocabulary": "xb"})
    found = rank(pool, ("perplexity", "training-vocabulary"), FEW)
    assert found.pool.tags == ("xc",)
    assert {aside.language.tag: aside.reason for aside in found.pool.set_aside} == {
        "xb": "d*_V: left out",
        "xd": "d_P: left out",
    }
    assert found.voters == ("perplexity", "training-vocabulary")
    assert found.combined.tolist() == [1.0]
    for measure in found.computed:
        assert measure.candidates == ("xc",)
        assert measure.missing == {}
        assert measure.replicates is not None
        assert measure.replicates.shape == (FEW.resamples, 1)


def test_where_no_candidate_has_every_measure_it_is_an_error(
    text: MakeText, corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = replace(made_up(text, corpus), candidates=(XB, XD))
    partly_covered(monkeypatch, {"perplexity": "xd", "training-vocabulary": "xb"})
    with pytest.raises(SettingsError, match="d_P covers 1; d\\*_V covers 1"):
        rank(pool, ("perplexity", "training-vocabulary"), FEW)


def partly_covered(monkeypatch: pytest.MonkeyPatch, gaps: dict[str, str]) -> None:
    """Measures that have no value for one candidate each."""
    for name, gap in gaps.items():
        whole = MEASURES[name]

        def compute(
            pool: Pool,
            settings: MeasureSettings,
            whole: Callable[[Pool, MeasureSettings], Distances | Skipped] = whole.compute,
            gap: str = gap,
        ) -> Distances | Skipped:
            measured = whole(pool, settings)
            assert isinstance(measured, Distances)
            values = np.where([tag == gap for tag in pool.tags], np.nan, measured.values)
            return replace(
                measured, values=values, missing={gap: "left out"} if gap in pool.tags else {}
            )

        monkeypatch.setitem(MEASURES, name, replace(whole, compute=compute))


def test_a_skipped_measure_stays_with_its_reason() -> None:
    found = rank(build_pool("gsw", ["de", "nl"], text=grueezi()), settings=FEW)
    assert found.voters == ("perplexity", "vocabulary")
    skipped = [m for m in found.measures if isinstance(m, Skipped)]
    assert [m.measure for m in skipped] == ["training-vocabulary"]
    assert "--corpus" in skipped[0].reason


def grueezi() -> Text:
    from auxadvisor.records import Source

    lines = ("Grüezi mitenand, wie gaat s eu", "das isch es schöns huus", "ich ha kei ziit")
    return Text(lines, 3, Source("text", "0" * 64, 1))


def test_no_measure_at_all_is_an_error_with_the_reasons() -> None:
    pool = Pool(XA, (XB,))
    with pytest.raises(SettingsError, match=r"no measure can be computed\. d_P: .*; d_V: .*"):
        rank(pool)


@pytest.mark.parametrize(
    ("measures", "aggregate", "message"),
    [
        (("perplexety",), "majority", "--measures 'perplexety': expected one of perplexity"),
        (("perplexity",), "plurality", "--aggregate 'plurality': expected one of majority"),
    ],
)
def test_unknown_names_are_refused(measures: tuple[str, ...], aggregate: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        rank(build_pool("fi", ["sv"]), measures, aggregate=aggregate)


def test_no_candidate_left_is_an_error_with_the_first_reasons() -> None:
    with pytest.raises(
        SettingsError, match=r"left for Finnish \(fi\) \(Russian .* in Latn\); name"
    ):
        rank(build_pool("fi", ["ru"]))
    with pytest.raises(SettingsError, match=r"and \d\d+ more\); .* recommend --target el'"):
        rank(build_pool("el"))


def test_a_handful_of_sentences_is_not_drawn_anew(
    text: MakeText, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    lines = ["Kissa istuu talon katolla ."] * 10
    few = rank(build_pool("fi", NEAR, text=text(*lines[1:])), settings=FEW)
    assert few.spread is None and "bootstrap" not in few.signature
    said = verdict(few)[0]
    assert "9 sentences, one a line, are too few to draw anew" in said
    assert rank(build_pool("fi", NEAR, text=text(*lines)), settings=FEW).spread is not None


def test_an_unknown_smoothing_is_a_settings_error() -> None:
    settings = MeasureSettings(smoothing="kneser-ney")
    with pytest.raises(SettingsError, match="kneser-ney"):
        rank(build_pool("fi", ["sv"]), ("perplexity",), settings)


def test_a_measure_named_twice_votes_once(text: MakeText, corpus: MakeCorpus) -> None:
    pool = made_up(text, corpus)
    once = rank(pool, ("perplexity", "training-vocabulary"), FEW)
    twice = rank(pool, ("perplexity", "training-vocabulary", "perplexity"), FEW)
    assert twice.voters == once.voters
    assert twice.combined.tolist() == once.combined.tolist()


def test_progress_names_each_step(text: MakeText, corpus: MakeCorpus) -> None:
    steps: list[str] = []
    rank(made_up(text, corpus), settings=FEW, progress=steps.append)
    assert steps[:3] == ["d_P", "d_V", "d*_V"]
    assert len(steps) == 4


def test_the_target_itself_among_near_languages_is_closest(text: MakeText) -> None:
    """A made-up language that is the target by another name."""
    lines = ("ovi ikkuna katto", "katto lattia seinä", "talo ovi seinä")
    texts = {
        "xb": text("huone kaappi", "pöytä tuoli"),
        "xc": text(*lines),
        "xd": text("katto huone kaappi"),
    }
    corpora = {tag: TrainingCorpus(tuple(tuple(s.split()) for s in t.sentences), t.source)
               for tag, t in texts.items()}  # fmt: skip
    pool = Pool(XA, (XB, XC, XD), text=text(*lines), corpus=corpora["xc"],
                aux_texts=texts, aux_corpora=corpora)  # fmt: skip
    found = rank(pool, settings=FEW)
    assert found.pool.tags[found.order[0]] == "xc"
    assert {name: ranks[1] for name, ranks in found.ranks.items()} == dict.fromkeys(DEFAULT, 1.0)


def test_a_resample_without_a_value_spoils_no_spread(corpus: MakeCorpus) -> None:
    """A draw of one sentence alone can share nothing with a candidate: N = 0 in that draw."""
    corpora = {"xb": corpus("a x"), "xc": corpus("e z")}
    pool = Pool(XA, (XB, XC), corpus=corpus("a b", "c d", "e f"), aux_corpora=corpora)
    measured = training_vocabulary_overlap(pool, FEW)
    assert isinstance(measured, Distances)
    assert measured.replicates is not None
    drawn = measured.replicates
    assert np.isnan(drawn).any()
    spread = rank(pool, ("training-vocabulary",), FEW).spread
    assert spread is not None
    assert np.isfinite([spread.low, spread.high, spread.p_first]).all()
    assert spread.p_first.sum() == pytest.approx(1)
    assert spread.low.min() == 1.0  # whoever has a value is before whoever has none


def test_a_resample_without_a_window_spoils_no_spread(text: MakeText) -> None:
    pool = Pool(
        XA, (XB,), text=text("123", "ovi ikkuna katto"), aux_texts={"xb": text("ovi kaappi")}
    )
    settings = MeasureSettings(order=7, smoothing="gamallo", resamples=50)
    found = rank(pool, ("perplexity",), settings)
    assert found.spread is not None
    assert found.spread.p_first.tolist() == [1.0]


def test_somebody_is_always_a_contender(text: MakeText) -> None:
    """Thirty languages of the same text tie: none is first in a twentieth of the resamples."""
    candidates = tuple(Language(f"y{chr(97 + i // 26)}{chr(97 + i % 26)}", "Y", "Latn")
                       for i in range(30))  # fmt: skip
    texts = {language.tag: text("ovi ikkuna") for language in candidates}
    pool = Pool(XA, candidates, text=text("ovi katto", "ikkuna"), aux_texts=texts)
    found = rank(pool, ("perplexity",), FEW)
    assert found.combined.tolist() == [15.5] * 30
    assert found.contenders


@pytest.mark.parametrize("target", ["fi", "tr", "vi"])
def test_the_whole_pack_is_ranked(target: str) -> None:
    found = rank(build_pool(target, ["all"]))
    assert "perplexity" in found.voters
    assert "vocabulary" in found.voters
    assert len(found.order) == len(found.pool.candidates) > 80
    assert found.combined.sum() == len(found.order) * (len(found.order) + 1) / 2


@pytest.mark.parametrize(
    ("target", "kin"),
    [("es", {"gl", "pt", "ast", "ca"}), ("nn", {"nb", "da", "sv"}), ("sk", {"cs"})],
)
def test_kin_are_found_in_the_pack(target: str, kin: set[str]) -> None:
    found = rank(build_pool(target))
    assert found.pool.tags[found.order[0]] in kin
