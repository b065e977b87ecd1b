"""The tables of ``docs/selection.md``."""

from __future__ import annotations

from collections.abc import Callable

from record import cases
from shortlists import ORDERS
from tables import Cell, Figures, markdown, number, report

TASKS = ("pos", "ner")
COMPARED = ("short runs", "one full run", "d_MV", "always multilingual")
MARKS = ("spearman", "regret", "behind", "ndcg", "first")


def _truth() -> str:
    """What each language adds, trained."""
    tags = sorted({tag for case in cases() for tag in case.languages})
    rows: list[list[Cell]] = []
    for case in cases():
        gains = dict(zip(case.languages, case.gains.tolist(), strict=True))
        both = case.gained.get("mono+multi")
        cells = [_signed(gains.get(tag)) for tag in tags]
        mono = float(case.mono.mean())
        rows.append([case.name, case.seeds, mono, *cells, _signed(both)])
    return markdown(["case", "seeds", "mono", *(f"+{tag}" for tag in tags), "+multi"], rows)


def _signed(gain: float | None) -> str | None:
    return None if gain is None else f"{gain:+.1f}"


def _contest(task: str) -> Callable[[], str]:
    """Every predictor, the least regret first."""

    def table() -> str:
        figures = report("selection")["figures"][task]
        order = sorted(figures, key=lambda name: number(figures[name], "regret", "mean"))
        rows = [
            [name, *(_range(figures[name], mark) for mark in MARKS), _seconds(figures[name])]
            for name in order
        ]
        return markdown(["", "Spearman", *MARKS[1:3], "NDCG@3", "first", "seconds"], rows)

    return table


def _sizes() -> str:
    """Some predictors by the number of labelled sentences, multilingual embeddings among them."""
    rows: list[list[Cell]] = []
    for name, figures in report("selection")["figures"].items():
        task, *rest = name.split(", ")
        if len(rest) == 2:
            marks = [_range(figures[one], mark) for mark in MARKS[:2] for one in COMPARED[:3]]
            rows.append([task, rest[1], *marks, _range(figures[COMPARED[3]], "regret")])
    columns = [f"{mark}, {one}" for mark in ("Spearman", "regret") for one in COMPARED[:3]]
    return markdown(["", "sentences", *columns, f"regret, {COMPARED[3]}"], rows)


def _shortlists() -> str:
    """What is lost before anything is trained."""
    marks = ("random", "first", "second", "in_turns", "gained")
    rows = [
        [*name.split(", "), *(_range(one, mark) for mark in marks)]
        for name, one in report("selection")["figures"]["shortlists"].items()
    ]
    columns = ["at random", *ORDERS, "in turns", "in turns less than short runs"]
    return markdown(["", "sentences", "kept", *columns], rows)


def _range(found: Figures, mark: str) -> str:
    mean, low, high = (number(found, mark, end) for end in ("mean", "low", "high"))
    return f"{mean:.2f} ({low:.2f} to {high:.2f})"


def _seconds(found: Figures) -> str:
    return f"{number(found, 'seconds'):.2f}"


SELECTION_TABLES: dict[str, Callable[[], str]] = {
    "selection-truth": _truth,
    "selection-sizes": _sizes,
    "selection-shortlists": _shortlists,
    **{f"selection-{task}": _contest(task) for task in TASKS},
    **{f"selection-{task}-multi": _contest(f"{task}, multilingual too") for task in TASKS},
    "selection-pos-multi-300": _contest("pos, multilingual too, 300"),
}
