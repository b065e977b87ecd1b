"""Sums of counts: what a Counter gives, in any parts and order, on disk or not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.counting.sums import BLOCK, Sums, added_up

Part = list[tuple[int, int]]
PARTS = st.lists(
    st.lists(st.tuples(st.integers(0, 30) | st.integers(0, 2**64 - 1), st.integers(1, 2**40))),
    max_size=12,
)


def add(sums: Sums, part: Part) -> None:
    keys = np.array([key for key, _ in part], dtype=np.uint64)
    sums.add(keys, np.array([count for _, count in part], dtype=np.int64))


def expected(parts: list[Part]) -> list[tuple[int, int]]:
    total: Counter[int] = Counter()
    for part in parts:
        for key, count in part:
            total[key] += count
    return sorted(total.items())


def found(sums: Sums, size: int = BLOCK) -> list[tuple[int, int]]:
    blocks = list(sums.blocks(size))
    return [
        (int(key), int(count))
        for keys, counts in blocks
        for key, count in zip(keys, counts, strict=True)
    ]


@given(PARTS, st.sampled_from([1, 2, 7, 1000]), st.sampled_from([1, 3, 1000]))
def test_sums_are_a_counters(parts: list[Part], most: int, size: int) -> None:
    with Sums(most) as sums:
        for part in parts:
            add(sums, part)
        assert found(sums, size) == expected(parts)
        assert found(sums, size) == expected(parts), "and again"
        assert sums.total == sum(count for part in parts for _, count in part)


@given(PARTS.flatmap(lambda parts: st.tuples(st.just(parts), st.permutations(parts))))
def test_adding_is_order_free(both: tuple[list[Part], list[Part]]) -> None:
    results = []
    for parts in both:
        with Sums(5) as sums:
            for part in parts:
                add(sums, part)
            results.append(found(sums))
    assert results[0] == results[1]


@given(PARTS, PARTS, PARTS)
def test_adding_is_associative(first: list[Part], second: list[Part], third: list[Part]) -> None:
    def settled(*parts: Part) -> Part:
        with Sums() as sums:
            for part in parts:
                add(sums, part)
            return found(sums)

    a, b, c = (settled(*group) for group in (first, second, third))
    assert settled(settled(a, b), c) == settled(a, settled(b, c))


def test_what_does_not_fit_goes_to_disk_and_is_deleted(tmp_path: Path) -> None:
    with Sums(100, tmp_path) as sums:
        for start in range(0, 1000, 10):
            add(sums, [(key, 1) for key in range(start, start + 20)])
        assert sums.runs > 5
        (folder,) = tmp_path.iterdir()
        assert len(list(folder.iterdir())) == sums.runs
        assert found(sums) == [(key, 1 + (10 <= key < 1000)) for key in range(1010)]
    assert list(tmp_path.iterdir()) == []


def test_few_different_numbers_stay_in_memory(tmp_path: Path) -> None:
    with Sums(100, tmp_path) as sums:
        for _ in range(100):
            add(sums, [(key, 1) for key in range(40)])
        assert sums.runs == 0 and list(tmp_path.iterdir()) == []
        keys, counts = sums.all()
    assert keys.tolist() == list(range(40)) and set(counts.tolist()) == {100}


def test_a_block_has_no_more_than_was_asked_for() -> None:
    with Sums() as sums:
        add(sums, [(key, 1) for key in range(25)])
        assert [len(keys) for keys, _ in sums.blocks(10)] == [10, 10, 5]


@pytest.mark.parametrize("most", [1, 100])
def test_nothing_is_no_block(most: int) -> None:
    with Sums(most) as sums:
        assert found(sums) == [] and len(sums.all()[0]) == 0


def test_adding_up_nothing() -> None:
    keys, counts = added_up([(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64))])
    assert len(keys) == len(counts) == 0
