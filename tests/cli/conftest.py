"""What the command-line tests share: a way to run the command, and small corpora of our own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from auxadvisor.cli import app
from auxadvisor.cli.errors import run


@dataclass(frozen=True)
class Ran:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def auxadvisor(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Runs the command in this process, in an empty folder, without AUXADVISOR_* variables."""
    for name in os.environ:
        if name.startswith("AUXADVISOR_"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> Ran:
        code = run(app, [str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return command
