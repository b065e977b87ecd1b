"""From a path to sentences: opens the file, finds its format, parses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, dropwhile, islice
from pathlib import Path
from typing import get_args

from auxadvisor.corpora.files import TextFile
from auxadvisor.corpora.formats import LINES_LOOKED_AT, detect_format, format_named
from auxadvisor.corpora.parsing import TagReader, Task, is_blank
from auxadvisor.corpora.sentences import Corpus, Sentence
from auxadvisor.errors import DataError, SettingsError


def read_corpus(
    path: Path | str,
    *,
    format: str | None = None,
    encoding: str = "utf-8",
    tag_column: int | None = None,
    task: Task | None = None,
) -> Corpus:
    """Read a whole corpus file.

    Args:
        path: the file; ``.gz``, ``.xz`` and ``.bz2`` are decompressed.
        format: a key of ``FORMATS``; ``None`` detects it from the suffix or the first lines.
        encoding: any text encoding Python knows.
        tag_column: 1-based column of the tags; ``None`` takes the format's own, which is the
            last one, and UPOS in CoNLL-U.
        task: ``ner`` demands span tags and ``pos`` tags of any kind; ``None`` demands nothing.

    Raises:
        DataError: the file cannot be read, breaks its format, or has no sentence; at
            ``file:line`` wherever a line is at fault.
        SettingsError: an unknown format, encoding or task, or a column that cannot be.
    """
    file = TextFile(path, encoding)
    name, sentences = _parsed(file, format, tag_column, task)
    read = tuple(sentences)
    return Corpus(file.path, name, encoding, read, file.sha256, file.size)


def iter_sentences(
    path: Path | str,
    *,
    format: str | None = None,
    encoding: str = "utf-8",
    tag_column: int | None = None,
    task: Task | None = None,
) -> Iterator[Sentence]:
    """Yield the sentences of a corpus file one by one, in constant memory.

    Arguments and errors are those of ``read_corpus``; the file is opened, and errors come, as the
    sentences are asked for.
    """
    _, sentences = _parsed(TextFile(path, encoding), format, tag_column, task)
    yield from sentences


def stream_corpus(
    path: Path | str,
    *,
    format: str | None = None,
    encoding: str = "utf-8",
    tag_column: int | None = None,
    task: Task | None = None,
) -> tuple[TextFile, str, Iterator[Sentence]]:
    """A corpus file, its format, and its sentences one by one.

    The file's checksum and size are known when the sentences have come to their end. Arguments and
    errors are those of ``read_corpus``; some errors come as the sentences are asked for.
    """
    file = TextFile(path, encoding)
    return file, *_parsed(file, format, tag_column, task)


def iter_lines(path: Path | str, encoding: str = "utf-8") -> Iterator[str]:
    """Yield the lines of a plain-text file that are not blank, untokenised, in constant memory.

    Raises:
        DataError: the file cannot be read or has no such line.
        SettingsError: an unknown encoding.
    """
    empty = True
    for _, line in TextFile(path, encoding).lines():
        if not is_blank(line):
            empty = False
            yield line
    if empty:
        raise _no_sentence(Path(path))


def _parsed(
    file: TextFile, name: str | None, tag_column: int | None, task: Task | None
) -> tuple[str, Iterator[Sentence]]:
    if task is not None and task not in get_args(Task):
        raise SettingsError(f"--task: no task {task!r}; there are {', '.join(get_args(Task))}")
    tags = TagReader(file.path, tag_column, task)
    format = None if name is None else format_named(name)
    lines = dropwhile(lambda numbered: is_blank(numbered[1]), file.lines())
    head = list(islice(lines, LINES_LOOKED_AT))
    if not head:
        raise _no_sentence(file.path)
    if format is None:
        format = format_named(detect_format(file.path, [line for _, line in head]))
    return format.name, _at_least_one(format.parse(chain(head, lines), tags), file.path)


def _at_least_one(sentences: Iterator[Sentence], path: Path) -> Iterator[Sentence]:
    empty = True
    for sentence in sentences:
        empty = False
        yield sentence
    if empty:
        raise _no_sentence(path)


def _no_sentence(path: Path) -> DataError:
    return DataError(path, None, "at least one sentence", "none")
