r"""Characters that are probably not meant: what a reader does not see, a vocabulary tells apart.

A word with a soft hyphen in it is another word type than the same word without, so embeddings and
measures miss it. ``KINDS`` is the table: a new kind is one function and one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auxadvisor.data_check.data import Data
from auxadvisor.data_check.findings import Finding, Severity, Sightings, counted


@dataclass(frozen=True)
class Kind:
    """One kind of odd characters.

    Attributes:
        what: they are, behind "with".
        has: whether a token or a line has some; of lines with line ends between, whether any has.
        severity: of finding some.
        advice: what to do about them.
    """

    what: str
    has: Callable[[str], bool]
    severity: Severity
    advice: str


def has_replacement(text: str) -> bool:
    """U+FFFD stands where a decoder could not read a byte: what was there is lost."""
    return "\ufffd" in text


def has_windows_1252(text: str) -> bool:
    r"""Controls U+0080 to U+009F, which no text has: quotes of Windows-1252 read as Latin-1.

    >>> has_windows_1252("d\x92Artagnan")
    True
    """
    return _C1.search(text) is not None


def has_control(text: str) -> bool:
    """Other control characters and noncharacters; tabs part columns and are none of these."""
    return _CONTROL.search(text) is not None


def has_mojibake(text: str) -> bool:
    """UTF-8 that was read as Latin-1 or Windows-1252, a letter becoming two or three.

    Taken for that is what these encodings turn back into UTF-8 of Latin, Greek or Cyrillic
    letters or punctuation; the rarer letters beyond are as often chance (``PÍŠE`` is a word).

    >>> has_mojibake("JyvÃ¤skylÃ¤"), has_mojibake("Jyväskylä"), has_mojibake("PÍŠE")
    (True, False, False)
    """
    return any(_turned_back(run) for run in _NOT_ASCII.findall(text))


def has_invisible(text: str) -> bool:
    r"""Zero-width spaces, byte order marks, soft hyphens, marks of direction; stray joiners.

    Joiners are wanted in Arabic and Indic scripts and between emoji, not behind Latin, Greek or
    Cyrillic letters.

    >>> has_invisible("Auswir\u00adkungen"), has_invisible("می\u200cخواهم")
    (True, False)
    """
    return _INVISIBLE.search(text) is not None


def has_private(text: str) -> bool:
    """Characters for private use: symbols of one font, letters of none."""
    return _PRIVATE.search(text) is not None


def has_markup(text: str) -> bool:
    """Entities and tags of HTML or XML.

    >>> has_markup("AT&amp;T"), has_markup("AT&T"), has_markup("a < b > c")
    (True, False, False)
    """
    return _MARKUP.search(text) is not None


def is_decomposed(text: str) -> bool:
    r"""Letters and accents apart where Unicode has one character for both (not NFC).

    >>> is_decomposed("cafe\u0301"), is_decomposed("caf\u00e9")
    (True, False)
    """
    return not unicodedata.is_normalized("NFC", text)


KINDS: dict[str, Kind] = {
    "replacement-characters": Kind(
        "U+FFFD in place of a letter that could not be read",
        has_replacement,
        Severity.warning,
        "convert the original again, with its right encoding; here the letter is lost",
    ),
    "windows-1252": Kind(
        "control characters U+0080 to U+009F",
        has_windows_1252,
        Severity.warning,
        "convert the original from Windows-1252 (--encoding cp1252), not from Latin-1",
    ),
    "control-characters": Kind(
        "control characters",
        has_control,
        Severity.warning,
        "take them out, or they are part of the word",
    ),
    "mojibake": Kind(
        "what looks like UTF-8 read as Latin-1",
        has_mojibake,
        Severity.warning,
        "convert the original again, as UTF-8 (ftfy mends most of it)",
    ),
    "invisible-characters": Kind(
        "characters that cannot be seen",
        has_invisible,
        Severity.warning,
        "take them out: with one in it, a word is another word to embeddings",
    ),
    "private-use": Kind(
        "characters for private use",
        has_private,
        Severity.warning,
        "replace them by the letters that they stand for, or take them out",
    ),
    "markup": Kind(
        "entities or tags of HTML",
        has_markup,
        Severity.note,
        "unescape them (html.unescape) where the text to be tagged will have none",
    ),
    "not-composed": Kind(
        "accents apart from their letters (not NFC)",
        is_decomposed,
        Severity.warning,
        "compose the file (unicodedata.normalize('NFC', …)); 'tag' composes what it reads",
    ),
}
"""Kinds of odd characters, by the name of their check."""


def odd_tokens(kind: Kind, data: Data) -> Iterator[Finding]:
    """Tokens with such characters."""
    for name, part in data.parts.items():
        odd = {word for word in data.words[name] if kind.has(word)}
        seen = Sightings()
        for one in part.sentences if odd else ():
            for place, token in enumerate(one.tokens):
                if token in odd:
                    seen.add(part.line_of(one, place), token)
        if seen.count:
            what = f"{counted(seen.count, 'token')} with {kind.what}: {seen.quoted}"
            yield Finding(kind.severity, name, part.path, what, kind.advice, tuple(seen.lines))


def spaces(data: Data) -> Iterator[Finding]:
    """Tokens that are blank, and tokens that hold spaces."""
    for name, part in data.parts.items():
        odd = {word for word in data.words[name] if any(map(str.isspace, word))}
        seen: dict[bool, Sightings] = defaultdict(Sightings)
        for one in part.sentences if odd else ():
            for place, token in enumerate(one.tokens):
                if token in odd:
                    seen[token.isspace()].add(part.line_of(one, place), token)
        if blank := seen.get(True):
            what = f"{counted(blank.count, 'token')} of nothing but space"
            advice = "take the lines out, or put there what is missing"
            lines = tuple(blank.lines)
            yield Finding(Severity.warning, name, part.path, what, advice, lines)
        if within := seen.get(False):
            what = f"{counted(within.count, 'token')} with spaces: {within.quoted}"
            advice = "right where the corpus has it so (10 000); raw text is never cut like that"
            lines = tuple(within.lines)
            yield Finding(Severity.note, name, part.path, what, advice, lines)


_C1 = re.compile("[\x80-\x9f]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
    "|(?<=[A-Za-z\u00c0-\u04ff])[\u200c\u200d]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_MARKUP = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});|</?[a-zA-Z][\w .=\"'/:-]*>")
_NOT_ASCII = re.compile("[\x80-\U0010ffff]{2,}")
_PLAUSIBLE = re.compile("[\u00a0-\u023f\u0370-\u052f\u2010-\u20bf]+")


def _turned_back(run: str) -> bool:
    for encoding in ("cp1252", "latin-1"):
        try:
            letters = run.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if _PLAUSIBLE.fullmatch(letters):
            return True
    return False
