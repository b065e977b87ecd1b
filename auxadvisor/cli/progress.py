"""What a long step is doing, on the terminal's standard error; silent where that is none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import TaskID


class Advance(Protocol):
    """Moves a bar."""

    def __call__(self, done: float, said: str = "") -> None:
        """To so much of the whole, with a remark that stays until the next."""


@contextmanager
def bar(what: str, total: float, unit: str) -> Iterator[Advance]:
    """A bar that fills as ``done`` nears ``total``, with the time left and the speed."""
    if not sys.stderr.isatty():
        yield _nowhere
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=total, said="", speed="")

        def advance(done: float, said: str = "") -> None:
            speed = progress.tasks[0].speed
            shown = "" if speed is None else f"{speed:,.0f} {unit}/s"
            kept = said or progress.tasks[0].fields["said"]
            progress.update(task, completed=done, speed=shown, said=kept)

        yield advance


@contextmanager
def downloads() -> Iterator[Callable[[Path, int, int | None], None]]:
    """A bar for each file that is fetched."""
    if not sys.stderr.isatty():
        yield lambda path, done, total: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks: dict[Path, TaskID] = {}

        def advance(path: Path, done: int, total: int | None) -> None:
            if path not in tasks:
                tasks[path] = progress.add_task(path.name)
            progress.update(tasks[path], completed=done, total=total)

        yield advance


def remark(said: str) -> None:
    """A line on standard error, also where that is no terminal."""
    print(said, file=sys.stderr, flush=True)


def _nowhere(done: float, said: str = "") -> None:
    del done, said


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """A function that shows the name of each step as it begins; silent off a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda step: status.update(f"{step} …")
