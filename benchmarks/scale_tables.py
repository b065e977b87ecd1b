"""The tables of docs/scale.md: text of any size, and what large experiments would cost."""

from __future__ import annotations

import json
from collections.abc import Callable

from measuring import ROOT
from tables import Cell, Figures, markdown, number, report

from auxadvisor.costs import COMPONENTS, cost

LANGUAGES, TASKS, SEEDS = 5, 2, 5
"""Of the paper; each task has a corpus of each language."""
TOKENS = 200_000
"""Of a training part: the mean of the paper's corpora in docs/reproduction.md."""
OTHER_PARTS = 1.3
"""Tokens of all parts, per token of training: in the same six corpora."""
SETS = (1, 1, 2, *[2] * (LANGUAGES - 1), LANGUAGES + 1, LANGUAGES + 1)
"""Sets of embeddings of mono, multi, mono+multi, mono+X of each X, mono+all and meta."""
GRID = {"BPEmb": "bpemb", "FLAIR": "flair"}
PAIRED = 200
"""Languages that are compared with each other."""
CHARACTERS = 240_000
"""Of a text: the 2,000 sentences that d*_P reads, at 120 characters."""
CORES = 2
"""That every rate was measured on."""
CORE_HOUR = 0.05
"""An example price, nobody's offer."""


def cost_grid() -> str:
    """The paper's 900 runs in core-hours."""
    rows: list[list[Cell]] = []
    total = 0.0
    for name, kind in GRID.items():
        sets = tuple(("",) * count for count in SETS)
        reckoned = cost(kind, sets, SEEDS, 0, TOKENS, None)
        corpora = LANGUAGES * TASKS
        training = CORES * corpora * (reckoned.seconds or 0.0) / 3600
        vectors = _vectors() if kind == "flair" else 0.0
        total += training + vectors
        runs = corpora * reckoned.runs
        rows.append([name, *_cells(COMPONENTS[kind], runs, training, vectors)])
    both = 2 * LANGUAGES * TASKS * SEEDS * len(SETS)
    rows.append(["both", None, f"{both}", None, None, f"{total:,.0f}", _money(total)])
    columns = ["", "components a set", "runs", "training, core-hours", "vectors, core-hours"]
    return markdown([*columns, "together", f"at {CORE_HOUR:.2f} a core-hour (example)"], rows)


def _cells(components: int, runs: int, training: float, vectors: float) -> list[Cell]:
    both = training + vectors
    return [
        f"{components:,}",
        f"{runs}",
        f"{training:,.0f}",
        f"{vectors:,.0f}" if vectors else None,
        f"{both:,.0f}",
        _money(both),
    ]


def _vectors() -> float:
    """Core-hours of FLAIR's vectors of every token, once for each corpus and set."""
    rate = number(report("char_lstm")["figures"], "embed", "auxadvisor, float32", "per second")
    tokens = LANGUAGES * TASKS * (LANGUAGES + 1) * TOKENS * OTHER_PARTS
    return CORES * tokens / rate / 3600


def cost_pairs() -> str:
    """All pairs of d*_P in core-hours."""
    figures = report("char_lstm")["figures"]
    reading = {
        "FLAIR's, 2,048 units": number(figures, "evaluate", "auxadvisor, bfloat16", "per second"),
        "the pack's, 256 units": number(
            figures, "train", "pack", "auxadvisor, fastest", "per second"
        ),
    }
    characters = PAIRED * PAIRED * CHARACTERS
    rows: list[list[Cell]] = []
    for name, rate in reading.items():
        hours = CORES * characters / rate / 3600
        made = PAIRED * _training_seconds() / 3600 if name.startswith("the pack") else None
        rows.append(
            [
                name,
                f"{rate:,.0f}",
                f"{hours:,.0f}",
                None if made is None else f"{made:,.1f}",
                _money(hours + (made or 0.0)),
            ]
        )
    columns = ["models", "characters a second", "reading, core-hours", "training, core-hours"]
    return markdown([*columns, f"at {CORE_HOUR:.2f} a core-hour (example)"], rows)


def _training_seconds() -> float:
    """Core-seconds that training a forward model of the pack took, in the mean."""
    folder = ROOT / "data" / "embeddings"
    seconds = [
        json.loads(path.read_text(encoding="utf-8"))["training"]["seconds"]
        for path in folder.glob("*/forward.json")
    ]
    return float(sum(seconds)) / len(seconds)


def _money(hours: float) -> str:
    return f"{hours * CORE_HOUR:,.2f}"


def rates() -> str:
    """Seconds, throughput and memory of the small and the large file."""
    figures = report("size")["figures"]
    rows = [
        [f"`{name}`", *_measured(found)]
        for part in ("small", "big")
        for name, found in figures[part].items()
    ]
    return markdown(["", "MB", "seconds", "MB a second", "peak MB"], rows)


def growth() -> str:
    """What a tagged corpus takes by its size."""
    rows = [
        [f"`{name.partition(',')[0]}`", *_measured(found)]
        for name, found in report("size")["figures"]["growth"].items()
    ]
    return markdown(["", "MB", "seconds", "MB a second", "peak MB"], rows)


def _measured(found: Figures) -> list[Cell]:
    size, seconds = number(found, "MB"), number(found, "seconds")
    speed, peak = number(found, "MB/s"), number(found, "peak MB")
    return [f"{size:,.0f}", f"{seconds:,.0f}", f"{speed:.1f}", f"{peak:,.0f}"]


def same() -> str:
    """The figures of a file that is streamed, and of one that is held in memory."""
    figures = report("size")["figures"]["same"]
    rows: list[list[Cell]] = [
        [name, *(repr(number(figures, name, way)) for way in ("streamed", "in memory"))]
        for name in ("d_P", "d_V")
    ]
    peak = number(figures, "in memory, peak MB")
    return markdown(["", "streamed", f"in memory ({peak:,.0f} MB)"], rows)


SCALE_TABLES: dict[str, Callable[[], str]] = {
    "size": rates,
    "size-growth": growth,
    "size-same": same,
    "cost-grid": cost_grid,
    "cost-pairs": cost_pairs,
}
"""The tables of ``docs/scale.md`` by name."""
