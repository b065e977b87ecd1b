"""Tables of ``docs/reproduction.md``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from measuring import ROOT
from tables import Cell, markdown

from auxadvisor.experiments.attention import AttentionMeans
from auxadvisor.experiments.results import Result
from auxadvisor.experiments.settings import FIXED
from auxadvisor.experiments.summary import Run, Summary, by_setting, summarise
from auxadvisor.paper_tables import published_table

RESULTS = ROOT / "docs" / "reproduction"


@dataclass(frozen=True)
class Corpus:
    """A corpus' results.

    Attributes:
        name: ``ner/es_conll02``.
        language: its tag.
        summary: of its runs.
        least: runs of the setting that has fewest.
    """

    name: str
    language: str
    summary: Summary
    least: int

    @property
    def is_whole(self) -> bool:
        """Whether every setting was trained: the fixed ones but for noise, and four mono + X."""
        return len(self.summary.rows) == len(FIXED) - 1 + 4


@cache
def corpora() -> tuple[Corpus, ...]:
    """Every corpus with results, named entities first."""
    return tuple(_read(path.stem) for path in sorted(RESULTS.glob("*.json")))


def _read(stem: str) -> Corpus:
    about = json.loads((RESULTS / f"{stem}.json").read_text(encoding="utf-8"))
    with np.load(RESULTS / f"{stem}.npz") as counts:
        runs = [
            Run(_result(fields), counts[f"{key}/test"].astype(np.int64))
            for key, fields in about["runs"].items()
        ]
    grouped = by_setting(runs)
    return Corpus(
        about["corpus"],
        about["language"],
        summarise(grouped),
        min(len(each) for each in grouped.values()),
    )


def _result(fields: dict[str, object]) -> Result:
    attention = fields["attention"]
    if isinstance(attention, dict):
        attention = AttentionMeans(**attention)
    return Result(**fields | {"attention": attention})  # type: ignore[arg-type]


def _table1(task: str) -> Callable[[], str]:
    """A task's results beside the paper's: here, the gain's interval, there."""

    def made() -> str:
        mine = [corpus for corpus in corpora() if corpus.name.startswith(f"{task}/")]
        published = {
            (score.setting, score.language): score
            for score in published_table(1).scores
            if score.task.lower() == task
        }
        settings = dict.fromkeys(row.setting for corpus in mine for row in corpus.summary.rows)
        columns = [""]
        for corpus in mine:
            columns += [f"{corpus.name} (seeds: {corpus.least})", "over mono", "paper"]
        rows: list[list[Cell]] = []
        for setting in sorted(settings, key=_place):
            row: list[Cell] = [setting]
            for corpus in mine:
                row += _cells(corpus, setting)
                found = published.get((setting, corpus.language))
                mark = " †" if found and found.significant else ""
                row.append(None if found is None else f"{found.mean:.2f}{mark}")
            rows.append(row)
        return markdown(columns, rows)

    return made


def _cells(corpus: Corpus, setting: str) -> list[Cell]:
    row = corpus.summary.row(setting)
    if row is None:
        return [None, None]
    spread = "" if row.deviation is None else f" ± {row.deviation:.2f}"
    mark = " †" if setting in corpus.summary.significant else ""
    best = "**" if setting == corpus.summary.best else ""
    gain = None
    if row.gain is not None:
        gain = f"{row.gain.mean:+.2f} ({row.gain.low:+.2f} to {row.gain.high:+.2f})"
    return [f"{best}{row.mean:.2f}{spread}{best}{mark}", gain]


def _place(setting: str) -> tuple[int, str]:
    order = ("mono", "multi", "mono+mono", "mono+multi", "mono+X", "mono+all", "meta")
    known = setting if setting in FIXED else "mono+X"
    return order.index(known), setting


def _findings() -> str:
    """The paper's findings, counted there and here."""
    here = [corpus for corpus in corpora() if corpus.is_whole]
    there = {
        (task, language): {
            score.setting: score.mean
            for score in published_table(1).scores
            if (score.task.lower(), score.language) == (task, language)
        }
        for task in ("ner", "pos")
        for language in published_table(1).languages
    }
    same = [
        {row.setting: row.mean for row in corpus.summary.rows if row.setting != "mono+mono"}
        for corpus in here
    ]
    rows: list[list[Cell]] = [
        [name, _count(test, list(there.values())), _count(test, same)]
        for name, test in FINDINGS.items()
    ]
    daggers = [score for score in published_table(1).scores if score.significant]
    rows += [
        [
            f"{setting} significantly above the best mono + X (†)",
            f"{sum(one.setting == setting for one in daggers)} of {len(there)}",
            f"{sum(setting in corpus.summary.significant for corpus in here)} of {len(here)}",
        ]
        for setting in ("meta", "mono+all")
    ]
    outside = [
        corpus.name
        for corpus in here
        if (row := corpus.summary.row("mono+mono"))
        and row.gain
        and not row.gain.low <= 0 <= row.gain.high
    ]
    rows.append(
        [
            "mono + mono differs from mono (interval without 0)",
            "no (FLAIR only)",
            f"{len(outside)} of {len(here)}" + (f" ({', '.join(outside)})" if outside else ""),
        ]
    )
    return markdown(["finding", "paper, Table 1", "here"], rows)


Scores = dict[str, float]


def _count(test: Callable[[Scores], list[bool]], cells: list[Scores]) -> str:
    found = [truth for scores in cells for truth in test(scores)]
    return f"{sum(found)} of {len(found)}"


def _auxiliaries(scores: Scores) -> list[float]:
    return [v for name, v in scores.items() if name.startswith("mono+") and name not in FIXED]


FINDINGS: dict[str, Callable[[Scores], list[bool]]] = {
    "mono + X above mono (each X)": lambda s: [x > s["mono"] for x in _auxiliaries(s)],
    "mono + multi above mono": lambda s: [s["mono+multi"] > s["mono"]],
    "mono + multi above multi": lambda s: [s["mono+multi"] > s["multi"]],
    "mono above multi": lambda s: [s["mono"] > s["multi"]],
    "mono + all above mono": lambda s: [s["mono+all"] > s["mono"]],
    "meta above mono": lambda s: [s["meta"] > s["mono"]],
    "meta above the best mono + X": lambda s: [s["meta"] > max(_auxiliaries(s))],
    "mono + all above the best mono + X": lambda s: [s["mono+all"] > max(_auxiliaries(s))],
    "meta above mono + all": lambda s: [s["meta"] > s["mono+all"]],
}
"""What the paper finds, as truths about a corpus' mean scores."""


def _attention() -> str:
    """Mean weight of each set of embeddings in ``meta``, by corpus."""
    rows: list[list[Cell]] = []
    sets: dict[str, None] = {}
    means: dict[str, dict[str, float]] = {}
    for path in sorted(RESULTS.glob("*.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        found = [run["attention"] for run in about["runs"].values() if run["attention"]]
        if found:
            weights = np.mean([one["overall"] for one in found], axis=0)
            named = dict(zip(found[0]["sets"], weights.tolist(), strict=True))
            means[f"{about['corpus']} ({about['language']})"] = named
            sets |= dict.fromkeys(named)
    columns = sorted(sets, key=lambda name: (name == "multi", name))
    for name, weights in means.items():
        rows.append([name, *(f"{weights[one]:.2f}" if one in weights else None for one in columns)])
    return markdown(["", *columns], rows)


def _progress() -> str:
    """How much of it is there."""
    lines = []
    for path in sorted(RESULTS.glob("*.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        seconds = sum(run["seconds"] for run in about["runs"].values())
        lines.append([about["corpus"], str(len(about["runs"])), f"{seconds / 3600:.1f}"])
    return markdown(["corpus", "runs", "hours"], lines)


REPRODUCTION_TABLES: dict[str, Callable[[], str]] = {
    "reproduction-ner": _table1("ner"),
    "reproduction-pos": _table1("pos"),
    "reproduction-findings": _findings,
    "reproduction-attention": _attention,
    "reproduction-runs": _progress,
}
"""By the name that stands in the page."""
