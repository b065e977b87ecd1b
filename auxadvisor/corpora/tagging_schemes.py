"""Span tags (IOB1, IOB2, BIOES, BILOU): which scheme, which spans, and other schemes.

A span tag is ``O`` (outside) or a letter, a hyphen and a label: ``B-PER``, ``I-location-route``.

========  ==========================================================  =====================
scheme    letters                                                     "Ada Lovelace" as PER
========  ==========================================================  =====================
IOB1      I inside; B only where a span of the same label precedes    I-PER I-PER
IOB2      B begins every span, I continues                            B-PER I-PER
BIOES     as IOB2, E ends a span of several tokens, S is a whole one  B-PER E-PER
BILOU     as BIOES, with L (last) for E and U (unit) for S            B-PER L-PER
========  ==========================================================  =====================

Spans are found as the shared tasks' scorer finds them (``conlleval``, Tjong Kim Sang and Buchholz
2000), which reads all four alike and repairs broken sequences rather than refuse them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from auxadvisor.errors import DataError, SettingsError

_LETTERS = frozenset("BIESLU")
_BEGINS = frozenset("BSU")
_ENDS = frozenset("ESLU")
_SPAN_TAG = "a span tag (O, or one of B I E S L U, a hyphen and a label)"


class Scheme(StrEnum):
    """How span boundaries are written in tags; see the module's table."""

    IOB1 = "IOB1"
    IOB2 = "IOB2"
    BIOES = "BIOES"
    BILOU = "BILOU"


class Span(NamedTuple):
    """A labelled stretch of tokens: 0-based ``start``, ``end`` one past the last token."""

    label: str
    start: int
    end: int


def split_tag(tag: str) -> tuple[str, str] | None:
    """Return a span tag's letter and label, ``("O", "")`` for ``O``, ``None`` for other tags.

    The label is all that follows the first hyphen, further hyphens included.
    """
    if tag == "O":
        return "O", ""
    letter, _, label = tag.partition("-")
    return (letter, label) if label and letter in _LETTERS else None


def check_span_tag(tag: str, path: Path | str, line: int) -> None:
    """Raise ``DataError`` at ``path:line`` if ``tag`` is no span tag."""
    if split_tag(tag) is None:
        hint = "entities of another column: --tag-column; parts of speech: --task pos"
        raise DataError(path, line, _SPAN_TAG, f"tag {tag!r}", hint)


def spans(tags: Sequence[str]) -> list[Span]:
    """Return the spans of one sentence, in order, by conlleval's definition.

    A token opens a span if its letter is B, S or U, if the token before is O or has another
    label, or if the token before closed its span with E, S, L or U. So an I after O, or after
    another label, opens a span; an E alone is a span of one; a span never closed ends where the
    next opens or at O.

    Raises:
        SettingsError: a tag is no span tag, so spans cannot be asked for.
    """
    found: list[Span] = []
    label_before, closed, start = "", True, 0
    for position, tag in enumerate((*tags, "O")):
        split = split_tag(tag)
        if split is None:
            raise SettingsError(f"spans need span tags: expected {_SPAN_TAG}, found {tag!r}")
        letter, label = split
        opens = letter in _BEGINS or closed or label != label_before
        if label_before and (opens or letter == "O"):
            found.append(Span(label_before, start, position))
        if opens:
            start = position
        label_before, closed = label, letter in _ENDS or letter == "O"
    return found


def detect_scheme(tag_sequences: Iterable[Sequence[str]]) -> Scheme | None:
    """Name the scheme of a corpus' tags, one sequence per sentence.

    E or S anywhere makes it BIOES, L or U BILOU. Of the other two the scheme with fewer
    violations is named, IOB2 on a draw (all-O corpora included): an I that opens a span violates
    IOB2, a B that need not be there violates IOB1.

    Returns:
        ``None`` if some tag is no span tag (POS tags), if the letters of BIOES and BILOU are
        mixed, or if there are no tags at all.
    """
    letters: set[str] = set()
    against_iob1 = against_iob2 = 0
    for tags in tag_sequences:
        label_before = ""
        for tag in tags:
            split = split_tag(tag)
            if split is None:
                return None
            letter, label = split
            letters.add(letter)
            if label != label_before:
                against_iob1 += letter == "B"
                against_iob2 += letter == "I"
            label_before = label
    if not letters:
        return None
    if letters & {"E", "S"}:
        return None if letters & {"L", "U"} else Scheme.BIOES
    if letters & {"L", "U"}:
        return Scheme.BILOU
    return Scheme.IOB1 if against_iob2 > against_iob1 else Scheme.IOB2


def to_iob2(tags: Sequence[str]) -> tuple[str, ...]:
    """Rewrite one sentence's tags, of any scheme, as IOB2 with the same spans.

    Raises:
        SettingsError: a tag is no span tag.
    """
    rewritten = ["O"] * len(tags)
    for label, start, end in spans(tags):
        rewritten[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return tuple(rewritten)


def to_bioes(tags: Sequence[str]) -> tuple[str, ...]:
    """Rewrite one sentence's tags, of any scheme, as BIOES with the same spans.

    Raises:
        SettingsError: a tag is no span tag.
    """
    rewritten = ["O"] * len(tags)
    for label, start, end in spans(tags):
        inside = [f"I-{label}"] * (end - start - 2)
        several = [f"B-{label}", *inside, f"E-{label}"]
        rewritten[start:end] = several if end - start > 1 else [f"S-{label}"]
    return tuple(rewritten)
