"""What the tests of faults share: the command, a disk that is full, a pack that may be damaged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.conftest import auxadvisor  # noqa: F401 (a fixture)
from hypothesis import HealthCheck, settings

from auxadvisor import assets, languages, pack, published
from auxadvisor.distances.neural_perplexity import _packed

INPUTS = int(os.environ.get("FAULT_INPUTS", "60"))
"""That each reader is given by the fuzz tests: by default as many as fit into every run."""
MOMENTS = int(os.environ.get("FAULT_MOMENTS", "2"))
"""At which each command is killed."""

many = settings(
    max_examples=INPUTS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""How often a fuzz test draws."""


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: the system then refuses to write."""
    resource = pytest.importorskip("resource", reason="no limits on this system")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def own_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Gives a file of a copy of the pack, which a test may damage; nothing read before is known."""
    whole, copied = assets.pack_folder(), tmp_path / "pack"
    shutil.copytree(whole, copied, copy_function=os.symlink)
    for module in (assets, pack):
        monkeypatch.setattr(module, "pack_folder", lambda: copied)
    monkeypatch.setattr("auxadvisor.embeddings.pack.pack_folder", lambda: copied)

    def own(name: str) -> Path:
        path = copied / name
        path.unlink(missing_ok=True)
        shutil.copyfile(whole / name, path)
        return path

    forget()
    yield own
    forget()


def forget() -> None:
    """Have the pack read anew by whoever asks for it next."""
    for known in (
        assets.manifest, assets.pack_version, assets._check, pack.load_ngram_counts,
        pack.load_word_lists, languages.catalogue, published._table, _packed,
    ):  # fmt: skip
        known.cache_clear()


def files(folder: Path) -> dict[str, bytes]:
    """Content of every file of a folder, but for locks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
