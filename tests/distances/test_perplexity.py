"""d_P: which text and which models it takes, and its replicates recomputed one by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.distances.perplexity import SMOOTHINGS, character_perplexity
from auxadvisor.distances.resampling import resampled_counts
from auxadvisor.inputs import read_text
from auxadvisor.language_models.char_ngram import WittenBell, count_ngrams, perplexity
from auxadvisor.language_models.gamallo import Gamallo, count_stream, respell
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import predicted_characters
from auxadvisor.languages import Language, resolve
from auxadvisor.pack import HELD_OUT, MODELS, load_ngram_counts
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped, Text, TrainingCorpus

MakeText = Callable[..., Text]
MakeCorpus = Callable[..., TrainingCorpus]
XA, XB, XC = (Language(f"x{letter}", letter.upper(), "Latn") for letter in "abc")
FI, ET, SV, DE = (resolve(tag) for tag in ("fi", "et", "sv", "de"))
SETTINGS = MeasureSettings(resamples=0)
FINNISH = ("Hän asuu kaupungissa.", "Talo on punainen!", "Missä kirjasto on?", "Sataa vettä taas")
GERMAN = ("Sie wohnt in der Stadt", "Das Haus ist rot")
SWEDISH = ("Hon bor i staden", "Huset är rött och stort")


def computed(pool: Pool, settings: MeasureSettings = SETTINGS) -> Distances:
    found = character_perplexity(pool, settings)
    assert isinstance(found, Distances)
    return found


def skipped(pool: Pool, settings: MeasureSettings = SETTINGS) -> str:
    found = character_perplexity(pool, settings)
    assert isinstance(found, Skipped)
    assert (found.measure, found.symbol) == ("perplexity", "d_P")
    return found.reason


def literal(text: tuple[str, ...], models: list[tuple[str, ...]], order: int) -> list[float]:
    """Perplexity of a text under a model of each of some texts, one language at a time."""
    sentences = [kept for line in text if (kept := normalise(line))]
    values = []
    for model in models:
        counts = count_ngrams({"one": [kept for line in model if (kept := normalise(line))]}, order)
        score = WittenBell(counts).sentence_scores(sentences).sum()
        values.append(float(perplexity(score, predicted_characters(sentences).sum())))
    return values


def of_pack(text: tuple[str, ...], tags: tuple[str, ...], order: int) -> list[float]:
    sentences = [kept for line in text if (kept := normalise(line))]
    model = WittenBell(load_ngram_counts(MODELS).of(tags).at_order(order))
    total = model.sentence_scores(sentences).sum(axis=0)
    return perplexity(total, predicted_characters(sentences).sum()).tolist()


@pytest.mark.parametrize("order", [1, 4, 7])
def test_models_of_the_users_texts(text: MakeText, order: int) -> None:
    texts = {"xb": text(*GERMAN), "xc": text(*SWEDISH)}
    pool = Pool(XA, (XB, XC), text=text(*FINNISH), aux_texts=texts)
    found = computed(pool, replace(SETTINGS, order=order))
    np.testing.assert_allclose(found.values, literal(FINNISH, [GERMAN, SWEDISH], order))
    assert found.closer == "lower"
    assert found.made_of == {"order": str(order), "smoothing": "witten-bell", "text": "text"}
    assert found.replicates is None
    assert found.notes == ()


def test_the_direction_is_the_candidates_model_on_the_targets_text(text: MakeText) -> None:
    """A candidate that holds the target and more foresees it; the other way round it would not."""
    wide, narrow = ("aa bb cc dd", "ee ff gg hh aa bb"), ("aa bb", "aa bb")
    found = computed(Pool(XA, (XB,), text=text(*narrow), aux_texts={"xb": text(*wide)}))
    assert found.values.tolist() == pytest.approx(literal(narrow, [wide], 4))
    assert found.values[0] < literal(wide, [narrow], 4)[0] / 2


@pytest.mark.parametrize("order", [1, 2, 4])
def test_models_of_the_pack(text: MakeText, order: int) -> None:
    found = computed(Pool(FI, (ET, SV), text=text(*FINNISH)), replace(SETTINGS, order=order))
    np.testing.assert_allclose(found.values, of_pack(FINNISH, ("et", "sv"), order))


def test_text_goes_before_corpus_and_corpus_before_held_out_counts(
    text: MakeText, corpus: MakeCorpus
) -> None:
    other = ("kissa istuu ikkunalla", "koira nukkuu")
    pool = Pool(FI, (ET, SV), text=text(*FINNISH), corpus=corpus(*other))
    both = computed(pool)
    assert both.made_of["text"] == "text"
    np.testing.assert_allclose(both.values, of_pack(FINNISH, ("et", "sv"), 4))
    only_corpus = computed(replace(pool, text=None))
    assert only_corpus.made_of["text"] == "corpus"
    np.testing.assert_allclose(only_corpus.values, of_pack(other, ("et", "sv"), 4))
    neither = computed(replace(pool, text=None, corpus=None), MeasureSettings(resamples=10))
    assert neither.made_of["text"] == "held-out counts"
    held_out = load_ngram_counts(HELD_OUT).of(("fi",))
    scores = WittenBell(load_ngram_counts(MODELS).of(("et", "sv"))).count_scores(held_out)
    np.testing.assert_allclose(neither.values, perplexity(scores, held_out.counts.sum()))
    assert neither.replicates is None


@pytest.mark.parametrize("tag", ["fi", "de", "nl", "es", "en"])
def test_the_held_out_text_is_foreseen_best_by_its_own_language(tag: str) -> None:
    models = load_ngram_counts(MODELS)
    held_out = load_ngram_counts(HELD_OUT).of((tag,))
    near = ("fi", "et", "de", "nl", "en", "sv", "es", "pt", "fr")
    scores = WittenBell(models.of(near)).count_scores(held_out)
    assert near[int(scores.argmax())] == tag


def test_aux_text_takes_the_place_of_the_packs_model(text: MakeText) -> None:
    pool = Pool(FI, (ET, SV), text=text(*FINNISH), aux_texts={"sv": text(*SWEDISH)})
    found = computed(pool)
    expected = [*of_pack(FINNISH, ("et",), 4), *literal(FINNISH, [SWEDISH], 4)]
    np.testing.assert_allclose(found.values, expected)
    assert any("mixes models: sv trained on your text" in note for note in found.notes)


def test_a_candidate_outside_the_pack_is_modelled_by_its_corpus(
    text: MakeText, corpus: MakeCorpus
) -> None:
    pool = Pool(XA, (XB, SV), text=text(*FINNISH), aux_corpora={"xb": corpus(*GERMAN)})
    found = computed(pool)
    expected = [*literal(FINNISH, [GERMAN], 4), *of_pack(FINNISH, ("sv",), 4)]
    np.testing.assert_allclose(found.values, expected)


def test_what_has_no_model_is_missing_with_the_advice(text: MakeText) -> None:
    found = computed(Pool(FI, (XB, SV), text=text(*FINNISH)))
    assert np.isnan(found.values).tolist() == [True, False]
    assert found.missing == {"xb": "the pack has no model of it; give --aux-text xb=FILE"}


def test_an_order_above_the_packs_is_skipped_with_the_advice(text: MakeText) -> None:
    high = replace(SETTINGS, order=5)
    reason = skipped(Pool(FI, (ET, SV), text=text(*FINNISH)), high)
    assert "up to order 4" in reason
    assert "--aux-text" in reason
    given = Pool(FI, (ET,), aux_texts={"et": text(*SWEDISH)})
    reason = skipped(given, high)
    assert "up to order 4" in reason
    assert "--text or --corpus" in reason


def test_a_candidate_whose_pack_model_is_of_a_lower_order_says_so(text: MakeText) -> None:
    pool = Pool(FI, (ET, SV), text=text(*FINNISH), aux_texts={"sv": text(*SWEDISH)})
    found = computed(pool, replace(SETTINGS, order=6))
    assert found.covered.tolist() == [False, True]
    assert "order" in found.missing["et"]
    assert "no model" not in found.missing["et"]


def test_what_cannot_be_measured_is_skipped(text: MakeText) -> None:
    assert "--text or --corpus" in skipped(Pool(XA, (FI,)))
    assert "--aux-text" in skipped(Pool(XA, (XB,), text=text(*FINNISH)))
    assert "no letters" in skipped(Pool(FI, (ET,), text=text("1234", "5 + 6")))


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_a_candidates_text_without_letters_makes_no_model(text: MakeText, smoothing: str) -> None:
    texts = {"xb": text("1 2 3", "4"), "xc": text(*SWEDISH)}
    pool = Pool(XA, (XB, XC), text=text(*FINNISH), aux_texts=texts)
    found = computed(pool, replace(SETTINGS, smoothing=smoothing))
    assert found.covered.tolist() == [False, True]
    assert found.missing.keys() == {"xb"}


def test_gamallo_is_his_model_on_running_text(text: MakeText) -> None:
    texts = {"xb": text(*GERMAN), "xc": text(*SWEDISH)}
    pool = Pool(XA, (XB, XC), text=text(*FINNISH), aux_texts=texts)
    found = computed(pool, replace(SETTINGS, order=7, smoothing="gamallo"))
    for value, lines in zip(found.values, (GERMAN, SWEDISH), strict=True):
        model = Gamallo(count_stream({"one": [respell(line) for line in lines]}, 7))
        scores, characters = model.line_scores([respell(line) for line in FINNISH])
        assert value == pytest.approx(float(perplexity(scores.sum(), characters.sum())))
    assert found.made_of["smoothing"] == "gamallo"


def test_gamallo_without_running_text_is_skipped_with_the_advice(text: MakeText) -> None:
    settings = replace(SETTINGS, smoothing="gamallo")
    assert "--text or --corpus" in skipped(Pool(FI, (ET,)), settings)
    assert "--aux-text" in skipped(Pool(FI, (ET,), text=text(*FINNISH)), settings)
    texts = {"et": text(*SWEDISH)}
    found = computed(Pool(FI, (ET, SV), text=text(*FINNISH), aux_texts=texts), settings)
    assert found.missing.keys() == {"sv"}
    assert found.missing["sv"].endswith("give --aux-text sv=FILE")


@pytest.mark.parametrize("order", range(1, 8))
def test_gamallo_of_a_text_without_letters_is_skipped(text: MakeText, order: int) -> None:
    pool = Pool(XA, (XB,), text=text("123"), aux_texts={"xb": text(*SWEDISH)})
    skipped(pool, replace(SETTINGS, order=order, smoothing="gamallo"))


def test_gamallo_reproduces_the_scripts_from_the_files(shared_data: Path) -> None:
    """``golden/gamallo.json``: figures printed by github.com/gamallo/Perplexity (f71578a)."""
    folder = shared_data.parent / "golden"
    if not (folder / "gamallo.json").is_file():
        pytest.skip(f"no golden figures in {folder}")
    figures = json.loads((folder / "gamallo.json").read_text(encoding="utf-8"))["on_test_texts"]
    names = {"gz": XA, "pt": XB, "es": XC}
    texts = {
        language.tag: read_text(folder / "gamallo" / "train" / f"{name}.txt")
        for name, language in names.items()
    }
    for name in names:
        target = Language("xt", "T", "Latn")
        given = read_text(folder / "gamallo" / "test" / f"{name}.txt")
        pool = Pool(target, tuple(names.values()), text=given, aux_texts=texts)
        found = computed(pool, replace(SETTINGS, order=7, smoothing="gamallo"))
        expected = {f["lm"]: f["perplexity"] for f in figures if f["text"] == name}
        assert dict(zip(names, found.values, strict=True)) == pytest.approx(expected, rel=1e-6)


def test_replicates_are_those_of_the_sentences_drawn(text: MakeText) -> None:
    texts = {"xb": text(*GERMAN), "xc": text(*SWEDISH)}
    pool = Pool(XA, (XB, XC), text=text(*FINNISH), aux_texts=texts)
    found = computed(pool, MeasureSettings(order=3, resamples=60, seed=5))
    assert found.replicates is not None
    assert found.replicates.shape == (60, 2)
    for block, counts in resampled_counts(len(FINNISH), 60, 5):
        for row, drawn in zip(found.replicates[block], counts, strict=True):
            chosen = tuple(np.repeat(FINNISH, drawn.astype(int)).tolist())
            np.testing.assert_allclose(row, literal(chosen, [GERMAN, SWEDISH], 3), rtol=1e-6)


def test_a_corpus_is_drawn_for_both_measures_alike(corpus: MakeCorpus) -> None:
    """The draws count the corpus's sentences, one without letters too, as those of d*_V do."""
    lines = (FINNISH[0], "1952 .", *FINNISH[1:])
    pool = Pool(XA, (XB,), corpus=corpus(*lines), aux_corpora={"xb": corpus(*GERMAN)})
    found = computed(pool, MeasureSettings(order=2, resamples=60, seed=2))
    assert found.replicates is not None
    for block, counts in resampled_counts(len(lines), 60, 2):
        for row, drawn in zip(found.replicates[block], counts, strict=True):
            chosen = tuple(np.repeat(lines, drawn.astype(int)).tolist())
            np.testing.assert_allclose(row, literal(chosen, [GERMAN], 2), rtol=1e-6)


@pytest.mark.parametrize("seed", [1, 2])
def test_more_sentences_than_allowed_are_sampled(text: MakeText, seed: int) -> None:
    sentences = [f"{word} {other}" for word in FINNISH for other in SWEDISH]
    pool = Pool(XA, (XB,), text=text(*sentences), aux_texts={"xb": text(*GERMAN)})
    settings = MeasureSettings(resamples=0, seed=seed, max_sentences=3)
    found = computed(pool, settings)
    assert found.values.tolist() == computed(pool, settings).values.tolist()
    from itertools import combinations

    possible = [literal(drawn, [GERMAN], 4)[0] for drawn in combinations(sentences, 3)]
    assert np.isclose(possible, found.values[0]).any()
    assert found.values[0] != pytest.approx(computed(pool).values[0])
    assert any("sample of 3 of" in note and f"seed {seed}" in note for note in found.notes)


def test_a_sample_drawn_while_reading_is_noted(text: MakeText) -> None:
    texts = {"xb": text(*GERMAN)}
    pool = Pool(XA, (XB,), text=text(*FINNISH, found=12_345), aux_texts=texts)
    notes = computed(pool).notes
    assert any("sample of 4 of the text's 12,345 sentences (seed 1)" in note for note in notes)


def test_a_sampled_corpus_is_noted(corpus: MakeCorpus, text: MakeText) -> None:
    pool = Pool(XA, (XB,), corpus=corpus(*FINNISH), aux_texts={"xb": text(*GERMAN)})
    notes = computed(pool, replace(SETTINGS, max_sentences=2)).notes
    assert any("sample of 2" in note for note in notes)


def test_a_sampled_aux_text_is_noted(text: MakeText) -> None:
    texts = {"xb": text(*GERMAN, found=54_321)}
    notes = computed(Pool(XA, (XB,), text=text(*FINNISH), aux_texts=texts)).notes
    assert any("54,321" in note for note in notes)


def test_perplexity_lies_between_one_and_the_uniform_models(text: MakeText) -> None:
    texts = {"xb": text("ж щ"), "xc": text(*FINNISH)}
    found = computed(Pool(XA, (XB, XC), text=text(*FINNISH), aux_texts=texts))
    assert 1 < found.values[1] < found.values[0] <= 2**16
