"""From the files a user names to the records that the measures read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log, log1p
from pathlib import Path

from auxadvisor.corpora import Corpus, detect_scheme, read_corpus
from auxadvisor.corpora.files import TextFile
from auxadvisor.errors import DataError
from auxadvisor.records import Source, Text, TrainingCorpus

LONGEST = 10_000
"""Characters of a sentence; a longer line is taken as several, so that a sample stays small."""
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
    draw = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    kept: list[tuple[int, str]] = []
    found, wanted, threshold = 0, most - 1, 1.0
    for sentence in _pieces(file):
        if found < most:
            kept.append((found, sentence))
        elif found == wanted:
            kept[draw.randrange(most)] = (found, sentence)
        found += 1
        if found >= most and wanted < found:
            threshold *= draw.random() ** (1 / most)
            wanted = found + _skip(draw, threshold)
    if not any(sentence.strip() for _, sentence in kept):
        raise DataError(path, None, "at least one line of text", "none")
    kept.sort()
    source = Source(str(path), file.sha256, file.size)
    return Text(tuple(sentence for _, sentence in kept), found, source)


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


def _pieces(file: TextFile) -> Iterator[str]:
    """The lines that are not empty, the very long ones in pieces; blanks are kept as they are."""
    for _, line in file.lines():
        for start in range(0, len(line), LONGEST):
            yield line[start : start + LONGEST]


def _skip(draw: random.Random, threshold: float) -> int:
    """How many sentences to pass over before the next one that enters the sample."""
    return floor(log(1.0 - draw.random()) / log1p(-min(threshold, NEARLY_ONE)))


def read_training_corpus(
    path: Path,
    format: str | None = None,
    encoding: str = "utf-8",
    tag_column: int | None = None,
) -> TrainingCorpus:
    """Read a tagged corpus for its words.

    Raises:
        DataError, SettingsError: as ``corpora.read_corpus``.
    """
    return words_of(read_corpus(path, format=format, encoding=encoding, tag_column=tag_column))


def words_of(corpus: Corpus) -> TrainingCorpus:
    """What the measures read of a corpus."""
    tags = [sentence.tags for sentence in corpus.sentences if sentence.tags is not None]
    return TrainingCorpus(
        tuple(sentence.tokens for sentence in corpus.sentences),
        Source(str(corpus.path), corpus.sha256, corpus.size),
        detect_scheme(tags) is not None if tags else True,
    )
