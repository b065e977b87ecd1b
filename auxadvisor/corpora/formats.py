"""The formats by name, and which of them a file is in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auxadvisor.corpora import conll2002, conll2003, conllu, text, tsv
from auxadvisor.corpora.files import ARCHIVES
from auxadvisor.corpora.parsing import Format, is_blank
from auxadvisor.errors import DataError, SettingsError

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        conll2002.FORMAT,
        conll2003.FORMAT,
        conllu.FORMAT,
        tsv.FORMAT,
        text.FORMAT,
    )
}
"""Every format by the name ``--corpus-format`` gives it."""

LINES_LOOKED_AT = 200
"""How many lines from the start of a file ``detect_format`` should be given."""


def format_named(name: str) -> Format:
    """Return the format of that name.

    Raises:
        SettingsError: there is none; the message lists those there are.
    """
    if name not in FORMATS:
        raise SettingsError(f"--corpus-format: no format {name!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name]


def detect_format(path: Path | str, head: Sequence[str]) -> str:
    """Name the format of a file by its suffix or, without a telling one, by its first lines.

    The suffixes are ``.conllu``, ``.tsv`` and ``.txt``, before that of an archive if it is one.
    ``.txt`` is believed only if the lines are not in columns: CoNLL files are often so named, and
    read as text they would turn every tag into a word.

    Raises:
        DataError: no format fits, or several, or ``.txt`` and the content disagree.
    """
    suffix = _telling_suffix(Path(path))
    by_suffix = next((format for format in FORMATS.values() if format.suffix == suffix), None)
    by_content = [format.name for format in FORMATS.values() if format.recognises(head)]
    choose = f"name it with --corpus-format: {', '.join(FORMATS)}"
    if by_suffix is not None:
        if by_suffix is text.FORMAT and (other := [n for n in by_content if n != text.FORMAT.name]):
            expected = f"plain text, as {suffix} says"
            raise DataError(path, None, expected, f"lines like {' or '.join(other)}", choose)
        return by_suffix.name
    if len(by_content) == 1:
        return by_content[0]
    if by_content:
        found = f"lines that fit {' and '.join(by_content)}"
        raise DataError(path, None, "a corpus in one known format", found, choose)
    found = next((f"lines like {line[:40]!r}" for line in head if not is_blank(line)), "no lines")
    raise DataError(path, None, "a corpus in a known format", found, choose)


def _telling_suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in ARCHIVES:
        suffixes.pop()
    return suffixes[-1] if suffixes else "none"
