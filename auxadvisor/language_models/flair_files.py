"""Reads flair's character language models, which are pickles, without running what is in them.

A pickle names the classes and functions that its reader is to call. torch's own weights-only
reader does not know protocol 4, which flair writes; the one here does and answers to the names of
``_allowed`` alone: tensors and their storages, flair's dictionary and the containers in it. Any
other name ends the reading before anything is called.
"""

from __future__ import annotations

import pickle
import tarfile
import zipfile
from collections import OrderedDict, defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import torch

from auxadvisor.errors import DataError
from auxadvisor.language_models.char_lstm import UNKNOWN, CharLanguageModel, Shape
from auxadvisor.language_models.text import LINE_END

EXPECTED = "a character language model saved by flair"
NEXT = "train one with 'auxadvisor embed lm', or fetch one with 'auxadvisor assets fetch'"
STORAGES = ("FloatStorage", "HalfStorage", "BFloat16Storage", "DoubleStorage", "LongStorage")


def read_flair(path: Path) -> CharLanguageModel:
    """Read a model that flair saved (``LanguageModel.save``, or a trainer's checkpoint).

    Raises:
        DataError: the file is missing, is no such model, has a network that we do not build, or
            asks for anything but tensors and flair's dictionary.
    """
    kept = _unpickled(path)
    if not isinstance(kept, dict) or "state_dict" not in kept or "dictionary" not in kept:
        raise DataError(path, None, EXPECTED, "another kind of torch file", NEXT)
    kind = str(kept.get("recurrent_type", "lstm"))
    if kind.lower() != "lstm" or not kept.get("has_decoder", True):
        found = "one without a decoder" if kind.lower() == "lstm" else f"one of type {kind}"
        raise DataError(path, None, "an LSTM that predicts characters", found, NEXT)
    try:
        items = [item.decode("utf-8") for item in kept["dictionary"].idx2item]
        shape = Shape(
            characters=tuple(items),
            is_forward=bool(kept["is_forward_lm"]),
            hidden_size=int(kept["hidden_size"]),
            embedding_size=int(kept["embedding_size"]),
            layers=int(kept["nlayers"]),
            output_size=kept["nout"],
            delimiter=str(kept.get("document_delimiter", LINE_END)),
        )
        if items[UNKNOWN] != "<unk>":
            raise DataError(path, None, "a dictionary that begins with <unk>", repr(items[0]))
        model = CharLanguageModel(shape)
        model.load_state_dict(kept["state_dict"])
    except (AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise DataError(path, None, EXPECTED, " ".join(str(error).split()), NEXT) from error
    return model


def _unpickled(path: Path) -> Any:
    """What a torch file holds, read by the reader that answers to ``_allowed`` alone."""
    try:
        if _is_program(path):
            raise DataError(path, None, EXPECTED, "an archive of another kind", NEXT)
        reader: Any = SimpleNamespace(
            __name__="auxadvisor",
            Unpickler=_Unpickler,
            load=lambda f, **k: _Unpickler(f, **k).load(),
        )
        return torch.load(path, map_location="cpu", pickle_module=reader, weights_only=False)
    except _NotAllowedError as error:
        found = f"one that asks for {error}, which was not run"
        hint = "a model that flair itself wrote asks for no more than weights; do not use this file"
        raise DataError(path, None, EXPECTED, found, hint) from error
    except DataError:
        raise
    except Exception as error:  # a damaged pickle can fail in any way
        found = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(path, None, EXPECTED, found, NEXT) from error


def _is_program(path: Path) -> bool:
    """Whether torch would read the file otherwise: as TorchScript, or as its oldest archive.

    Of a zip archive the checksums are looked at, too; torch itself does not.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if (damaged := archive.testzip()) is not None:
                raise DataError(path, None, EXPECTED, f"a wrong checksum of {damaged}", NEXT)
            return any(name.endswith("/constants.pkl") for name in archive.namelist())
    return tarfile.is_tarfile(path)


class _NotAllowedError(pickle.UnpicklingError):
    """A pickle asks for something that no language model needs."""


class _Unpickler(pickle.Unpickler):
    """Answers to the names of ``_allowed`` alone."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(file, **options)
        self._answers = _allowed()

    def find_class(self, module: str, name: str) -> Any:
        answer = self._answers.get((module, name))
        if answer is None:
            raise _NotAllowedError(f"{module}.{name}")
        return answer


def _load(file: IO[bytes], **options: Any) -> Any:
    return _Unpickler(file, **options).load()


def _allowed() -> dict[tuple[str, str], Any]:
    """What a pickle may name, and what stands for it: made anew, so that no file can alter it."""

    class Dictionary:
        """Stands for flair's: two tables, no behaviour."""

    def tensor(*arguments: Any) -> Any:
        return torch._utils._rebuild_tensor_v2(*arguments)  # type: ignore[no-untyped-call]

    def parameter(data: Any, requires_grad: bool, _hooks: Any) -> Any:
        return torch.nn.Parameter(data, requires_grad)

    def encoded(text: str, _encoding: str) -> bytes:
        return text.encode("latin-1")  # how protocol 2 writes bytes

    storages = {
        ("torch", name): torch.serialization.StorageType(name)  # type: ignore[no-untyped-call]
        for name in STORAGES
    }
    return {
        ("flair.data", "Dictionary"): Dictionary,
        ("collections", "OrderedDict"): OrderedDict,
        ("collections", "defaultdict"): defaultdict,
        ("builtins", "int"): int,
        ("__builtin__", "int"): int,
        ("__builtin__", "long"): int,
        ("_codecs", "encode"): encoded,
        ("torch._utils", "_rebuild_tensor_v2"): tensor,
        ("torch._utils", "_rebuild_parameter"): parameter,
        **storages,
    }
