"""Whatever is kept and damaged is refused with its name, or reads as if it were whole."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from auxadvisor.errors import AuxAdvisorError

from .damage import KEPT, Kept

BYTES = int(os.environ.get("FAULT_BYTES", "6"))
"""That are changed in each file, one at a time."""


@pytest.fixture(scope="module", params=KEPT)
def made(request, tmp_path_factory) -> tuple[Kept, Path]:
    """Something that is kept, in a folder of its own."""
    kept = KEPT[request.param]
    folder = tmp_path_factory.mktemp("kept") / "whole"
    folder.mkdir()
    kept.make(folder)
    return kept, folder


def damages(content: bytes, name: str) -> dict[str, bytes | None]:
    """The file gone, cut short, of other content, with one bit changed."""
    draw = random.Random(name)
    half = len(content) // 2
    found = {"gone": None, "empty": b"", "cut": content[:half], "a byte short": content[:-1]}
    found |= {"zeros": bytes(len(content)), "a byte more": content + b"\n"}
    found["a page of zeros"] = content[:half] + bytes(64) + content[half + 64 :]
    for place in draw.sample(range(len(content)), min(BYTES, len(content))):
        changed = bytearray(content)
        changed[place] ^= 1 << draw.randrange(8)
        found[f"bit of byte {place}"] = bytes(changed)
    return found


def test_a_damaged_file_is_refused_or_reads_as_if_whole(
    made: tuple[Kept, Path], tmp_path: Path, own_pack, monkeypatch
) -> None:
    kept, whole = made
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(tmp_path / "kept"))
    folder = tmp_path / "kept"
    shutil.copytree(whole, folder)
    expected = kept.read(folder)
    refused = 0
    ((name, content),) = _content(kept, whole, own_pack).items()
    for damage, damaged in damages(content, name).items():
        shutil.rmtree(folder)
        shutil.copytree(whole, folder)
        path = own_pack(name) if kept.in_pack else folder / name
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        try:
            assert kept.read(folder) == expected, f"{damage}: other numbers, and no word of it"
        except AuxAdvisorError:
            refused += 1
    assert bool(refused) != kept.made_anew


def _content(kept: Kept, whole: Path, own_pack) -> dict[str, bytes]:
    """The name, below its folder, and the content of the file that is to be damaged."""
    if kept.in_pack:
        return {kept.file: own_pack(kept.file).read_bytes()}
    (path,) = whole.glob(kept.file)
    return {path.relative_to(whole).as_posix(): path.read_bytes()}
