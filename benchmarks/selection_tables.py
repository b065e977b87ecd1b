"""The tables of ``docs/selection.md``."""

from __future__ import annotations

from collections.abc import Callable

from record import cases
from shortlists import ORDERS
from tables import Cell, Figures, markdown, number, report

TASKS = ("pos", "ner")
COMPARED = (
    "short runs", "two short runs", "one short run", "one full run",
    "d_P", "d*_P", "d_V", "d*_V", "d_MV", "URIEL+ syntactic",
    "short runs + d_MV", "one short run + d_V", "d_MV, then short runs",
    "always multilingual", "best on average", "largest corpus", "always English", "any language",
)  # fmt: skip
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


def _sizes() -> list[tuple[str, int]]:
    """Tasks, and numbers of labelled sentences that there are cases of."""
    found = {(TASKS.index(case.task), case.sentences) for case in cases()}
    return [(TASKS[task], size) for task, size in sorted(found)]


def _by_size(mark: str, kind: str = "") -> Callable[[], str]:
    """One mark of some predictors by the number of labelled sentences.

    Args:
        mark: which; a regret that is clearly more or less than that of the short runs has a sign.
        kind: of the contest, as the figures' names have it between task and number.
    """

    def table() -> str:
        figures, sizes = report("selection")["figures"], _sizes()
        by_size = [figures[f"{task}{kind}, {size}"] for task, size in sizes]
        rows: list[list[Cell]] = [
            [name, *(_range(one[name], mark) + _sign(one[name], mark) for one in by_size)]
            for name in COMPARED
            if all(name in one for one in by_size)
        ]
        return markdown(["", *(f"{task}, {size:,}" for task, size in sizes)], rows)

    return table


def _sign(found: Figures, mark: str) -> str:
    """Whether a predictor's regret clearly differs from that of the short runs."""
    if mark != "regret":
        return ""
    above, below = number(found, "behind", "low") > 0, number(found, "behind", "high") < 0
    return " ▲" if above else " ▽" if below else ""


def _shortlists() -> str:
    """What is lost before anything is trained."""
    marks = ("random", "first", "second", "in_turns", "gained")
    rows: list[list[Cell]] = []
    for name, one in report("selection")["figures"]["shortlists"].items():
        task, sentences, kept = name.split(", ")
        rows.append([task, f"{int(sentences):,}", kept, *(_range(one, mark) for mark in marks)])
    columns = ["at random", *ORDERS, "in turns", "in turns less than short runs"]
    return markdown(["", "sentences", "kept", *columns], rows)


def _range(found: Figures, mark: str) -> str:
    mean, low, high = (number(found, mark, end) for end in ("mean", "low", "high"))
    return f"{mean:.2f} ({low:.2f} to {high:.2f})"


def _seconds(found: Figures) -> str:
    return f"{number(found, 'seconds'):.2f}"


SELECTION_TABLES: dict[str, Callable[[], str]] = {
    "selection-truth": _truth,
    "selection-spearman": _by_size("spearman"),
    "selection-regret": _by_size("regret"),
    "selection-multi-spearman": _by_size("spearman", ", multilingual too"),
    "selection-multi-regret": _by_size("regret", ", multilingual too"),
    "selection-shortlists": _shortlists,
    **{f"selection-{task}": _contest(task) for task in TASKS},
    "selection-pos-multi-300": _contest("pos, multilingual too, 300"),
    "selection-ner-multi": _contest("ner, multilingual too"),
}
