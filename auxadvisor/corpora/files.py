"""Text files as numbered lines: compression, encoding and fingerprint in one pass.

``.gz``, ``.xz`` and ``.bz2`` are decompressed, a byte order mark is dropped, and a line ends at
LF, CRLF or CR and nowhere else: U+0085, U+2028, vertical tab and form feed are text.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import zlib
from collections.abc import Iterator
from errno import EAGAIN
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from auxadvisor.errors import DataError, SettingsError

ARCHIVES = {".gz": "gzip", ".xz": "xz", ".bz2": "bzip2"}
"""Suffixes that are decompressed, with the name of the archive."""

LONGEST = 10_000_000
"""Characters of a line, its terminator included, that are too many: what bounds memory."""
TOO_LONG = (
    f"lines of fewer than {LONGEST:,} characters",
    "a longer one",
    "put each sentence on a line of its own",
)

_MAGIC = {b"\x1f\x8b": ".gz", b"\xfd7zXZ\x00": ".xz", b"BZh": ".bz2"}
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BYTES_READ_AT_ONCE = 1 << 18


class TextFile:
    """A text file that is read once, in constant memory, as decoded and numbered lines.

    Attributes:
        path: the file as the caller named it.
        encoding: a name Python knows; ``utf-8`` strips a byte order mark, as the others do.
        stream: bytes that are read in the file's place, each line given as soon as it is there;
            ``path`` is then their name in messages.
        sha256: hex digest of the bytes on disk (of the archive, if it is one); empty until
            ``lines`` has come to its end.
        size: number of bytes on disk; 0 until ``lines`` has come to its end.

    Raises:
        SettingsError: no text encoding of that name.
    """

    def __init__(
        self, path: Path | str, encoding: str = "utf-8", stream: io.RawIOBase | None = None
    ) -> None:
        _check_encoding(encoding)
        self.path = Path(path)
        self.encoding = encoding
        self.stream = stream
        self.sha256 = ""
        self.size = 0

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield ``(number, line)``: numbers from 1, lines without their terminator.

        Raises:
            DataError: the file is missing, a directory, unreadable, a damaged archive, not in
                the encoding, or holds a NUL character.
        """
        number = 0
        try:
            with _HashedFile(self.stream or self.path.open("rb", buffering=0)) as raw:
                with self._text(raw) as text:
                    for number, line in enumerate(iter(partial(text.readline, LONGEST), ""), 1):
                        if "\0" in line:
                            raise self._not_text(number, "a NUL character")
                        if len(line) == LONGEST:
                            raise DataError(self.path, number, *TOO_LONG)
                        line = line.removesuffix("\n")
                        yield (number, line.removeprefix("\ufeff") if number == 1 else line)
                    raw.drain()
                self.sha256, self.size = raw.digest.hexdigest(), raw.size
        except UnicodeDecodeError as error:
            raise self._undecodable(error, number) from error
        except UnicodeError as error:
            raise DataError(self.path, number + 1, self._promise(), str(error)) from error
        except Exception as error:
            if not isinstance(error, (OSError, ValueError, EOFError, zlib.error, *_xz_errors())):
                raise
            raise self._unreadable(error) from error

    def _text(self, raw: _HashedFile) -> io.TextIOWrapper:
        buffered = io.BufferedReader(raw, _BYTES_READ_AT_ONCE)
        stream = cast(BinaryIO, _decompressed(buffered, self.path.suffix.lower()))
        return io.TextIOWrapper(stream, encoding=self.encoding, errors="strict", newline=None)

    def _promise(self) -> str:
        return f"{self.encoding.upper()} text"

    def _not_text(self, line: int, found: str) -> DataError:
        hint = "UTF-16 text wants --encoding utf-16; other binary files cannot be read"
        return DataError(self.path, line, self._promise(), found, hint)

    def _undecodable(self, error: UnicodeDecodeError, lines_read: int) -> DataError:
        good = _decodable(error.object[: error.start], error.encoding)
        lines = good.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        found = f"byte 0x{error.object[error.start]:02x}"
        if lines[-1]:
            found += f" after {lines[-1][-20:]!r}"
        is_utf8 = codecs.lookup(self.encoding).name in ("utf-8", "utf-8-sig")
        hint = "if it is Latin-1, pass --encoding latin-1" if is_utf8 else ""
        if lines_read == 0:
            hint = _hint_from_start(error.object) or hint
        return DataError(self.path, lines_read + len(lines), self._promise(), found, hint)

    def _unreadable(self, error: Exception) -> DataError:
        if isinstance(error, OSError) and error.errno is not None:
            found = {
                FileNotFoundError: "no file of that name",
                IsADirectoryError: "a directory",
                PermissionError: "one you may not read",
            }.get(type(error), str(error.strerror))
            return DataError(self.path, None, "a readable file", found)
        archive = ARCHIVES.get(self.path.suffix.lower())
        if archive is None:
            return DataError(self.path, None, "a readable file", str(error))
        cut = isinstance(error, EOFError)
        found = "one that is cut short" if cut else f"damaged or other content: {error}"
        return DataError(self.path, None, f"a whole {archive} archive", found)


class _HashedFile(io.RawIOBase):
    """A file that counts and hashes every byte read from it."""

    def __init__(self, file: io.RawIOBase) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        count = self._file.readinto(buffer)
        if count is None:  # a pipe that does not block: what comes later would be lost
            raise BlockingIOError(EAGAIN, "a stream that does not wait for its writer")
        self.digest.update(memoryview(buffer)[:count])
        self.size += count
        return count

    def drain(self) -> None:
        """Read what a decompressor left, so that the digest covers the whole file."""
        while self.read(_BYTES_READ_AT_ONCE):
            pass

    def close(self) -> None:
        self._file.close()
        super().close()


def _decompressed(stream: io.BufferedReader[_HashedFile], suffix: str) -> io.BufferedIOBase:
    # Imported here: a start-up that reads no archive should not pay for three decompressors.
    if suffix == ".gz":
        import gzip

        return gzip.GzipFile(fileobj=stream, mode="rb")
    if suffix == ".xz":
        import lzma

        # Not FORMAT_AUTO: it takes nearly any bytes for the old .lzma format, which has no magic.
        return lzma.LZMAFile(stream, format=lzma.FORMAT_XZ)
    if suffix == ".bz2":
        import bz2

        return bz2.BZ2File(stream)
    return stream


def _decodable(content: bytes, encoding: str) -> str:
    """What of some bytes can be read; nothing in the few encodings that only read strictly."""
    try:
        return content.decode(encoding, "ignore")
    except UnicodeError:
        return ""


def _xz_errors() -> tuple[type[Exception], ...]:
    import lzma

    return (lzma.LZMAError,)


def _hint_from_start(start: bytes) -> str:
    if start.startswith(_UTF16_MARKS):
        return "it begins as UTF-16 does: pass --encoding utf-16"
    for magic, suffix in _MAGIC.items():
        if start.startswith(magic):
            return f"it begins as one compressed by {ARCHIVES[suffix]}: name it *{suffix}"
    return ""


def _check_encoding(encoding: str) -> None:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except (LookupError, ValueError) as error:
        import difflib
        from encodings.aliases import aliases

        names = {name.replace("_", "-") for name in (*aliases, *aliases.values())}
        near = difflib.get_close_matches(encoding.lower().replace("_", "-"), sorted(names))
        advice = f"did you mean {' or '.join(near)}?" if near else "utf-8 and latin-1 are usual"
        raise SettingsError(f"--encoding: no text encoding {encoding!r}; {advice}") from error
