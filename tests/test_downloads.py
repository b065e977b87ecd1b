"""Downloads from a server that fails in every way that servers fail."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import server as serving

from auxadvisor.downloads import LOCK, Patience, download, recorded_digest
from auxadvisor.errors import AssetError
from auxadvisor.whole_files import digest_of

CONTENT = np.random.default_rng(1).bytes(300_000)
QUICK = Patience(attempts=3, connect=2, read=0.3, pause=0.01, longest_pause=0.05)


@pytest.fixture
def server() -> Iterator[serving.Server]:
    with serving.running() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.bin"


def archive(
    *members: tuple[str, bytes], change: Callable[[tarfile.TarInfo], None] | None = None
) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if change is not None:
                change(member)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def names(folder: Path) -> list[str]:
    """What is in a folder, but for the lock that keeps a second process out."""
    return sorted(path.name for path in folder.iterdir() if path.name != LOCK)


def test_a_file_arrives_with_its_digest(server, place):
    server.behaviours["/f"] = serving.whole(CONTENT)
    seen: list[tuple[int, int | None]] = []
    download(f"{server.url}/f", place, progress=lambda *s: seen.append(s))
    assert place.read_bytes() == CONTENT
    assert names(place.parent) == ["vectors.bin", "vectors.bin.sha256"]
    assert recorded_digest(place) == hashlib.sha256(CONTENT).hexdigest() == digest_of(place)
    assert seen[-1] == (len(CONTENT), len(CONTENT)) and seen == sorted(seen)


def test_a_redirection_is_followed(server, place):
    server.behaviours |= {"/f": serving.redirected("/g"), "/g": serving.whole(CONTENT)}
    download(f"{server.url}/f", place, patience=QUICK)
    assert place.read_bytes() == CONTENT


@pytest.mark.parametrize("after", [0, 1, 100_000, 299_999])
@pytest.mark.parametrize("how", [serving.cut_off, serving.stalled])
def test_a_broken_transfer_goes_on_where_it_stopped(server, place, how, after):
    server.behaviours["/f"] = serving.in_turn(how(CONTENT, after), serving.whole(CONTENT))
    download(f"{server.url}/f", place, patience=QUICK)
    assert place.read_bytes() == CONTENT
    assert server.requests[1][1] == (f"bytes={after}-" if after else None)


def test_the_next_run_goes_on_where_the_last_one_stopped(server, place):
    server.behaviours["/f"] = serving.cut_off(CONTENT, 200_000)
    once = Patience(attempts=1, read=0.3)
    with pytest.raises(AssetError):
        download(f"{server.url}/f", place, patience=once)
    assert not place.exists()
    server.behaviours["/f"] = serving.whole(CONTENT)
    download(f"{server.url}/f", place, patience=once)
    assert place.read_bytes() == CONTENT and server.requests[-1][1] == "bytes=200000-"


def test_another_version_starts_over(server, place):
    server.behaviours["/f"] = serving.cut_off(b"old" * 100_000, 200_000)
    with pytest.raises(AssetError):
        download(f"{server.url}/f", place, patience=Patience(attempts=1, read=0.3))
    newer = serving.without_ranges(CONTENT)  # a server that sends all of it, as for another ETag
    server.behaviours["/f"] = newer
    download(f"{server.url}/f", place, patience=QUICK)
    assert place.read_bytes() == CONTENT


def test_a_range_behind_the_end_starts_over(server, place):
    server.behaviours["/f"] = serving.cut_off(CONTENT + b"more", len(CONTENT) + 2)
    with pytest.raises(AssetError):
        download(f"{server.url}/f", place, patience=Patience(attempts=1, read=0.3))
    server.behaviours["/f"] = serving.whole(CONTENT)
    download(f"{server.url}/f", place, patience=QUICK)
    assert place.read_bytes() == CONTENT


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_server_is_asked_again(server, place, code):
    busy = serving.status(code, Retry_After="0")
    server.behaviours["/f"] = serving.in_turn(busy, busy, serving.whole(CONTENT))
    download(f"{server.url}/f", place, patience=QUICK)
    assert place.read_bytes() == CONTENT and len(server.requests) == 3


FAULTS = {
    "404": (serving.status(404), "the server answers 404", 1),
    "503": (serving.status(503), "the server answers 503 Service Unavailable, 3 attempts", 3),
    "truncated": (serving.cut_off(CONTENT, 5), "broke", 3),
    "stalled": (serving.stalled(CONTENT, 5), "stalled", 3),
    "empty": (serving.whole(b""), "an empty file", 1),
    "web page": (serving.whole(b"<!DOCTYPE html><p>gone", "text/plain"), "a web page", 1),
    "web page by type": (serving.whole(b"gone", "text/html"), "a web page", 1),
    "circle": (serving.redirected("/f"), "redirected in a circle", 3),
}
ARCHIVES = {
    "no archive": (CONTENT, "expected a tar archive"),
    "outside": (archive(("../../vectors.bin", b"x")), "the archive is not safe"),
    "far outside": (archive(("x/../../../vectors.bin", b"x")), "the archive is not safe"),
    "other file": (archive(("other.bin", b"x")), "expected an archive of vectors.bin alone"),
    "two files": (archive(("vectors.bin", b"x"), ("b", b"y")), "found vectors.bin, b"),
    "cut": (archive(("vectors.bin", CONTENT))[:50_000], "the archive is damaged"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("before", [None, b"as it was"])
def test_a_fault_is_named_and_the_cache_is_as_it_was(server, place, fault, before):
    behaviour, message, requests = FAULTS[fault]
    if before is not None:
        place.parent.mkdir()
        place.write_bytes(before)
    server.behaviours["/f"] = behaviour
    with pytest.raises(AssetError) as raised:
        download(f"{server.url}/f", place, patience=QUICK)
    said = str(raised.value)
    assert message in said and f"{place}: could not be fetched from {server.url}/f" in said
    assert "put the file at that address there by hand" in said
    assert (place.read_bytes() if place.exists() else None) == before
    assert not place.with_name("vectors.bin.sha256").exists()
    if fault != "circle":
        assert len(server.requests) == requests


def test_a_wrong_checksum_leaves_nothing(server, place):
    server.behaviours["/f"] = serving.whole(CONTENT)
    with pytest.raises(AssetError, match=f"expected sha256 {'0' * 64}, found"):
        download(f"{server.url}/f", place, sha256="0" * 64, patience=QUICK)
    assert names(place.parent) == []


def test_an_archive_is_unpacked(server, place):
    server.behaviours["/f"] = serving.whole(archive(("data/en/vectors.bin", CONTENT)))
    download(f"{server.url}/f", place, archive=True, patience=QUICK)
    assert place.read_bytes() == CONTENT
    assert names(place.parent) == ["vectors.bin", "vectors.bin.sha256"]


@pytest.mark.parametrize("fault", ARCHIVES)
def test_a_bad_archive_leaves_nothing(server, place, fault):
    content, message = ARCHIVES[fault]
    server.behaviours["/f"] = serving.whole(content)
    with pytest.raises(AssetError, match=message):
        download(f"{server.url}/f", place, archive=True, patience=QUICK)
    assert names(place.parent) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_an_archive_of_a_link_or_device_leaves_nothing(server, place, kind):
    def change(member: tarfile.TarInfo) -> None:
        member.type, member.linkname, member.size = kind, "/etc/passwd", 0

    server.behaviours["/f"] = serving.whole(archive(("vectors.bin", b""), change=change))
    with pytest.raises(AssetError, match=r"not safe|plain file|expected"):
        download(f"{server.url}/f", place, archive=True, patience=QUICK)
    assert names(place.parent) == []


def test_no_server_at_all(place):
    with pytest.raises(AssetError, match="no connection"):
        download("http://127.0.0.1:9/f", place, patience=QUICK)


def test_a_folder_that_cannot_be_made(server, tmp_path):
    (tmp_path / "file").write_text("")
    server.behaviours["/f"] = serving.whole(CONTENT)
    with pytest.raises(AssetError, match="could not be fetched"):
        download(f"{server.url}/f", tmp_path / "file" / "vectors.bin", patience=QUICK)
