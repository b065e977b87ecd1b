"""Matplotlib's figures as SVG inside a page: its colours are the page's, its text stays text.

A figure is drawn twice, for wide and for narrow screens, so that its words keep their size. Colours
become CSS variables of ``page.css``, light and dark; ids get the figure's name before them.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from auxadvisor.attention_figure import printable
from auxadvisor.errors import SettingsError
from auxadvisor.report.blocks import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE, NARROW = 8.4, 3.45
"""Inches of a figure; at 96 pixels an inch a narrow one fills a phone."""
INK, FAINT, LINE, PAGE = "#1a2129", "#56636f", "#d5dde4", "#ffffff"
ACCENT, BLUE, ORANGE, GREEN = "#0a4f96", "#0072b2", "#d55e00", "#009e73"
SKY, SAND, PALE = "#7cc4ea", "#f5b971", "#aab6c1"
COLOURS = {
    INK: "ink",
    FAINT: "faint",
    LINE: "line",
    PAGE: "page",
    ACCENT: "accent",
    BLUE: "blue",
    ORANGE: "orange",
    GREEN: "green",
    SKY: "sky",
    SAND: "sand",
    PALE: "pale",
}
"""What each colour is called in ``page.css``; hues are Okabe and Ito's, for the colour-blind."""
LONGEST = 28
"""Most characters of a label."""
LOOKS: dict[str, object] = {
    "svg.hashsalt": "auxadvisor",
    "svg.fonttype": "none",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": FAINT,
    "ytick.labelcolor": FAINT,
    "axes.facecolor": "none",
    "axes.titlesize": 9,
    "text.parse_math": False,
    "axes.formatter.use_mathtext": False,
}
"""The same bytes each time, whatever the user's matplotlibrc says."""
_SYMBOL = re.compile(r"(d\*?)_(MV|P|V)\b")
_HEX = re.compile(r"#[0-9a-f]{6}\b")
_FONT = re.compile(r"font-family:[^;]*(;|$)")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def check_drawing() -> None:
    """Refuse to begin where matplotlib or jinja2 is missing.

    Raises:
        SettingsError: one is not installed.
    """
    try:
        import jinja2  # noqa: F401
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise SettingsError(
            f"the report needs {error.name}, which is not installed; run "
            "pip install 'auxadvisor[plot]'"
        ) from error


def picture(name: str, title: str, caption: str, draw: Callable[[float], Figure]) -> Picture:
    """Draw a figure for both kinds of screen.

    Args:
        name: no other figure of the page has it.
        title: the finding, as a sentence; read aloud in the figure's place.
        caption: how to read it.
        draw: the figure of a width in inches.
    """
    drawn = [
        _svg(f"{name}-{size}", title, draw, width) for size, width in (("w", WIDE), ("n", NARROW))
    ]
    return Picture(title, caption, *drawn)


def is_wide(width: float) -> bool:
    """Whether a figure has room for panels side by side."""
    return width > (WIDE + NARROW) / 2


def label(text: str, most: int = LONGEST) -> str:
    """A text as a label: printable, and of so many characters at most."""
    shown = printable(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def new_figure(width: float, height: float) -> Figure:
    """An empty figure without ground, so that the page's shows."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained", facecolor="none")


def bare(axes: Axes, *kept: str) -> None:
    """Take the frame away, but for some sides, and the ticks' strokes."""
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(side in kept)
    axes.tick_params(length=0)


def _svg(name: str, title: str, draw: Callable[[float], Figure], width: float) -> str:
    from matplotlib import style

    buffer = io.StringIO()
    with style.context(["default", LOOKS]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the reader's fonts show it
        draw(width).savefig(buffer, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(buffer.getvalue())  # noqa: S314 (it is matplotlib's)
    _, _, wide, high = root.attrib["viewBox"].split()
    shape = {"viewBox": f"0 0 {wide} {high}", "role": "img", "aria-label": printable(title)}
    shape |= {"width": str(round(float(wide) * 4 / 3)), "height": str(round(float(high) * 4 / 3))}
    _clean(root, name)
    root.attrib.clear()
    root.attrib.update(shape)
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, name: str) -> None:
    """Make an element and what is in it part of an HTML page."""
    element.tag = element.tag.rpartition("}")[2]
    for key, value in list(element.attrib.items()):
        del element.attrib[key]
        plain = key.rpartition("}")[2]
        if plain == "id" and element.tag == "g":  # nothing refers to a group
            continue
        element.set(plain, _attribute(plain, value, name))
    for child in list(element):
        plain = child.tag.rpartition("}")[2]
        if plain in ("metadata", "style"):
            element.remove(child)
        else:
            _clean(child, name)
            child.tail = None
    if element.tag == "text":
        _lower_symbols(element)
    elif element.tag != "tspan":
        element.text = None


def _attribute(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == "href":
        return f"#{name}-{value.removeprefix('#')}"
    if key == "d":
        return " ".join(value.split())
    if key == "style":
        coloured = _HEX.sub(lambda found: f"var(--{COLOURS[found[0]]})", _FONT.sub("", value))
        return " ".join(coloured.split())
    return _REFERENCE.sub(rf"url(#{name}-\1)", value)


def _lower_symbols(text: ElementTree.Element) -> None:
    """``d*_P`` with its letter below the line."""
    said = text.text or ""
    found = list(_SYMBOL.finditer(said))
    if not found:
        return
    text.text = said[: found[0].start()]
    for place, match in enumerate(found):
        before = ElementTree.SubElement(text, "tspan")
        before.text = match[1]
        below = ElementTree.SubElement(text, "tspan", {"dy": "2.2", "font-size": "72%"})
        below.text = match[2]
        end = found[place + 1].start() if place + 1 < len(found) else len(said)
        last = ElementTree.SubElement(text, "tspan", {"dy": "-2.2"})
        last.text = said[match.end() : end] or "\N{ZERO WIDTH SPACE}"
