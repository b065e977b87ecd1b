"""From the files a user names to the records that the measures read."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor, log, log1p
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import numpy as np

from auxadvisor.corpora import Corpus, detect_scheme, stream_corpus
from auxadvisor.corpora.files import TextFile
from auxadvisor.counting.batches import pieces
from auxadvisor.counting.sums import Counted, Sums
from auxadvisor.counting.word_types import hashed
from auxadvisor.errors import DataError
from auxadvisor.records import Source, Text, TrainingCorpus

_T = TypeVar("_T")
MOST_SENTENCES = 200_000
"""Of a tagged corpus that are kept. The largest of 35 public training parts has 15,806."""
MOST_WORDS = 1 << 19
"""Types of a tagged corpus that are kept as words, before they become numbers."""
NEARLY_ONE = 1 - 2**-53
"""The largest number below 1: a threshold of 1 would let every sentence in."""


def read_text(path: Path, encoding: str = "utf-8", most: int = 20_000, seed: int = 1) -> Text:
    """Read raw text, one sentence a line, in constant memory; empty lines do not count.

    A file of more sentences than ``most`` is sampled: a uniform draw without replacement, the same
    for the same seed, in file order (reservoir sampling with skips, Li, 1994, algorithm L).

    Raises:
        DataError: the file cannot be read, or has no sentence.
        SettingsError: an unknown encoding.
    """
    file = TextFile(path, encoding)
    sentences, found = sampled(pieces(line for _, line in file.lines()), most, seed)
    if not any(sentence.strip() for sentence in sentences):
        raise DataError(path, None, "at least one line of text", "none")
    source = Source(str(path), file.sha256, file.size)
    again = encoding if path.is_file() else None  # a pipe is read once
    return Text(tuple(sentences), found, source, again)


@dataclass(frozen=True)
class TextSize:
    """How much a raw text holds.

    Attributes:
        lines: that are not blank.
        tokens: between white space.
        characters: of those lines.
    """

    lines: int
    tokens: int
    characters: int


def text_size(path: Path, encoding: str = "utf-8") -> TextSize:
    """Count a raw text, in constant memory.

    Raises:
        DataError: the file cannot be read.
        SettingsError: an unknown encoding.
    """
    lines = tokens = characters = 0
    for _, line in TextFile(path, encoding).lines():
        words = len(line.split())
        if words:
            lines, tokens, characters = lines + 1, tokens + words, characters + len(line)
    return TextSize(lines, tokens, characters)


def read_lines(path: Path, encoding: str = "utf-8") -> tuple[list[str], Source]:
    """Every line of a raw text that is not blank.

    Raises:
        DataError: the file cannot be read, or has no such line.
        SettingsError: an unknown encoding.
    """
    file = TextFile(path, encoding)
    lines = [line for _, line in file.lines() if line.strip()]
    if not lines:
        raise DataError(path, None, "at least one line of text", "none")
    return lines, Source(str(path), file.sha256, file.size)


def sampled(items: Iterable[_T], most: int, seed: int = 1) -> tuple[list[_T], int]:
    """A uniform sample of so many items, in their order, and how many there were.

    Args:
        items: read to their end.
        most: that are kept; of no more than that, all are.
        seed: of the draw.
    """
    draw = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    kept: list[tuple[int, _T]] = []
    found, wanted, threshold = 0, most - 1, 1.0
    for item in items:
        if found < most:
            kept.append((found, item))
        elif found == wanted:
            kept[draw.randrange(most)] = (found, item)
        found += 1
        if found >= most and wanted < found:
            threshold *= draw.random() ** (1 / most)
            wanted = found + _skip(draw, threshold)
    return [item for _, item in sorted(kept, key=itemgetter(0))], found


def _skip(draw: random.Random, threshold: float) -> int:
    """How many sentences to pass over before the next one that enters the sample."""
    return floor(log(1.0 - draw.random()) / log1p(-min(threshold, NEARLY_ONE)))


def read_training_corpus(
    path: Path,
    format: str | None = None,
    encoding: str = "utf-8",
    tag_column: int | None = None,
    most: int = MOST_SENTENCES,
    seed: int = 1,
) -> TrainingCorpus:
    """Read a tagged corpus for its words.

    Of a file of more sentences than ``most`` a sample is kept, drawn as by :func:`read_text`, and
    the types of the whole file.

    Raises:
        DataError, SettingsError: as ``corpora.read_corpus``.
    """
    file, _, sentences = stream_corpus(
        path, format=format, encoding=encoding, tag_column=tag_column
    )
    tags: set[str] = set()
    words: set[str] = set()
    with Sums() as types:

        def tokens() -> Iterator[tuple[str, ...]]:
            for sentence in sentences:
                tags.update(sentence.tags or ())
                words.update(sentence.tokens)
                if len(words) > MOST_WORDS:
                    types.add(*_once_each(words))
                    words.clear()
                yield sentence.tokens

        kept, found = sampled(tokens(), most, seed)
        hashed_types = None
        if found > most:
            types.add(*_once_each(words))
            hashed_types, _ = types.all()
    return TrainingCorpus(
        tuple(kept),
        Source(str(path), file.sha256, file.size),
        detect_scheme([sorted(tags)]) is not None if tags else True,
        found if found > most else None,
        hashed_types,
    )


def _once_each(words: set[str]) -> Counted:
    return hashed(words), np.ones(len(words), dtype=np.int64)


def words_of(corpus: Corpus) -> TrainingCorpus:
    """What the measures read of a corpus."""
    tags = [sentence.tags for sentence in corpus.sentences if sentence.tags is not None]
    return TrainingCorpus(
        tuple(sentence.tokens for sentence in corpus.sentences),
        Source(str(corpus.path), corpus.sha256, corpus.size),
        detect_scheme(tags) is not None if tags else True,
    )
