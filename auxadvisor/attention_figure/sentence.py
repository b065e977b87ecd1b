"""What Figure 4 is of: a sentence with its weights, the sets' names, and the shades of weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from auxadvisor.errors import SettingsError
from auxadvisor.languages import resolve

LIGHT = ("#f2f6fa", "#cfe1ef", "#93c0de", "#4a8fc2", "#1b5c97", "#0a3565")
DARK = ("#1c2733", "#1f4059", "#27658f", "#4794c6", "#8cc4ea", "#d5ecff")
"""Shades from a weight of nothing to the largest, on light and on dark ground."""
OTHER_NAMES = {"multi": "multilingual", "noise": "noise"}
"""Of sets that are no language's."""
BLACK_FROM = 0.179
"""Luminance from which black is read better than white (WCAG 2: both have a contrast of 4.58)."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, eq=False)
class AttendedSentence:
    """A sentence and what the attention made of it.

    Attributes:
        language: tag of the tagger's language.
        sets: of embeddings, as the tagger calls them: a language's tag, ``multi`` or ``noise``.
        tokens: the words as written.
        tags: what each was tagged as.
        weights: ``(tokens, sets)``; a row's sum is 1.
    """

    language: str
    sets: tuple[str, ...]
    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    weights: NDArray[np.float32]

    @property
    def title(self) -> str:
        """What the figure is of."""
        return f"Attention of a tagger for {set_name(self.language)}"

    @property
    def top(self) -> float:
        """The weight of the deepest shade: the largest one, rounded up to a tenth."""
        return min(1.0, ceil(round(float(self.weights.max()) * 10, 3)) / 10)


def set_name(name: str) -> str:
    """What people call a set of embeddings: a language's English name where it is a language's.

    >>> set_name("fi"), set_name("multi"), set_name("my vectors")
    ('Finnish', 'multilingual', 'my vectors')
    """
    try:
        return OTHER_NAMES.get(name) or resolve(name).name
    except SettingsError:
        return name


def printable(text: str) -> str:
    """A text with a mark for every character that can be neither drawn nor written to XML."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def number(weight: float) -> str:
    """A weight in two digits, with nothing before the point.

    >>> number(0.348), number(1.0)
    ('.35', '1.00')
    """
    return f"{weight:.2f}".removeprefix("0")


def shade(share: float, ramp: tuple[str, ...] = LIGHT) -> tuple[str, str]:
    """The colour of a cell, and which of black and white is read on it.

    Args:
        share: of the deepest shade's weight, from 0 to 1.
        ramp: colours, evenly spaced.
    """
    place = min(max(share, 0.0), 1.0) * (len(ramp) - 1)
    below = min(int(place), len(ramp) - 2)
    pairs = zip(_channels(ramp[below]), _channels(ramp[below + 1]), strict=True)
    channels = [round(low + (place - below) * (high - low)) for low, high in pairs]
    colour = "#" + "".join(f"{channel:02x}" for channel in channels)
    return colour, "#000000" if luminance(colour) > BLACK_FROM else "#ffffff"


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2, from 0 (black) to 1 (white).

    >>> luminance("#000000"), round(luminance("#ffffff"), 6)
    (0.0, 1.0)
    """
    parts = zip((0.2126, 0.7152, 0.0722), _channels(colour), strict=True)
    return sum(weight * _linear(channel / 255) for weight, channel in parts)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
