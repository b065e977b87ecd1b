"""Where jobs run: names, what is said of what cannot be, and a Dask cluster that loses workers."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from operator import truediv
from pathlib import Path

import pytest

from auxadvisor.corpora import read_corpus
from auxadvisor.errors import AuxAdvisorError, DataError, SettingsError
from auxadvisor.executors import (
    Cluster,
    InProcess,
    JobKilledError,
    at_once,
    cores,
    executor_named,
    is_dask,
    outcome,
)

SOON = 120
"""Seconds after which a cluster must have answered, however busy the machine is."""


def failed(error: BaseException) -> Future[None]:
    future: Future[None] = Future()
    future.set_exception(error)
    return future


@pytest.mark.parametrize(
    ("name", "jobs", "said"),
    [
        ("spark", 1, "--executor 'spark': expected local, processes or dask://HOST:PORT"),
        ("dask://nowhere", 1, "expected local, processes or dask://HOST:PORT"),
        ("local", 2, "--jobs 2: is for --executor processes"),
        ("dask://here:8786", 2, "a Dask cluster has as many as it has workers"),
    ],
)
def test_a_name_that_cannot_be_is_said_before_anything_starts(name, jobs, said) -> None:
    with pytest.raises(SettingsError, match=said):
        executor_named(name, jobs)


def test_one_job_runs_here_and_several_in_processes() -> None:
    with executor_named(None) as executor:
        assert isinstance(executor, InProcess)
        assert outcome(executor.submit(os.getpid)) == os.getpid()
        with pytest.raises(ZeroDivisionError):
            outcome(executor.submit(truediv, 1, 0))
    with executor_named(None, jobs=2) as executor:
        assert outcome(executor.submit(os.getpid)) != os.getpid()
        assert outcome(executor.submit(os.getenv, "OMP_NUM_THREADS")) is not None
        with pytest.raises(AuxAdvisorError, match=r"killed \(for memory.*fewer --jobs\); go on$"):
            outcome(executor.submit(signal.raise_signal, signal.SIGKILL), "go on")


def test_short_work_takes_the_cores_there_are_but_not_any_number(monkeypatch) -> None:
    for found, wanted in ((None, 1), (2, 2), (64, 8)):
        monkeypatch.setattr(os, "cpu_count", lambda found=found: found)
        assert cores() == wanted


def test_processes_share_the_cores_even_where_the_callers_script_imports_torch(
    tmp_path: Path,
) -> None:
    """A process begins with the script, which may have set torch up for all cores."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, torch\n"
        "from auxadvisor.executors import Processes\n"
        "torch.set_num_threads(3)\n"
        "if __name__ == '__main__':\n"
        "    with Processes(os.cpu_count()) as processes:\n"
        "        print(processes.submit(torch.get_num_threads).result())\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_a_failure_stops_what_waits_for_a_process(tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(50)]
    with pytest.raises(ZeroDivisionError), executor_named("processes") as executor:
        executor.submit(time.sleep, 0.5)
        futures = [executor.submit(file.touch) for file in files]
        outcome(failed(ZeroDivisionError()))
    assert [future.cancelled() for future in futures] == [not file.exists() for file in files]
    assert futures[-1].cancelled()


def test_an_error_from_another_process_says_all_that_it_was_told() -> None:
    told = DataError("p.conll", 3, "a tag", "none", "look there")
    sent = pickle.loads(pickle.dumps(told))
    assert str(sent) == str(told) == "p.conll:3: expected a tag, found none (look there)"
    assert (sent.path, sent.line, sent.exit_code) == (Path("p.conll"), 3, 3)
    with executor_named("processes") as executor, pytest.raises(DataError, match=r"^p\.conll: "):
        outcome(executor.submit(read_corpus, Path("p.conll")))


def test_what_was_lost_is_said_with_what_to_do() -> None:
    with pytest.raises(AuxAdvisorError, match=r"the Dask scheduler was lost; go on$"):
        outcome(failed(CancelledError()), "go on")
    with pytest.raises(AuxAdvisorError, match="a worker has no auxadvisor"):
        outcome(failed(ModuleNotFoundError(name="auxadvisor")))
    with pytest.raises(ModuleNotFoundError):
        outcome(failed(ModuleNotFoundError(name="torch")))


class Silent:
    """A client whose scheduler does not answer."""

    def get_executor(self, **_: object) -> InProcess:
        return InProcess()

    def nthreads(self) -> dict[str, int]:
        raise OSError("in <rpc object>: timed out")


def test_how_many_jobs_run_at_a_time(on_cluster) -> None:
    assert at_once(InProcess()) == 1
    with executor_named("processes", jobs=3) as executor:
        assert at_once(executor) == 3
    with executor_named(on_cluster) as executor:
        assert at_once(executor) == 2
    assert at_once(Cluster(Silent(), {})) == 1
    with ThreadPoolExecutor(7) as foreign:
        assert at_once(foreign) == os.cpu_count()


def test_a_cluster_does_what_this_process_does(on_cluster) -> None:
    said: list[str] = []
    with executor_named(on_cluster, say=said.append) as executor:
        futures = [executor.submit(divmod, number, 7) for number in range(20)]
        assert [outcome(future) for future in futures] == [divmod(n, 7) for n in range(20)]
        assert outcome(executor.submit(os.getpid)) != os.getpid()
        with pytest.raises(DataError, match=r"^p\.conll: "):
            outcome(executor.submit(read_corpus, Path("p.conll")))
    assert said == []


def test_a_job_that_kills_every_worker_is_given_up_and_the_cluster_goes_on(on_mortal) -> None:
    with executor_named(on_mortal) as executor:
        deadly = executor.submit(signal.raise_signal, signal.SIGKILL)
        with pytest.raises(JobKilledError, match=r"workers were killed, 2 in all .*; go on$"):
            outcome(deadly, "go on")
        assert executor.submit(divmod, 9, 7).result(timeout=SOON) == (1, 2)


def test_jobs_of_a_gpu_wait_for_a_worker_that_has_one(on_cluster) -> None:
    said: list[str] = []
    with executor_named(on_cluster, device="cuda:0", say=said.append) as executor:
        waiting = executor.submit(os.getpid)
        with executor_named(on_cluster) as other:  # the workers are free
            assert other.submit(os.getpid).result(timeout=SOON) != os.getpid()
        assert not waiting.done()
        waiting.cancel()
    assert len(said) == 1 and "no worker with a GPU is there yet" in said[0]
    assert said[0].endswith(f"{on_cluster.removeprefix('dask://')} --nthreads 1 --resources GPU=1")


def test_a_name_is_told_from_other_names() -> None:
    assert is_dask("dask://10.0.0.1:8786") and is_dask("dask://[::1]:8786")
    assert not any(map(is_dask, (None, "local", "processes", "dask://", "tcp://host:1")))
