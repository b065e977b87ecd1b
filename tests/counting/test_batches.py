"""Batches hold all lines of a file once; results come in their order; few lie in memory."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.corpora.files import TextFile
from auxadvisor.counting.batches import AHEAD, LONGEST, Batch, batches, mapped, pieces
from auxadvisor.errors import AuxAdvisorError, DataError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("batches")


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"))),
    st.integers(1, 40),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_batches_are_the_lines(folder: Path, lines: list[str], size: int, end: str) -> None:
    path = folder / "text"
    path.write_bytes("".join(line + end for line in lines).encode())
    whole = list(TextFile(path).lines())
    found = list(batches(TextFile(path), size))
    numbered = [
        (number, line) for batch in found for number, line in enumerate(batch.lines, batch.first)
    ]
    assert numbered == whole
    for batch in found[:-1]:
        assert sum(len(line) + 1 for line in batch.lines[:-1]) < size
        assert sum(len(line) + 1 for line in batch.lines) >= size


def test_a_bad_line_is_told_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"a\n" * 9 + b"\xff\n")
    with pytest.raises(DataError, match="text:10"):
        list(batches(TextFile(path), 4))


def test_pieces() -> None:
    assert list(pieces(["", " ", "a", "b" * (LONGEST + 1)])) == [" ", "a", "b" * LONGEST, "b"]


def test_results_come_in_order_and_items_are_taken_as_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(3) as executor:
        executor.at_once = 30  # type: ignore[attr-defined]
        results = mapped(str, items(), executor)
        assert next(results) == "0"
        assert len(taken) == AHEAD * 30 + 1
        assert [*results] == [str(number) for number in range(1, 1000)]


def test_without_an_executor_it_is_called_here() -> None:
    assert list(mapped(lambda batch: batch.first, [Batch(3, []), Batch(9, [])])) == [3, 9]


class Lost(Executor):
    """An executor whose connection breaks."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def] # noqa: ARG002
        future: Future[str] = Future()
        future.cancel()
        return future


def test_a_lost_worker_is_said_plainly() -> None:
    with pytest.raises(AuxAdvisorError, match="lost"):
        list(mapped(str, [1], Lost()))
