"""Noise in the place of embeddings: a control (is the gain more than that of more numbers?)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from auxadvisor.embeddings.sources import Vectors
from auxadvisor.errors import SettingsError

SAMPLE = 10_000
"""Vectors that a likeness is taken of, the first ones."""


@dataclass(frozen=True)
class Noise:
    """A random vector for each word type, the same wherever the word stands.

    Attributes:
        size: components.
        scale: their standard deviation.
    """

    size: int
    scale: float

    @classmethod
    def named(cls, name: str) -> Noise:
        """The noise of a name, ``noise/SIZE/SCALE``.

        Raises:
            SettingsError: the name says something else.
        """
        try:
            _, size, scale = name.split("/")
            noise = cls(int(size), float(scale))
        except ValueError:
            noise = cls(0, 0.0)
        if noise.size < 1 or not 0 < noise.scale < np.inf:
            raise SettingsError(f"embeddings {name!r}: expected noise/SIZE/SCALE: noise/100/0.5")
        return noise

    @classmethod
    def like(cls, vectors: Vectors) -> Noise:
        """Noise as wide and as large (root mean square) as some vectors ``(N, size)``."""
        sample = np.asarray(vectors[:SAMPLE])
        scale = float(np.sqrt(np.mean(np.square(sample))))
        return cls(vectors.shape[1], float(f"{scale:.3g}"))

    @property
    def name(self) -> str:
        """``noise/SIZE/SCALE``."""
        return f"noise/{self.size}/{self.scale:g}"

    def vectors(self, types: Sequence[str]) -> Vectors:
        """``(types, size)`` independent normal components."""
        found = np.empty((len(types), self.size), dtype=np.float32)
        for row, word in enumerate(types):
            digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
            draw = np.random.default_rng(int.from_bytes(digest[:16]))
            found[row] = draw.normal(scale=self.scale, size=self.size)
        return found
