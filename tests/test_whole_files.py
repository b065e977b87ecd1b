"""Files arrive whole or not at all; what is no file is never put out of its place."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from auxadvisor.errors import SettingsError
from auxadvisor.whole_files import write_whole, written_whole


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_whole(path, "before\n")
    with pytest.raises(ValueError, match="no"), written_whole(path) as part:
        part.write_text("half")
        raise ValueError("no")
    assert path.read_text() == "before\n" and list(tmp_path.iterdir()) == [path]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    target, link = tmp_path / "kept" / "table.csv", tmp_path / "link.csv"
    link.symlink_to(target)
    for text in ("first\n", "second\n"):
        write_whole(link, text)
        assert link.is_symlink() and target.read_text() == text


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """So a device is, whose place only the superuser could give to a file."""
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "all of it\n")
    reader.join(timeout=10)
    assert read == ["all of it\n"] and pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_an_error_and_stays_a_device() -> None:
    with pytest.raises(SettingsError, match="/dev/full: expected a file that can be written"):
        write_whole(Path("/dev/full"), "text")
    assert Path("/dev/full").is_char_device()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected a file that can be written"):
        write_whole(tmp_path, "text")
    assert tmp_path.is_dir()
