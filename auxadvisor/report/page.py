"""The page itself: sections as blocks, written as HTML by a template that escapes everything."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from auxadvisor.attention_figure import printable
from auxadvisor.attention_figure.sentence import DARK, LIGHT, shade
from auxadvisor.report.blocks import Section
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_advice import recommendations
from auxadvisor.report.saved_probe import probes
from auxadvisor.report.saved_ranking import rankings
from auxadvisor.report.saved_training import trainings
from auxadvisor.report.sections import SECTIONS
from auxadvisor.report.wording import LEVELS, listing

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATE, STYLE, SCRIPT = "page.html.jinja", "page.css", "page.js"
LEAST_LISTED = 3
"""Sections from which on the page has a table of contents."""
_SYMBOL = re.compile(r"\b(d\*?)_(MV|P|V)\b")


def report_page(results: Results, progress: Callable[[str], None] = lambda _: None) -> str:
    """The whole page. The same results make the same text.

    Args:
        results: as ``reading.read_results`` found them.
        progress: told what is being done.

    Raises:
        DataError: a result is damaged.
    """
    sections = [
        section for maker in SECTIONS if (section := maker.make(results, progress)) is not None
    ]
    script = _file(SCRIPT)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            title=_title(results),
            saved_on=results.saved_on,
            sections=sections,
            listed=_listed(sections),
            unread=_unread(results),
            style=_safe(_file(STYLE) + _shades()),
            script=_safe(script),
            script_hash=digest,
        )
    )


def _title(results: Results) -> str:
    kinds = (rankings(results), trainings(results), recommendations(results), probes(results))
    targets = dict.fromkeys(one.title for kind in kinds for one in kind)
    if targets:
        return f"Auxiliary languages for {listing([*targets])}"
    return "Taggers compared" if results.of("compare") else "Results of auxadvisor"


def _listed(sections: list[Section]) -> list[Section]:
    return sections if len(sections) >= LEAST_LISTED else []


def _unread(results: Results) -> list[str]:
    """Files of auxadvisor that no section shows."""
    read = {command for maker in SECTIONS for command in maker.reads}
    return [f"{one.path} ({one.command})" for one in results.records if one.command not in read]


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"words": _words, "svg": _safe}
    return environment


def _words(text: str) -> Markup:
    """Escaped, without what HTML cannot hold, and ``d*_P`` with its letter below the line."""
    from markupsafe import Markup, escape

    written = escape(printable(text))
    return Markup(_SYMBOL.sub(r"\1<sub>\2</sub>", str(written)))  # noqa: S704 (escaped above)


def _safe(text: str) -> Markup:
    """What this package wrote itself."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _shades() -> str:
    """The rules of the heat tables' cells, on light and on dark ground."""
    light, dark = (
        "\n".join(
            f".s{step} {{ background: {colour}; color: {ink} }}"
            for step in range(LEVELS + 1)
            for colour, ink in [shade(step / LEVELS, ramp)]
        )
        for ramp in (LIGHT, DARK)
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
