"""One token per line, in columns: what CoNLL-2002, CoNLL-2003 and two-column files share.

A blank line ends a sentence; so does a ``-DOCSTART-`` line, which is skipped. The first token
line of the file decides how many columns all others must have.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auxadvisor.corpora.parsing import Line, TagReader, excerpt, is_blank, most
from auxadvisor.corpora.sentences import Sentence
from auxadvisor.corpora.tagging_schemes import split_tag
from auxadvisor.errors import DataError

DOCUMENT_START = "-DOCSTART-"

_CAPITALS = re.compile(r"(?=.*[A-Z])[^a-z0-9\u0080-\U0010ffff]+")

Layouts = Mapping[int, str]
"""Column names by number of columns: ``{2: "token NE", 3: "token POS NE"}``."""


def cells_at_tabs_or_spaces(line: str) -> list[str]:
    """Split a line at tabs if it has any, so that tokens may hold spaces; else at spaces."""
    if "\t" in line:
        return line.split("\t")
    cells = line.split(" ")
    return [cell for cell in cells if cell] if "" in cells else cells


def cells_at_tabs(line: str) -> list[str]:
    """Split a line at tabs only."""
    return line.split("\t")


def parse_columns(
    lines: Iterable[Line], tags: TagReader, layouts: Layouts, *, tabs_only: bool = False
) -> Iterator[Sentence]:
    """Yield the sentences of a file in columns: token first, tag last unless chosen otherwise.

    Raises:
        DataError: a number of columns that is none of ``layouts`` or differs from the first
            token line's, an empty token or tag, no such tag column.
    """
    split = cells_at_tabs if tabs_only else cells_at_tabs_or_spaces
    columns = first_line = tag_column = start = 0
    tokens: list[str] = []
    labels: list[str] = []
    for number, line in lines:
        if is_blank(line) or _starts_document(line):
            if tokens:
                yield Sentence(tuple(tokens), tuple(labels), start)
                tokens, labels = [], []
            continue
        cells = split(line)
        if len(cells) != columns:
            if columns or len(cells) not in layouts:
                raise _wrong_columns(tags, number, line, len(cells), layouts, columns, first_line)
            columns, first_line = len(cells), number
            tag_column = tags.index(number, columns, default=columns - 1, token=0)
        if not cells[0]:
            raise DataError(tags.path, number, "a token", f"an empty one: {excerpt(line)}")
        if not tokens:
            start = number
        tokens.append(sys.intern(cells[0]))
        labels.append(tags.read(cells[tag_column], number))
    if tokens:
        yield Sentence(tuple(tokens), tuple(labels), start)


def recognise_columns(head: Sequence[str], layouts: Layouts) -> bool:
    """Whether most lines have a known number of columns and end in something like a tag.

    At tabs any last column will do. Words are parted by spaces too, so there the last column must
    be a span tag or, as part-of-speech tags are, capitals without digits.
    """
    rows = [
        (line, cells_at_tabs_or_spaces(line))
        for line in head
        if not is_blank(line) and not _starts_document(line)
    ]
    return most(
        [len(cells) in layouts and ("\t" in line or _like_a_tag(cells[-1])) for line, cells in rows]
    )


def _like_a_tag(cell: str) -> bool:
    return split_tag(cell) is not None or _CAPITALS.fullmatch(cell) is not None


def _starts_document(line: str) -> bool:
    return line.startswith(DOCUMENT_START) and line[len(DOCUMENT_START) :][:1] in ("", " ", "\t")


def _wrong_columns(
    tags: TagReader,
    number: int,
    line: str,
    found: int,
    layouts: Layouts,
    columns: int,
    first_line: int,
) -> DataError:
    if columns:
        expected = f"{columns} columns ({layouts[columns]}) as in line {first_line}"
    else:
        counts = " or ".join(str(count) for count in layouts)
        expected = f"{counts} columns ({' or '.join(layouts.values())})"
    return DataError(tags.path, number, expected, f"{found}: {excerpt(line)}")
