"""Files that are written whole or not at all, and what tells that one is still what was written."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auxadvisor.errors import SettingsError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to; what is there at the end takes the place of ``path``.

    What a killed process had begun of the same file is removed. A link stays one, to what was
    written; a device or a pipe is written to as it is.

    Raises:
        SettingsError: the file cannot be written.
    """
    try:
        if _is_stream(path):
            yield path
            return
        with _beside(path.resolve() if path.is_symlink() else path) as part:
            yield part
    except OSError as error:
        found = f"expected a file that can be written, found {error}"
        raise SettingsError(f"{path}: {found}") from error


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.{_machine()}-{os.getpid()}.part")
    try:
        _sweep(path)
        yield part
        part.replace(path)
    finally:
        with suppress(OSError):  # where nothing can be written, nothing can be removed either
            part.unlink(missing_ok=True)


def _is_stream(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def write_whole(path: Path, text: str) -> None:
    """Write a text file, in UTF-8.

    Raises:
        SettingsError: it cannot be written.
    """
    with written_whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def made_folder(path: Path) -> Path:
    """The folder, which is made with those above it.

    Raises:
        SettingsError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{path}: expected a folder that can be made, found {error}") from error
    return path


def digest_of(path: Path) -> str:
    """The sha256 of a file, as hex digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sweep(path: Path) -> None:
    """Remove the parts of a file whose processes, on this machine, are no more."""
    begun = re.compile(rf"\.{re.escape(path.name)}\.{_machine()}-(\d+)\.part")
    for found in path.parent.iterdir() if path.parent.is_dir() else ():
        named = begun.fullmatch(found.name)
        if named and not _is_running(int(named[1])):
            with suppress(OSError):
                found.unlink()


def _machine() -> str:
    return re.sub(r"\W", "-", platform.node()) or "here"


def _is_running(process: int) -> bool:
    """Whether there is a process of that number, as far as that can be found out."""
    if sys.platform == "win32":  # asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
