"""Character language models as files: ``NAME.safetensors`` and ``NAME.json``.

The first has the weights, the second the sizes, the dictionary, how the model was trained, and the
sha256 of the first. (Those of the pack have theirs in its manifest.)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor

from auxadvisor.eight_bits import restored, rounded
from auxadvisor.errors import DataError
from auxadvisor.json_values import Json, check_seal, json_text, sealed
from auxadvisor.language_models.char_lstm import CharLanguageModel, Shape
from auxadvisor.language_models.flair_files import NEXT, read_flair
from auxadvisor.whole_files import digest_of, write_whole, written_whole

KIND, FORMAT = "auxadvisor character language model", 1
WEIGHTS, ABOUT = ".safetensors", ".json"
SCALE = ".scale"
"""Behind the name of an 8-bit matrix, that of its rows' scales."""


def save(
    model: CharLanguageModel,
    path: Path,
    training: Mapping[str, Json],
    eight_bits: bool = False,
) -> None:
    """Write ``path.safetensors`` and ``path.json``.

    Args:
        model: to write.
        path: without an ending.
        training: how the model was made; stands in the JSON file as it is.
        eight_bits: store each row of a matrix as 8-bit integers and one scale: a quarter of the
            size, and a perplexity that differs by less than 0.1 % (``docs/pack.md``).
    """
    stored: dict[str, Tensor] = {}
    for name, weights in model.state_dict().items():
        if eight_bits and weights.dim() == 2:
            integers, scale = rounded(weights.numpy())
            stored[name], stored[name + SCALE] = torch.from_numpy(integers), torch.from_numpy(scale)
        else:
            stored[name] = weights.contiguous()
    characters = model.shape.characters[1:]
    single = all(len(item) == 1 for item in characters)
    shape = asdict(model.shape) | {"characters": "".join(characters) if single else characters}
    content = to_bytes(stored)
    about = {"kind": KIND, "format": FORMAT, "shape": shape, "training": dict(training)}
    about |= {"sha256": hashlib.sha256(content).hexdigest()}
    said = json_text(sealed(about))
    with written_whole(path.with_name(path.name + WEIGHTS)) as part:
        part.write_bytes(content)
    write_whole(path.with_name(path.name + ABOUT), said)


def load(path: Path) -> CharLanguageModel:
    """Read a model of ours; the path is that of either file, or has no ending.

    Raises:
        DataError: a file is missing, or says something else than expected.
    """
    stem = path.with_suffix("") if path.suffix in (WEIGHTS, ABOUT) else path
    weights_path = stem.with_name(stem.name + WEIGHTS)
    about = read_about(stem)
    model = _built(about, stem.with_name(stem.name + ABOUT))
    try:
        if about.get("sha256", found := digest_of(weights_path)) != found:
            expected = f"the model's weights, of sha256 {about['sha256']}"
            raise DataError(weights_path, None, expected, found, NEXT)
        with safe_open(weights_path, framework="pt") as stored:
            names = [name for name in stored.keys() if not name.endswith(SCALE)]  # noqa: SIM118
            weights = {name: _restored(stored, name) for name in names}
    except (OSError, SafetensorError, TypeError, ValueError) as error:
        raise DataError(weights_path, None, "the model's weights", str(error), NEXT) from error
    return _filled(model, weights, weights_path)


def read_model(path: Path) -> CharLanguageModel:
    """Read a model of either kind: flair's where the path ends in ``.pt``, else ours.

    Raises:
        DataError: a file is missing, says something else than expected, or has a weight that is no
            number.
    """
    model = read_flair(path) if path.suffix == ".pt" else load(path)
    for name, weights in model.state_dict().items():
        if not bool(torch.isfinite(weights).all()):
            raise DataError(path, None, f"numbers in {name}", "one that is none", NEXT)
    return model


def read_about(path: Path) -> dict[str, Any]:
    """What the JSON file of a model says; the path has no ending.

    Raises:
        DataError: the file is missing, or says something else than expected.
    """
    about_path = path.with_name(path.name + ABOUT)
    try:
        about = json.loads(about_path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(about_path, None, "a model's JSON file", str(error), NEXT) from error
    if not isinstance(about, dict) or (about.get("kind"), about.get("format")) != (KIND, FORMAT):
        raise DataError(about_path, None, f"{KIND!r}, format {FORMAT}", "something else", NEXT)
    try:
        check_seal(about)
    except ValueError as error:
        raise DataError(about_path, None, "a model's JSON file", str(error), NEXT) from error
    return about


def _built(about: Mapping[str, Any], path: Path) -> CharLanguageModel:
    """A model of the stated sizes, its weights to be filled in."""
    try:
        stated = dict(about["shape"])
        shape = Shape(**stated | {"characters": ("<unk>", *stated["characters"])})
        return CharLanguageModel(shape)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise DataError(path, None, "the sizes of a model", str(error), NEXT) from error


def _filled(
    model: CharLanguageModel, weights: Mapping[str, Tensor], path: Path
) -> CharLanguageModel:
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        found = " ".join(str(error).split())
        raise DataError(path, None, "weights of the stated sizes", found, NEXT) from error
    return model


def _restored(stored: Any, name: str) -> Tensor:
    weights: Tensor = stored.get_tensor(name)
    if weights.dtype != torch.int8:
        return weights
    scale: Tensor = stored.get_tensor(name + SCALE)
    return torch.from_numpy(restored(weights.numpy(), scale.numpy()))
