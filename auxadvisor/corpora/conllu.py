"""CoNLL-U, the format of Universal Dependencies: ten columns at tabs, one word per line.

Tokens are the syntactic words (FORM), tags their UPOS. Multiword ranges (``1-2``) and empty nodes
(``8.1``) are no words and are skipped, as are ``#`` comments. See
https://universaldependencies.org/format.html
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from auxadvisor.corpora.parsing import Format, Line, TagReader, excerpt, is_blank, most
from auxadvisor.corpora.sentences import Sentence
from auxadvisor.errors import DataError

COLUMNS = 10
FORM, UPOS = 1, 3
UNSPECIFIED = "_"

_NO_WORD = re.compile(r"[0-9]+[-.][0-9]+")


def parse(lines: Iterable[Line], tags: TagReader) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file.

    A sentence with an unspecified tag (``_``) comes without tags, unless the caller asked for
    them.

    Raises:
        DataError: not ten columns, ids that do not count 1, 2, …, an empty form, an empty tag,
            ``_`` for a tag that was asked for.
    """
    tag_column = tags.index(1, COLUMNS, default=UPOS, token=FORM)
    tokens: list[str] = []
    labels: list[str] = []
    skipped: list[int] = []
    start = 0
    for number, line in lines:
        if is_blank(line):
            if tokens:
                yield _sentence(tokens, labels, start, skipped)
                tokens, labels, skipped = [], [], []
            continue
        comment = line.startswith("#")
        cells = None if comment else _checked_cells(line, number, tags, following=len(tokens) + 1)
        if cells is None:
            if tokens:
                skipped.append(len(tokens))
            continue
        if tags.required and cells[tag_column] == UNSPECIFIED:
            raise DataError(tags.path, number, f"a tag in column {tag_column + 1}", "'_'")
        if not tokens:
            start = number
        tokens.append(sys.intern(cells[FORM]))
        labels.append(tags.read(cells[tag_column], number))
    if tokens:
        yield _sentence(tokens, labels, start, skipped)


def recognises(head: Sequence[str]) -> bool:
    """Whether most lines that are neither blank nor comments have ten columns at tabs."""
    rows = [line for line in head if not is_blank(line) and not line.startswith("#")]
    return most([line.count("\t") == COLUMNS - 1 for line in rows])


def _checked_cells(line: str, number: int, tags: TagReader, following: int) -> list[str] | None:
    """Split a line; ``None`` if it is a range or an empty node."""
    cells = line.split("\t")
    if len(cells) != COLUMNS:
        found = f"{len(cells)}: {excerpt(line)}"
        raise DataError(tags.path, number, f"{COLUMNS} columns at tabs", found)
    if cells[0] != str(following):
        if _NO_WORD.fullmatch(cells[0]):
            return None
        expected = f"word id {following}" + (" or a blank line" if following > 1 else "")
        raise DataError(tags.path, number, expected, f"id {excerpt(cells[0])}")
    if not cells[FORM]:
        raise DataError(tags.path, number, "a word form", f"an empty one: {excerpt(line)}")
    return cells


def _sentence(tokens: list[str], labels: list[str], start: int, skipped: list[int]) -> Sentence:
    tagged = UNSPECIFIED not in labels
    return Sentence(tuple(tokens), tuple(labels) if tagged else None, start, tuple(skipped))


FORMAT = Format("conllu", "CoNLL-U: ten columns, words and UPOS", parse, recognises, ".conllu")
