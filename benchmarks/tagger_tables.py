"""Tables of the tagger's benchmark, in ``docs/training.md``."""

from __future__ import annotations

from collections.abc import Callable

from tables import Cell, Figures, markdown, number, report, text


def _tagger(part: str) -> Figures:
    return report("tagger")["figures"][part]


def _against_flair() -> str:
    """Training, tagging and evaluation, ours and flair's."""
    training, wide, tagging = (_tagger(part) for part in ("train", "wide", "tag"))
    rows: list[list[Cell]] = []
    for name in (name for name in training if name != "sentences"):
        mine = name != "flair"
        speeds = (
            (training[name], "tokens/s", "times flair"),
            (wide[name], "tokens/s", "times flair"),
            (tagging[name], "tagged tokens/s", "times flair"),
            (tagging[name], "evaluated tokens/s", "evaluation, times flair"),
        )
        row: list[Cell] = [name]
        for figures, speed, ratio in speeds:
            row += [f"{number(figures, speed):,.0f}", _times(figures, ratio) if mine else None]
        rows.append([*row, f"{number(training[name], 'peak MB'):,.0f}"])
    parts = ("training, the pack's 100 components", "600, the paper's", "tagging", "evaluation")
    columns = ["tokens a second", *(column for part in parts for column in (part, "times"))]
    return markdown([*columns, "peak MB"], rows)


def _times(figures: Figures, key: str) -> str:
    return f"{number(figures, key):.1f}"


def _quality() -> str:
    """F1 of equal training."""
    figures = _tagger("quality")
    rows: list[list[Cell]] = [
        [
            name,
            f"{number(found, 'mean F1'):.2f} ± {number(found, 'std'):.2f}",
            None if name == "flair" else f"{number(found, 'less flair'):+.2f}",
            None if name == "flair" else f"{number(found, 'in std'):.2f}",
        ]
        for name, found in figures.items()
        if name not in ("of", "scores")
    ]
    return f"{text(figures, 'of')}\n\n" + markdown(["", "dev F1", "less flair", "in std"], rows)


def _plain(part: str, *inner: str) -> Callable[[], str]:
    """A part of the report as it is: a row a case, a column a figure."""

    def table() -> str:
        figures = _tagger(part)
        for key in inner:
            figures = figures[key]
        cases = {name: found for name, found in figures.items() if isinstance(found, dict)}
        columns = list(next(iter(cases.values())))
        rows: list[list[Cell]] = [
            [name, *(_figure(number(found, column)) for column in columns)]
            for name, found in cases.items()
        ]
        return markdown(["", *columns], rows)

    return table


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


TAGGER_TABLES: dict[str, Callable[[], str]] = {
    "tagger-flair": _against_flair,
    "tagger-quality": _quality,
    "tagger-limit": _plain("limit"),
    "tagger-crf": _plain("crf"),
    "tagger-seeds": _plain("seeds", "runs"),
    "tagger-batched": _plain("seeds", "LSTM"),
    "tagger-memory": _plain("memory"),
}
"""By the name that stands in the page."""
