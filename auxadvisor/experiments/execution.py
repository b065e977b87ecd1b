"""Many runs on any ``concurrent.futures`` executor: one after another, or side by side.

A run's result lies in its folder as soon as it is done, so whatever ends the work costs no more
than the epoch that was under way: the same call goes on where it was.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

import torch

from auxadvisor.errors import AuxAdvisorError
from auxadvisor.experiments.results import HISTORY, Cell, Result
from auxadvisor.experiments.runs import Progress, Work, run_cell
from auxadvisor.tagger.training import Epoch

POLL = 1.0
"""Seconds between looks at the histories of runs in other processes."""
Finished = Callable[[Cell, Result], None]
_P = ParamSpec("_P")
_R = TypeVar("_R")


class InProcess(Executor):
    """Calls what is submitted at once, here."""

    def submit(self, fn: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """A future that is done."""
        future: Future[_R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def executor_of(jobs: int) -> Executor:
    """What runs so many at a time: this process for one, else as many new ones."""
    if jobs == 1:
        return InProcess()
    threads = max(1, (os.cpu_count() or 1) // jobs)
    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, spawned, initializer=_begin, initargs=(threads,))


def _begin(threads: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupt ends a worker without a traceback
    torch.set_num_threads(threads)


def run_all(
    work: Work,
    cells: Sequence[Cell],
    executor: Executor,
    progress: Progress = lambda _cell, _done, _history: None,
    finished: Finished = lambda _cell, _result: None,
) -> dict[Cell, Result]:
    """Train what is not done, and give every result, in the order of the cells.

    Runs that another process has in hand are left to it until all others are done.

    Args:
        work: what the runs share.
        cells: which runs, each once.
        executor: what they are submitted to.
        progress: told each batch of runs in this process, and each epoch of the others.
        finished: told each result as it comes.

    Raises:
        AuxAdvisorError: a worker was killed.
    """
    found: dict[Cell, Result] = {}
    for patient in (False, True):
        futures: dict[Future[Result | None], Cell] = {}
        for cell in cells:
            if cell in found:
                continue
            if isinstance(executor, InProcess):
                future = executor.submit(run_cell, work, cell, progress, wait=patient)
                _collect(future, cell, found, finished)
            else:
                futures[executor.submit(run_cell, work, cell, wait=patient)] = cell
        _follow(work, futures, found, progress, finished)
    return {cell: found[cell] for cell in cells}


def _follow(
    work: Work,
    futures: dict[Future[Result | None], Cell],
    found: dict[Cell, Result],
    progress: Progress,
    finished: Finished,
) -> None:
    pending, seen = set(futures), dict.fromkeys(futures.values(), 0)
    while pending:
        done, pending = wait(pending, timeout=POLL, return_when="FIRST_COMPLETED")
        for future in done:
            _collect(future, futures[future], found, finished)
        for cell in (futures[future] for future in pending if future.running()):
            history = _history(work, cell)
            if len(history) > seen[cell]:
                seen[cell] = len(history)
                progress(cell, 0, history)


def result_of(future: Future[_R]) -> _R:
    """What a worker found, or why it found nothing.

    Raises:
        AuxAdvisorError: it was killed.
    """
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise AuxAdvisorError(
            "a worker process was killed (for memory, perhaps: try fewer --jobs); finished runs "
            "are kept, and the same command goes on"
        ) from error


def _collect(
    future: Future[Result | None], cell: Cell, found: dict[Cell, Result], finished: Finished
) -> None:
    result = result_of(future)
    if result is not None:
        found[cell] = result
        finished(cell, result)


def _history(work: Work, cell: Cell) -> list[Epoch]:
    path = cell.folder(work.runs) / HISTORY
    return [Epoch(**one) for one in json.loads(path.read_text("utf-8"))] if path.exists() else []
