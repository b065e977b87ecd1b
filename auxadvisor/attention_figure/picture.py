"""Figure 4 by matplotlib: as many panels as it takes, each column as wide as its token."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from auxadvisor.attention_figure.sentence import (
    AttendedSentence,
    number,
    printable,
    set_name,
    shade,
)
from auxadvisor.errors import SettingsError
from auxadvisor.whole_files import written_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRAWN = 400
"""Most tokens of a picture; a page has room for any number."""
LONGEST = 40
"""Most characters of a token that a picture shows."""
INK, FAINT, ACCENT = "#1a2129", "#5c6b7a", "#0a4f96"
WIDTH, MARGIN, LEAST, GAP = 9.4, 0.22, 0.42, 0.035
"""Inches: of a picture, around it, of a column at least, and between cells."""
TITLE, WORDS, ROW, TAGS, BELOW = 0.56, 0.27, 0.3, 0.22, 0.16
"""Inches from top to bottom: title, and of each panel the tokens, a row, the tags, the rest."""
USUAL, PLACEHOLDERS = "DejaVu Sans", "Last Resort"
"""The font that matplotlib brings along, and the one whose letters are all boxes."""
SCALE, SWATCHES = 1.2, 6
"""The scale's inches, and its cells."""
EXPLAINED = "Weight of each set of embeddings; a column’s sum is 1"


def draw_picture(path: Path, sentence: AttendedSentence) -> None:
    """Draw a sentence's weights into a .png or .svg file, which is written whole or not at all.

    Raises:
        SettingsError: as ``attention_figure``.
    """
    from matplotlib import style

    if len(sentence.tokens) > DRAWN:
        found = f"{len(sentence.tokens):,}; choose a shorter sentence, or name an .html file"
        raise SettingsError(f"{path}: expected at most {DRAWN} tokens for a picture, found {found}")
    picture = _Picture(sentence, tuple(printable(set_name(name)) for name in sentence.sets))
    text = picture.names + picture.tokens + picture.tags
    families, lacking = _families({ord(letter) for one in text for letter in one})
    if lacking and path.suffix.lower() == ".png":
        letters = " ".join(map(chr, sorted(lacking)[:5]))
        raise SettingsError(
            f"{path}: no installed font has {letters}; name an .html or .svg file, which the "
            "reader's own fonts show"
        )
    # the same bytes each time, whatever the user's matplotlibrc says; in an SVG, text stays text
    looks = {"svg.hashsalt": "auxadvisor", "svg.fonttype": "none", "font.family": families}
    with style.context(["default", looks]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # in an SVG, where it does not matter
        picture.save(path)


@dataclass(frozen=True)
class _Picture:
    """What is drawn, with the names of the sets as people know them."""

    sentence: AttendedSentence
    names: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(_cut(token) for token in self.sentence.tokens)

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(_cut(tag) for tag in self.sentence.tags)

    def save(self, path: Path) -> None:
        from matplotlib.figure import Figure

        left = MARGIN + max(_width(name, 9.5) for name in self.names) + 0.12
        panels = self.panels(WIDTH - MARGIN - left)
        columns = left + max(sum(wide for _, wide in panel) for panel in panels)
        head = max(_width(self.sentence.title, 13), _width(EXPLAINED, 8.5) + SCALE + 0.7)
        width = max(columns, MARGIN + head) + MARGIN
        tall = WORDS + ROW * len(self.names) + TAGS + BELOW
        height = MARGIN + TITLE + tall * len(panels)
        figure = Figure(figsize=(width, height), facecolor="white")
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.axis("off")
        self.draw_head(axes, width - MARGIN)
        for place, panel in enumerate(panels):
            self.draw_panel(axes, panel, left, MARGIN + TITLE + tall * place)
        kind = path.suffix.lower().removeprefix(".")
        undated = {"Date": None} if kind == "svg" else {}
        with written_whole(path) as part:
            about = {"Title": self.sentence.title, **undated}
            figure.savefig(part, format=kind, dpi=200, metadata=about)

    def panels(self, room: float) -> list[list[tuple[int, float]]]:
        """Numbers and widths of the tokens of each panel: as few panels as can be, of like width.

        Args:
            room: for a panel's tokens, in inches; one that is wider has a panel to itself.
        """
        widths = [
            max(LEAST, _width(token, 10) + 0.16, _width(tag, 7.5) + 0.12)
            for token, tag in zip(self.tokens, self.tags, strict=True)
        ]
        fewest, least = len(_wrapped(widths, room)), 0.0
        for _ in range(10):
            middle = (least + room) / 2
            least, room = (
                (least, middle) if len(_wrapped(widths, middle)) == fewest else (middle, room)
            )
        return _wrapped(widths, room)

    def draw_head(self, axes: Axes, right: float) -> None:
        """Title, what is shown, and the scale of the shades."""
        _say(axes, MARGIN, MARGIN + 0.08, self.sentence.title, 13, INK, "left")
        _say(axes, MARGIN, MARGIN + 0.31, EXPLAINED, 8.5, FAINT, "left")
        start, y, wide = right - SCALE - 0.28, MARGIN + 0.25, SCALE / SWATCHES
        for swatch in range(SWATCHES):
            colour, _ = shade(swatch / (SWATCHES - 1))
            _fill(axes, start + wide * swatch, y, wide - GAP, 0.11, colour)
        _say(axes, start - 0.07, y + 0.055, "0", 8, FAINT, "right")
        _say(axes, right - 0.25, y + 0.055, number(self.sentence.top), 8, FAINT, "left")

    def draw_panel(self, axes: Axes, panel: list[tuple[int, float]], left: float, y: float) -> None:
        """Some of the tokens, from a place on."""
        middles = [y + WORDS + ROW * (row + 0.5) for row in range(len(self.names))]
        for name, middle in zip(self.names, middles, strict=True):
            _say(axes, left - 0.1, middle, name, 9.5, INK, "right")
        for place, wide in panel:
            tag, ink = self.tags[place], FAINT if self.tags[place] == "O" else ACCENT
            _say(axes, left + wide / 2, y + WORDS / 2, self.tokens[place], 10, INK)
            _say(axes, left + wide / 2, middles[-1] + (ROW + TAGS) / 2, tag, 7.5, ink)
            for weight, middle in zip(self.sentence.weights[place].tolist(), middles, strict=True):
                colour, ink = shade(weight / self.sentence.top)
                top = middle - (ROW - GAP) / 2
                _fill(axes, left + GAP / 2, top, wide - GAP, ROW - GAP, colour)
                _say(axes, left + wide / 2, middle, number(weight), 8, ink)
            left += wide


def _wrapped(widths: Sequence[float], room: float) -> list[list[tuple[int, float]]]:
    """Places and widths, as many in a row as there is room for."""
    rows: list[list[tuple[int, float]]] = []
    left = 0.0
    for place, wide in enumerate(widths):
        if not rows or wide > left:
            rows.append([])
            left = room
        rows[-1].append((place, wide))
        left -= wide
    return rows


def _fill(axes: Axes, x: float, y: float, wide: float, tall: float, colour: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), wide, tall, facecolor=colour, linewidth=0))


def _say(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    side: Literal["left", "center", "right"] = "center",
) -> None:
    """Write at a height's middle; a dollar sign is one, and begins no formula."""
    axes.text(
        x, y, text, fontsize=size, color=colour, ha=side, va="center_baseline", parse_math=False
    )


def _cut(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def _width(text: str, size: float) -> float:
    """Of a text, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


def _families(letters: set[int]) -> tuple[list[str], set[int]]:
    """The usual font, then others for the letters it lacks; and the letters none has."""
    from matplotlib import font_manager

    lacking, families = set(letters), [USUAL]
    fonts = sorted(
        font_manager.fontManager.ttflist, key=lambda font: (font.name != USUAL, font.name)
    )
    for font in fonts:
        upright = (font.style, font.weight) == ("normal", 400)
        if lacking and upright and not font.name.startswith(PLACEHOLDERS):
            try:
                has = lacking & font_manager.get_font(font.fname).get_charmap().keys()
            except RuntimeError:  # a font without outlines, such as coloured emoji
                continue
            if has and font.name != USUAL:
                families.append(font.name)
            lacking -= has
    return [*families, "sans-serif"], lacking
