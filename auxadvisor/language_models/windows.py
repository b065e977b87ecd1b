"""Text as windows of n characters, packed into 64-bit integers.

A window has 64 // n bits a character, the first character in the highest bits, so that windows
sort like their text and a history is a shift away. Letters: ``W`` windows, ``n`` their characters.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auxadvisor.errors import SettingsError
from auxadvisor.language_models.text import BOUNDARY

Windows = NDArray[np.uint64]

MAX_ORDER = 7
UNSEEN = 0
"""Code of a character outside the alphabet; no n-gram that holds it has been counted."""


def max_alphabet(order: int) -> int:
    """The most distinct characters that windows of an order can tell apart in 64 bits."""
    return min((1 << (64 // order)) - 1, 1 << 21)


def check_alphabet(alphabet: str, order: int) -> None:
    """Refuse an alphabet that is too large for the windows of an order.

    Raises:
        SettingsError: see :func:`max_alphabet`.
    """
    if len(alphabet) > max_alphabet(order):
        raise SettingsError(
            f"n-grams of order {order} tell at most {max_alphabet(order)} characters apart and "
            f"these texts have {len(alphabet)}: choose a lower --order"
        )


def pack(digits: NDArray[np.uint32], order: int) -> Windows:
    """Pack ``(W, n)`` character codes into ``(W,)`` integers."""
    bits = np.uint64(64 // order)
    keys = np.zeros(len(digits), dtype=np.uint64)
    for column in range(order):
        keys = (keys << bits) | digits[:, column].astype(np.uint64)
    return keys


def unpack(keys: Windows, order: int) -> NDArray[np.uint32]:
    """Undo :func:`pack`: ``(W,)`` integers to ``(W, n)`` character codes."""
    bits = 64 // order
    mask = np.uint64(2**bits - 1) if bits < 64 else ~np.uint64(0)
    digits = np.empty((len(keys), order), dtype=np.uint32)
    for column in range(order):
        shift = np.uint64(bits * (order - 1 - column))
        digits[:, column] = ((keys >> shift) & mask).astype(np.uint32)
    return digits


def slide(codes: NDArray[np.uint32], order: int) -> NDArray[np.uint32]:
    """Every run of ``order`` consecutive codes, ``(max(0, length - order + 1), order)``."""
    if len(codes) < order:
        return np.empty((0, order), dtype=np.uint32)
    return np.lib.stride_tricks.sliding_window_view(codes, order)


def alphabet_of(sentences: list[str]) -> str:
    """The distinct characters of normalised sentences, the boundary first, then by code point."""
    return BOUNDARY + "".join(sorted(set().union(*sentences) - {BOUNDARY}))


def windows(sentences: list[str], order: int, alphabet: str) -> tuple[Windows, NDArray[np.intp]]:
    """All windows of normalised sentences, and which sentence each belongs to.

    Returns:
        ``(W,)`` packed windows and ``(W,)`` sentence numbers. A sentence is padded with n-1
        boundaries before and one behind, and every character behind the padding is predicted once,
        the closing boundary too: k characters have k+1 windows. An empty sentence has none.
    """
    if not 1 <= order <= MAX_ORDER:
        raise SettingsError(f"the order is {order}; character n-grams go from 1 to {MAX_ORDER}")
    check_alphabet(alphabet, order)
    padding = BOUNDARY * (order - 1)
    text = "".join(f"{padding}{sentence}{BOUNDARY}" for sentence in sentences)
    spread = slide(encode(text, alphabet), order)
    sizes = predicted_characters(sentences)
    padded = np.array([len(sentence) + order for sentence in sentences], dtype=np.intp)
    starts = np.cumsum(padded) - padded
    owner = np.repeat(np.arange(len(sentences)), sizes)
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return pack(spread[starts[owner] + offset], order), owner


def predicted_characters(sentences: list[str]) -> NDArray[np.intp]:
    """How many windows each normalised sentence has, ``(S,)``."""
    return np.array([len(sentence) + bool(sentence) for sentence in sentences], dtype=np.intp)


def encode(text: str, alphabet: str) -> NDArray[np.uint32]:
    """The code of each character of a text, ``(len(text),)``."""
    codes = np.zeros(0x110000, dtype=np.uint32)
    codes[_codepoints(alphabet)] = np.arange(1, len(alphabet) + 1)
    return codes[_codepoints(text)]


def _codepoints(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
