"""What every source of embeddings gives: frozen vectors, by word type or by token in context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@runtime_checkable
class TypeEmbeddings(Protocol):
    """Vectors that a word has wherever it stands."""

    @property
    def name(self) -> str:
        """What the embeddings are called in results: source, language, sizes."""

    @property
    def size(self) -> int:
        """Components of a vector."""

    def vectors(self, types: Sequence[str]) -> Vectors:
        """``(types, size)``; zeros for a word that has none."""


@runtime_checkable
class TokenEmbeddings(Protocol):
    """Vectors that a word has in its sentence."""

    @property
    def name(self) -> str:
        """What the embeddings are called in results: source, language, sizes."""

    @property
    def size(self) -> int:
        """Components of a vector."""

    def sentence_vectors(self, sentences: Sequence[Sequence[str]]) -> list[Vectors]:
        """For each sentence ``(tokens, size)``."""
