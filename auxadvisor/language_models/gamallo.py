"""Gamallo, Pichel and Alegria (2017): the perplexity that the paper's d_P was computed with.

*From language identification to language distance* (Physica A 484) compares languages by the
perplexity of a character 7-gram model. Its scripts first respell a text in an alphabet common to
European languages, and interpolate the orders with fixed weights. This module computes what those
scripts print, figure for figure; it shares no code with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from auxadvisor.language_models.char_ngram import (
    Floats,
    NgramCounts,
    row_lookup,
    stack_columns,
    sum_rows,
    window_scores,
)
from auxadvisor.language_models.windows import Windows, encode, pack, slide, unpack

WEIGHTS = (0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1)
"""Interpolation weights of the orders 7, 6, ..., 1; a lower top order takes the first and rescales
them to sum to 1."""
FLOOR = 1e-6
"""Added to every interpolated probability, so that nothing has probability zero."""
SPACE = "#"

_DELETED = str.maketrans("", "", "'ʹ‟’‘0123456789")
_CAPITALISED = re.compile(r"([^.]) [A-ZÁÉÍÓÚÀÈÌÒÙÄËÏÖÜÂÊÎÔÛÑÇČŠŽ][^ ]+ ")
_DIGRAPHS = (
    (re.compile("ch|tx"), "ĉ"),
    (re.compile("sh"), "š"),
    (re.compile("t[zsš]"), "š"),
    (re.compile("d[žz]"), "ž"),
    (re.compile("zh"), "z"),
    (re.compile("kh"), "k"),
    (re.compile("gh"), "g"),
    (re.compile("ñ|gn|nh|њ"), "nj"),
    (re.compile("lh|Ł|ł"), "lj"),
)
_LETTERS = {
    "a": "àá",
    "ä": "âåæāăą",
    "c": "ćċ",
    "ĉ": "č",
    "d": "ðď",
    "e": "èé",
    "ë": "êēĕėęěẽ",
    "g": "ğġģ",
    "h": "ĥḥ",
    "i": "ìí",
    "ï": "îĩīĭįıĳ",
    "k": "ķĸќ",
    "l": "ĺļľŀ",
    "m": "ṁṃ",
    "n": "ńņňŉŋṇ",
    "o": "òó",
    "ö": "ôõøōŏőœ",
    "r": "ŕŗřſṛ",
    "s": "çßśş",
    "š": "ŝ",
    "t": "ţťŧ",
    "u": "ùú",
    "ü": "ûũūŭůűų",
    "w": "ŵ",
    "y": "ýŷ",
    "z": "źż",
    "ž": "đĝħĵǰ",
}
_SEPARATORS = '!"#$%&()*+,-./:;<=>?[\\]^_{|}~¡ª«¬·º»¿€'
_RESPELLED = str.maketrans(
    {letter: to for to, letters in _LETTERS.items() for letter in letters}
    | dict.fromkeys(_SEPARATORS, " ")
)


def respell(line: str) -> str:
    """One line as the scripts' models read it, white space as ``#``.

    >>> respell("La niña de Oporto habla: «hoy» chove.")
    'la#ninja#de#habla#hoy#ĉove#'
    """
    line = _CAPITALISED.sub(r"\1 ", line.translate(_DELETED)).lower()
    for pattern, letters in _DIGRAPHS:
        line = pattern.sub(letters, line)
    line = re.sub(" +", " ", line.translate(_RESPELLED))
    line = re.sub(r"[@#]\S*", " ", line)
    line = re.sub("https?", " ", line)
    return "".join(SPACE if c.isspace() else c for c in line if c.isspace() or _is_word(c))


def stream_windows(lines: list[str], order: int, alphabet: str) -> tuple[Windows, NDArray[np.intp]]:
    """The windows of respelled lines run together behind one ``#``, and the line each ends in."""
    codes = encode(SPACE + "".join(lines), alphabet)
    owner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    keys = pack(slide(codes, order), order)
    lead = owner[:1] if len(owner) else np.zeros(min(len(lines), 1), dtype=np.intp)
    ends = np.concatenate([lead, owner])[order - 1 :]  # the # counts as the first character's line
    return keys[: len(ends)], ends


def count_stream(texts: dict[str, list[str]], order: int) -> NgramCounts:
    """Count the windows of respelled texts, a column for each language."""
    alphabet = "".join(sorted({SPACE}.union(*(line for text in texts.values() for line in text))))
    found = [
        np.unique(stream_windows(text, order, alphabet)[0], return_counts=True)
        for text in texts.values()
    ]
    return stack_columns(order, alphabet, tuple(texts), found)


class Gamallo:
    """The interpolated models of several languages.

    The score of a window is .3 P_7 + .2 P_6 + .1 (P_5 + ... + P_1) + 1e-6, where P_k is the count
    of the window's first k characters over that of its first k-1, and P_1 the count of the first
    character over the number of windows plus one. The orders are prefixes of the window, not its
    suffixes: that is how the scripts do it.
    """

    def __init__(self, counts: NgramCounts) -> None:
        digits = unpack(counts.keys, counts.order)
        tables = []
        for order in range(1, counts.order + 1):
            keys, rows = np.unique(pack(digits[:, :order], order), return_inverse=True)
            added = sum_rows(counts.counts, rows, len(keys))
            tables.append(NgramCounts(order, counts.alphabet, counts.languages, keys, added))
        self._take(tables, np.asarray(counts.counts.sum(axis=0), dtype=np.float64))

    @classmethod
    def of_beginnings(cls, tables: Sequence[NgramCounts], windows: Floats) -> Gamallo:
        """Models of the windows' first 1, 2, ..., n characters, a table each, in one alphabet.

        Args:
            tables: those of order k may lack beginnings; windows that begin otherwise are scored
                as if they were there.
            windows: ``(L,)`` how many each language has.
        """
        model = cls.__new__(cls)
        model._take(tables, windows)
        return model

    def _take(self, tables: Sequence[NgramCounts], windows: Floats) -> None:
        top = tables[-1]
        self.order, self.alphabet, self.languages = top.order, top.alphabet, top.languages
        self._tables = [(table.keys, table.counts) for table in tables]
        self._windows = windows  # (L,)
        weights = np.array(WEIGHTS[: top.order])
        self._weights = (weights / weights.sum())[::-1]  # of orders 1 ... n

    def log2_probabilities(self, keys: Windows) -> Floats:
        """log2 of the score of ``(W,)`` packed windows under every language, ``(W, L)``."""
        digits = unpack(keys, self.order)
        score = np.full((len(keys), len(self.languages)), FLOOR)
        shorter = np.broadcast_to(self._windows + 1, score.shape)
        for order, (table, weight) in enumerate(
            zip(self._tables, self._weights, strict=True), start=1
        ):
            count = row_lookup(*table, pack(digits[:, :order], order))
            score += weight * np.divide(count, shorter, out=np.zeros_like(count), where=shorter > 0)
            shorter = count
        return np.asarray(np.log2(score), dtype=np.float64)

    def line_scores(self, lines: list[str]) -> tuple[Floats, Floats]:
        """The log2 score ``(S, L)`` and the number of windows ``(S,)`` that end in each line."""
        keys, owner = stream_windows(lines, self.order, self.alphabet)
        return window_scores(self, keys, owner, len(lines)), np.bincount(
            owner, minlength=len(lines)
        ).astype(np.float64)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == SPACE or _is_mark(character)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"
