"""What is kept of a text of any length: some of its lines, and how many came twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from auxadvisor.counting.batches import LONGEST

HASHES = 1 << 17
"""Different lines that are remembered, about 15 MB."""


@dataclass
class EvenSample:
    """Lines at even distances; whenever there are twice as many as wanted, every second goes.

    Attributes:
        least: lines that are kept of a long text; at most twice as many.
        lines: those that are kept, the first ``LONGEST`` characters of each.
    """

    least: int
    lines: list[str] = field(default_factory=list)
    _step: int = 1
    _seen: int = 0

    def add(self, line: str) -> None:
        """The next line."""
        if self._seen % self._step == 0:
            self.lines.append(line[:LONGEST])
        self._seen += 1
        if len(self.lines) > 2 * self.least:
            self.lines = self.lines[::2]
            self._step *= 2


@dataclass
class Repeats:
    """How many lines are copies of earlier ones, by 64-bit hashes in bounded memory.

    Up to ``most`` different lines the count is exact (but for two lines with one hash: a chance of
    5e-10 among 131,072). Beyond, only the lines whose hash ends in so many zero bits are kept that
    they fit: a sample of the different lines, each with all of its copies.

    Attributes:
        most: different lines that are remembered.
        zeros: bits that a kept line's hash ends in.
    """

    most: int
    zeros: int = 0
    _copies: dict[int, int] = field(default_factory=dict)

    def add(self, line: str) -> None:
        """The next line."""
        digest = hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        key = int.from_bytes(digest)
        if key & ((1 << self.zeros) - 1):
            return
        self._copies[key] = self._copies.get(key, 0) + 1
        self._fit()

    def merge(self, other: Repeats) -> None:
        """The lines that another one counted, with the same ``most``; order does not matter."""
        self._keep(max(self.zeros, other.zeros))
        ending = (1 << self.zeros) - 1
        for key, copies in other._copies.items():
            if not key & ending:
                self._copies[key] = self._copies.get(key, 0) + copies
        self._fit()

    def _fit(self) -> None:
        while len(self._copies) > self.most:
            self._keep(self.zeros + 1)

    def _keep(self, zeros: int) -> None:
        if zeros > self.zeros:
            self.zeros, ending = zeros, (1 << zeros) - 1
            self._copies = {key: n for key, n in self._copies.items() if not key & ending}

    @property
    def exact(self) -> bool:
        """Whether every line was counted."""
        return self.zeros == 0

    @property
    def share(self) -> float:
        """The share of lines that are copies of earlier ones; of no line, 0."""
        lines = sum(self._copies.values())
        return 1 - len(self._copies) / lines if lines else 0.0
