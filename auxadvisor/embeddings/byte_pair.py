"""Byte-pair embeddings: BPEmb's files, those of ``embed bpe``, and the pack's 8-bit form of them.

A word's vector is made of its pieces' vectors; a piece's is row ``piece id`` of the matrix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from auxadvisor.eight_bits import restored, rounded
from auxadvisor.embeddings.sources import Vectors
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.json_values import Json, check_seal, json_text
from auxadvisor.whole_files import digest_of, write_whole, written_whole

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

Pooling = Literal["first-last", "mean"]
REMOVE = "remove the files, and train them again with 'auxadvisor embed bpe'"
_DIGIT = re.compile(r"\d")


def preprocess(text: str) -> str:
    """What BPEmb does to text before it cuts it: lower case, and 0 for every digit.

    >>> preprocess("Vuonna 1952")
    'vuonna 0000'
    """
    return _DIGIT.sub("0", text.lower())


@dataclass(frozen=True, eq=False)
class BytePairEmbeddings:
    """Vectors of words by their pieces.

    Attributes:
        name: what they are called in results.
        model: content of the sentencepiece ``.model`` file.
        matrix: ``(pieces, dimensions)``.
        pooling: ``first-last`` puts the first and the last piece's vectors side by side, as flair
            does; ``mean`` is the mean over all pieces.
    """

    name: str
    model: bytes
    matrix: Vectors
    pooling: Pooling = "first-last"

    def __post_init__(self) -> None:
        if self.pooling not in _POOLINGS:
            known = ", ".join(_POOLINGS)
            raise SettingsError(f"--pooling {self.pooling!r}: expected one of {known}")

    @property
    def size(self) -> int:
        """Components of a word's vector."""
        return int(self.matrix.shape[1]) * (2 if self.pooling == "first-last" else 1)

    @cached_property
    def pieces(self) -> SentencePieceProcessor:
        """What cuts words."""
        from sentencepiece import SentencePieceProcessor

        return SentencePieceProcessor(model_proto=self.model)

    def vectors(self, types: Sequence[str]) -> Vectors:
        """``(types, size)``; zeros for a word that is nothing but blanks.

        A word with a character that no piece has keeps its other pieces; that one is ``<unk>``.
        """
        cut = self.pieces.encode([preprocess(word) for word in types])
        found = np.zeros((len(types), self.size), dtype=np.float32)
        spelled = [row for row, ids in enumerate(cut) if ids and types[row].strip()]
        if spelled:
            found[spelled] = _POOLINGS[self.pooling](self.matrix, [cut[row] for row in spelled])
        return found


def _first_last(matrix: Vectors, cut: list[list[int]]) -> Vectors:
    ends = np.array([(ids[0], ids[-1]) for ids in cut])
    joined: Vectors = matrix[ends].reshape(len(cut), -1)
    return joined


def _mean(matrix: Vectors, cut: list[list[int]]) -> Vectors:
    lengths = np.array([len(ids) for ids in cut])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    sums = np.add.reduceat(matrix[np.concatenate(cut)], starts, axis=0)
    means: Vectors = (sums / lengths[:, None]).astype(np.float32)
    return means


_POOLINGS: dict[str, Callable[[Vectors, list[list[int]]], Vectors]] = {
    "first-last": _first_last,
    "mean": _mean,
}


def load_bpemb(
    model: Path, vectors: Path, name: str, pooling: Pooling = "first-last"
) -> BytePairEmbeddings:
    """Read BPEmb's two files: sentencepiece's ``.model`` and word2vec's ``.bin`` or text.

    Raises:
        DataError: a file cannot be read, or they are not of the same pieces.
    """
    check_trained(model, vectors)
    content = _model_content(model)
    stored = load_word_vectors(vectors, name).stored
    return _matching(BytePairEmbeddings(name, content, stored.vectors, pooling), model, vectors)


def check_trained(model: Path, vectors: Path) -> None:
    """Raise where files are not what ``embed bpe`` wrote; of others there is nothing to compare.

    Raises:
        DataError: a file is missing, or its sha256 is not that of the JSON file beside it.
    """
    about = vectors.with_name(f"{vectors.name.removesuffix('.w2v.bin')}.json")
    try:
        said = json.loads(about.read_text(encoding="utf-8"))
        check_seal(said)
        digests = said.get("sha256", {})
        expected = {path: digests[path.name] for path in (model, vectors) if path.name in digests}
    except FileNotFoundError:
        return
    except (OSError, ValueError, AttributeError, TypeError, RecursionError) as error:
        found = f"{type(error).__name__}: {error}"
        raise DataError(about, None, "how embeddings were trained", found, REMOVE) from error
    for path, digest in expected.items():
        try:
            found = digest_of(path)
        except OSError as error:
            raise DataError(path, None, "trained embeddings", str(error), REMOVE) from error
        if found != digest:
            raise DataError(path, None, f"trained embeddings, of sha256 {digest}", found, REMOVE)


def save_compact(path: Path, model: bytes, matrix: Vectors, about: dict[str, Json]) -> None:
    """Write the pack's form: ``path.model``, ``path.safetensors`` (8 bits), ``path.json``."""
    from safetensors.numpy import save

    integers, scale = rounded(matrix)
    with written_whole(path.with_suffix(".model")) as part:
        part.write_bytes(model)
    with written_whole(path.with_suffix(".safetensors")) as part:
        part.write_bytes(save({"vectors": integers, "vectors.scale": scale}))
    write_whole(path.with_suffix(".json"), json_text(about))


def load_compact(path: Path, name: str, pooling: Pooling = "first-last") -> BytePairEmbeddings:
    """Read what ``save_compact`` wrote; the path has no ending.

    Raises:
        DataError: a file cannot be read, or they are not of the same pieces.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    model = path.with_suffix(".model")
    content = _model_content(model)
    weights = path.with_suffix(".safetensors")
    try:
        stored = load_file(weights)
        matrix = restored(stored["vectors"], stored["vectors.scale"])
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise DataError(weights, None, "vectors of pieces", str(error)) from error
    return _matching(BytePairEmbeddings(name, content, matrix, pooling), model, weights)


def _model_content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(path, None, "a sentencepiece model", str(error)) from error


def _matching(embeddings: BytePairEmbeddings, model: Path, vectors: Path) -> BytePairEmbeddings:
    """The embeddings, if their two files can be of the same pieces."""
    expected: Any = None
    try:
        expected = embeddings.pieces.get_piece_size()
    except (RuntimeError, OSError) as error:
        found = " ".join(str(error).split())[:200]
        raise DataError(model, None, "a sentencepiece model", found) from error
    if embeddings.matrix.ndim != 2 or len(embeddings.matrix) != expected:
        found = f"those of shape {embeddings.matrix.shape}"
        raise DataError(vectors, None, f"{expected:,} vectors, one a piece", found)
    if not np.isfinite(embeddings.matrix).all():
        raise DataError(vectors, None, "vectors of numbers", "one that is none")
    return embeddings
