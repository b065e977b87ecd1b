"""Where jobs run: here one after another, in processes of this machine, or on a Dask cluster.

Each is a ``concurrent.futures`` executor, so those who have jobs submit them one way and know
nothing of where they go. A job is a function of a module and small arguments; what is large lies in
files that every worker sees under the same path.

===================  ==========================================================================
``local``            here, one after another
``processes``        so many new processes of this machine
``dask://HOST:PORT`` the workers of the Dask scheduler that listens there
===================  ==========================================================================
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from auxadvisor.errors import AuxAdvisorError, SettingsError

if TYPE_CHECKING:
    from distributed import Client

LOCAL, PROCESSES, DASK = "local", "processes", "dask://"
MOST_CORES = 8
"""Each process loads torch first: more would start longer than they work."""
CONNECT = 10
"""Seconds that a Dask scheduler has to answer, at the start or after a break."""
_P = ParamSpec("_P")
_R = TypeVar("_R")


class JobKilledError(AuxAdvisorError):
    """A job was given up because one worker after another that had it was killed."""


class InProcess(Executor):
    """Calls what is submitted at once, here."""

    at_once = 1

    def submit(self, fn: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """A future that is done."""
        future: Future[_R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes(ProcessPoolExecutor):
    """So many new processes of this machine, which share its cores.

    Args:
        at_once: jobs at a time.
    """

    def __init__(self, at_once: int) -> None:
        threads = max(1, (os.cpu_count() or 1) // at_once)
        spawned = multiprocessing.get_context("spawn")
        super().__init__(at_once, spawned, initializer=_begin, initargs=(threads,))
        self.at_once = at_once


class Cluster(Executor):
    """The workers of a Dask scheduler.

    Args:
        client: that is connected to it.
        resources: that a worker must have, and how much of each a job takes.
    """

    def __init__(self, client: Client, resources: Mapping[str, int]) -> None:
        self._client = client
        self._executor = client.get_executor(resources=dict(resources) or None, pure=False)

    def submit(self, fn: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_R]:
        """A future of a call on some worker."""
        future: Future[_R] = self._executor.submit(fn, *args, **kwargs)
        return future

    @property
    def at_once(self) -> int:
        """Threads of all workers that are there now; 0 where the scheduler does not answer."""
        try:
            return sum(self._client.nthreads().values())
        except OSError:  # whoever waits for a job is told
            return 0


def cores() -> int:
    """Processes for what takes a minute or two, unless the user says how many."""
    return min(os.cpu_count() or 1, MOST_CORES)


def at_once(executor: Executor) -> int:
    """How many jobs an executor runs at a time; of a kind unknown here, this machine's cores."""
    return max(1, int(getattr(executor, "at_once", os.cpu_count() or 1)))


def executor_named(
    name: str | None,
    jobs: int = 1,
    device: str = "cpu",
    say: Callable[[str], None] = lambda _: None,
) -> AbstractContextManager[Executor]:
    """What runs jobs, until its context ends.

    Args:
        name: see the module's table; ``None`` for ``local``, or ``processes`` for several jobs.
        jobs: at a time, in ``processes``.
        device: that jobs compute on; for ``cuda``, Dask gives each worker as many at a time as it
            has of the resource ``GPU``.
        say: told what a user must know of a wait.

    Raises:
        SettingsError: an unknown name, or one that does not go with the number of jobs.
        AuxAdvisorError: there is no scheduler, on entering.
        ModuleNotFoundError: the ``dask`` extra is not installed, on entering.
    """
    name = name or (LOCAL if jobs == 1 else PROCESSES)
    if name == PROCESSES:
        return _in_processes(jobs)
    if jobs != 1:
        raise SettingsError(
            f"--jobs {jobs}: is for --executor {PROCESSES}; {LOCAL} runs one at a time, and a Dask "
            "cluster has as many as it has workers"
        )
    if name == LOCAL:
        return nullcontext(InProcess())
    if not is_dask(name):
        known = f"{LOCAL}, {PROCESSES} or {DASK}HOST:PORT"
        raise SettingsError(f"--executor {name!r}: expected {known}")
    return _on_dask(name.removeprefix(DASK), device.startswith("cuda"), say)


def is_dask(name: str | None) -> bool:
    """Whether this is the name of a Dask scheduler: jobs then run on other machines, perhaps."""
    return re.fullmatch(rf"{DASK}.+:\d+", name or "") is not None


def outcome(future: Future[_R], advice: str = "") -> _R:
    """The result of a job.

    Args:
        future: that was submitted.
        advice: what to do if the job's worker or the scheduler was lost.

    Raises:
        JobKilledError: one worker of a cluster after another that had it was killed.
        AuxAdvisorError: a process was killed, the scheduler was lost, or a worker is not of use.
    """
    then = f"; {advice}" if advice else ""
    try:
        return future.result()
    except BrokenProcessPool as error:
        memory = "for memory, perhaps: try fewer --jobs"
        raise AuxAdvisorError(f"a worker process was killed ({memory}){then}") from error
    except CancelledError as error:
        raise AuxAdvisorError(f"the connection to the Dask scheduler was lost{then}") from error
    except ModuleNotFoundError as error:
        if error.name != "auxadvisor":
            raise
        raise AuxAdvisorError(
            "a worker has no auxadvisor: start workers in an environment like this one"
        ) from error
    except Exception as error:
        if type(error).__name__ != "KilledWorker":  # distributed's, imported only where it is used
            raise
        tried = getattr(error, "allowed_failures", 0) + 1
        raise JobKilledError(
            f"given up when its workers were killed, {tried} in all (for memory, perhaps: see "
            f"their logs){then}"
        ) from error


@contextmanager
def _in_processes(jobs: int) -> Iterator[Executor]:
    executor = Processes(jobs)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _begin(threads: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupt ends a worker without a traceback
    os.environ["OMP_NUM_THREADS"] = str(threads)  # read by torch, which a job imports
    if torch := sys.modules.get("torch"):  # unless the caller's own script has done so
        torch.set_num_threads(threads)


@contextmanager
def _on_dask(address: str, on_gpu: bool, say: Callable[[str], None]) -> Iterator[Executor]:
    from distributed import Client

    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it would say, we do
    needed = {"GPU": 1} if on_gpu else {}
    try:
        client = Client(f"tcp://{address}", timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        host, _, port = address.rpartition(":")
        raise AuxAdvisorError(
            f"--executor {DASK}{address}: no Dask scheduler answers there; start one with "
            f"'dask scheduler --host {host} --port {port}'"
        ) from error
    with client:
        workers = client.scheduler_info()["workers"].values()
        if not any(needed.keys() <= worker["resources"].keys() for worker in workers):
            with_gpu = " --resources GPU=1" if on_gpu else ""
            say(
                f"no worker{' with a GPU' if on_gpu else ''} is there yet; jobs wait for one: "
                f"dask worker tcp://{address} --nthreads 1{with_gpu}"
            )
        yield Cluster(client, needed)
