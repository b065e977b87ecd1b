"""d*_V on corpora given by the user and on the pack's, against sets of words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from auxadvisor.distances.resampling import resampled_counts
from auxadvisor.distances.training_vocabulary import training_vocabulary_overlap
from auxadvisor.languages import Language, resolve
from auxadvisor.pack import TRAINING_WORDS, load_word_lists
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped, TrainingCorpus

from .oracles import literal_overlap, words_of

Corpus = Callable[..., TrainingCorpus]
XA, XB, XC, XD = (Language(f"x{letter}", letter.upper(), "Latn") for letter in "abcd")
NO_RESAMPLES = MeasureSettings(resamples=0)


def computed(pool: Pool, settings: MeasureSettings = NO_RESAMPLES) -> Distances:
    found = training_vocabulary_overlap(pool, settings)
    assert isinstance(found, Distances)
    return found


def test_corpora_given_are_compared_by_their_cased_types(corpus: Corpus) -> None:
    target = corpus("Der Hund bellt laut .", "der Hund", "Haus Garten Weg")
    given = {"xb": corpus("Der Garten ."), "xc": corpus("der hund Haus Weg ."), "xd": corpus("lo")}
    found = computed(Pool(XA, (XB, XC, XD), corpus=target, aux_corpora=given))
    sets = [{t for s in c.sentences for t in s} for c in (target, *given.values())]
    np.testing.assert_allclose(found.values, literal_overlap(sets[0], sets[1:]))
    assert found.values[:2].tolist() == [1.0, 1.0 * 4 / 4]
    assert found.closer == "higher"
    sources = dict.fromkeys(("target", "xb", "xc", "xd"), "given")
    assert found.made_of == {"types": "cased"} | sources


def test_a_corpus_that_shares_nothing_has_no_value_and_says_why(corpus: Corpus) -> None:
    given = {"xb": corpus("a b"), "xc": corpus("q w")}
    found = computed(Pool(XA, (XB, XC), corpus=corpus("a c"), aux_corpora=given))
    assert found.values[0] == 1.0
    assert np.isnan(found.values[1])
    assert found.missing.keys() == {"xc"}
    assert "N = 0" in found.missing["xc"]
    assert found.covered.tolist() == [True, False]


def test_nothing_shared_at_all_is_skipped(corpus: Corpus) -> None:
    pool = Pool(XA, (XB,), corpus=corpus("a"), aux_corpora={"xb": corpus("b")})
    found = training_vocabulary_overlap(pool, NO_RESAMPLES)
    assert isinstance(found, Skipped)
    assert "N = 0" in found.reason


def test_identical_corpora_overlap_wholly(corpus: Corpus) -> None:
    same = corpus("yksi kaksi", "kolme")
    pool = Pool(XA, (XB, XC), corpus=same, aux_corpora={"xb": same, "xc": corpus("kaksi neljä")})
    assert computed(pool).values[0] == 1.0


def test_candidates_without_corpus_are_missing_and_do_not_count(corpus: Corpus) -> None:
    target, one = corpus("a b c"), corpus("a d")
    alone = computed(Pool(XA, (XB,), corpus=target, aux_corpora={"xb": one}))
    found = computed(Pool(XA, (XC, XB), corpus=target, aux_corpora={"xb": one}))
    assert found.values[1] == alone.values[0]
    assert found.missing == {"xc": "no training corpus; give --aux-corpus"}


def test_without_corpora_it_is_skipped_with_the_advice(corpus: Corpus) -> None:
    nothing = training_vocabulary_overlap(Pool(XA, (resolve("fi"),)), NO_RESAMPLES)
    assert isinstance(nothing, Skipped)
    assert "--corpus" in nothing.reason
    alone = training_vocabulary_overlap(Pool(XA, (XB,), corpus=corpus("a")), NO_RESAMPLES)
    assert isinstance(alone, Skipped)
    assert "--aux-corpus" in alone.reason


def test_the_pack_stands_in_for_corpora_not_given() -> None:
    tags = ("de", "en", "es", "nl")
    pool = Pool(resolve("fi"), tuple(resolve(tag) for tag in tags))
    found = computed(pool, MeasureSettings(resamples=20))
    assert found.replicates is None
    assert not found.missing
    names = [f"{tag}/ner/{found.made_of[tag]}" for tag in tags]
    names.insert(0, f"fi/ner/{found.made_of['target']}")
    sets = [words_of(TRAINING_WORDS, name) for name in names]
    np.testing.assert_allclose(found.values, literal_overlap(sets[0], sets[1:]))
    assert found.made_of["de"] == "de_mobie"
    assert found.made_of["en"] == "en_ewt_uner"


def test_a_corpus_of_word_tags_is_compared_with_the_packs_of_its_kind(corpus: Corpus) -> None:
    names = load_word_lists(TRAINING_WORDS).names
    pool = Pool(resolve("fi"), (resolve("de"),), corpus=corpus("In der .", tagged_spans=False))
    corpora = {task: computed(pool_of(pool, task)).made_of["de"] for task in ("ner", "pos")}
    for task, name in corpora.items():
        assert f"de/{task}/{name}" in names


def pool_of(pool: Pool, task: str) -> Pool:
    assert pool.corpus is not None
    tagged = TrainingCorpus(pool.corpus.sentences, pool.corpus.source, task == "ner")
    return Pool(pool.target, pool.candidates, corpus=tagged)


def test_a_corpus_given_is_compared_with_the_packs_words(corpus: Corpus) -> None:
    target = corpus("Berlin und Helsinki", "xyzzy .")
    found = computed(Pool(resolve("fi"), (resolve("de"), resolve("nl")), corpus=target))
    sets = [words_of(TRAINING_WORDS, f"{tag}/ner/{found.made_of[tag]}") for tag in ("de", "nl")]
    types = {token for sentence in target.sentences for token in sentence}
    np.testing.assert_allclose(found.values, literal_overlap(types, sets))


@pytest.mark.parametrize("seed", [1, 2])
def test_replicates_are_those_of_the_sentences_drawn(corpus: Corpus, seed: int) -> None:
    target = corpus("a b", "c d e", "a f f", "g", "h i")
    given = {"xb": corpus("a c g z"), "xc": corpus("b e h z q"), "xd": corpus("q f")}
    pool = Pool(XA, (XB, XC, XD), corpus=target, aux_corpora=given)
    found = computed(pool, MeasureSettings(resamples=70, seed=seed))
    assert found.replicates is not None
    sets = [{t for s in c.sentences for t in s} for c in given.values()]
    for block, counts in resampled_counts(5, 70, seed):
        for row, drawn in zip(found.replicates[block], counts, strict=True):
            chosen = [s for s, count in zip(target.sentences, drawn, strict=True) if count]
            np.testing.assert_allclose(row, literal_overlap({t for s in chosen for t in s}, sets))
    assert computed(pool).replicates is None
