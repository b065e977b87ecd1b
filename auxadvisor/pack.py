"""Reads and writes the pack's tables: n-gram counts and word lists, in compressed ``.npz`` files.

Sorted integers are stored as differences, split into byte planes: that is what makes the general
compressor of ``.npz`` effective on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from auxadvisor.assets import asset_path, pack_folder
from auxadvisor.language_models.char_ngram import NgramCounts
from auxadvisor.whole_files import written_whole

Ids = NDArray[np.int32]

MODELS = "ngram_models.npz"
HELD_OUT = "ngram_held_out.npz"
WORD_LISTS = "word_lists.npz"
TRAINING_WORDS = "training_words.npz"
EMBEDDINGS = "embeddings"
LANGUAGE_MODEL_PERPLEXITIES = f"{EMBEDDINGS}/perplexities.json"


def language_model(tag: str, forward: bool = True) -> Path | None:
    """Where the pack's character model of a language lies, without an ending, if it has one.

    Raises:
        AssetError: it is damaged.
    """
    name = f"{EMBEDDINGS}/{tag}/{'forward' if forward else 'backward'}"
    if not (pack_folder() / f"{name}.safetensors").is_file():
        return None
    asset_path(f"{name}.json")
    return asset_path(f"{name}.safetensors").with_suffix("")


@dataclass(frozen=True, eq=False)
class WordLists:
    """Sets of words over one numbered vocabulary.

    Attributes:
        names: of the lists.
        sources: where each list comes from.
        words: UTF-8 bytes of the sorted vocabulary, joined by newlines.
        ids: for each list, its words' numbers, increasing.
    """

    names: tuple[str, ...]
    sources: tuple[str, ...]
    words: bytes
    ids: tuple[Ids, ...]

    def __getitem__(self, name: str) -> Ids:
        return self.ids[self.names.index(name)]

    def numbering(self, words: set[str]) -> dict[str, int]:
        """A number for each word: the vocabulary's, or one behind it that no other word has."""
        if not words:
            return {}
        vocabulary = self.words.decode("utf-8").split("\n")
        known = {word: number for number, word in enumerate(vocabulary) if word in words}
        new = sorted(words - known.keys())
        return known | {word: len(vocabulary) + place for place, word in enumerate(new)}


def word_lists_of(lists: dict[str, tuple[str, set[str]]]) -> WordLists:
    """Number the words of some lists: ``{name: (source, words)}``."""
    vocabulary = sorted(set().union(*(words for _, words in lists.values())))
    numbers = {word: number for number, word in enumerate(vocabulary)}
    return WordLists(
        tuple(lists),
        tuple(source for source, _ in lists.values()),
        "\n".join(vocabulary).encode("utf-8"),
        tuple(
            np.array(sorted(numbers[word] for word in words), dtype=np.int32)
            for _, words in lists.values()
        ),
    )


def save_word_lists(path: Path, lists: WordLists) -> None:
    """Write word lists as ``.npz``."""
    with written_whole(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.array(lists.names),
            sources=np.array(lists.sources),
            words=np.frombuffer(lists.words, dtype=np.uint8),
            sizes=np.array([len(ids) for ids in lists.ids], dtype=np.int32),
            ids=_planes(np.concatenate([np.diff(ids, prepend=0) for ids in lists.ids])),
        )


@cache
def load_word_lists(name: str) -> WordLists:
    """Read the word lists of a file of the pack: ``WORD_LISTS`` or ``TRAINING_WORDS``."""
    with np.load(asset_path(name)) as stored:
        differences = _values(stored["ids"]).astype(np.int32)
        ends = np.cumsum(stored["sizes"])[:-1]
        return WordLists(
            tuple(str(name) for name in stored["names"]),
            tuple(str(source) for source in stored["sources"]),
            stored["words"].tobytes(),
            tuple(np.cumsum(part, dtype=np.int32) for part in np.split(differences, ends)),
        )


def save_ngram_counts(path: Path, table: NgramCounts) -> None:
    """Write n-gram counts as ``.npz``."""
    table.counts.sort_indices()
    with written_whole(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            order=np.array(table.order),
            alphabet=np.frombuffer(table.alphabet.encode("utf-8"), dtype=np.uint8),
            languages=np.array(table.languages),
            keys=_planes(np.diff(table.keys, prepend=np.uint64(0))),
            row_sizes=_planes(np.diff(table.counts.indptr)),
            columns=_planes(table.counts.indices),
            counts=_planes(table.counts.data),
        )


@cache
def load_ngram_counts(name: str) -> NgramCounts:
    """Read the n-gram counts of a file of the pack: ``MODELS`` or ``HELD_OUT``."""
    with np.load(asset_path(name)) as stored:
        keys = np.cumsum(_values(stored["keys"]), dtype=np.uint64)
        languages = tuple(str(language) for language in stored["languages"])
        row_sizes, columns, data = (
            _values(stored[name]).astype(np.int32) for name in ("row_sizes", "columns", "counts")
        )
        rows = np.concatenate([[0], np.cumsum(row_sizes, dtype=np.int32)])
        counts = sparse.csr_array(
            (data, columns, rows),
            shape=(len(keys), len(languages)),
        )
        alphabet = stored["alphabet"].tobytes().decode("utf-8")
        return NgramCounts(int(stored["order"]), alphabet, languages, keys, counts)


def _planes(values: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Non-negative integers as ``(planes, size)`` bytes, the lowest byte's plane first.

    As many planes as the largest integer has bytes.
    """
    width = max(1, (int(values.max(initial=0)).bit_length() + 7) // 8)
    columns = np.ascontiguousarray(values.astype("<u8")).view(np.uint8).reshape(-1, 8)
    return columns[:, :width].T.copy()


def _values(planes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    values: NDArray[np.uint64] = planes[-1].astype(np.uint64)
    for plane in planes[-2::-1]:
        values <<= np.uint64(8)
        values |= plane
    return values
