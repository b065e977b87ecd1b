"""Small corpora of our own in files, and what the checks say of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auxadvisor.data_check import Report, check_data
from auxadvisor.experiments.parts import Reading
from auxadvisor.inputs import MOST_SENTENCES
from auxadvisor.languages import resolve

Check = Callable[..., Report]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """``check(train="Ada/B-PER codes/O\\n…", dev=…, text=…)``: sentences a line, ``token/tag``.

    Written as two-column TSV, so that a token stands on the line that its place says: that of
    sentence s, token t, is the number of tokens and sentences before it, plus one.
    """

    def run(
        text: str | None = None,
        target: str | None = None,
        reading: Reading | None = None,
        most: int = MOST_SENTENCES,
        **parts: str,
    ) -> Report:
        paths = {}
        for name, written in parts.items():
            paths[name] = tmp_path / f"{name}.tsv"
            paths[name].write_text(tsv(written), encoding="utf-8")
        raw = None
        if text is not None:
            raw = tmp_path / "raw.txt"
            raw.write_text(text, encoding="utf-8", newline="\n")
        language = None if target is None else resolve(target)
        return check_data(paths, raw, reading, language, most=most)

    return run


def tsv(written: str) -> str:
    """Sentences a line, ``token/tag``, as two-column TSV."""
    sentences = [line.split(" ") for line in written.splitlines()]
    return "".join(
        "".join("{}\t{}\n".format(*token.rsplit("/", 1)) for token in one) + "\n"
        for one in sentences
    )


@pytest.fixture(scope="session")
def found() -> Callable[[Report, str], list[tuple[str, str, tuple[int, ...]]]]:
    """``found(report, check)``: severity, part and lines of what a check found."""
    return lambda report, check: [
        (one.severity.value, one.part, one.lines) for one in report.findings if one.check == check
    ]


@pytest.fixture(scope="session")
def said() -> Callable[[Report, str], str]:
    """``said(report, check)``: what a check said and advised, all of it."""
    return lambda report, check: " ".join(
        f"{one.what} {one.advice}" for one in report.findings if one.check == check
    )
