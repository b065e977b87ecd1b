"""``--executor`` as a user gives it: what it needs, and that it changes no result."""

from __future__ import annotations

import json
import sys

import pytest


def test_where_no_scheduler_listens_the_command_says_so(auxadvisor, monkeypatch) -> None:
    monkeypatch.setattr("auxadvisor.executors.CONNECT", 0.5)
    ran = auxadvisor("rank", "--target", "fi", "--executor", "dask://127.0.0.1:9")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "error: --executor dask://127.0.0.1:9: no Dask scheduler answers there; start one with "
        "'dask scheduler --host 127.0.0.1 --port 9'\n"
    )


def test_without_the_extra_the_command_names_it(auxadvisor, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = auxadvisor("rank", "--target", "fi", "--executor", "dask://127.0.0.1:9")
    assert (ran.code, ran.out) == (2, "")
    assert "needs distributed, which is not installed" in ran.err
    assert "pip install 'auxadvisor[dask]'" in ran.err


def test_a_cluster_ranks_as_this_process_does(auxadvisor, on_cluster, samples) -> None:
    command = ["rank", "--target", "fi", "--corpus", samples / "fi.conll", "--format", "csv"]
    command += ["--candidates", "de,sv", "--measures", "all", "--resamples", 20]
    here = auxadvisor(*command)
    there = auxadvisor(*command, "--executor", on_cluster)
    assert (here.code, there.code, there.err) == (0, 0, "") and there.out == here.out


def test_a_cluster_trains_as_this_process_does(auxadvisor, on_cluster, samples) -> None:
    command = ["train", "--target", "fi", "--corpus", samples / "fi.conll", "--tag-column", 3]
    command += ["--settings", "mono,mono+sv", "--seeds", 1, "--epochs", 2, "--device", "cpu"]
    here = auxadvisor(*command, "--format", "json")
    there = auxadvisor(*command, "--format", "json", "--runs", "others", "--executor", on_cluster)
    assert (here.code, there.code) == (0, 0), there.err
    one, other = (json.loads(ran.out) for ran in (here, there))
    assert [run["test"] for run in one["runs"]] == [run["test"] for run in other["runs"]]
    assert one["signature"] == other["signature"]
    assert other["settings"]["executor"] == on_cluster


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--executor", "spark"), 2, "--executor 'spark': expected local, processes or dask://"),
        (("--executor", "local", "--jobs", 2), 2, "--jobs 2: is for --executor processes"),
        (
            ("--executor", "dask://127.0.0.1:9", "--device", "cuda"), 2,
            "--precision auto: this machine has no cuda to ask what it can; name float32 or",
        ),
        (
            ("--executor", "dask://127.0.0.1:9", "--device", "cuda", "--precision", "float32"), 1,
            "no Dask scheduler answers there",
        ),
        (("--executor", "dask://127.0.0.1:9", "--device", "abacus"), 2, "--device 'abacus'"),
    ],
)  # fmt: skip
def test_training_says_what_cannot_be(auxadvisor, samples, monkeypatch, more, code, said) -> None:
    monkeypatch.setattr("auxadvisor.executors.CONNECT", 0.2)
    command = ["train", "--target", "fi", "--corpus", samples / "fi.conll", "--tag-column", 3]
    ran = auxadvisor(*command, "--settings", "mono", *more)
    assert (ran.code, ran.out) == (code, "") and said in ran.err
