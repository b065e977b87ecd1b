"""Frozen vectors of a corpus' tokens: computed once, kept on disk, read by place.

A set of embeddings is a matrix and, for every token, a row of it: a row a word type where a word
has one vector wherever it stands (some thousand rows serve a corpus of a million tokens), a row a
token where it depends on the sentence.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from auxadvisor.embeddings.sources import TokenEmbeddings, TypeEmbeddings, Vectors
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.tagger.batches import Places
from auxadvisor.whole_files import written_whole

SENTENCES_AT_ONCE, TYPES_AT_ONCE = 512, 10_000
"""Whose vectors are computed before they are written: what bounds memory."""

MATRIX = ".vectors"
"""Ending of a matrix' file: numpy's ``.npy`` and, behind it, the sha256 of that."""
BLOCK = 1 << 20
"""Bytes that are hashed at a time."""

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

    @property
    def file(self) -> Path | None:
        """Where the matrix lies; ``None`` in memory."""
        name = getattr(self.matrix, "filename", None)  # of a matrix that is mapped
        return None if name is None else Path(name)

    @property
    def size(self) -> int:
        """Components of a vector."""
        return int(self.matrix.shape[1])

    def of(self, tokens: Places) -> Tensor:
        """``(N, size)`` of some tokens."""
        return torch.from_numpy(self.matrix[self.rows[tokens]])


def freeze(
    embeddings: TypeEmbeddings | TokenEmbeddings,
    sentences: Sentences,
    folder: Path | None = None,
    progress: Told = lambda _done, _total: None,
    made_of: str = "",
) -> FrozenVectors:
    """The vectors of a corpus' tokens.

    Args:
        embeddings: where they come from.
        sentences: the corpus.
        folder: keeps matrices as files; one that is there for the same embeddings and corpus is
            read. Without a folder they stay in memory.
        progress: told the rows that are done, and how many there are.
        made_of: what the embeddings' files are known by (``Stored.digest``), so that a matrix of
            others of their name is not taken for theirs.

    Raises:
        SettingsError: a matrix cannot be written.
        DataError: one that is there is damaged.
    """
    parts: Iterable[Vectors]
    if isinstance(embeddings, TypeEmbeddings):
        rows, listed = _by_type(sentences)
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
    identity = _digest(made_of, said, probe)
    if folder is None:
        matrix = _filled(np.empty(shape, "f4"), parts, progress)
        return FrozenVectors(embeddings.name, matrix, rows, identity)
    path = folder / f"{plain(embeddings.name)}.{identity}{MATRIX}"
    if path.exists():
        _check(path)
    else:
        _write(path, shape, parts, progress)
    return FrozenVectors(embeddings.name, np.load(path, mmap_mode="r"), rows, identity)


def check_known(vectors: FrozenVectors) -> None:
    """See that embeddings know a word of the corpus, and have numbers for it.

    Raises:
        SettingsError: all vectors are zero, as those of unknown words are, or one is not finite.
    """
    known = False
    for start in range(0, len(vectors.matrix), TYPES_AT_ONCE):
        part = vectors.matrix[start : start + TYPES_AT_ONCE]
        if not np.isfinite(part).all():
            raise SettingsError(f"embeddings {vectors.name}: expected finite numbers, found others")
        known = known or bool(part.any())
    if not known:
        raise SettingsError(
            f"embeddings {vectors.name}: none of the corpus' {len(vectors.matrix):,} words is in "
            "them; are they of another language, or in other letters?"
        )


def thaw(path: Path, name: str, identity: str, sentences: Sentences) -> FrozenVectors:
    """Vectors of a corpus' tokens that ``freeze`` has written.

    Args:
        path: of the matrix.
        name: of the embeddings.
        identity: that ``freeze`` gave.
        sentences: the corpus.

    Raises:
        DataError: the matrix is damaged, or of other sentences.
    """
    _check(path)
    matrix = np.load(path, mmap_mode="r")
    tokens = sum(map(len, sentences))
    if len(matrix) == tokens:  # a row a token; where all tokens differ, types are numbered so too
        return FrozenVectors(name, matrix, np.arange(tokens), identity)
    rows, types = _by_type(sentences)
    if len(matrix) != len(types):
        expected = f"{len(types):,} vectors of word types, or {tokens:,} of tokens"
        raise DataError(path, None, expected, f"{len(matrix):,}")
    return FrozenVectors(name, matrix, rows, identity)


def _by_type(sentences: Sentences) -> tuple[NDArray[np.int64], list[str]]:
    """Each token's row, and the word types that have rows, as they first come."""
    types: dict[str, int] = {}
    rows = [types.setdefault(token, len(types)) for sentence in sentences for token in sentence]
    return np.array(rows, dtype=np.int64), list(types)


def _cut(whole: Sentences | Sequence[str], size: int) -> Iterable[Sequence]:  # type: ignore[type-arg]
    return (whole[at : at + size] for at in range(0, len(whole), size))


def _filled(matrix: Vectors, parts: Iterable[Vectors], progress: Told) -> Vectors:
    done = 0
    for part in parts:
        matrix[done : done + len(part)] = part
        done += len(part)
        progress(done, len(matrix))
    return matrix


def _write(path: Path, shape: tuple[int, int], parts: Iterable[Vectors], progress: Told) -> None:
    """Write a matrix, part by part: into a mapping a full disk would be no error but the end."""
    header, digest, done = io.BytesIO(), hashlib.sha256(), 0
    about = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, about)
    with written_whole(path) as part:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            digest.update(header.getbuffer())
            file.write(header.getbuffer())
            for vectors in parts:
                content = np.ascontiguousarray(vectors, dtype="<f4").data
                digest.update(content)
                file.write(content)
                done += len(content)
                progress(done, shape[0])
            file.write(digest.digest())


def _check(path: Path) -> None:
    """Raise where a matrix is not what was written."""
    try:
        with path.open("rb") as file:
            left, digest = path.stat().st_size - hashlib.sha256().digest_size, hashlib.sha256()
            while left > 0 and (block := file.read(min(BLOCK, left))):
                digest.update(block)
                left -= len(block)
            found = "" if file.read() == digest.digest() else "others"
    except OSError as error:
        found = str(error)
    if found:
        hint = "remove the file; they are then computed again"
        raise DataError(path, None, "vectors as they were written", found, hint)


def plain(name: str) -> str:
    """A name as part of a file's."""
    return re.sub(r"[^\w.-]+", "-", name)


def _digest(made_of: str, sentences: Sentences, probe: Vectors) -> str:
    """What a matrix is known by: the embeddings, what they give for its beginning, the corpus."""
    digest = hashlib.sha256(made_of.encode() + probe.tobytes())
    for sentence in sentences:
        digest.update("\0".join(sentence).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()[:16]
