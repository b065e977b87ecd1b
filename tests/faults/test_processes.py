"""Commands as processes: killed at random moments, two at once, where nothing can be written.

``FAULT_MOMENTS`` says how often each command is killed.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import server as serving

from auxadvisor import downloads
from auxadvisor.downloads import Patience, download, recorded_digest
from auxadvisor.whole_files import digest_of

from .conftest import MOMENTS, files
from .material import corpus, lines, word_vectors

OFTEN_KEPT = (
    "from auxadvisor.tagger import training; training.KEPT_EVERY = 0.1; "
    "from auxadvisor.cli import main; main()"
)
"""The command with checkpoints so close that a kill finds some."""
DROP_FROM_BOUNDING_SET = 24
"""Of Linux' prctl: takes root's right to write where nobody may (capabilities 1 and 2)."""
TRAIN = ["train", "--target", "fi", "--corpus", "corpus", "--languages", "et", "--settings",
         "mono,meta", "--seeds", "1", "--epochs", "4", "--device", "cpu", "--format", "json",
         "--embeddings", "fi=word2vec/fi.txt,et=word2vec/et.txt,multi=word2vec/multi.txt",
         ]  # fmt: skip
SMALL = ["--text", "raw.txt", "--output", "made"]
COMMANDS = {
    "rank": ["rank", "--target", "fi", "--text", "raw.txt", "--candidates", "et,sv,de",
             "--resamples", "2000", "--format", "json", "--output", "rank.json"],
    "embed lm": ["embed", "lm", *SMALL, "--hidden-size", "16", "--embedding-size", "4",
                 "--characters", "40000", "--rows", "4", "--min-count", "1", "--direction",
                 "forward", "--device", "cpu"],
    "embed bpe": ["embed", "bpe", *SMALL, "--vocabulary-size", "40", "--size", "8",
                  "--epochs", "4"],
    "train": [*TRAIN, "--output", "train.json"],
}  # fmt: skip


def powerless() -> None:
    """In a new process: root may write only what anybody may."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


def started(
    folder: Path, arguments: list[str], *, before: Callable[[], None] | None = None, **streams
) -> subprocess.Popen[str]:
    """The command in a process of its own, in a folder."""
    return subprocess.Popen(
        [sys.executable, "-c", OFTEN_KEPT, *arguments], cwd=folder, text=True, preexec_fn=before,
        env={**os.environ, "OMP_NUM_THREADS": "1", "AUXADVISOR_CACHE_DIR": str(folder / "cache")},
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
    )  # fmt: skip


def given(folder: Path) -> Path:
    """What the commands read."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus(folder / "corpus", 60)
    (folder / "raw.txt").write_text("\n".join(lines(600)), encoding="utf-8")
    for name in ("fi", "et", "multi"):
        word_vectors(folder / f"{name}.txt")
    return folder


def numbers(folder: Path) -> dict[str, object]:
    """What a command found, without what no two runs have in common."""
    found: dict[str, object] = {}
    for name, content in files(folder).items():
        if name.endswith((".json", ".md")) or name.startswith("cache"):
            continue
        found[name] = content
    for name in ("rank.json", "train.json", "made/forward.json", "made/bpe.vs40.d8.json"):
        if (folder / name).exists():
            found[name] = _timeless(json.loads((folder / name).read_bytes()))
    return found


def _timeless(value: object) -> object:
    untold = ("seconds", "tokens_per_second", "record_sha256", "settings", "path")
    if isinstance(value, dict):
        return {key: _timeless(one) for key, one in value.items() if key not in untold}
    return [_timeless(one) for one in value] if isinstance(value, list) else value


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_random_moments_it_ends_as_if_it_had_not_been(name: str, tmp_path) -> None:
    whole, broken = given(tmp_path / "whole"), given(tmp_path / "broken")
    began = time.monotonic()
    unbroken = started(whole, COMMANDS[name])
    _, told = unbroken.communicate()
    took = time.monotonic() - began
    assert unbroken.returncode == 0, told
    draw = random.Random(name)
    for moment in range(MOMENTS):
        process = started(broken, COMMANDS[name])
        time.sleep(draw.uniform(0.5, 1.0) * took)
        process.send_signal((signal.SIGKILL, signal.SIGTERM)[moment % 2])
        process.communicate()
    last = started(broken, COMMANDS[name])
    _, told = last.communicate()
    assert last.returncode == 0, told
    assert numbers(broken) == numbers(whole)


@pytest.mark.parametrize("name", ["embed lm", "embed bpe"])
def test_two_at_once_in_one_folder_end_as_one(name: str, tmp_path) -> None:
    alone, shared = given(tmp_path / "alone"), given(tmp_path / "shared")
    processes = [started(alone, COMMANDS[name]), *(started(shared, COMMANDS[name]) for _ in "ab")]
    told = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], told
    assert numbers(shared) == numbers(alone)


def test_two_processes_fetch_a_file_once(tmp_path) -> None:
    """Both would append to one ``NAME.part``, and its length would tell nothing."""
    content = random.Random(1).randbytes(3_000_000)
    with serving.running() as server:
        server.behaviours["/f"] = serving.whole(content)
        code = (
            "import sys; from pathlib import Path; from auxadvisor.downloads import download; "
            "download(sys.argv[1], Path(sys.argv[2]))"
        )
        path = tmp_path / "cache" / "f.bin"
        both = [
            subprocess.Popen([sys.executable, "-c", code, f"{server.url}/f", str(path)])
            for _ in range(2)
        ]
        assert [process.wait() for process in both] == [0, 0]
        assert len(server.requests) in (1, 2)
    assert path.read_bytes() == content and recorded_digest(path) == digest_of(path)
    assert sorted(files(path.parent)) == ["f.bin", "f.bin.sha256"]


def test_a_version_that_changed_between_two_runs_is_not_mixed(tmp_path, monkeypatch) -> None:
    """Killed between noting the new version and writing its first byte."""
    path = tmp_path / "f.bin"
    with serving.running() as server:
        server.behaviours["/f"] = serving.cut_off(b"old" * 100_000, 200_000)
        with pytest.raises(Exception, match="broke"):
            download(f"{server.url}/f", path, patience=Patience(attempts=1, read=0.3))
        server.behaviours["/f"] = serving.without_ranges(b"new" * 100_000)
        note = downloads._note_version

        def noted_and_killed(*said: object) -> None:
            note(*said)
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(downloads, "_note_version", noted_and_killed)
            with pytest.raises(KeyboardInterrupt):
                download(f"{server.url}/f", path, patience=Patience(attempts=1))
        server.behaviours["/f"] = serving.whole(b"new" * 100_000)
        download(f"{server.url}/f", path, patience=Patience(attempts=1))
    assert path.read_bytes() == b"new" * 100_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux'")
@pytest.mark.parametrize("name", COMMANDS)
def test_where_nothing_may_be_written_it_says_so(name: str, tmp_path) -> None:
    folder = given(tmp_path / "closed")
    before = files(folder)
    folder.chmod(0o555)
    try:
        process = started(folder, COMMANDS[name], before=powerless)
        out, told = process.communicate()
    finally:
        folder.chmod(0o755)
    assert (process.returncode, out) == (2, ""), told
    assert "Permission denied" in told and "Traceback" not in told
    assert files(folder) == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="prctl is Linux'")
def test_a_cache_that_may_only_be_read_is_read(tmp_path) -> None:
    (tmp_path / "cache").mkdir(mode=0o555)
    listed = started(tmp_path, ["assets", "list", "--language", "fi"], before=powerless)
    out, told = listed.communicate()
    assert listed.returncode == 0 and "Finnish" in out, told
    with serving.running() as server:
        fetch = ["assets", "fetch", "flair/fi-forward", "--mirror", server.url]
        process = started(tmp_path, fetch, before=powerless)
        _, told = process.communicate()
    assert process.returncode == 4 and "Permission denied" in told and "Traceback" not in told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("name", ["rank", "train"])
def test_standard_output_on_a_full_disk(name: str, tmp_path) -> None:
    arguments = COMMANDS[name][: COMMANDS[name].index("--output")]
    with Path("/dev/full").open("w") as full:
        process = started(given(tmp_path / "full"), arguments, stdout=full)
        _, told = process.communicate()
    assert process.returncode == 1, told
    assert "No space left" in told and "Traceback" not in told
