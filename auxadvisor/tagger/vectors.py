"""Frozen vectors of a corpus' tokens: computed once, kept on disk, read by place.

A set of embeddings is a matrix and, for every token, a row of it: a row a word type where a word
has one vector wherever it stands (some thousand rows serve a corpus of a million tokens), a row a
token where it depends on the sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from auxadvisor.embeddings.sources import TokenEmbeddings, TypeEmbeddings, Vectors
from auxadvisor.tagger.batches import Places
from auxadvisor.whole_files import written_whole

SENTENCES_AT_ONCE, TYPES_AT_ONCE = 512, 10_000
"""Whose vectors are computed before they are written: what bounds memory."""

Sentences = Sequence[Sequence[str]]
Told = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class FrozenVectors:
    """One set of embeddings of all tokens of a corpus.

    Attributes:
        name: of the embeddings.
        matrix: ``(rows, size)``, in memory or mapped from disk.
        rows: ``(T,)`` each token's row.
        identity: of the embeddings and the corpus: a hash of what settles the vectors.
    """

    name: str
    matrix: Vectors
    rows: NDArray[np.int64]
    identity: str

    def __reduce__(self) -> tuple[object, ...]:  # to another process goes the file's name
        rest = (self.name, self.rows, self.identity)
        if isinstance(self.matrix, np.memmap):
            return _taken_up, (self.matrix.filename, *rest)
        return _taken_up, (self.matrix, *rest)

    @property
    def size(self) -> int:
        """Components of a vector."""
        return int(self.matrix.shape[1])

    def of(self, tokens: Places) -> Tensor:
        """``(N, size)`` of some tokens."""
        return torch.from_numpy(self.matrix[self.rows[tokens]])


def _taken_up(
    matrix: Path | Vectors, name: str, rows: NDArray[np.int64], identity: str
) -> FrozenVectors:
    vectors = np.load(matrix, mmap_mode="r") if isinstance(matrix, Path) else matrix
    return FrozenVectors(name, vectors, rows, identity)


def freeze(
    embeddings: TypeEmbeddings | TokenEmbeddings,
    sentences: Sentences,
    folder: Path | None = None,
    progress: Told = lambda _done, _total: None,
) -> FrozenVectors:
    """The vectors of a corpus' tokens.

    Args:
        embeddings: where they come from.
        sentences: the corpus.
        folder: keeps matrices as ``.npy`` files; one that is there for the same embeddings and
            corpus is read. Without a folder they stay in memory.
        progress: told the rows that are done, and how many there are.
    """
    parts: Iterable[Vectors]
    if isinstance(embeddings, TypeEmbeddings):
        types: dict[str, int] = {}
        rows = np.array([types.setdefault(token, len(types)) for s in sentences for token in s])
        listed = list(types)
        parts = (embeddings.vectors(part) for part in _cut(listed, TYPES_AT_ONCE))
        probe, shape = embeddings.vectors(listed[:20]), (len(listed), embeddings.size)
        said: Sentences = [listed]
    else:
        rows = np.arange(sum(map(len, sentences)))
        parts = (
            np.concatenate(embeddings.sentence_vectors(part))
            for part in _cut(sentences, SENTENCES_AT_ONCE)
        )
        probe, shape = embeddings.sentence_vectors(sentences[:1])[0], (len(rows), embeddings.size)
        said = sentences
    identity = _digest(said, probe)
    if folder is None:
        matrix = _filled(np.empty(shape, "f4"), parts, progress)
        return FrozenVectors(embeddings.name, matrix, rows, identity)
    path = folder / f"{plain(embeddings.name)}.{identity}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as part:
            _filled(np.lib.format.open_memmap(part, "w+", "f4", shape), parts, progress)
    return FrozenVectors(embeddings.name, np.load(path, mmap_mode="r"), rows, identity)


def _cut(whole: Sentences | Sequence[str], size: int) -> Iterable[Sequence]:  # type: ignore[type-arg]
    return (whole[at : at + size] for at in range(0, len(whole), size))


def _filled(matrix: Vectors, parts: Iterable[Vectors], progress: Told) -> Vectors:
    done = 0
    for part in parts:
        matrix[done : done + len(part)] = part
        done += len(part)
        progress(done, len(matrix))
    if isinstance(matrix, np.memmap):
        matrix.flush()
    return matrix


def plain(name: str) -> str:
    """A name as part of a file's."""
    return re.sub(r"[^\w.-]+", "-", name)


def _digest(sentences: Sentences, probe: Vectors) -> str:
    """What a matrix is known by: the corpus, and what the embeddings give for its beginning."""
    digest = hashlib.sha256(probe.tobytes())
    for sentence in sentences:
        digest.update("\0".join(sentence).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()[:16]
