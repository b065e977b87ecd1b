"""Models on disk: ours both ways, flair's with its weights only."""

from __future__ import annotations

import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from auxadvisor.errors import DataError
from auxadvisor.json_values import SEAL, sealed
from auxadvisor.language_models.char_lstm import ONE_PASS, CharLanguageModel, Shape, perplexity
from auxadvisor.language_models.char_lstm_files import (
    load,
    read_about,
    read_flair,
    read_model,
    save,
)

CHARACTERS = ("<unk>", *"abcdefghijklmnopqrstuvwxyzäö .,\n")
TEXT = "\nsade lakkasi , linnut lauloivat .\n"


@pytest.fixture
def model() -> CharLanguageModel:
    torch.manual_seed(5)
    return CharLanguageModel(Shape(CHARACTERS, True, 24, 8))


@pytest.fixture
def flair_file(tmp_path: Path) -> Path:
    """A model as flair writes it, after flair has used its dictionary."""
    from flair.data import Dictionary
    from flair.models import LanguageModel

    items = Dictionary()
    for character in CHARACTERS[1:]:
        items.add_item(character)
    items.get_idx_for_items(["a"])  # leaves a defaultdict in it
    LanguageModel(items, is_forward_lm=False, hidden_size=12, nlayers=2).save(tmp_path / "lm.pt")
    return tmp_path / "lm.pt"


def test_a_saved_model_is_read_back_as_it_was(model: CharLanguageModel, tmp_path: Path) -> None:
    save(model, tmp_path / "fi", {"seconds": 3})
    again = read_model(tmp_path / "fi")
    assert again.shape == model.shape and not again.training
    for name, weights in model.state_dict().items():
        assert torch.equal(again.state_dict()[name], weights)
    assert read_about(tmp_path / "fi")["training"] == {"seconds": 3}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fi.json", "fi.safetensors"]
    assert load(tmp_path / "fi.safetensors").shape == load(tmp_path / "fi.json").shape


def test_eight_bits_are_a_quarter_of_the_size_and_nearly_the_same(
    model: CharLanguageModel, tmp_path: Path
) -> None:
    save(model, tmp_path / "whole", {})
    save(model, tmp_path / "small", {}, eight_bits=True)
    small = load(tmp_path / "small")
    for name, weights in model.state_dict().items():
        if weights.dim() == 2:
            most = weights.abs().amax(dim=1, keepdim=True) / 127
            assert ((small.state_dict()[name] - weights).abs() <= most * 0.501).all()
        else:
            assert torch.equal(small.state_dict()[name], weights)
    assert perplexity(small, TEXT) == pytest.approx(perplexity(model, TEXT), rel=0.01)
    sizes = [(tmp_path / f"{name}.safetensors").stat().st_size for name in ("whole", "small")]
    assert sizes[1] < 0.45 * sizes[0]


def test_a_row_of_zeros_survives_eight_bits(model: CharLanguageModel, tmp_path: Path) -> None:
    with torch.no_grad():
        model.encoder.weight[3] = 0
    save(model, tmp_path / "m", {}, eight_bits=True)
    assert torch.equal(load(tmp_path / "m").encoder.weight[3], torch.zeros(8))


def damage_shape(folder: Path) -> None:
    about = json.loads((folder / "m.json").read_text())
    del about[SEAL]
    about["shape"]["hidden_size"] = 25
    (folder / "m.json").write_text(json.dumps(sealed(about)))


def cut_weights(folder: Path) -> None:
    whole = (folder / "m.safetensors").read_bytes()
    (folder / "m.safetensors").write_bytes(whole[: len(whole) // 2])


DAMAGE = {
    "m.json: expected a model's JSON file": lambda f: (f / "m.json").unlink(),
    "m.json: expected 'auxadvisor character language model', format 1": lambda f: (
        f / "m.json"
    ).write_text("{}"),
    "m.safetensors: expected weights of the stated sizes": damage_shape,
    "m.safetensors: expected the model's weights": cut_weights,
    "No such file": lambda f: (f / "m.safetensors").unlink(),
}


def test_a_changed_bit_of_flairs_file_is_noticed(flair_file: Path) -> None:
    """torch reads a zip archive without a look at its checksums."""
    with zipfile.ZipFile(flair_file) as archive:
        largest = max(archive.infolist(), key=lambda entry: entry.file_size)
    content = bytearray(flair_file.read_bytes())
    content[largest.header_offset + largest.file_size // 2] ^= 1
    flair_file.write_bytes(content)
    with pytest.raises(DataError, match="a wrong checksum of"):
        read_model(flair_file)


@pytest.mark.parametrize("message", DAMAGE)
def test_a_damaged_model_is_named(message: str, model: CharLanguageModel, tmp_path: Path) -> None:
    save(model, tmp_path / "m", {})
    DAMAGE[message](tmp_path)
    with pytest.raises(DataError) as raised:
        load(tmp_path / "m")
    assert message in str(raised.value)


def test_flairs_own_file_is_read_with_its_weights_and_sizes(flair_file: Path) -> None:
    from flair.models import LanguageModel

    theirs = LanguageModel.load_language_model(flair_file)
    ours = read_model(flair_file)
    assert ours.shape == Shape(CHARACTERS, False, 12, 100, layers=2)
    assert perplexity(ours, TEXT, ONE_PASS) == pytest.approx(
        theirs.calculate_perplexity(TEXT), rel=1e-4
    )


def test_flairs_checkpoint_is_read_too(tmp_path: Path) -> None:
    from flair.data import Dictionary
    from flair.models import LanguageModel

    model = LanguageModel(Dictionary(), is_forward_lm=True, hidden_size=4, nlayers=1, nout=3)
    model.save_checkpoint(tmp_path / "c.pt", torch.optim.SGD(model.parameters(), 1.0), 3, 1, 2.0)
    assert read_flair(tmp_path / "c.pt").shape.output_size == 3


class Attack:
    """Runs a command when it is unpickled by a reader that runs what it reads."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.trace}",)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_file_that_would_run_code_is_refused_and_not_run(tmp_path: Path, zipped: bool) -> None:
    trace, path = tmp_path / "trace", tmp_path / "lm.pt"
    content = {"state_dict": {}, "dictionary": Attack(trace)}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(DataError, match=r"lm\.pt: expected a character language model.*not run"):
        read_flair(path)
    assert not trace.exists()
    torch.load(path, weights_only=False)  # the attack is a real one
    assert trace.exists()


def test_the_oldest_format_is_read_too(tmp_path: Path, flair_file: Path) -> None:
    """The published models of 2018 and 2019 are no zip archives, and pickled by protocol 2."""
    kept = torch.load(flair_file, weights_only=False)
    torch.save(kept, tmp_path / "old.pt", _use_new_zipfile_serialization=False, pickle_protocol=2)
    old, new = read_flair(tmp_path / "old.pt"), read_flair(flair_file)
    assert old.shape == new.shape and perplexity(old, TEXT) == perplexity(new, TEXT)


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_a_program_is_refused(tmp_path: Path) -> None:
    torch.jit.script(torch.nn.Linear(1, 1)).save(tmp_path / "script.pt")
    with pytest.raises(DataError, match="an archive of another kind"):
        read_flair(tmp_path / "script.pt")


def test_what_is_no_flair_model_is_refused(tmp_path: Path, flair_file: Path) -> None:
    (tmp_path / "page.pt").write_text("<html>not found</html>")
    torch.save({"weights": torch.zeros(3)}, tmp_path / "other.pt")
    (tmp_path / "plain.pt").write_bytes(pickle.dumps([1, 2, 3]))
    (tmp_path / "cut.pt").write_bytes(flair_file.read_bytes()[:20_000])
    for name in ("page.pt", "other.pt", "plain.pt", "cut.pt", "missing.pt"):
        with pytest.raises(DataError, match=f"{name}: expected a character language model"):
            read_flair(tmp_path / name)


def test_a_network_that_we_do_not_build_is_refused(tmp_path: Path, flair_file: Path) -> None:
    kept = torch.load(flair_file, weights_only=False)
    for key, value, said in (
        ("recurrent_type", "GRU", "one of type GRU"),
        ("has_decoder", False, "one without a decoder"),
    ):
        torch.save({**kept, key: value}, tmp_path / "other.pt")
        with pytest.raises(DataError, match=said):
            read_flair(tmp_path / "other.pt")
