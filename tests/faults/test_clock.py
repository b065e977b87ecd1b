"""A clock that goes backwards, stands still, or has set files in the far future."""

from __future__ import annotations

import itertools
import os
import time

import pytest

from auxadvisor.experiments.experiment import prepare
from auxadvisor.experiments.runs import run_cell
from auxadvisor.report import read_results

from .damage import whole_run
from .material import experiment
from .source import calls, named


def test_nothing_reads_the_clock_on_the_wall() -> None:
    """Seconds are counted by clocks that cannot be set; no result depends on the time of day."""
    wall = {"now", "utcnow", "today", "time_ns", "ctime", "localtime", "gmtime"}
    assert {place for place, call, _ in calls() if named(call) in wall} == set()


@pytest.mark.parametrize("step", [-3_600.0, 0.0])
def test_a_run_under_a_broken_clock(step: float, tmp_path, monkeypatch) -> None:
    """The wall clock goes backwards, and the finest one is too coarse to see an epoch."""
    wall = itertools.count(2e9, step)
    monkeypatch.setattr(time, "time", lambda: next(wall))
    monkeypatch.setattr(time, "perf_counter", lambda: 1.0)
    broken = experiment(tmp_path / "broken")
    found = run_cell(prepare(broken), broken.cells[0])
    monkeypatch.undo()
    right = experiment(tmp_path / "right")
    result = run_cell(prepare(right), right.cells[0])
    assert found is not None and result is not None
    assert (found.dev, found.test, found.seconds) == (result.dev, result.test, 0)


@pytest.mark.parametrize("when", [0, 4e10, 2**40, -1])
def test_files_of_any_time_are_reported(when: float, tmp_path) -> None:
    whole_run(tmp_path)
    for path in (tmp_path / "runs").rglob("*"):
        os.utime(path, (when, when))
    found = read_results([tmp_path / "runs"])
    assert len(found.folders) == 1
