"""A fixture that lays down small files; the example sentences are this project's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return ``write(content, name="corpus")``: a file with that text (UTF-8) or those bytes."""

    def write_file(content: str | bytes, name: str = "corpus") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file
