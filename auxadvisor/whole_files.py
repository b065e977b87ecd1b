"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auxadvisor.errors import SettingsError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to; what is there at the end takes the place of ``path``.

    Raises:
        SettingsError: the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        found = f"expected a file that can be written, found {error}"
        raise SettingsError(f"{path}: {found}") from error
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text file, in UTF-8.

    Raises:
        SettingsError: it cannot be written.
    """
    with written_whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
