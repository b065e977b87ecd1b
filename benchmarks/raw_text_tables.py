"""The table and the figure of ``docs/raw_text.md``: what helps where there is little raw text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from measuring import ROOT
from tables import Cell, markdown

from auxadvisor.experiments.scoring import Counts
from auxadvisor.experiments.significance import Interval, interval

RESULTS = ROOT / "docs" / "raw_text"
FIGURE = ROOT / "docs" / "_static" / "raw_text.svg"
BASELINE = "mono"
KINDS = ("mono+multi", "mono+X", "meta")


@dataclass(frozen=True)
class Point:
    """A corpus' runs with embeddings of so much text.

    Attributes:
        corpus: ``pos/fi_tdt``.
        characters: of the target's raw text.
        mono: mean test score of its embeddings alone.
        gains: over them, in points, by kind of setting.
    """

    corpus: str
    characters: int
    mono: float
    gains: dict[str, Interval]


@cache
def points() -> tuple[Point, ...]:
    """All, by corpus and then by size."""
    found = [_read(path.stem) for path in RESULTS.glob("*.json")]
    return tuple(sorted(found, key=lambda one: (one.corpus, one.characters)))


def _read(stem: str) -> Point:
    about = json.loads((RESULTS / f"{stem}.json").read_text(encoding="utf-8"))
    runs: dict[str, list[Counts]] = {}
    with np.load(RESULTS / f"{stem}.npz") as stored:
        for key, run in about["runs"].items():
            setting = run["setting"]
            kind = setting if setting in (BASELINE, *KINDS) else "mono+X"
            runs.setdefault(kind, []).append(stored[f"{key}/test"].astype(np.int64))
    alone = [run["test"] for run in about["runs"].values() if run["setting"] == BASELINE]
    gains = {kind: interval(runs[kind], runs[BASELINE]) for kind in KINDS}
    return Point(about["corpus"], about["characters"], float(np.mean(alone)), gains)


def _table() -> str:
    rows: list[list[Cell]] = []
    for point in points():
        gains = (point.gains[kind] for kind in KINDS)
        said = [f"{one.mean:+.2f} ({one.low:+.2f} to {one.high:+.2f})" for one in gains]
        rows.append([point.corpus, f"{point.characters:,}", point.mono, *said])
    return markdown(["corpus", "characters", "mono", *KINDS], rows)


def draw() -> None:
    """One panel a corpus: the gain over mono by the characters of raw text."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "auxadvisor"
    from matplotlib import pyplot

    corpora = list(dict.fromkeys(point.corpus for point in points()))
    figure, panels = pyplot.subplots(
        1, len(corpora), figsize=(3.1 * len(corpora), 3.2), sharey=True, layout="constrained"
    )
    for corpus, panel in zip(corpora, panels, strict=True):
        mine = [point for point in points() if point.corpus == corpus]
        for kind in KINDS:
            _line(panel, mine, kind)
        panel.axhline(0, color="0.4", linewidth=1)
        panel.set(title=corpus, xscale="log", xlabel="characters of raw text")
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("points over mono")
    panels[0].legend(frameon=False)
    figure.savefig(FIGURE, metadata={"Date": None})
    pyplot.close(figure)


def _line(panel, mine: Sequence[Point], kind: str) -> None:  # type: ignore[no-untyped-def]
    gains = [one.gains[kind] for one in mine]
    means = [gain.mean for gain in gains]
    ends = [
        [gain.mean - gain.low for gain in gains],
        [gain.high - gain.mean for gain in gains],
    ]
    sizes = [one.characters for one in mine]
    panel.errorbar(sizes, means, yerr=ends, label=kind, marker="o", capsize=3)


RAW_TEXT_TABLES: dict[str, Callable[[], str]] = {"raw-text": _table}
"""By the name that stands in the page."""
