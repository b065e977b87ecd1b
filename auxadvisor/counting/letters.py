"""A batch of lines normalised at once, as ``language_models.text.normalise`` does line by line.

Characters are code points in arrays here, so that a batch costs a few passes of numpy and none of
Python. Letters: ``P`` predicted characters, that is all letters and, behind each word, a boundary.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from auxadvisor.counting.sums import Counted
from auxadvisor.language_models.text import BOUNDARY
from auxadvisor.language_models.windows import alphabet_of, check_alphabet, encode

Codepoints = NDArray[np.uint32]
_END = "\n"
"""Between sentences; no line holds one."""


@dataclass(frozen=True, eq=False)
class Letters:
    """The normalised sentences of a batch that have letters.

    Attributes:
        codes: ``(P,)`` code points: every word of every sentence, each with a boundary behind it.
        starts: ``(P,)``, whether a character is the first of its sentence.
    """

    codes: Codepoints
    starts: NDArray[np.bool_]

    @property
    def text(self) -> str:
        """All words, a boundary behind each."""
        return self.codes.tobytes().decode("utf-32-le", "surrogatepass")


def letters_of(sentences: Iterable[str]) -> Letters:
    """Normalise sentences, none of which holds a line end.

    Joined by line ends, which have no case and combine with nothing, they become lower-cased and
    composed as they would one by one.
    """
    text = unicodedata.normalize("NFC", "".join(f"{one}{_END}" for one in sentences).lower())
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    letter = _is_letter()[codes]
    predicted = letter.copy()
    predicted[1:] |= letter[:-1]  # what follows a word is a boundary, whatever stands there
    sentence = np.cumsum(codes == ord(_END))
    sentence -= codes == ord(_END)  # a line end belongs to the sentence that it ends
    kept = sentence[predicted]
    starts = np.ones(len(kept), dtype=np.bool_)
    starts[1:] = kept[1:] != kept[:-1]
    return Letters(np.where(letter, codes, np.uint32(ord(BOUNDARY)))[predicted], starts)


def window_counts(letters: Letters, order: int) -> tuple[str, Counted]:
    """The windows of ``language_models.windows.windows``, distinct ones with their counts.

    Returns:
        the alphabet that they are packed in, and the windows.

    Raises:
        SettingsError: more different characters than windows of the order tell apart.
    """
    alphabet = alphabet_of([letters.text])
    check_alphabet(alphabet, order)
    padding = order - 1
    place = np.arange(len(letters.codes)) + padding * np.cumsum(letters.starts)
    padded = np.full(int(place[-1]) + 1 if len(place) else 0, 1, dtype=np.uint64)
    padded[place] = encode(letters.text, alphabet)
    bits = np.uint64(64 // order) if order > 1 else np.uint64(0)
    keys = np.zeros(len(place), dtype=np.uint64)
    for back in range(padding, -1, -1):
        keys = (keys << bits) | padded[place - back]
    distinct, counts = np.unique(keys, return_counts=True)
    return alphabet, (distinct, counts.astype(np.int64))


@cache
def _is_letter() -> NDArray[np.bool_]:
    """Of every code point, whether ``normalise`` keeps it."""
    kinds = (unicodedata.category(chr(code))[0] in "LM" for code in range(sys.maxunicode + 1))
    return np.fromiter(kinds, dtype=np.bool_, count=sys.maxunicode + 1)
