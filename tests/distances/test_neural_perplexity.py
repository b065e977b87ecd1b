"""d*_P: its numbers by hand, its rule for unknown characters, and which models it takes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from auxadvisor import pack
from auxadvisor.assets import asset_path
from auxadvisor.distances.neural_perplexity import (
    MOST_SENTENCES,
    character_scores,
    neural_perplexity,
)
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.language_models.char_lstm import (
    ONE_PASS,
    CharLanguageModel,
    Shape,
    log2_probabilities,
)
from auxadvisor.language_models.char_lstm_files import load, save
from auxadvisor.language_models.text import unknown_share
from auxadvisor.pool import build_pool
from auxadvisor.records import Distances, MeasureSettings, Skipped

LINES = ["kissa istuu matolla", "koira nukkuu", "lintu laulaa puussa ja lentää pois"]
QUICK = MeasureSettings(resamples=50, char_models="pack")


def model(letters: str, seed: int = 1) -> CharLanguageModel:
    torch.manual_seed(seed)
    return CharLanguageModel(Shape(("<unk>", *letters), True, 12, 6))


@pytest.fixture
def given(tmp_path: Path) -> dict[str, Path]:
    """Two candidates' own models; the second knows neither ``ä`` nor ``j``."""
    save(model("abcdefghijklmnopqrstuvwxyzäö \n"), tmp_path / "sv", {})
    save(model("abcdefghiklmnopqrstuvwxyz \n", seed=2), tmp_path / "de", {})
    return {"sv": tmp_path / "sv", "de": tmp_path / "de"}


def computed(result: Distances | Skipped) -> Distances:
    assert isinstance(result, Distances), result.reason
    return result


def test_it_is_the_perplexity_per_character_of_the_sentences(given, text) -> None:
    pool = build_pool("fi", ["sv", "de"], text=text(*LINES), aux_models=given)
    found = computed(neural_perplexity(pool, QUICK))
    read = "\n" + "".join(f"{line}\n" for line in LINES)
    stored = json.loads(asset_path(pack.LANGUAGE_MODEL_PERPLEXITIES).read_text())
    alphabet = set(stored["alphabet"])
    for tag, value in zip(found.candidates, found.values, strict=True):
        scores = character_scores(load(given[tag]), read, alphabet)
        assert value == pytest.approx(2.0 ** -scores.mean(), rel=1e-9)
    assert found.replicates is not None and found.replicates.shape == (50, 2)
    low, high = np.quantile(found.replicates, [0, 1], axis=0)
    assert (low < found.values).all() and (found.values < high).all()
    assert found.made_of["models"] == "given" and found.made_of["text"] == "text"


def test_unknown_characters_share_what_the_model_gives_to_unknown() -> None:
    known, text = model("abc\n"), "\nabXcaYb"
    plain = log2_probabilities(known, text, ONE_PASS)
    shared = character_scores(known, text, set("abcXYZQ"))
    unknown = np.array([c in "XY" for c in text[1:]])
    assert np.allclose(shared[~unknown], plain[~unknown], atol=0.02)
    assert np.allclose(shared[unknown], plain[unknown] - 2, atol=0.02)  # X, Y, Z and Q: 4 of them
    assert unknown_share(text, known.shape.characters) == 2 / 8


def test_no_model_gains_by_a_smaller_dictionary() -> None:
    """Over one alphabet, the probabilities of all next characters sum to one."""
    small, alphabet = model("ab\n"), "abcde\n"
    total = sum(2 ** character_scores(small, "\nab" + c, set(alphabet))[-1] for c in alphabet)
    assert total == pytest.approx(1, abs=0.02)


def test_the_share_of_unknown_characters_is_told_where_it_matters(given, text) -> None:
    pool = build_pool("fi", ["sv", "de"], text=text(*LINES), aux_models=given)
    found = computed(neural_perplexity(pool, QUICK))
    share = unknown_share("\n" + "\n".join([*LINES, ""]), "abcdefghiklmnopqrstuvwxyz \n")
    assert found.made_of["de"] == f"{share:.2%} unknown characters"
    assert found.made_of["sv"] == "0.00% unknown characters"
    assert any(f"(de {share:.1%})" in note for note in found.notes)


def test_long_texts_are_sampled_and_say_so(given, text) -> None:
    many = text(*(f"{line} {number}" for number in range(1000) for line in LINES))
    pool = build_pool("fi", ["sv", "de"], text=many, aux_models=given)
    found = computed(neural_perplexity(pool, replace(QUICK, resamples=3)))
    assert any(f"a sample of {MOST_SENTENCES:,} of the text's 3,000" in n for n in found.notes)
    again = computed(neural_perplexity(pool, replace(QUICK, resamples=3)))
    assert np.array_equal(found.values, again.values)


def test_raw_text_is_tokenised_and_a_corpus_is_not(given, text, corpus) -> None:
    raw = build_pool("fi", ["sv", "de"], text=text(*["kissa, ja koira"] * 9), aux_models=given)
    rows = corpus(*["kissa , ja koira"] * 9)
    tagged = build_pool("fi", ["sv", "de"], corpus=rows, aux_models=given)
    values = [computed(neural_perplexity(pool, QUICK)).values for pool in (raw, tagged)]
    assert np.array_equal(*values)


def test_the_packs_models_read_the_users_text(text) -> None:
    pool = build_pool("fi", ["en", "de", "nl"], text=text(*LINES * 5))
    found = computed(neural_perplexity(pool, QUICK))
    assert found.covered.all() and found.made_of["models"] == "pack"
    own = build_pool("en", ["fi", "de", "nl"], text=text(*LINES * 5))
    assert computed(neural_perplexity(own, QUICK)).values[0] < 0.5 * found.values.min()


def test_without_text_the_packs_figures_are_taken() -> None:
    found = computed(neural_perplexity(build_pool("fi", ["de", "en", "lb"]), QUICK))
    stored = json.loads(asset_path(pack.LANGUAGE_MODEL_PERPLEXITIES).read_text())
    assert found.values[0] == stored["perplexities"]["fi"]["de"]["perplexity"]
    assert np.isnan(found.values[2]) and "no character model of it" in found.missing["lb"]
    assert found.replicates is None and found.made_of["text"] == "pack's test text"


def test_reasons_for_having_nothing(given) -> None:
    none = neural_perplexity(build_pool("fi", ["lb"]), QUICK)
    assert isinstance(none, Skipped) and "lb: the pack has no character model" in none.reason
    untold = neural_perplexity(build_pool("fi", ["sv", "de"], aux_models=given), QUICK)
    assert isinstance(untold, Skipped) and "need --text or --corpus" in untold.reason
    one = {"sv": given["sv"]}
    for tags in (["sv", "de"], ["sv", "lb"], ["sv"]):
        mixed = neural_perplexity(build_pool("fi", tags, aux_models=one), QUICK)
        assert isinstance(mixed, Skipped) and "need --text or --corpus" in mixed.reason
    far = neural_perplexity(build_pool("lb", ["de"]), QUICK)
    assert isinstance(far, Skipped) and "no test text of Luxembourgish" in far.reason
    with pytest.raises(SettingsError, match="--char-models 'best'"):
        neural_perplexity(build_pool("fi", ["de"]), replace(QUICK, char_models="best"))


def test_a_backward_model_is_refused(tmp_path: Path, text) -> None:
    backward = CharLanguageModel(replace(model("abc \n").shape, is_forward=False))
    save(backward, tmp_path / "sv", {})
    pool = build_pool("fi", ["sv", "de"], text=text(*LINES), aux_models={"sv": tmp_path / "sv"})
    with pytest.raises(DataError, match="sv: expected a forward language model, found a backward"):
        neural_perplexity(pool, QUICK)


def test_blank_lines_are_not_read(given, text) -> None:
    values, blanks = [], [" ", "\t", " "]
    for lines in (LINES, [line for pair in zip(LINES, blanks, strict=True) for line in pair]):
        pool = build_pool("fi", ["sv", "de"], text=text(*lines), aux_models=given)
        values.append(computed(neural_perplexity(pool, QUICK)).values)
    assert np.array_equal(*values)


def test_a_mix_of_given_and_packed_models_is_told(given, text) -> None:
    one = {"sv": given["sv"]}
    pool = build_pool("fi", ["sv", "de"], text=text(*LINES), aux_models=one)
    found = computed(neural_perplexity(pool, QUICK))
    assert any("d*_P mixes models: sv given by you, the others pack's" in n for n in found.notes)


def test_torch_may_be_missing(given, text, monkeypatch) -> None:
    module = sys.modules["auxadvisor.distances.neural_perplexity"]
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    pool = build_pool("fi", ["sv", "de"], text=text(*LINES), aux_models=given)
    found = neural_perplexity(pool, QUICK)
    assert isinstance(found, Skipped) and "pip install 'auxadvisor[train]'" in found.reason
