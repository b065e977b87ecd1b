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


@dataclass(frozen=True, eq=False)
class Point:
    """A corpus' runs with embeddings of so much text.

    Attributes:
        corpus: ``pos/fi_tdt``.
        characters: of the target's raw text.
        scores: of the test part by setting, a run each.
        counts: what they are made of, likewise.
    """

    corpus: str
    characters: int
    scores: dict[str, list[float]]
    counts: dict[str, list[Counts]]

    def gain(self, setting: str) -> Interval:
        """Over the target's embeddings alone, in points."""
        return interval(self.counts[setting], self.counts[BASELINE])


@cache
def points() -> tuple[Point, ...]:
    """All, by corpus and then by size."""
    found = [_read(path.stem) for path in RESULTS.glob("*.json")]
    return tuple(sorted(found, key=lambda one: (one.corpus, one.characters)))


def _read(stem: str) -> Point:
    about = json.loads((RESULTS / f"{stem}.json").read_text(encoding="utf-8"))
    scores: dict[str, list[float]] = {}
    counts: dict[str, list[Counts]] = {}
    with np.load(RESULTS / f"{stem}.npz") as stored:
        for key, run in about["runs"].items():
            scores.setdefault(run["setting"], []).append(run["test"])
            counts.setdefault(run["setting"], []).append(stored[f"{key}/test"].astype(np.int64))
    return Point(about["corpus"], about["characters"], scores, counts)


def _table() -> str:
    rows: list[list[Cell]] = []
    for point in points():
        kinds = {_kind(name): name for name in point.scores if name != BASELINE}
        row: list[Cell] = [point.corpus, f"{point.characters:,}"]
        row.append(f"{np.mean(point.scores[BASELINE]):.2f}")
        for kind in KINDS:
            gain = point.gain(kinds[kind])
            row.append(f"{gain.mean:+.2f} ({gain.low:+.2f} to {gain.high:+.2f})")
        rows.append(row)
    return markdown(["corpus", "characters", "mono", *KINDS], rows)


def _kind(setting: str) -> str:
    return setting if setting in KINDS else "mono+X"


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
    names = [
        next(name for name in one.scores if name != BASELINE and _kind(name) == kind)
        for one in mine
    ]
    gains = [one.gain(name) for one, name in zip(mine, names, strict=True)]
    means = [gain.mean for gain in gains]
    ends = [
        [gain.mean - gain.low for gain in gains],
        [gain.high - gain.mean for gain in gains],
    ]
    sizes = [one.characters for one in mine]
    panel.errorbar(sizes, means, yerr=ends, label=kind, marker="o", capsize=3)


RAW_TEXT_TABLES: dict[str, Callable[[], str]] = {"raw-text": _table}
"""By the name that stands in the page."""
