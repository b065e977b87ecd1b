"""The word types of a text of any size, as sorted 64-bit hashes: 8 bytes a type.

Overlaps ask only which types two languages share. That any two of n different words have one hash
has a chance of about n² / 2^65: 1 in 40,000 for 30 million types.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import Executor

import numpy as np

from auxadvisor.counting.batches import Batch, mapped, pieces
from auxadvisor.counting.letters import letters_of
from auxadvisor.counting.sums import MOST, Keys, Sums


def hashed(words: Iterable[str]) -> Keys:
    """A number for each word, in their order."""
    joined = b"".join(
        hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for word in words
    )
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)


def distinct(parts: Iterable[Keys], most: int = MOST) -> Keys:
    """The distinct hashes of some parts, increasing.

    Args:
        parts: hashes in any order.
        most: numbers in memory while they are read; the result is in memory too.
    """
    with Sums(most) as sums:
        for part in parts:
            sums.add(part, np.ones(len(part), dtype=np.int64))
        blocks = [keys for keys, _ in sums.blocks()]
    return np.concatenate([np.empty(0, dtype=np.uint64), *blocks])


def word_types(
    batches: Iterable[Batch], executor: Executor | None = None, most: int = MOST
) -> Keys:
    """The distinct words of a text, normalised, by their hashes.

    Args:
        batches: of the text.
        executor: that reads the words of batches; ``None`` does it here.
        most: numbers in memory while they are counted.
    """
    return distinct(mapped(_words_of, batches, executor), most)


def _words_of(batch: Batch) -> Keys:
    return hashed(set(letters_of(pieces(batch.lines)).text.split()))
