"""Table 4 of the paper as a yardstick, and the parallel text that the pack was counted from."""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from auxadvisor.json_values import Json
from auxadvisor.paper_tables import Ranks, published_table
from auxadvisor.ranking import Closer, rank_values, spearman

LANGUAGES = ("de", "en", "es", "fi", "nl")
FILES = {"de": "deu", "en": "eng", "es": "spa", "fi": "fin", "nl": "nld"}
HELD_OUT_SHARE = 4
"""The last quarter of each parallel text is held out, as in scripts/build_pack.py."""

Scores = Mapping[str, Mapping[str, float]]
"""A measure's value by target and candidate."""


@dataclass(frozen=True)
class Agreement:
    """How far a measure's rankings are Table 4's.

    Attributes:
        spearman: mean over the five targets, ties averaged.
        first: targets whose first candidate is the table's, of five; a shared first counts half.
        by_target: Spearman's correlation of each.
    """

    spearman: float
    first: float
    by_target: dict[str, float]

    @property
    def json(self) -> dict[str, Json]:
        """The figures for the report."""
        by_target: dict[str, Json] = {t: round(rho, 4) for t, rho in self.by_target.items()}
        return {
            "spearman": round(self.spearman, 4),
            "first_of_5": self.first,
            "by_target": by_target,
        }


def agreement(scores: Scores, measure: str, closer: Closer, table: int = 4) -> Agreement:
    """Compare values with the published rankings of a measure of Table 4 (or Table 3)."""
    published = {
        row.target: row.ranks
        for row in published_table(4 if table == 4 else 3).rankings
        if row.measure == measure
    }
    by_target, first = {}, []
    for target in LANGUAGES:
        tags = sorted(published[target])
        values = np.array([scores[target][tag] for tag in tags])
        ranks = rank_values(values, closer)
        right = np.array([published[target][tag] for tag in tags])
        by_target[target] = spearman(ranks, right) or 0.0
        first.append(_shared_first(dict(zip(tags, ranks.tolist(), strict=True)), published[target]))
    return Agreement(fmean(by_target.values()), sum(first), by_target)


def _shared_first(ours: Ranks, published: Ranks) -> float:
    """1 where both have the same candidate first; less where several share the first place."""
    ahead = {tag for tag, rank in ours.items() if rank == min(ours.values())}
    right = {tag for tag, rank in published.items() if rank == min(published.values())}
    return len(ahead & right) / len(ahead)


def parallel_lines(shared: Path, name: str) -> list[str]:
    """The lines of a parallel text, such as ``fin_Latn``."""
    path = shared / "data" / "raw" / "parallel" / f"{name}.txt.xz"
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        return [line.rstrip("\n") for line in lines]


def halves(lines: list[str]) -> tuple[list[str], list[str]]:
    """The first three quarters, for the model, and the held-out last quarter."""
    cut = len(lines) - len(lines) // HELD_OUT_SHARE
    return lines[:cut], lines[cut:]
