"""Text for a terminal, drawn by Rich: titles, tables, and paragraphs under a heading."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Collection, Sequence

LEAST_WIDTH = 20
PIPE_WIDTH = 120
"""Columns where the output is no terminal and $COLUMNS says nothing."""


def _columns() -> bool:
    """Whether $COLUMNS has a width that something fits in."""
    said = os.environ.get("COLUMNS", "")
    return said.isdecimal() and int(said) >= LEAST_WIDTH


class Screen:
    """Collects what a command shows; colours only where standard output is a terminal."""

    def __init__(self) -> None:
        from rich.console import Console

        terminal = sys.stdout.isatty()
        self._buffer = io.StringIO()
        self._console = Console(
            file=self._buffer,
            force_terminal=terminal,
            width=None if terminal or _columns() else PIPE_WIDTH,
            highlight=False,
            emoji=False,
            markup=False,
        )

    def title(self, title: str, subtitle: str) -> None:
        """A heading and what it is of."""
        self._console.print(title, style="bold", end="")
        self._console.print(f"  {subtitle}", style="dim")

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], strong: Collection[int] = ()
    ) -> None:
        """A table; numbers to the right, the rows in ``strong`` stand out."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for place, name in enumerate(header):
            words = any(row[place][:1].isalpha() for row in rows)
            table.add_column(name, justify="left" if words else "right", overflow="fold")
        for place, row in enumerate(rows):
            table.add_row(*row, style="bold" if place in strong else "")
        self._console.print(table)

    def entries(self, heading: str, entries: Sequence[str]) -> None:
        """Paragraphs under a heading; nothing where there are none."""
        from rich.padding import Padding

        if not entries:
            return
        self._console.print(heading, style="bold")
        for entry in entries:
            self._console.print(Padding(entry, (0, 0, 0, 2), expand=False))
        self._console.print()

    def headline(self, line: str) -> None:
        """A line that stands out, with room around it."""
        self._console.print()
        self._console.print(line, style="bold green")
        self._console.print()

    def path(self, heading: str, stations: Sequence[tuple[str, str, str]]) -> None:
        """A walked path: what was asked, what was answered, and on what the answer rests."""
        from rich.text import Text
        from rich.tree import Tree

        tree = Tree(Text(heading, style="bold"), guide_style="dim")
        for question, answer, evidence in stations:
            branch = tree.add(Text.assemble(question, " ", (answer, "bold")))
            branch.add(Text(evidence, style="dim"))
        self._console.print(tree)
        self._console.print()

    def commands(self, heading: str, lines: Sequence[str]) -> None:
        """Lines to copy, unwrapped, under a heading; nothing where there are none."""
        if not lines:
            return
        self._console.print(heading, style="bold")
        for line in lines:
            self._console.print(f"  {line}", soft_wrap=True)
        self._console.print()

    def faint(self, line: str) -> None:
        """A line for the record, unwrapped."""
        self._console.print(line, style="dim", soft_wrap=True)

    def text(self) -> str:
        """Everything so far, without the blanks that Rich pads lines with."""
        return "".join(f"{line.rstrip()}\n" for line in self._buffer.getvalue().split("\n")[:-1])
