"""Word vectors in word2vec's formats: text (also fastText's ``.vec``) and binary, also ``.gz``."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from auxadvisor.embeddings.sources import Vectors
from auxadvisor.errors import DataError

_DIGIT = re.compile(r"\d")
_TRIES = (
    lambda word: word,
    str.lower,
    lambda word: _DIGIT.sub("#", word.lower()),
    lambda word: _DIGIT.sub("0", word.lower()),
)
"""How a word is looked up, the first that is found (flair's ``WordEmbeddings``)."""


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Vectors of words as a file lists them.

    Attributes:
        name: what they are called in results.
        stored: gensim's table of them.
    """

    name: str
    stored: Any

    @property
    def size(self) -> int:
        """Components of a vector."""
        return int(self.stored.vector_size)

    def vectors(self, types: Sequence[str]) -> Vectors:
        """``(types, size)``: as written, else in lower case, else with digits as # or 0, else 0."""
        rows = np.array([self._row(word) for word in types], dtype=np.int64)
        found = np.zeros((len(types), self.size), dtype=np.float32)
        found[rows >= 0] = self.stored.vectors[rows[rows >= 0]]
        return found

    def coverage(self, types: Sequence[str]) -> float:
        """The share of some word types that has a vector."""
        return sum(self._row(word) >= 0 for word in types) / max(1, len(types))

    def _row(self, word: str) -> int:
        known = self.stored.key_to_index
        return next((known[tried] for make in _TRIES if (tried := make(word)) in known), -1)


def load_word_vectors(path: Path, name: str) -> WordVectors:
    """Read a file of word vectors: binary if it is named ``.bin`` or ``.bin.gz``, else text.

    A text file may lack the first line that counts words and dimensions.

    Raises:
        DataError: the file is missing, is none of the formats, or has a vector of no numbers.
    """
    from gensim.models import KeyedVectors

    binary = path.name.removesuffix(".gz").endswith(".bin")
    expected = f"word vectors in word2vec's {'binary' if binary else 'text'} format"
    try:
        stored = KeyedVectors.load_word2vec_format(
            str(path), binary=binary, no_header=not binary and not _has_header(path)
        )
    except (OSError, ValueError, EOFError, IndexError, TypeError, MemoryError, zlib.error) as error:
        found = " ".join(str(error).split())[:200] or type(error).__name__
        raise DataError(path, None, expected, found) from error
    if not len(stored):
        raise DataError(path, None, expected, "no vector")
    wrong = np.flatnonzero(~np.isfinite(stored.vectors).all(axis=1))
    if len(wrong):
        found = f"one of {stored.index_to_key[wrong[0]]!r} with a number that is none"
        raise DataError(path, None, expected, found)
    return WordVectors(name, stored)


def _has_header(path: Path) -> bool:
    """Whether a text file's first line is two whole numbers."""
    import gzip

    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        fields = file.readline().split()
    return len(fields) == 2 and all(field.isdigit() for field in fields)
