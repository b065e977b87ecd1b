"""How often each of many 64-bit numbers occurs: exact, in bounded memory.

Numbers are packed n-grams or hashes of words. Additions wait until they are many, are sorted and
added up; what stays too much goes to disk as a sorted run, and the runs are merged block by block.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from auxadvisor.errors import DataError, SettingsError

Keys: TypeAlias = NDArray[np.uint64]
Counts: TypeAlias = NDArray[np.int64]
Counted: TypeAlias = tuple[Keys, Counts]
"""Distinct keys, increasing, and how often each occurs."""

MOST = 1 << 23
"""Numbers held in memory, 16 bytes each; about four times that while they are sorted."""
BLOCK = 1 << 20
"""Numbers of a block that is read back."""
_ENTRY = np.dtype([("key", "<u8"), ("count", "<i8")])


class Sums:
    """Adds up counts of numbers. A context manager: leaving it deletes what is on disk.

    Adding is associative and order-free: the same counts, in whatever parts and order, give the
    same blocks.

    Args:
        most: numbers held in memory at a time.
        folder: where runs are written; by default the system's folder for temporary files.

    Attributes:
        total: of all counts that were added.
    """

    def __init__(self, most: int = MOST, folder: Path | None = None) -> None:
        self.total = 0
        self._most = most
        self._folder = folder
        self._waiting: list[Counted] = []
        self._held = 0
        self._runs: list[tuple[Path, int]] = []
        self._disk: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Sums:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._waiting, self._held, self._runs = [], 0, []
        if self._disk is not None:
            self._disk.cleanup()

    @property
    def runs(self) -> int:
        """Sorted runs that were written to disk so far."""
        return len(self._runs)

    def add(self, keys: Keys, counts: Counts) -> None:
        """Add ``(n,)`` counts of as many numbers, in any order; numbers may come twice."""
        self._waiting.append((keys, counts))
        self._held += len(keys)
        self.total += int(counts.sum())
        if self._held > self._most:
            self._settle()
            if 2 * self._held > self._most:
                self._write()

    def blocks(self, size: int = BLOCK) -> Iterator[Counted]:
        """Every number that was added, once, with its count: increasing, in blocks.

        Args:
            size: numbers of a block, about; at most, where nothing went to disk.
        """
        self._settle()
        if self._runs:
            if self._held:
                self._write()
            yield from self._merged(size)
            return
        for keys, counts in self._waiting:
            for start in range(0, len(keys), size):
                yield keys[start : start + size], counts[start : start + size]

    def all(self) -> Counted:
        """All blocks as one: for sums that are known to be few."""
        blocks = list(self.blocks())
        if not blocks:
            return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
        keys, counts = zip(*blocks, strict=True)
        return np.concatenate(keys), np.concatenate(counts)

    def _settle(self) -> None:
        """Make one sorted part of what waits."""
        if self._waiting:
            settled = added_up(self._waiting)
            self._waiting, self._held = [settled], len(settled[0])

    def _write(self) -> None:
        try:
            if self._disk is None:
                self._disk = tempfile.TemporaryDirectory(prefix="auxadvisor-", dir=self._folder)
            path = Path(self._disk.name) / f"{len(self._runs)}"
            with path.open("wb") as file:
                for keys, counts in self._waiting:
                    entries = np.empty(len(keys), dtype=_ENTRY)
                    entries["key"], entries["count"] = keys, counts
                    file.write(entries.data)
        except OSError as error:
            raise SettingsError(
                f"{self._folder or tempfile.gettempdir()}: expected room for temporary files, "
                f"found {error}; TMPDIR names another folder"
            ) from error
        self._runs.append((path, self._held))
        self._waiting, self._held = [], 0

    def _merged(self, size: int) -> Iterator[Counted]:
        """Merge the runs: from each a window, and of all windows what no later one can hold."""
        share = max(1, size // len(self._runs))
        runs = [_Run(path, length, share) for path, length in self._runs]
        while runs := [run for run in runs if run.fill()]:
            last = min(run.last for run in runs)
            yield added_up([run.take(last) for run in runs])


class _Run:
    """A run that is read from its start, a window at a time."""

    def __init__(self, path: Path, length: int, share: int) -> None:
        self._path, self._length, self._share = path, length, share
        self._place = 0
        self._window = np.empty(0, dtype=_ENTRY)

    def fill(self) -> bool:
        """Read on where the window is empty; whether anything is left."""
        if not len(self._window):
            offset = self._place * _ENTRY.itemsize
            self._window = np.fromfile(self._path, _ENTRY, self._share, offset=offset)
            self._place += len(self._window)
            if not len(self._window) and self._place < self._length:
                found = f"{self._place:,}"
                raise DataError(self._path, None, f"{self._length:,} counts written here", found)
        return len(self._window) > 0

    @property
    def last(self) -> int:
        """The largest number of the window: later ones are larger."""
        return int(self._window["key"][-1])

    def take(self, last: int) -> Counted:
        """What of the window is not above a number."""
        stop = int(np.searchsorted(self._window["key"], np.uint64(last), side="right"))
        taken, self._window = self._window[:stop], self._window[stop:]
        return taken["key"], taken["count"]


def added_up(parts: list[Counted]) -> Counted:
    """The distinct numbers of some parts, increasing, with the sum of their counts."""
    keys = np.concatenate([part for part, _ in parts])
    counts = np.concatenate([part for _, part in parts])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    if not len(first):
        return keys, counts
    return keys[first], np.add.reduceat(counts[order], first)
