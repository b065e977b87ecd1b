"""A training run on disk: written whole, and refused where it is damaged or another's."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from auxadvisor.errors import DataError, SettingsError
from auxadvisor.whole_files import written_whole

_UNREADABLE = (
    OSError, EOFError, LookupError, TypeError, ValueError, RuntimeError, AttributeError,
    pickle.UnpicklingError, zipfile.BadZipFile,
)  # fmt: skip
"""What torch raises for a damaged file, and what follows from one with other content."""


def keep(path: Path, identity: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Write what a run needs to go on, whole or not at all.

    Args:
        path: of the file.
        identity: what the run is known by.
        state: tensors, numbers, strings, and lists and dictionaries of them.

    Raises:
        SettingsError: the file cannot be written.
    """
    content = io.BytesIO()  # torch itself calls a full disk by other names
    torch.save({"identity": dict(identity), "state": dict(state)}, content)
    with written_whole(path) as part:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content.getbuffer())


@contextmanager
def kept(path: Path, identity: Mapping[str, Any], device: torch.device) -> Iterator[dict[str, Any]]:
    """The state that was kept, while it is taken up.

    Raises:
        SettingsError: it is of another run.
        DataError: it cannot be read, or what takes it up cannot use it.
    """
    try:
        _check(path)
        found = torch.load(path, map_location=device, weights_only=True)
        if found["identity"] != identity:
            raise SettingsError(
                f"{path}: expected a checkpoint of this run, found one of other data or "
                "settings; name another folder, or remove the file to start over"
            )
        yield found["state"]
    except _UNREADABLE as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:100]}"
        hint = "remove the file; the run then starts over"
        raise DataError(path, None, "a checkpoint of a training run", said, hint) from error


def _check(path: Path) -> None:
    """Raise where a byte is not what was written: torch itself does not look at the checksums."""
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
    if damaged is not None:
        raise zipfile.BadZipFile(f"a wrong checksum of {damaged}")
