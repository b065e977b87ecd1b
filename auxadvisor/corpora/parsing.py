"""What a format is to the rest of the folder, and how it reads its tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from auxadvisor.corpora.sentences import Sentence
from auxadvisor.corpora.tagging_schemes import check_span_tag, detect_scheme
from auxadvisor.errors import DataError, SettingsError

Task = Literal["ner", "pos"]
"""What the tags are for: spans (named entities, chunks) or one class per token."""

Line = tuple[int, str]
"""A 1-based line number and the line without its terminator."""


class TagReader:
    """Chooses the tag column and checks every tag, once, at the line where it first stands.

    Args:
        path: the file, for messages.
        column: 1-based column of the tags; ``None`` leaves it to the format.
        task: ``ner`` asks for span tags, ``pos`` for any tags, ``None`` for nothing.

    Raises:
        SettingsError: ``column`` is less than 1.
    """

    def __init__(self, path: Path, column: int | None, task: Task | None) -> None:
        if column is not None and column < 1:
            raise SettingsError(f"--tag-column: columns count from 1, not {column}")
        self.path = path
        self._column = column
        self._task = task
        self._seen: dict[str, str] = {}

    @property
    def required(self) -> bool:
        """Whether the caller asked for tags, so that a sentence without them is an error."""
        return self._column is not None or self._task is not None

    def index(self, line: int, columns: int, *, default: int, token: int) -> int:
        """Return the 0-based tag column of a line with so many columns.

        Args:
            line: for the message.
            columns: how many columns the line has.
            default: the format's own 0-based tag column.
            token: the 0-based column of the tokens, which no tag can be in.

        Raises:
            DataError: there is no such column.
            SettingsError: it is the column of the tokens.
        """
        if self._column is None:
            return default
        if self._column > columns:
            expected = f"tags in column {self._column}"
            raise DataError(self.path, line, expected, f"{columns} columns", "see --tag-column")
        if self._column - 1 == token:
            raise SettingsError(f"--tag-column: column {self._column} holds the tokens")
        return self._column - 1

    def read(self, cell: str, line: int) -> str:
        """Return the tag in ``cell``, spaces around it dropped; equal tags are one object.

        Raises:
            DataError: the tag is empty, or the task is ``ner`` and it is no span tag.
        """
        known = self._seen.get(cell)
        if known is not None:
            return known
        tag = cell.strip(" ")
        if not tag:
            raise DataError(self.path, line, "a tag", "an empty one")
        if self._task == "ner":
            check_span_tag(tag, self.path, line)
        return self._seen.setdefault(cell, self._seen.setdefault(tag, tag))


@dataclass(frozen=True, slots=True)
class Format:
    """A corpus format: one file of this folder and one line in ``formats.FORMATS``.

    Attributes:
        name: what ``--corpus-format`` calls it.
        description: what it is, in one line.
        parse: turns lines into sentences; raises ``DataError`` at the offending line.
        recognises: whether the first lines of a file look like this format. Tolerates a few
            malformed lines, so that ``parse`` can say what is wrong with them.
        suffix: the file name suffix that means this format and no other, or none.
    """

    name: str
    description: str
    parse: Callable[[Iterable[Line], TagReader], Iterator[Sentence]]
    recognises: Callable[[Sequence[str]], bool]
    suffix: str = ""


def is_blank(line: str) -> bool:
    """Whether a line holds nothing but spaces and tabs, which ends a sentence."""
    return not line.strip(" \t")


def excerpt(text: str, longest: int = 40) -> str:
    """Quote a line for a message, cut after ``longest`` characters."""
    return repr(text if len(text) <= longest else text[:longest] + "…")


def most(flags: Sequence[bool]) -> bool:
    """Whether at least four fifths of the lines that were looked at fit; never of none.

    Not all of them: a file with one bad line should be recognised, and the line reported.
    """
    return bool(flags) and 5 * sum(flags) >= 4 * len(flags)


def detect_task(tag_sequences: Iterable[Sequence[str]]) -> Task:
    """Named entities where all tags are span tags, else parts of speech."""
    return "pos" if detect_scheme(tag_sequences) is None else "ner"
