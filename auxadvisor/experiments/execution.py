"""Many runs on an executor: one after another, side by side, or on other machines.

A run's result lies in its folder as soon as it is done, so whatever ends the work costs no more
than the epochs since the last checkpoint: the same call goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, wait
from pathlib import Path
from threading import Lock

from auxadvisor.executors import InProcess, JobKilledError, outcome
from auxadvisor.experiments.results import HISTORY, Cell, Result
from auxadvisor.experiments.runs import Progress, Work, run_cell, run_short
from auxadvisor.experiments.work_file import keep_work, kept_work
from auxadvisor.tagger.training import Epoch

POLL = 1.0
"""Seconds between looks at the histories of runs in other processes."""
ADVICE = "finished runs are kept, and the same command goes on"
Finished = Callable[[Cell, Result], None]
_ONE_AT_A_TIME = Lock()
"""Runs draw from torch's one generator, so a worker with several threads must not mix them."""


def run_all(
    work: Work,
    cells: Sequence[Cell],
    executor: Executor,
    progress: Progress = lambda _cell, _done, _history: None,
    finished: Finished = lambda _cell, _result: None,
) -> dict[Cell, Result]:
    """Train what is not done, and give every result, in the order of the cells.

    Runs that another process has in hand are left to it until all others are done. So are runs that
    were given up because their workers were killed: a cluster suspects all that a worker has been
    sent, not only what it has in hand, so each of them is tried once more, alone.

    Args:
        work: what the runs share.
        cells: which runs, each once.
        executor: what they are submitted to.
        progress: told each batch of runs in this process, and each epoch of the others.
        finished: told each result as it comes.

    Raises:
        AuxAdvisorError: a worker was killed (on a cluster: again, and alone), or the connection to
            a cluster was lost.
    """
    runs = _Runs(work, executor, progress, finished)
    runs.attempt(cells, patient=False)
    suspects, runs.killed = runs.killed, {}
    runs.attempt([cell for cell in runs.left(cells) if cell not in suspects], patient=True)
    for cell in suspects:
        runs.attempt([cell], patient=True)
    for cell, error in runs.killed.items():
        raise JobKilledError(f"{cell.setting.name}, seed {cell.seed}: {error}") from error
    return {cell: runs.found[cell] for cell in cells}


def run_kept(file: Path, cell: Cell, patient: bool) -> Result | None:
    """``run_cell`` in another process, perhaps on another machine: a job.

    Args:
        file: what the runs share.
        cell: which run.
        patient: whether to wait for another process that has it in hand.

    Raises:
        AuxAdvisorError: this machine does not see a file that the run needs.
        DataError: such a file is not what was written.
        SettingsError: this machine has no such device.
    """
    with _ONE_AT_A_TIME:
        return run_cell(kept_work(file, cell.setting.sets), cell, wait=patient)


def run_short_kept(file: Path, cell: Cell, epochs: int) -> tuple[Epoch, ...]:
    """``run_short`` in another process: a job.

    Args:
        file: what the runs share.
        cell: which run.
        epochs: at most.

    Raises:
        AuxAdvisorError, DataError, SettingsError: as ``run_kept``.
    """
    with _ONE_AT_A_TIME:
        return run_short(kept_work(file, cell.setting.sets), cell, epochs)


class _Runs:
    """Runs of one experiment on an executor, and what came of them.

    Attributes:
        found: results.
        killed: runs that were given up because their workers were killed.
    """

    def __init__(
        self, work: Work, executor: Executor, progress: Progress, finished: Finished
    ) -> None:
        self.work, self.executor, self.progress, self.finished = work, executor, progress, finished
        self.file = None if isinstance(executor, InProcess) else keep_work(work)
        self.found: dict[Cell, Result] = {}
        self.killed: dict[Cell, JobKilledError] = {}

    def left(self, cells: Sequence[Cell]) -> list[Cell]:
        """Those without a result."""
        return [cell for cell in cells if cell not in self.found]

    def attempt(self, cells: Sequence[Cell], patient: bool) -> None:
        """Run some; unless patient, leave out those that another process has in hand."""
        futures: dict[Future[Result | None], Cell] = {}
        for cell in cells:
            if self.file is None:
                future = self.executor.submit(
                    run_cell, self.work, cell, self.progress, wait=patient
                )
                self._collect(future, cell)
            else:
                futures[self.executor.submit(run_kept, self.file, cell, patient)] = cell
        self._follow(futures)

    def _follow(self, futures: dict[Future[Result | None], Cell]) -> None:
        """Collect results as they come, and tell what is written of the others meanwhile."""
        seen = {cell: len(self._history(cell)) for cell in futures.values()}
        while futures:
            done, _ = wait(futures, timeout=POLL, return_when="FIRST_COMPLETED")
            for future in done:  # dropped, or a cluster would keep its result
                self._collect(future, futures.pop(future))
            for cell in futures.values():
                history = self._history(cell)
                if len(history) > seen[cell]:
                    seen[cell] = len(history)
                    self.progress(cell, 0, history)

    def _collect(self, future: Future[Result | None], cell: Cell) -> None:
        try:
            result = outcome(future, ADVICE)
        except JobKilledError as error:
            self.killed[cell] = error
            return
        if result is not None:
            self.found[cell] = result
            self.finished(cell, result)

    def _history(self, cell: Cell) -> list[Epoch]:
        path = cell.folder(self.work.runs) / HISTORY
        if not path.exists():
            return []
        return [Epoch(**one) for one in json.loads(path.read_text("utf-8"))]
