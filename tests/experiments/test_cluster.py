"""Runs on a Dask cluster: the results of an unbroken run, whatever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from auxadvisor.errors import AuxAdvisorError, SettingsError
from auxadvisor.executors import InProcess, JobKilledError, executor_named
from auxadvisor.experiments import execution
from auxadvisor.experiments.execution import run_all, run_kept
from auxadvisor.experiments.experiment import Experiment, prepare
from auxadvisor.experiments.results import METRICS, Cell, Result
from auxadvisor.experiments.work_file import keep_work

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at the histories so often that a run is seen while it is under way."""
    monkeypatch.setattr(execution, "POLL", 0.05)


@pytest.fixture
def long(experiment, tmp_path: Path):
    """Sets up an experiment in a folder of that name; a run of it takes a second."""
    training = replace(experiment().training, epochs=15, patience=15)
    return lambda name: experiment(
        training=training, runs=tmp_path / name, settings=["mono"], seeds=3
    )


def same(made: Experiment, other: Experiment) -> bool:
    """Whether two experiments have the same weights in the end."""
    folders = [[cell.folder(one.runs) for cell in one.cells] for one in (made, other)]
    pairs = zip(*folders, strict=True)
    both = [[load_file(folder / "model.safetensors") for folder in pair] for pair in pairs]
    return all(np.array_equal(one[name], other[name]) for one, other in both for name in one)


def scores(results: dict[Cell, Result]) -> list[Result]:
    return [replace(result, seconds=0, tokens_per_second=0) for result in results.values()]


def test_a_killed_worker_costs_its_run_and_no_more(long, mortal, on_mortal) -> None:
    unbroken, broken = long("unbroken"), long("broken")
    alone = run_all(prepare(unbroken), unbroken.cells, InProcess())
    workers = [nanny.pid for nanny in mortal.workers.values()]
    killed: list[Cell] = []

    def kill(cell: Cell, _done: int, _history: object) -> None:
        if not killed:
            killed.append(cell)
            os.kill(workers[0], signal.SIGKILL)

    with executor_named(on_mortal) as executor:
        found = run_all(prepare(broken), broken.cells, executor, kill)
    assert killed and [nanny.pid for nanny in mortal.workers.values()] != workers
    assert scores(found) == scores(alone) and list(found) == list(broken.cells)
    assert same(unbroken, broken)


SCHEDULER = """
from distributed import LocalCluster
cluster = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0")
print(cluster.scheduler_address, *[nanny.pid for nanny in cluster.workers.values()], flush=True)
input()
"""


def test_a_lost_scheduler_is_said_and_the_work_goes_on_without_it(long) -> None:
    unbroken, broken = long("unbroken"), long("broken")
    run_all(prepare(unbroken), unbroken.cells, InProcess())
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", SCHEDULER], text=True, **pipes) as scheduler:
        address, worker = scheduler.stdout.readline().split()
        lost: list[float] = []

        def lose(*_: object) -> None:
            scheduler.kill()
            lost.append(time.monotonic())

        said = r"^the connection to the Dask scheduler was lost; finished runs are kept"
        with pytest.raises(AuxAdvisorError, match=said):  # noqa: SIM117
            with executor_named(address.replace("tcp://", "dask://")) as executor:
                run_all(prepare(broken), broken.cells, executor, finished=lose)
        assert time.monotonic() - lost[0] < 20
        os.kill(int(worker), signal.SIGKILL)
    done = [cell for cell in broken.cells if (cell.folder(broken.runs) / METRICS).exists()]
    assert 0 < len(done) < len(broken.cells)
    run_all(prepare(broken), broken.cells, InProcess())
    assert same(unbroken, broken)


class Deadly(Executor):
    """Calls a function here, but for some cells so many times says that workers were killed."""

    def __init__(self, cells: dict[Cell, int]) -> None:
        self.left = dict(cells)

    def submit(self, fn, /, *args, **kwargs):
        future: Future[object] = Future()
        (cell,) = [argument for argument in args if isinstance(argument, Cell)]
        if self.left.get(cell):
            self.left[cell] -= 1
            future.set_exception(type("KilledWorker", (Exception,), {"allowed_failures": 3})())
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_run_that_kills_its_workers_does_not_keep_others_from_being_done(experiment) -> None:
    made = experiment()
    deadly, *others = made.cells
    said = r"^mono, seed 1: given up when its workers were killed, 4 in all .*; finished runs"
    with pytest.raises(JobKilledError, match=said):
        run_all(prepare(made), made.cells, Deadly({deadly: 2, others[0]: 1}))
    assert not (deadly.folder(made.runs) / METRICS).exists()
    assert all((cell.folder(made.runs) / METRICS).exists() for cell in others)


def test_a_run_that_was_suspected_is_tried_once_more(experiment) -> None:
    made = experiment()
    found = run_all(prepare(made), made.cells, Deadly(dict.fromkeys(made.cells, 1)))
    assert list(found) == list(made.cells)


def test_a_machine_that_lacks_something_says_what(experiment, monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    made = experiment(runs=Path("runs"))
    work = prepare(made)
    kept = keep_work(work)
    assert kept.is_absolute() and kept.stat().st_size < 100_000
    monkeypatch.chdir("/")
    with pytest.raises(AuxAdvisorError, match=r"does not see .*elsewhere: the folder of runs"):
        run_kept(tmp_path / "elsewhere", made.cells[0], False)
    other = keep_work(replace(work, device="cuda", runs=tmp_path / "runs"))
    with pytest.raises(SettingsError, match="--device 'cuda'"):
        run_kept(other, made.cells[0], False)
    result = run_kept(kept, made.cells[0], False)
    assert result is not None and (tmp_path / "runs" / "mono" / "seed-1" / METRICS).exists()
    work.embeddings["fi"].files[0].rename(tmp_path / "moved")
    try:
        with pytest.raises(AuxAdvisorError, match=r"does not see .*fi\.txt: the folder of runs"):
            run_kept(kept, made.cells[1], False)
    finally:
        (tmp_path / "moved").rename(work.embeddings["fi"].files[0])
