"""Opening: compression, encodings, line ends, fingerprints, and what cannot be read."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.corpora import iter_lines
from auxadvisor.corpora.files import TextFile
from auxadvisor.errors import DataError, SettingsError

from .conftest import Write

TEXT = "Hän näki Šumavan.\nZwölf Boxkämpfer.\n"
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".bz2": bz2.compress,
}


def lines_of(path: Path, encoding: str = "utf-8") -> list[str]:
    return [line for _, line in TextFile(path, encoding).lines()]


def error_of(path: Path, encoding: str = "utf-8") -> str:
    with pytest.raises(DataError) as caught:
        lines_of(path, encoding)
    return str(caught.value)


@pytest.mark.parametrize("suffix", COMPRESS)
def test_every_compression_reads_alike_and_fingerprints_the_file_on_disk(
    write: Write, suffix: str
) -> None:
    stored = COMPRESS[suffix](TEXT.encode())
    file = TextFile(write(stored, f"text.txt{suffix}"))
    assert list(file.lines()) == [(1, "Hän näki Šumavan."), (2, "Zwölf Boxkämpfer.")]
    assert file.sha256 == hashlib.sha256(stored).hexdigest()
    assert file.size == len(stored)


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".bz2"])
def test_archives_of_several_streams_are_read_to_the_end(write: Write, suffix: str) -> None:
    compress = COMPRESS[suffix]
    assert lines_of(write(compress(b"a\n") + compress(b"b\n"), f"x{suffix}")) == ["a", "b"]


def test_a_line_of_a_stream_is_given_as_soon_as_it_is_there() -> None:
    read, write = os.pipe()
    lines = TextFile("standard input", stream=io.FileIO(read)).lines()
    for number, line in enumerate(("Hän näki", "", "Šumavan"), 1):
        os.write(write, f"{line}\r\n".encode())
        assert next(lines) == (number, line)
    os.write(write, b"caf\xe9 ")
    os.close(write)
    with pytest.raises(DataError, match=r"^standard input:4: expected UTF-8 text, found byte 0xe9"):
        next(lines)


def test_a_stream_that_does_not_wait_is_refused_and_not_taken_for_its_end() -> None:
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.write(write, b"one\n")
    lines = TextFile("standard input", stream=io.FileIO(read)).lines()
    assert next(lines) == (1, "one")
    with pytest.raises(DataError, match="a stream that does not wait for its writer"):
        next(lines)
    os.close(write)


def test_suffixes_are_read_in_any_case(write: Write) -> None:
    assert lines_of(write(gzip.compress(b"a"), "x.GZ")) == ["a"]


@pytest.mark.parametrize(
    ("stored", "lines"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\rb\r", ["a", "b"]),
        ("a\nb\r\nc\rd", ["a", "b", "c", "d"]),
        ("a\n\r\nb", ["a", "", "b"]),
        ("no end", ["no end"]),
        ("", []),
        ("\n", [""]),
        ("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", ["a\u2028b\u2029c\x85d\x0be\x0cf\x1cg"]),
        ("\ufeffa\nb\ufeffc", ["a", "b\ufeffc"]),
    ],
)
def test_lines_end_at_lf_crlf_and_cr_only(write: Write, stored: str, lines: list[str]) -> None:
    assert lines_of(write(stored)) == lines


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "cp1252", "utf-8-sig"])
def test_other_encodings_by_name(write: Write, encoding: str) -> None:
    assert lines_of(write("Äpfel\r\nÖl".encode(encoding)), encoding) == ["Äpfel", "Öl"]


def test_byte_order_mark_goes_in_every_unicode_encoding(write: Write) -> None:
    assert lines_of(write("\ufeffÖl".encode("utf-16-be")), "utf-16-be") == ["Öl"]


def test_undecodable_byte_is_placed_and_latin1_suggested(write: Write) -> None:
    path = write("Kaffee O\n\nein Café hier\n".encode("latin-1"))
    assert error_of(path) == (
        f"{path}:3: expected UTF-8 text, found byte 0xe9 after 'ein Caf' "
        "(if it is Latin-1, pass --encoding latin-1)"
    )


def test_undecodable_byte_far_into_the_file_has_its_line(write: Write) -> None:
    path = write(b"word\r\n" * 100_000 + b"a\nb\xff")
    assert error_of(path).startswith(f"{path}:100002: expected UTF-8 text, found byte 0xff after ")


def test_utf8_cut_in_the_middle_of_a_character(write: Write) -> None:
    path = write("a\nÖl é".encode()[:-1])
    assert error_of(path).startswith(f"{path}:2: expected UTF-8 text, found byte 0xc3")


def test_utf16_read_as_utf8_gets_its_hint(write: Write) -> None:
    path = write("Öl".encode("utf-16"))
    assert error_of(path) == (
        f"{path}:1: expected UTF-8 text, found byte 0xff "
        "(it begins as UTF-16 does: pass --encoding utf-16)"
    )


def test_utf16_without_its_mark(write: Write) -> None:
    path = write("Öl".encode("utf-16-be"))
    assert error_of(path, "utf-16").startswith(f"{path}:1: expected UTF-16 text, found ")


def test_archive_without_its_suffix_gets_its_hint(write: Write) -> None:
    path = write(lzma.compress(b"a\n"))
    assert "(it begins as one compressed by xz: name it *.xz)" in error_of(path)


def test_nul_characters_are_no_text(write: Write) -> None:
    path = write("a\nb\0c\n")
    assert error_of(path) == (
        f"{path}:2: expected UTF-8 text, found a NUL character "
        "(UTF-16 text wants --encoding utf-16; other binary files cannot be read)"
    )


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auxadvisor.corpora.files.LONGEST", 10)
    assert list(TextFile(write("eight ch\neight ch\n")).lines())[1] == (2, "eight ch")
    assert ":2: expected lines of fewer than" in error_of(write("short\nten chars.\n"))


@pytest.mark.parametrize(
    ("name", "advice"),
    [("utf9", "did you mean utf"), ("latin11", "did you mean latin"), ("??", "utf-8 and latin-1")],
)
def test_unknown_encodings_get_close_names(tmp_path: Path, name: str, advice: str) -> None:
    with pytest.raises(SettingsError, match=advice):
        TextFile(tmp_path / "any", name)


@pytest.mark.parametrize("name", ["rot13", "hex", "zlib", "a\0b", ""])
def test_codecs_that_are_no_text_encodings(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="no text encoding"):
        TextFile(tmp_path / "any", name)


@pytest.mark.parametrize(("suffix", "name"), [(".gz", "gzip"), (".xz", "xz"), (".bz2", "bzip2")])
def test_truncated_archives(write: Write, suffix: str, name: str) -> None:
    whole = COMPRESS[suffix](os.urandom(5000).hex().encode())
    path = write(whole[: len(whole) // 2], f"x{suffix}")
    assert error_of(path) == f"{path}: expected a whole {name} archive, found one that is cut short"


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".bz2"])
def test_wrong_magic_and_damage_inside(write: Write, suffix: str) -> None:
    path = write("just text, wrongly named\n", f"x{suffix}")
    assert "found damaged or other content" in error_of(path)
    whole = bytearray(COMPRESS[suffix](os.urandom(5000).hex().encode()))
    whole[len(whole) // 2] ^= 0xFF
    assert error_of(write(bytes(whole), f"x{suffix}")).startswith(f"{path}: expected a whole ")


def test_missing_file_directory_and_impossible_name(tmp_path: Path) -> None:
    missing = tmp_path / "none.conll"
    message = f"{missing}: expected a readable file, found no file of that name"
    assert error_of(missing) == message
    assert error_of(tmp_path) == f"{tmp_path}: expected a readable file, found a directory"
    assert "expected a readable file" in error_of(tmp_path / "a\0b")
    assert "File name too long" in error_of(tmp_path / ("n" * 5000))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_unreadable_file(write: Write) -> None:
    path = write("a\n")
    path.chmod(0)
    assert error_of(path) == f"{path}: expected a readable file, found one you may not read"


def test_permission_error_in_words(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write("a\n")
    monkeypatch.setattr(Path, "open", refuse)
    assert error_of(path) == f"{path}: expected a readable file, found one you may not read"


def test_pipes_are_read_in_one_pass(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a\nb\n",))
    writer.start()
    assert lines_of(pipe) == ["a", "b"]
    writer.join()


def test_memory_stays_constant(write: Write) -> None:
    path = write("a line of some words, again and again\n" * 300_000)  # 11 MB
    tracemalloc.start()
    assert sum(1 for _ in iter_lines(path)) == 300_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_reader_given_up_early_leaves_no_open_file(write: Write) -> None:
    lines = TextFile(write("a\nb\n")).lines()
    next(lines)
    lines.close()  # type: ignore[attr-defined]


def test_iter_lines_skips_blank_lines_only(write: Write) -> None:
    assert list(iter_lines(write(" Eins zwei. \n\n \t\nDrei.\n"))) == [" Eins zwei. ", "Drei."]
    empty = write("\n \n", "empty")
    with pytest.raises(DataError, match="expected at least one sentence, found none"):
        list(iter_lines(empty))


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\0\ufeff", codec="utf-8")))
def test_lines_joined_give_the_text_back(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "joined"
    path.write_bytes(text.encode())
    normalised = text.replace("\r\n", "\n").replace("\r", "\n")
    assert lines_of(path) == normalised.removesuffix("\n").split("\n") * bool(text)
