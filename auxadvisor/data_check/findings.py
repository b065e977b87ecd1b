"""What a check finds: how bad, where, what, and what to do about it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

LINES = 5
"""First lines of a finding that are kept."""
EXAMPLES = 3
"""Examples that a finding quotes."""
LONGEST = 40
"""Characters of an example; a longer one is cut."""


class Severity(StrEnum):
    """How much a finding matters.

    An error: training refuses the data, or its score would mean nothing. A warning: something is
    probably wrong, and costs score. A note: nothing is wrong, but know it.
    """

    error = "error"
    warning = "warning"
    note = "note"


@dataclass(frozen=True)
class Finding:
    """Something to know about the data.

    Attributes:
        severity: how much it matters.
        part: ``train``, ``dev``, ``test`` or ``text``.
        path: its file, as the user named it.
        what: is the case.
        advice: what to do next.
        lines: the first lines it is the case of, from 1; none where it is of the whole file.
        check: name of the check that found it.
    """

    severity: Severity
    part: str
    path: Path
    what: str
    advice: str
    lines: tuple[int, ...] = ()
    check: str = ""

    @property
    def place(self) -> str:
        """``file:line``, or the file alone."""
        return f"{self.path}:{self.lines[0]}" if self.lines else str(self.path)


@dataclass
class Sightings:
    """Counts how often something is seen, and keeps the first lines and examples.

    Attributes:
        count: how often.
        lines: the first ones, each once.
        examples: the first different ones.
    """

    count: int = 0
    lines: list[int] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def add(self, line: int, example: str) -> None:
        """Once more, on a line."""
        self.count += 1
        if len(self.lines) < LINES and line not in self.lines:
            self.lines.append(line)
        if len(self.examples) < EXAMPLES and example not in self.examples:
            self.examples.append(example)

    def merge(self, later: Sightings) -> None:
        """Those of lines that come later."""
        self.count += later.count
        self.lines = list(dict.fromkeys([*self.lines, *later.lines]))[:LINES]
        self.examples = list(dict.fromkeys([*self.examples, *later.examples]))[:EXAMPLES]

    @property
    def quoted(self) -> str:
        """The examples, with commas between."""
        return ", ".join(quoted(example) for example in self.examples)


def quoted(text: str) -> str:
    r"""Quote a text, cut if it is long; what cannot be seen is written as an escape.

    >>> print(quoted("a\u200bb"), quoted("e\u0301"), quoted("\u00e9"))
    'a\u200bb' 'e\u0301' 'é'
    """
    shown = repr(text if len(text) <= LONGEST else text[:LONGEST] + "…")
    if unicodedata.is_normalized("NFC", text):
        return shown
    return "".join(f"\\u{ord(c):04x}" if unicodedata.combining(c) else c for c in shown)


def counted(count: int, noun: str) -> str:
    """A number and what it counts.

    >>> counted(1, "sentence"), counted(1200, "sentence")
    ('1 sentence', '1,200 sentences')
    """
    return f"{count:,} {noun if count == 1 else noun + 's'}"
