"""Word types by their hashes."""

from __future__ import annotations

import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.counting.batches import Batch
from auxadvisor.counting.word_types import distinct, hashed, word_types
from auxadvisor.language_models.text import normalise

LINES = st.lists(st.text("abcÄ .'", max_size=12), min_size=1, max_size=14)


def test_a_hash_is_blake2b() -> None:
    digest = hashlib.blake2b("yö".encode(), digest_size=8).digest()
    assert hashed(["yö", "a", "yö"]).tolist()[0] == int.from_bytes(digest, "little")
    assert len(set(hashed(["yö", "a", "yö"]).tolist())) == 2
    assert len(hashed([])) == 0


@given(LINES, st.sampled_from([1, 2, 7]), st.sampled_from([2, 10_000]))
def test_types_of_batches_are_those_of_the_text(lines: list[str], size: int, most: int) -> None:
    cut = (Batch(at + 1, lines[at : at + size]) for at in range(0, len(lines), size))
    words = {word for line in lines for word in normalise(line).split()}
    assert word_types(cut, most=most).tolist() == sorted(hashed(words).tolist())


@given(st.lists(st.lists(st.integers(0, 2**64 - 1))))
def test_distinct_numbers(parts: list[list[int]]) -> None:
    arrays = [np.array(part, dtype=np.uint64) for part in parts]
    assert distinct(arrays, 3).tolist() == sorted(set().union(*parts))
