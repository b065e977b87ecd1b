"""One budget at a time in a folder of runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from auxadvisor.errors import SettingsError


@contextmanager
def at_work(runs: Path) -> Iterator[None]:
    """Keep other budgets out of a folder of runs.

    Raises:
        SettingsError: another process has it in hand.
    """
    runs.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(runs / ".budget.lock", timeout=0):
            yield
    except Timeout as error:
        raise SettingsError(
            f"--runs {runs}: another process spends a budget on it; wait for it, or name another "
            "folder"
        ) from error
