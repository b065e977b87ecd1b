"""The n-grams of a text of any size, as far as another text asks for them.

A model of n-grams is asked for the windows of the text that it scores, and needs for each order
the n-grams with the same history (Witten-Bell) or the same beginning (Gamallo). What is kept of a
text is therefore bounded by the text that is scored, and gives the scores that all of it would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import ExitStack
from functools import partial

import numpy as np
from numpy.typing import NDArray

from auxadvisor.counting.batches import Batch, mapped, pieces
from auxadvisor.counting.letters import letters_of, window_counts
from auxadvisor.counting.sums import MOST, Counted, Keys, Sums
from auxadvisor.language_models.gamallo import SPACE, respell
from auxadvisor.language_models.windows import (
    UNSEEN,
    check_alphabet,
    encode,
    pack,
    slide,
    unpack,
)


class Alphabet:
    """Characters by code, which grows as texts are counted; codes that were given stay.

    Args:
        characters: that have codes from the start, in this order from code 1.
    """

    def __init__(self, characters: str) -> None:
        self._codes = {character: code for code, character in enumerate(characters, start=1)}

    @property
    def characters(self) -> str:
        """All characters by code, from code 1."""
        return "".join(self._codes)

    def recoded(self, keys: Keys, alphabet: str, order: int) -> Keys:
        """Windows of another alphabet in this one, its new characters taken in.

        Raises:
            SettingsError: too many characters for the order.
        """
        for character in alphabet:
            self._codes.setdefault(character, len(self._codes) + 1)
        check_alphabet(self.characters, order)
        codes = [UNSEEN, *(self._codes[character] for character in alphabet)]
        return pack(np.array(codes, dtype=np.uint32)[unpack(keys, order)], order)


def count_windows(
    batches: Iterable[Batch],
    order: int,
    alphabet: Alphabet,
    executor: Executor | None = None,
    most: int = MOST,
) -> Sums:
    """Count the windows of ``windows.windows`` of a text's normalised sentences.

    Args:
        batches: of the text.
        order: n.
        alphabet: that the windows are packed in; it takes in the text's characters.
        executor: that counts batches; ``None`` counts them here.
        most: numbers in memory.

    Returns:
        the counts; to be closed.

    Raises:
        SettingsError: too many characters for the order.
    """
    with ExitStack() as undo:
        sums = undo.enter_context(Sums(most))
        for found, (keys, counts) in mapped(partial(_windows_of, order), batches, executor):
            sums.add(alphabet.recoded(keys, found, order), counts)
        undo.pop_all()
    return sums


def _windows_of(order: int, batch: Batch) -> tuple[str, Counted]:
    return window_counts(letters_of(pieces(batch.lines)), order)


def count_respelled(
    batches: Iterable[Batch],
    order: int,
    alphabet: str,
    executor: Executor | None = None,
    most: int = MOST,
) -> Sums:
    """Count the windows of ``gamallo.stream_windows`` of a text's respelled lines.

    They run across lines, so of each batch the first and last characters are kept, and the windows
    across its seams are counted here.

    Args:
        batches: of the text.
        order: n.
        alphabet: that the windows are packed in; other characters are code 0.
        executor: that counts batches; ``None`` counts them here.
        most: numbers in memory.

    Returns:
        the counts; to be closed.
    """
    check_alphabet(alphabet, order)
    edge = order - 1
    with ExitStack() as undo:
        sums = undo.enter_context(Sums(most))
        sums.add(*_stream(SPACE, order, alphabet))
        carried = SPACE[:edge]
        for head, tail, counted in mapped(partial(_respelled, order, alphabet), batches, executor):
            sums.add(*counted)
            sums.add(*_stream(carried + head, order, alphabet))
            carried = (carried + tail)[-edge:] if edge else ""
        undo.pop_all()
    return sums


def _respelled(order: int, alphabet: str, batch: Batch) -> tuple[str, str, Counted]:
    """The first and the last n-1 characters of a batch, and the windows within it."""
    text = "".join(respell(piece) for piece in pieces(batch.lines))
    edge = order - 1
    tail = text[-edge:] if edge else ""
    return text[:edge], tail, _stream(text, order, alphabet)


def _stream(text: str, order: int, alphabet: str) -> Counted:
    keys, counts = np.unique(pack(slide(encode(text, alphabet), order), order), return_counts=True)
    return keys, counts.astype(np.int64)


def with_histories(blocks: Iterable[Counted], order: int, asked: Keys) -> list[Counted]:
    """For each order from 1 to n, the n-grams whose history is that of some asked window.

    Args:
        blocks: counts of windows of order n, packed as ``asked`` is.
        order: n.
        asked: ``(W,)`` windows that a model will be asked for.

    Returns:
        n-grams of order 1, packed for order 1, with their counts; of order 2; and so on.
    """
    bits = 64 // order

    def last(keys: Keys, k: int) -> Keys:
        return keys if k == order else keys & np.uint64((1 << bits * k) - 1)

    def history(ngrams: Keys, k: int) -> Keys:
        return np.zeros_like(ngrams) if k == 1 else ngrams >> np.uint64(bits)

    return _asked_for(blocks, order, asked, last, history)


def with_beginnings(blocks: Iterable[Counted], order: int, asked: Keys) -> list[Counted]:
    """For each order from 1 to n, the first characters of windows, if some asked window has them.

    Arguments and result are those of :func:`with_histories`.
    """
    bits = 64 // order

    def first(keys: Keys, k: int) -> Keys:
        return keys >> np.uint64(bits * (order - k))

    return _asked_for(blocks, order, asked, first, lambda ngrams, _: ngrams)


def _asked_for(
    blocks: Iterable[Counted],
    order: int,
    asked: Keys,
    shortened: Callable[[Keys, int], Keys],
    told_by: Callable[[Keys, int], Keys],
) -> list[Counted]:
    """Shorten windows to each order, and keep those that something asks for.

    Args:
        blocks: of counts.
        order: n.
        asked: windows.
        shortened: windows to so many of their characters, in the lowest bits.
        told_by: the part of them that has to be asked for.
    """
    wanted = {k: np.unique(told_by(shortened(np.unique(asked), k), k)) for k in range(1, order + 1)}
    with ExitStack() as undo:
        sums = {k: undo.enter_context(Sums()) for k in wanted}
        for keys, counts in blocks:
            for k, known in wanted.items():
                ngrams = shortened(keys, k)
                hit = _among(told_by(ngrams, k), known)
                sums[k].add(ngrams[hit], counts[hit])
        kept = {k: sums[k].all() for k in wanted}
    return [
        (pack(unpack(keys, order)[:, order - k :], k), counts) for k, (keys, counts) in kept.items()
    ]


def _among(keys: Keys, known: Keys) -> NDArray[np.bool_]:
    """Whether each of some numbers is one of the known ones, which increase."""
    if not len(known):
        return np.zeros(len(keys), dtype=np.bool_)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.asarray(known[place] == keys)
