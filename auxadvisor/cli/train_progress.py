"""What ``train`` is doing: a bar on a terminal, a line for each finished run elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from auxadvisor.costs import EPOCHS
from auxadvisor.experiments.execution import Finished
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.results import Cell, Result
from auxadvisor.experiments.runs import Progress
from auxadvisor.tagger.training import Epoch

Told = tuple[Progress, Finished]


@contextmanager
def training(experiment: Experiment) -> Iterator[Told]:
    """Functions that are told how the runs go."""
    if sys.stderr.isatty():
        with _bars(experiment) as told:
            yield told
        return
    done = [0]
    total = len(experiment.cells)

    def finished(cell: Cell, result: Result) -> None:
        done[0] += 1
        print(f"{done[0]}/{total} {_line(cell, result)}", file=sys.stderr, flush=True)

    yield lambda _cell, _done, _history: None, finished


@contextmanager
def _bars(experiment: Experiment) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    sentences = len(experiment.data.train)
    tokens = experiment.data.training_tokens
    total = len(experiment.cells)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=10),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        whole = bars.add_task("all runs", total=total, said=f"0 of {total}")
        tasks = {}
        seconds: list[float] = []

        def progress(cell: Cell, done: int, history: Sequence[Epoch]) -> None:
            if cell not in tasks:
                tasks[cell] = bars.add_task(_name(cell), total=sentences, said="")
            bars.update(tasks[cell], completed=done, said=_remark(history, tokens))

        def finished(cell: Cell, result: Result) -> None:
            if cell in tasks:
                bars.remove_task(tasks[cell])
            bars.console.print(_line(cell, result), highlight=False)
            seconds.append(result.seconds)
            left = (total - len(seconds)) * sum(seconds) / len(seconds) / 60
            said = f"{len(seconds)} of {total} · {left:,.0f} min left, one at a time"
            bars.update(whole, advance=1, said=said)

        yield progress, finished


def _name(cell: Cell) -> str:
    return f"{cell.setting.name}, seed {cell.seed}"


def _line(cell: Cell, result: Result) -> str:
    return (
        f"{_name(cell)}: test {result.test:.2f}, dev {result.dev:.2f} (epoch {result.best_epoch} "
        f"of {result.epochs}, {result.seconds:,.0f} s)"
    )


def _remark(history: Sequence[Epoch], tokens: int) -> str:
    if not history:
        return "epoch 1"
    last, best = history[-1], max(epoch.dev_score for epoch in history)
    left = max(EPOCHS - len(history), 0) * last.seconds / 60
    return (
        f"epoch {len(history)} · loss {last.loss:.2f} · dev {last.dev_score:.2f} (best {best:.2f}) "
        f"· {tokens / last.seconds:,.0f} tokens/s · {left:.0f} min left"
    )
