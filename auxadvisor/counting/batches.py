"""A file as batches of lines, and one function called on each, here or in other processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import TypeVar

from auxadvisor.corpora.files import TextFile
from auxadvisor.executors import InProcess, at_once, outcome

LONGEST = 10_000
"""Characters of a sentence; a longer line is taken as several, so that a sample stays small."""
CHARACTERS = 1 << 21
"""Of a batch, about: enough that what is done once a batch does not matter, and small in memory."""

AHEAD = 2
"""Items for each that is worked on: one in hand, one that waits, so that no worker stands still."""

_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Batch:
    """Consecutive lines of a file.

    Attributes:
        first: number of the first one, from 1.
        lines: all of them, the blank ones too, so that they can be numbered.
    """

    first: int
    lines: list[str]


def batches(file: TextFile, characters: int = CHARACTERS) -> Iterator[Batch]:
    """The lines of a file, cut into batches of so many characters or a line more.

    Raises:
        DataError: as ``TextFile.lines``.
    """
    first, held, size = 1, [], 0
    for number, line in file.lines():
        held.append(line)
        size += len(line) + 1
        if size >= characters:
            yield Batch(first, held)
            first, held, size = number + 1, [], 0
    if held:
        yield Batch(first, held)


def pieces(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are not empty, the very long ones in pieces; blanks are kept as they are."""
    for line in lines:
        for start in range(0, len(line), LONGEST):
            yield line[start : start + LONGEST]


def mapped(
    function: Callable[[_T], _R], items: Iterable[_T], executor: Executor | None = None
) -> Iterator[_R]:
    """What a function makes of each item, in the order of the items.

    Args:
        function: of one item; importable by its name if the executor has other processes.
        items: read on only as results are taken: ``AHEAD`` for each job that runs at a time are in
            memory.
        executor: what calls it; by default this process.

    Raises:
        AuxAdvisorError: a worker was killed, or cannot be reached.
    """
    executor = executor or InProcess()
    waiting: deque[Future[_R]] = deque()
    try:
        for item in items:
            waiting.append(executor.submit(function, item))
            if len(waiting) > AHEAD * at_once(executor):
                yield outcome(waiting.popleft())
        while waiting:
            yield outcome(waiting.popleft())
    finally:
        for future in waiting:
            future.cancel()
