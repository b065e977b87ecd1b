"""Character n-gram language models of many languages at once, and perplexity under each.

All models live in one table: a row is a distinct n-gram, a column a language. A text's windows are
looked up once and scored under every language together, which is what makes 200 candidates as
cheap as a few. Letters: ``W`` windows, ``G`` distinct n-grams, ``L`` languages, ``S`` sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from auxadvisor.errors import SettingsError
from auxadvisor.language_models.windows import (
    UNSEEN,
    Windows,
    alphabet_of,
    check_alphabet,
    encode,
    pack,
    unpack,
    windows,
)

Floats = NDArray[np.float64]

LOG2_UNIFORM = -16.0
"""log2 of the base distribution: every code point of Unicode's first plane alike, 2**-16.

The same constant for every model and every pool, so that a candidate's perplexity does not move
when another candidate is added. It is what a character costs that a model has never seen."""
CHUNK = 8192
"""Windows scored at a time: what bounds the memory of the dense (windows, languages) blocks."""


@dataclass(frozen=True, eq=False)
class NgramCounts:
    """How often each n-gram occurs in each language.

    Attributes:
        order: n, the characters of a window.
        alphabet: the characters by code, from code 1; code 0 is any other character.
        languages: the columns' names.
        keys: ``(G,)`` packed n-grams, strictly increasing.
        counts: ``(G, L)`` sparse counts.
    """

    order: int
    alphabet: str
    languages: tuple[str, ...]
    keys: Windows
    counts: sparse.csr_array

    def of(self, languages: tuple[str, ...]) -> NgramCounts:
        """The table of some of its languages, in the order given."""
        columns = [self.languages.index(language) for language in languages]
        return _without_empty_rows(self, self.counts[:, columns], languages)

    def at_order(self, order: int) -> NgramCounts:
        """The counts of the windows' last ``order`` characters: what counting anew would give."""
        if order == self.order:
            return self
        if not 1 <= order < self.order:
            raise SettingsError(
                f"these counts hold character n-grams of orders 1 to {self.order}, not {order}"
            )
        digits = unpack(self.keys, self.order)[:, self.order - order :]
        keys, rows = np.unique(pack(digits, order), return_inverse=True)
        return NgramCounts(
            order, self.alphabet, self.languages, keys, sum_rows(self.counts, rows, len(keys))
        )


def count_ngrams(
    texts: dict[str, list[str]], order: int, alphabet: str | None = None
) -> NgramCounts:
    """Count the n-grams of normalised sentences, a column for each language.

    Args:
        texts: normalised sentences by language.
        order: n, from 1 to 7.
        alphabet: the characters to tell apart; by default all that occur.
    """
    if alphabet is None:
        alphabet = alphabet_of([sentence for text in texts.values() for sentence in text])
    found = [
        np.unique(windows(text, order, alphabet)[0], return_counts=True) for text in texts.values()
    ]
    return stack_columns(order, alphabet, tuple(texts), found)


def merge(left: NgramCounts, right: NgramCounts) -> NgramCounts:
    """One table of two, of the same order and with different languages."""
    alphabet = alphabet_of([left.alphabet, right.alphabet])
    check_alphabet(alphabet, left.order)
    found = []
    for table in (left, right):
        codes = np.concatenate([[UNSEEN], encode(table.alphabet, alphabet)])
        keys = pack(codes[unpack(table.keys, table.order)], table.order)
        columns = table.counts.tocsc()
        for start, stop in pairwise(columns.indptr):
            rows = columns.indices[start:stop]
            found.append((keys[rows], columns.data[start:stop]))
    return stack_columns(left.order, alphabet, left.languages + right.languages, found)


@dataclass(frozen=True, eq=False)
class _Order:
    """One order of a model: its n-grams, and its histories with their totals."""

    keys: Windows  # (G,)
    counts: sparse.csr_array  # (G, L)
    histories: Windows  # (H,)
    totals: sparse.csr_array  # (H, L)
    types: sparse.csr_array  # (H, L)


class WittenBell:
    """Interpolated Witten-Bell models of several languages (Witten and Bell, 1991).

    P_k(c|h) = (count(hc) + T(h) P_{k-1}(c|h')) / (count(h) + T(h)) for k = 1 ... n, with T(h) the
    number of distinct characters seen after history h, h' the history without its first
    character, and P_0 = 2**-16 for every character. A history never seen leaves P_{k-1} as it is.
    """

    def __init__(self, counts: NgramCounts) -> None:
        self._take(counts.at_order(k) for k in range(1, counts.order + 1))

    @classmethod
    def of_orders(cls, tables: Iterable[NgramCounts]) -> WittenBell:
        """Models of the counts of order 1, of order 2, ..., a table each, in one alphabet.

        The tables may lack n-grams, all with the same history at once: windows with other
        histories are scored as if they were there.
        """
        model = cls.__new__(cls)
        model._take(tables)
        return model

    def _take(self, tables: Iterable[NgramCounts]) -> None:
        self._orders = []
        for table in tables:
            self.order, self.alphabet, self.languages = table.order, table.alphabet, table.languages
            self._orders.append(_prepare(table))

    def log2_probabilities(self, keys: Windows) -> Floats:
        """log2 P(last character | the others) of ``(W,)`` packed windows, ``(W, L)``."""
        digits = unpack(keys, self.order)
        probability = np.full((len(keys), len(self.languages)), 2.0**LOG2_UNIFORM)
        for order, table in enumerate(self._orders, start=1):
            suffix = pack(digits[:, self.order - order :], order)
            wanted, inverse = np.unique(suffix, return_inverse=True)
            history = _histories(wanted, order)
            total = row_lookup(table.histories, table.totals, history)
            types = row_lookup(table.histories, table.types, history)
            weight = total + types
            known = weight > 0
            count = row_lookup(table.keys, table.counts, wanted)
            gain = np.divide(count, weight, out=np.zeros_like(count), where=known)
            keep = np.divide(types, weight, out=np.ones_like(types), where=known)
            probability *= keep[inverse]
            probability += gain[inverse]
        return np.asarray(np.log2(probability), dtype=np.float64)

    def sentence_scores(self, sentences: list[str]) -> Floats:
        """log2 P of each normalised sentence under each language, ``(S, L)``."""
        keys, owner = windows(sentences, self.order, self.alphabet)
        return window_scores(self, keys, owner, len(sentences))

    def count_scores(self, text: NgramCounts) -> Floats:
        """log2 P of a text known only by its n-gram counts (one column), ``(L,)``."""
        codes = np.concatenate([[UNSEEN], encode(text.alphabet, self.alphabet)])
        weights = text.at_order(self.order)
        keys = pack(codes[unpack(weights.keys, self.order)], self.order)
        count = weights.counts.toarray().T.astype(np.float64)  # (1, W)
        return weighted_scores(self, keys, count).ravel()


class WindowModel(Protocol):
    """What gives a packed window a probability under each of L languages."""

    languages: tuple[str, ...]

    def log2_probabilities(self, keys: Windows) -> Floats:
        """log2 of the probability of ``(W,)`` packed windows, ``(W, L)``."""


def window_scores(
    model: WindowModel, keys: Windows, owner: NDArray[np.intp], sentences: int
) -> Floats:
    """Add up the log2 probabilities of each sentence's windows, each distinct one scored once.

    Returns:
        ``(S, L)``.
    """
    distinct, inverse = np.unique(keys, return_inverse=True)
    shape = (sentences, len(distinct))
    incidence = sparse.csc_array((np.ones(len(keys)), (owner, inverse)), shape=shape)
    return weighted_scores(model, distinct, incidence)


def weighted_scores(
    model: WindowModel, keys: Windows, weights: Floats | sparse.csc_array
) -> Floats:
    """The weights ``(S, W)`` times the windows' log2 probabilities, ``(S, L)``.

    :data:`CHUNK` windows are scored at a time.
    """
    scores = np.zeros((weights.shape[0], len(model.languages)))
    for start in range(0, len(keys), CHUNK):
        chunk = slice(start, start + CHUNK)
        scores += np.asarray(weights[:, chunk] @ model.log2_probabilities(keys[chunk]))
    return scores


def perplexity(log2_probability: Floats, characters: Floats | float) -> Floats:
    """2 ** -(log2 P / number of predicted characters): 1 is perfect, lower is closer.

    NaN where no character was predicted.
    """
    shape = np.broadcast_shapes(np.shape(log2_probability), np.shape(characters))
    mean = np.full(shape, np.nan)
    np.divide(log2_probability, characters, out=mean, where=np.asarray(characters) > 0)
    return np.asarray(2.0**-mean, dtype=np.float64)


def _prepare(table: NgramCounts) -> _Order:
    histories, rows = np.unique(_histories(table.keys, table.order), return_inverse=True)
    present = table.counts.copy()
    present.data = np.ones_like(present.data)
    return _Order(
        keys=table.keys,
        counts=table.counts,
        histories=histories,
        totals=sum_rows(table.counts, rows, len(histories)),
        types=sum_rows(present, rows, len(histories)),
    )


def _histories(keys: Windows, order: int) -> Windows:
    """The windows without their last character; one empty history for order 1."""
    return keys >> np.uint64(64 // order) if order > 1 else np.zeros_like(keys)


def sum_rows(matrix: sparse.csr_array, rows: NDArray[np.intp], size: int) -> sparse.csr_array:
    """Add the matrix rows that ``rows`` sends to the same row of a matrix of ``size`` rows."""
    ones = np.ones(len(rows), dtype=matrix.dtype)
    shape = (size, len(rows))
    adding = sparse.csr_array((ones, (rows, np.arange(len(rows)))), shape=shape)
    return sparse.csr_array(adding @ matrix)


def row_lookup(keys: Windows, matrix: sparse.csr_array, wanted: Windows) -> Floats:
    """The matrix rows of the wanted keys, zeros where a key is absent, ``(len(wanted), L)``."""
    found = np.zeros((len(wanted), matrix.shape[1]))
    if len(keys):
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = keys[place] == wanted
        found[hit] = matrix[place[hit]].toarray()
    return found


def stack_columns(
    order: int,
    alphabet: str,
    languages: tuple[str, ...],
    found: list[tuple[Windows, NDArray[np.int64]]],
) -> NgramCounts:
    """One table of each language's own distinct keys and counts."""
    found_keys = [np.empty(0, dtype=np.uint64), *(k for k, _ in found)]  # of no language: none
    keys, rows = np.unique(np.concatenate(found_keys), return_inverse=True)
    columns = np.repeat(np.arange(len(found)), [len(k) for k, _ in found])
    data = np.concatenate([np.empty(0, dtype=np.int64), *(c for _, c in found)])
    largest = max((int(c.sum()) for _, c in found), default=0)  # of any sum of a column's counts
    data = data.astype(np.int32 if largest <= np.iinfo(np.int32).max else np.int64)
    counts = sparse.csr_array((data, (rows, columns)), shape=(len(keys), len(languages)))
    return NgramCounts(order, alphabet, languages, keys, counts)


def _without_empty_rows(
    table: NgramCounts, counts: sparse.csr_array, languages: tuple[str, ...]
) -> NgramCounts:
    kept = np.diff(counts.indptr) > 0
    return NgramCounts(table.order, table.alphabet, languages, table.keys[kept], counts[kept])
