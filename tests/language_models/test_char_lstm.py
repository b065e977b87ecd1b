"""The character LSTM's numbers: against flair's own, and against one pass of itself."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from auxadvisor.language_models.char_lstm import (
    ONE_PASS,
    UNKNOWN,
    CharLanguageModel,
    Layout,
    Shape,
    device_named,
    encode,
    log2_probabilities,
    perplexity,
)

LETTERS = tuple("abcdefghijklmnopqrstuvwxyzäö .,\n")
TEXT = "\nkissa istuu matolla , ja koira nukkuu sängyn alla .\nsade lakkasi , linnut lauloivat .\n"


def random_model(forward: bool = True, hidden: int = 16, **sizes: int | None) -> CharLanguageModel:
    torch.manual_seed(7)
    shape = Shape(("<unk>", *LETTERS), forward, hidden, 8, **sizes)
    model = CharLanguageModel(shape)
    for weights in model.parameters():
        torch.nn.init.normal_(weights, std=0.5)
    return model


@pytest.mark.parametrize("forward", [True, False])
def test_one_pass_multiplies_the_probabilities_of_single_steps(forward: bool) -> None:
    model = random_model(forward)
    read = TEXT if forward else TEXT[::-1]
    state, expected = model.initial_state(1), []
    with torch.no_grad():
        for this, following in pairwise(read):
            ids = torch.from_numpy(encode(this, model.shape.characters).astype(np.int64))[None]
            scores, state = model(ids, state)
            target = encode(following, model.shape.characters)[0]
            expected.append(float(scores[0, 0].log_softmax(-1)[target]) / math.log(2))
    found = log2_probabilities(model, TEXT, ONE_PASS)
    assert np.allclose(found, expected if forward else expected[::-1], atol=1e-5)


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_chunks_carry_the_state(forward: bool, chunk: int) -> None:
    model = random_model(forward)
    whole = log2_probabilities(model, TEXT, ONE_PASS)
    cut = log2_probabilities(model, TEXT, Layout(rows=1, chunk=chunk))
    assert np.allclose(cut, whole, atol=1e-5)


@pytest.mark.parametrize("forward", [True, False])
def test_rows_that_read_all_before_them_score_as_one_pass(forward: bool) -> None:
    model = random_model(forward)
    text = TEXT * 5
    rows = log2_probabilities(model, text, Layout(rows=4, least=20, warm_up=len(text), chunk=32))
    assert np.allclose(rows, log2_probabilities(model, text, ONE_PASS), atol=1e-4)


def test_rows_without_warm_up_start_from_nothing() -> None:
    model = random_model()
    text = TEXT * 5
    cold = log2_probabilities(model, text, Layout(rows=4, least=20, warm_up=0))
    once = log2_probabilities(model, text, ONE_PASS)
    length = -(-(len(text) - 1) // 4)
    assert np.allclose(cold[:length], once[:length], atol=1e-4)
    assert not np.allclose(cold[length : length + 3], once[length : length + 3], atol=1e-4)


@pytest.mark.parametrize("characters", [1, 2, 3, 63, 64, 65, 1023, 2048, 2049])
def test_every_length_is_scored_whole(characters: int) -> None:
    text = (TEXT * 30)[: characters + 1]
    found = log2_probabilities(random_model(), text, Layout(rows=8, least=16, warm_up=5, chunk=64))
    assert found.shape == (characters,) and (found < 0).all()


def test_a_text_without_a_character_to_predict_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than two characters"):
        log2_probabilities(random_model(), "a")


def test_characters_outside_the_dictionary_are_one_unknown() -> None:
    model = random_model()
    assert encode("aЖ🙂\ud800z", model.shape.characters).tolist()[1:4] == [UNKNOWN] * 3
    assert perplexity(model, "aЖb", ONE_PASS) == perplexity(model, "a🙂b", ONE_PASS)


def test_layers_and_a_projection_are_read() -> None:
    model = random_model(layers=2, output_size=5)
    states, _ = model.states(torch.zeros(3, 4, dtype=torch.int64), model.initial_state(3))
    assert states.shape == (3, 4, 5) and model.shape.state_size == 5
    assert perplexity(model, TEXT) > 1


def test_bfloat16_is_close() -> None:
    model = random_model(hidden=64)
    exact = perplexity(model, TEXT * 10)
    assert perplexity(model, TEXT * 10, precision=torch.bfloat16) == pytest.approx(exact, rel=0.02)


def test_devices_by_name() -> None:
    assert device_named("cpu").type == "cpu"
    assert device_named("auto").type in ("cpu", "cuda", "mps")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("forward", [True, False])
def test_perplexity_is_that_of_flair_with_its_published_architecture(
    forward: bool, tmp_path: Path
) -> None:
    """Hidden 2048, embedding 100, one layer: flair's large models, with random weights."""
    from flair.data import Dictionary
    from flair.models import LanguageModel

    from auxadvisor.language_models.flair_files import read_flair

    items = Dictionary()
    for letter in LETTERS:
        items.add_item(letter)
    torch.manual_seed(3)
    theirs = LanguageModel(items, is_forward_lm=forward, hidden_size=2048, nlayers=1)
    theirs.decoder.weight.data.mul_(5)  # so that the numbers are not all alike
    theirs.eval()
    theirs.save(tmp_path / "lm.pt")
    ours = read_flair(tmp_path / "lm.pt")
    text = TEXT + "Ünknown Ж letters\n"
    expected = theirs.calculate_perplexity(text)
    assert perplexity(ours, text, ONE_PASS) == pytest.approx(expected, rel=1e-4)
