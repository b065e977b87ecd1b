"""What a page is made of, as data: sections of paragraphs, tables, pictures and the like.

No block holds HTML but ``Picture``, whose SVG is matplotlib's. So whatever stands in a result is
escaped in one place, the template, and a section can be tested by what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import ClassVar, Literal, TypeAlias

from auxadvisor.report.reading import Results
from auxadvisor.report.saved_advice import Step

LONG = 25
"""Most rows of a table that stands as it is."""


@dataclass(frozen=True)
class Mark:
    """A dot on a whisker, drawn into a cell.

    Attributes:
        low, high: ends of the whisker.
        dot: between them.
        least, most: of the scale, the same for the whole column.
        zero: a place that is marked on the scale, such as "no gain".
        sure: whether the whisker is clear of it.
    """

    low: float
    high: float
    dot: float
    least: float
    most: float
    zero: float | None = None
    sure: bool = False

    def at(self, value: float) -> float:
        """A value's place on the scale, from 0 to 100."""
        span = self.most - self.least
        return 50.0 if span <= 0 else round(100 * (value - self.least) / span, 2)


@dataclass(frozen=True)
class Bar:
    """A bar in a cell.

    Attributes:
        share: of the longest one, 0 to 1.
        dots: shares of single values, drawn on it.
    """

    share: float
    dots: tuple[float, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: what it says.
        tag: of a language, shown behind the text.
        faint: a remark behind that.
        sort: what it is sorted by, if not by the text; missing values come last.
        mark, bar: drawn behind.
        level: its shade, 0 to 20.
        lang: tag of the language that the text is in.
    """

    text: str = ""
    tag: str = ""
    faint: str = ""
    sort: float | str | None = None
    mark: Mark | None = None
    bar: Bar | None = None
    level: int | None = None
    lang: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        title: its heading.
        numeric: whether numbers stand in it.
        said: what it means, shown on hovering and read aloud.
        down: whether a first click sorts from the largest down.
        scale: ends of the scale of its marks, in words.
        lang: tag of the language that the title is in.
        look: of its cells: ``wrap`` for sentences, ``code`` for digests.
    """

    title: str
    numeric: bool = False
    said: str = ""
    down: bool = False
    scale: tuple[str, str] | None = None
    lang: str = ""
    look: Literal["", "wrap", "code"] = ""


@dataclass(frozen=True)
class Line:
    """A row of a table; a strong one stands out."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is its heading."""

    kind: ClassVar = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    look: Literal["plain", "heat"] = "plain"
    sortable: bool = True
    note: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it scrolls in a window of its own."""
        return len(self.rows) > LONG


@dataclass(frozen=True)
class Picture:
    """A picture in two sizes, for wide and for narrow screens.

    Attributes:
        title: what it shows, as a sentence.
        caption: how to read it.
        wide, narrow: SVG.
    """

    kind: ClassVar = "picture"
    title: str
    caption: str
    wide: str
    narrow: str


@dataclass(frozen=True)
class Text:
    """Paragraphs."""

    kind: ClassVar = "text"
    paragraphs: tuple[str, ...]
    faint: bool = False


@dataclass(frozen=True)
class Points:
    """A list, perhaps under a heading; a long one is folded away, signatures are set as code."""

    kind: ClassVar = "points"
    entries: tuple[str, ...]
    title: str = ""
    folded: bool = False
    code: bool = False


@dataclass(frozen=True)
class Fact:
    """One thing to take away: what it is of, what it is, and how sure."""

    label: str
    value: str
    said: str
    tag: str = ""


@dataclass(frozen=True)
class Facts:
    """A row of them."""

    kind: ClassVar = "facts"
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Flow:
    """A way through the decision flow, and where it ends."""

    kind: ClassVar = "flow"
    steps: tuple[Step, ...]
    end: str


@dataclass(frozen=True)
class Command:
    """Commands to type."""

    kind: ClassVar = "command"
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    kind: ClassVar = "heading"
    title: str


Block: TypeAlias = Table | Picture | Text | Points | Facts | Flow | Command | Heading


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes:
        name: in links to it.
        title: its heading.
        blocks: from top to bottom.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]


def section(name: str, title: str, parts: Sequence[tuple[str, Sequence[Block]]]) -> Section | None:
    """A section of what each of some results has, under a heading where there are several.

    Args:
        name: in links to it.
        title: its heading.
        parts: of each result its heading and its blocks; without any there is no section.
    """
    if not parts:
        return None
    blocks = [[Heading(heading), *each] if len(parts) > 1 else each for heading, each in parts]
    return Section(name, title, tuple(chain.from_iterable(blocks)))


@dataclass(frozen=True)
class SectionMaker:
    """A line of the table of sections.

    Attributes:
        make: the section, or ``None`` where the results have nothing for it. It is told what it
            is about to do when that takes a while.
        reads: names of the commands whose files it shows.
    """

    make: Callable[[Results, Callable[[str], None]], Section | None]
    reads: tuple[str, ...] = field(default=())
