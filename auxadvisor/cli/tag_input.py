"""What ``auxadvisor tag`` reads: sentences one by one, and the batches in which they are tagged.

Nothing here grows with the input. From a pipe a sentence is given as soon as it is there.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from auxadvisor.corpora import Sentence, iter_sentences
from auxadvisor.corpora.files import TextFile
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.language_models.text import spaced_tokens

STANDARD_INPUT = "-"
"""What ``--text`` calls it."""
MOST_TOKENS = 10_000
"""Of a sentence; a batch is full, too, when it has so many: what bounds memory."""
PAUSE = 0.02
"""Seconds without a line after which what has come is tagged, be the batch full or not."""
AHEAD = 100
"""Sentences that are read before they are asked for, at most."""


def raw_sentences(path: Path | None, encoding: str, tokenised: bool) -> Iterator[Sentence | None]:
    """The sentences of raw text, one a line, without those that have no token.

    Args:
        path: of the text; standard input without one, or by the name of ``-``. There ``None``
            comes wherever the next sentence lets wait for itself.
        encoding: of the text.
        tokenised: whether its tokens are one space apart already.

    Raises:
        DataError: the text cannot be read, has no sentence, or one that is too long.
        SettingsError: an unknown encoding, or standard input is closed.
    """
    if path is not None and str(path) != STANDARD_INPUT:
        return _checked(_tokenised(TextFile(path, encoding), tokenised), path)
    file = TextFile("standard input", encoding, _standard_input())
    return _as_they_come(_checked(_tokenised(file, tokenised), file.path))


def corpus_sentences(
    path: Path, format: str | None, encoding: str, tag_column: int | None
) -> Iterator[Sentence | None]:
    """The sentences of a corpus.

    Raises:
        DataError, SettingsError: as ``corpora.iter_sentences``; a sentence that is too long.
    """
    return _checked(
        iter_sentences(path, format=format, encoding=encoding, tag_column=tag_column), path
    )


def batches(sentences: Iterator[Sentence | None], size: int) -> Iterator[list[Sentence]]:
    """The sentences, so many at a time; at a ``None`` those that have come so far."""
    batch: list[Sentence] = []
    tokens = 0
    for sentence in sentences:
        if sentence is not None:
            batch.append(sentence)
            tokens += len(sentence.tokens)
        if batch and (sentence is None or len(batch) == size or tokens >= MOST_TOKENS):
            yield batch
            batch, tokens = [], 0
    if batch:
        yield batch


def _standard_input() -> io.RawIOBase:
    if sys.stdin is None:
        raise SettingsError("standard input is closed; name a file with --text or --corpus")
    if sys.stdin.isatty():
        print("reading sentences, one a line; Ctrl-D ends them", file=sys.stderr)
    return io.FileIO(sys.stdin.fileno(), closefd=False)


def _tokenised(file: TextFile, tokenised: bool) -> Iterator[Sentence]:
    for number, line in file.lines():
        tokens = spaced_tokens(line, tokenised)
        if tokens:
            yield Sentence(tuple(tokens.split(" ")), None, number)


def _checked(sentences: Iterator[Sentence], path: Path) -> Iterator[Sentence]:
    empty = True
    for sentence in sentences:
        empty, count = False, len(sentence.tokens)
        if count > MOST_TOKENS:
            expected = f"a sentence of at most {MOST_TOKENS:,} tokens"
            raise DataError(
                path, sentence.line, expected, f"one of {count:,}", "cut it into shorter ones"
            )
        yield sentence
    if empty:
        raise DataError(path, None, "at least one sentence", "none")


def _as_they_come(sentences: Iterator[Sentence]) -> Iterator[Sentence | None]:
    """The sentences, read by a thread, with ``None`` wherever there is none for a moment."""
    read: Queue[Sentence | Exception | None] = Queue(AHEAD)

    def reader() -> None:
        try:
            for sentence in sentences:
                read.put(sentence)
            read.put(None)
        except Exception as error:  # it is raised where the sentences are asked for
            read.put(error)

    Thread(target=reader, daemon=True).start()
    while True:
        try:
            found = read.get(timeout=PAUSE)
        except Empty:
            yield None
            found = read.get()
        if isinstance(found, Exception):
            yield None  # what came before is tagged
            raise found
        if found is None:
            return
        yield found
