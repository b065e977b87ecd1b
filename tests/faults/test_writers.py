"""Every writer on a full disk: an error of ours, and no file that is half written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from auxadvisor.errors import AuxAdvisorError

from .conftest import disk_full_after, files
from .source import WHOLE, calls, is_write, named
from .writers import WRITERS, Writer

NOT_WHOLE = {
    "checkpoint.keep": "torch.save goes to memory first",
    "counting.sums.Sums._write": "a temporary folder's, gone with the process",
    "downloads._attempt": "NAME.part, which a download goes on with",
    "report.figures._svg": "savefig goes to memory",
}
"""Functions that write, and not by ``written_whole``, with the reason."""
RESUMED = re.compile(r"cache/vectors\.bin\.part(\.json)?|\.?\w+(\.\w+)*\.checkpoint(\.npz)?")
"""What may be left of something that goes on where it stopped."""


def test_whatever_is_written_is_written_whole() -> None:
    outside = {place for place, call, whole in calls() if is_write(call) and not whole}
    assert outside == set(NOT_WHOLE)


def test_every_writer_is_in_the_table() -> None:
    places = {place for place, call, _ in calls() if named(call) in WHOLE or is_write(call)}
    covered = {place for writer in WRITERS.values() for place in writer.places}
    assert places - {"report.figures._svg"} == covered


@pytest.fixture(scope="module", params=WRITERS)
def written(request, tmp_path_factory) -> tuple[Writer, list[int]]:
    """A writer, and the sizes of what it writes when nothing is wrong."""
    writer = WRITERS[request.param]
    folder = tmp_path_factory.mktemp("whole")
    writer.prepare(folder)
    before = files(folder).keys()
    writer.write(folder)
    return writer, [len(c) for name, c in files(folder).items() if name not in before]


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
@pytest.mark.usefixtures("capsys")  # so that what is printed needs no file
def test_a_full_disk(written: tuple[Writer, list[int]], share: float, tmp_path) -> None:
    writer, sizes = written
    writer.prepare(tmp_path)
    before = files(tmp_path)
    most = int(share * max(sizes, default=1_000))
    with disk_full_after(most), pytest.raises(AuxAdvisorError) as raised:
        writer.write(tmp_path)
    assert "File too large" in str(raised.value) or "exit code 2" in str(raised.value)
    after = files(tmp_path)
    assert {name: after[name] for name in before} == before
    writer.write(tmp_path)  # there is room again
    final = files(tmp_path)
    assert len(final) == len(before) + len(sizes)
    for name in after.keys() - before.keys():
        if name.endswith(".json"):
            json.loads(after[name])
        elif not RESUMED.fullmatch(name):
            assert len(after[name]) == len(final[name]), f"{name} is half written"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError(5, "I/O error")])
def test_an_error_at_the_last_moment_leaves_the_old_file(monkeypatch, tmp_path, error) -> None:
    write = WRITERS["a checkpoint"].write
    write(tmp_path)
    before = files(tmp_path)

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(AuxAdvisorError, match=re.escape(str(error))):
        write(tmp_path)
    assert files(tmp_path) == before


def test_where_nothing_can_be_removed_the_error_is_still_that_of_the_writer(
    monkeypatch, tmp_path
) -> None:
    """A file system that has become read-only refuses to remove what is not there, too."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    for name in ("unlink", "write_bytes", "open"):
        monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(AuxAdvisorError, match=r"checkpoint\.pt: expected a file that can be"):
        WRITERS["a checkpoint"].write(tmp_path)
