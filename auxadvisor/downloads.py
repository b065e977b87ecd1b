"""One address to one file: resumed, checked, and there whole or not at all.

What has arrived of a file lies beside its place as ``NAME.part``, so that the next attempt, or the
next run, goes on where the last one stopped. The file itself appears by one rename, after every
check. Its sha256 is kept beside it in ``NAME.sha256``, as the ``sha256sum`` program writes it.
"""

from __future__ import annotations

import json
import lzma
import tarfile
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auxadvisor.errors import AssetError, SettingsError
from auxadvisor.whole_files import digest_of, written_whole

if TYPE_CHECKING:
    import requests

BLOCK = 1 << 18
"""Bytes read at a time."""
WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What a server answers when the same question may be answered otherwise later."""
LOCK = ".lock"
"""In a folder of the cache: held by the process that fetches into it, so that two do not write one
``NAME.part``."""
Progress = Callable[[int, int | None], None]
"""Told the bytes that are there and, where known, those of the whole file."""


@dataclass(frozen=True)
class Patience:
    """How long a download is tried.

    Attributes:
        attempts: in all.
        connect, read: seconds without an answer, without another byte.
        pause: seconds before the second attempt; doubled before every further one.
        longest_pause: the most, also where the server asks for more.
    """

    attempts: int = 5
    connect: float = 10.0
    read: float = 30.0
    pause: float = 1.0
    longest_pause: float = 60.0


class _TryAgainError(Exception):
    """Something went wrong that may not go wrong again; ``pause`` is what the server asked for."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


def download(
    url: str,
    path: Path,
    sha256: str | None = None,
    archive: bool = False,
    patience: Patience | None = None,
    progress: Progress = lambda _done, _total: None,
) -> None:
    """Fetch a file.

    Args:
        url: where it is.
        path: where it goes; its folder is made.
        sha256: of what the server sends, if it is known.
        archive: whether the server sends a ``.tar.gz`` that holds the file.
        patience: by default five attempts.
        progress: told what has arrived.

    Raises:
        AssetError: the file did not arrive, or is not what it should be; what was at ``path``
            is as it was.
    """
    from filelock import FileLock

    part, before = path.with_name(f"{path.name}.part"), path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.parent / LOCK):
            if path.exists() and not before:
                return  # another process has fetched it meanwhile
            try:
                _arrive(url, part, patience or Patience(), progress)
                _check(part, sha256, archive)
                _put_in_place(part, path, archive)
            except _Refused:
                _forget(part)
                raise
            _forget(part)
    except (_Refused, _TryAgainError, OSError, SettingsError) as error:
        raise _failed(url, path, archive, str(error)) from error


def _put_in_place(part: Path, path: Path, archive: bool) -> None:
    if archive:
        _unpack(part, path)
    else:
        part.replace(path)
    record_digest(path)


def recorded_digest(path: Path) -> str | None:
    """The sha256 that was kept when a file arrived; of a damaged record whatever it says."""
    record = _record_of(path)
    if not record.is_file():
        return None
    return (record.read_text(encoding="utf-8", errors="replace").split() or ["nothing"])[0]


def record_digest(path: Path) -> None:
    """Keep a file's sha256 beside it."""
    with written_whole(_record_of(path)) as part:
        part.write_text(f"{digest_of(path)}  {path.name}\n", encoding="utf-8")


class _Refused(Exception):  # noqa: N818
    """What arrived is not what it should be."""


def _record_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _failed(url: str, path: Path, archive: bool, reason: str) -> AssetError:
    what = "the file in the archive at that address" if archive else "the file at that address"
    said = f"could not be fetched from {url} ({reason})"
    return AssetError(f"{path}: {said}; try again, or put {what} there by hand")


def _arrive(url: str, part: Path, patience: Patience, progress: Progress) -> None:
    """Read until the whole file is in ``part``; raises the last attempt's failure."""
    import requests
    import urllib3

    with requests.Session() as session:
        for attempt in range(1, patience.attempts + 1):
            try:
                _attempt(session, url, part, patience, progress)
                return
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                again = _TryAgainError(_plain(error))
            except _TryAgainError as error:
                again = error
            if attempt == patience.attempts:
                raise _TryAgainError(f"{again}, {attempt} attempts")
            pause = patience.pause * 2 ** (attempt - 1)
            time.sleep(min(patience.longest_pause, max(pause, again.pause or 0.0)))


def _attempt(
    session: requests.Session, url: str, part: Path, patience: Patience, progress: Progress
) -> None:
    """Ask for what is missing and append it."""
    there = part.stat().st_size if part.exists() else 0
    version = _version_of(part, url)
    headers = {"Accept-Encoding": "identity"}
    if there and version:
        headers |= {"Range": f"bytes={there}-", "If-Range": version}
    timeouts = (patience.connect, patience.read)
    with session.get(url, headers=headers, stream=True, timeout=timeouts) as answer:
        _look_at(answer, url)
        if answer.status_code == 416:  # nothing is missing, or it is another file now
            _forget(part)
            raise _TryAgainError("the server has no such range")
        resumed = answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(
            f"bytes {there}-"
        )
        if not resumed:
            if answer.status_code == 206:
                _forget(part)
                raise _TryAgainError("the server sent another range than was asked for")
            there = 0
            part.unlink(missing_ok=True)  # before the note: it must never be of another version
            _note_version(part, url, answer.headers)
        length = answer.headers.get("Content-Length")
        total = None if length is None else there + int(length)
        with part.open("ab" if resumed else "wb") as file:
            while block := answer.raw.read1(BLOCK):  # what is there, so that a break loses nothing
                if not there:
                    _refuse_pages(block, answer)
                file.write(block)
                there += len(block)
                progress(there, total)
        if total is not None and there != total:
            raise _TryAgainError(f"cut short: {there:,} of {total:,} bytes")


def _look_at(answer: requests.Response, url: str) -> None:
    """Raise what the status says."""
    status = answer.status_code
    if status in (200, 206, 416):
        return
    said = f"the server answers {status} {answer.reason}".strip()
    if answer.url != url:
        said += f" at {answer.url}"
    if status not in WORTH_A_RETRY:
        raise _Refused(said)
    asked = answer.headers.get("Retry-After", "")
    raise _TryAgainError(said, float(asked) if asked.isdecimal() else None)


def _refuse_pages(start: bytes, answer: requests.Response) -> None:
    """A page that says "not here" is often sent as if it were the file."""
    head = start[:200].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")) or "text/html" in answer.headers.get(
        "Content-Type", ""
    ):
        raise _Refused("the server sent a web page instead of the file")


def _check(part: Path, sha256: str | None, archive: bool) -> None:
    if not part.stat().st_size:
        raise _Refused("the server sent an empty file")
    if sha256 is not None and (found := digest_of(part)) != sha256:
        raise _Refused(f"expected sha256 {sha256}, found {found}")
    if archive and not _is_archive(part):
        raise _Refused("expected a tar archive, found something else")


def _is_archive(part: Path) -> bool:
    try:
        return tarfile.is_tarfile(part)
    except (EOFError, zlib.error, lzma.LZMAError):  # which tarfile lets through
        return False


def _unpack(part: Path, path: Path) -> None:
    """Copy the one plain file of an archive to its place; where the archive puts it plays no part.

    (tarfile's ``data`` filter, which Python 3.11 has from 3.11.4 on, refuses no more than this.)
    """
    try:
        with tarfile.open(part) as archive:
            members = [member for member in archive if not member.isdir()]
            names = ", ".join(member.name for member in members[:3])
            if len(members) != 1 or Path(members[0].name).name != path.name:
                raise _Refused(f"expected an archive of {path.name} alone, found {names or 'none'}")
            name = Path(members[0].name)
            if name.is_absolute() or ".." in name.parts:
                raise _Refused(f"the archive is not safe: {name} lies outside of it")
            content = archive.extractfile(members[0]) if members[0].isreg() else None
            if content is None:
                raise _Refused(f"expected a plain file in the archive, found {name}")
            with written_whole(path) as whole, content, whole.open("wb") as file:
                while block := content.read(BLOCK):
                    file.write(block)
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _Refused(f"the archive is damaged: {error}") from error


def _version_of(part: Path, url: str) -> str | None:
    """What the server called the version that ``part`` is the beginning of."""
    note = part.with_name(f"{part.name}.json")
    try:
        kept = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(kept, dict) or kept.get("url") != url or not kept.get("version"):
        return None
    return str(kept["version"])


def _note_version(part: Path, url: str, headers: Mapping[str, str]) -> None:
    tag = headers.get("ETag", "")
    version = tag if tag and not tag.startswith("W/") else headers.get("Last-Modified")
    note = part.with_name(f"{part.name}.json")
    with written_whole(note) as whole:
        whole.write_text(json.dumps({"url": url, "version": version}) + "\n", encoding="utf-8")


def _forget(part: Path) -> None:
    """Remove what had arrived."""
    for leftover in (part, part.with_name(f"{part.name}.json")):
        leftover.unlink(missing_ok=True)


def _plain(error: Exception) -> str:
    """What a failed request says, in few words."""
    name = type(error).__name__
    words = {
        "ConnectTimeout": "no answer",
        "ReadTimeout": "the server stalled",
        "ReadTimeoutError": "the server stalled",
        "ProtocolError": "the connection broke",
        "IncompleteRead": "the connection broke",
        "ConnectionError": "no connection, or it stalled or broke",
        "ChunkedEncodingError": "the connection broke",
        "SSLError": "the server's certificate is not trusted",
        "TooManyRedirects": "redirected in a circle",
    }
    return words.get(name, f"{name}: {error}")
