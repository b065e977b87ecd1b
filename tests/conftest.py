"""What every test may use: hypothesis profiles, the shared data, and the records of a made-up user.

``HYPOTHESIS_PROFILE=ci`` (or ``CI`` in the environment) draws the same examples in every run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch: the tests' processes share the cores

import pytest
from hypothesis import settings

from auxadvisor.executors import DASK
from auxadvisor.records import Source, Text, TrainingCorpus

if TYPE_CHECKING:
    from distributed import LocalCluster

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of raw text and tagged corpora, which is no part of the repository."""
    named = os.environ.get("AUXADVISOR_SHARED_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data in {folder}; name its folder in AUXADVISOR_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The pack's tagged sample sentences, ``fi.conll`` and so on."""
    return REPOSITORY / "data" / "samples"


def _source(content: str) -> Source:
    encoded = content.encode()
    return Source("given", hashlib.sha256(encoded).hexdigest(), len(encoded))


@pytest.fixture(scope="session")
def text() -> Callable[..., Text]:
    """``text("one sentence", "another", found=100)``: what ``--text`` would have read."""

    def make(*sentences: str, found: int | None = None) -> Text:
        found = len(sentences) if found is None else found
        return Text(sentences, found, _source("\n".join(sentences)))

    return make


@pytest.fixture(scope="session")
def corpus() -> Callable[..., TrainingCorpus]:
    """``corpus("one sentence", "another")``: what ``--corpus`` would have read."""

    def make(*sentences: str, tagged_spans: bool = True) -> TrainingCorpus:
        tokens = tuple(tuple(sentence.split()) for sentence in sentences)
        return TrainingCorpus(tokens, _source("\n".join(sentences)), tagged_spans)

    return make


@contextmanager
def _running() -> Iterator[LocalCluster]:
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as started,
    ):
        yield started


def _name(cluster: LocalCluster) -> str:
    """What ``--executor`` calls it."""
    return str(cluster.scheduler_address).replace("tcp://", DASK)


@pytest.fixture(scope="session")
def on_cluster() -> Iterator[str]:
    """The name of a Dask cluster of two worker processes, which nobody kills."""
    with _running() as started:
        yield _name(started)


@pytest.fixture
def mortal() -> Iterator[LocalCluster]:
    """One whose workers may be killed: on a busy machine Dask does not always start them again.

    A job that has killed two of them is given up.
    """
    with _running() as started:
        yield started


@pytest.fixture
def on_mortal(mortal: LocalCluster) -> str:
    """Its name."""
    return _name(mortal)
