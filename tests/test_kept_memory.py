"""What a process has freed is kept: it asks the system for it once, not each time."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from auxadvisor.kept_memory import keep_freed_memory

BLOCKS = """
import resource, sys
import torch
from auxadvisor.kept_memory import keep_freed_memory

if sys.argv[1] == "keep":
    assert keep_freed_memory()

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

for turn in range(40):
    if turn == 20:  # all that is needed has been asked for
        begun = faults()
    batch = [torch.ones(size) for size in (*[2_000_000] * 12, 1000)]  # 8 MB each
    del batch
print(faults() - begun)
"""

GIVEN_BACK = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""What glibc begins with; where the heap happens to lie decides how soon it learns better."""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="a C library other than glibc has its own ways"
)
def test_pages_are_asked_for_once() -> None:
    faults = {}
    for how in ("keep", "give back"):
        done = subprocess.run(
            [sys.executable, "-c", BLOCKS, how],
            env={**os.environ, **GIVEN_BACK},
            capture_output=True,
            text=True,
            check=True,
        )
        faults[how] = int(done.stdout)
    assert faults["give back"] > 10_000 > 10 * faults["keep"]


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert keep_freed_memory.__wrapped__() is False
