"""Text of any size: seconds and memory of rank and data check on a large generated file.

python benchmarks/size.py [--gigabytes 10] [--small-megabytes 100] [--folder DIR] [--jobs 2]

The file is of made-up sentences: words of the pack's Estonian list by Zipf's law, a tenth of them
compounds of two, so that new words keep coming. It is deleted afterwards. The same figures are
computed on a small file of the same kind by the measures' way for texts that are held in memory;
they must be equal. Peak memory is that of a command and its worker processes together, looked at
twice a second, pages that they share counted twice.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from measuring import ROOT, Row, Run, parser, say, show, timed, write_report

from auxadvisor.json_values import Json

COMMAND = Path(sys.executable).parent / "auxadvisor"
WORKERS = Path(__file__).parent / "size_workers.py"
CORPUS = ROOT / "data" / "samples" / "fi.conll"
LANGUAGE = "vot"
"""Votic, which the pack does not know: its model and its words are those of the file."""
SAME = 1e-12
"""Relative difference that rounding may make: n-grams are added up in another order."""
GROWTH = (25, 200)
"""Megabytes of a tagged corpus, of which 200,000 sentences are kept."""


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--gigabytes", type=float, default=10)
    made.add_argument("--small-megabytes", type=int, default=100)
    made.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    made.add_argument("--jobs", type=int, default=2)
    options = made.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        small = folder / "small.txt"
        written("text", options.small_megabytes * 1e6, small)
        figures: dict[str, Json] = {
            "same": same(small, folder, options.jobs),
            "small": rates(small, folder, options.jobs),
            "growth": growth(folder),
        }
        small.unlink()
        big = folder / "big.txt"
        seconds = written("text", options.gigabytes * 1e9, big)
        figures["generator"] = {"seconds": round(seconds, 1), "bytes": big.stat().st_size}
        figures["big"] = rates(big, folder, options.jobs)
    if not options.no_report:
        write_report("size", figures, ("numpy", "scipy"))


def written(kind: str, size: float, path: Path) -> float:
    """Write a text or a tagged corpus of so many bytes, in a process of its own; the seconds."""
    start = time.perf_counter()
    say(f"writing {size / 1e6:,.0f} MB: {path.name}")
    timed([sys.executable, WORKERS, kind, str(int(size)), path])
    return time.perf_counter() - start


def commands(path: Path, jobs: int) -> dict[str, list[str | Path]]:
    """What is timed on a file: each command with what makes it read all of the file."""
    rank: list[str | Path] = [COMMAND, "rank", "--target", "fi", "--corpus", CORPUS]
    rank += ["--candidates", f"et,sv,de,{LANGUAGE}", "--format", "json"]
    given = ["--aux-text", f"{LANGUAGE}={path}"]
    plain: list[str | Path] = [COMMAND, "rank", "--target", "fi", "--text", path]
    check: list[str | Path] = [COMMAND, "data", "check", "--target", "et", "--text", path]
    side_by_side = ["--jobs", str(jobs)]
    return {
        "rank --aux-text, d_P": [*rank, *given, "--measures", "perplexity", *side_by_side],
        "rank --aux-text, d_V": [*rank, *given, "--measures", "vocabulary", *side_by_side],
        "rank --text": [*plain, "--candidates", "et,sv,de", "--format", "json"],
        "data check --text": [*check, "--format", "json", *side_by_side],
    }


def rates(path: Path, folder: Path, jobs: int) -> dict[str, Json]:
    """Seconds, megabytes a second and peak memory of each command on a file."""
    size = path.stat().st_size / 1e6
    rows: list[Row] = []
    found: dict[str, Json] = {}
    for name, command in commands(path, jobs).items():
        say(f"{name}: {size:,.0f} MB")
        with Watch() as watch:
            run = timed(command, cwd=folder)
        rows.append(
            {
                "": name,
                "MB": round(size),
                "seconds": round(run.seconds, 1),
                "MB/s": round(size / run.seconds, 1),
                "peak MB": round(max(watch.peak_mb, run.peak_mb)),
                "of one process": round(run.peak_mb),
            }
        )
        found[name] = dict(rows[-1])
    show(f"{size:,.0f} MB", rows)
    return found


class Watch:
    """Looks at the memory of all processes that were started here, while it is entered.

    Attributes:
        peak_mb: the most that they held together at a time.
    """

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.5):
            self.peak_mb = max(self.peak_mb, _descendants_mb(os.getpid()))


def _descendants_mb(ancestor: int) -> float:
    """Resident memory of a process' descendants, from Linux's /proc."""
    parents, pages = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        process = int(path.parent.name)
        parents[process], pages[process] = int(fields[1]), int(fields[21])
    total = 0
    for process, held in pages.items():
        above = parents[process]
        while above and above != ancestor:
            above = parents.get(above, 0)
        total += held if above == ancestor else 0
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6


def same(path: Path, folder: Path, jobs: int) -> dict[str, Json]:
    """The file's figures by the commands, and by what holds the whole text in memory."""
    found: dict[str, Json] = {}
    whole = timed([sys.executable, WORKERS, "whole", path, LANGUAGE])
    in_memory: dict[str, float] = json.loads(whole.output)
    for measure in ("perplexity", "vocabulary"):
        symbol = {"perplexity": "d_P", "vocabulary": "d_V"}[measure]
        command = commands(path, jobs)[f"rank --aux-text, {symbol}"]
        ranking = json.loads(timed(command, cwd=folder).output)["ranking"]
        streamed = {row["tag"]: row["measures"][measure]["value"] for row in ranking}[LANGUAGE]
        found[symbol] = {"streamed": streamed, "in memory": in_memory[measure]}
        print(f"{symbol}: {streamed!r} streamed, {in_memory[measure]!r} in memory")
        if not math.isclose(streamed, in_memory[measure], rel_tol=SAME):
            raise RuntimeError(f"{symbol} is not what it is in memory")
    one, several = (_figures(path, folder, number) for number in (1, jobs))
    if one != several:
        raise RuntimeError("data check is not the same in several processes")
    found["data check"] = {"equal in 1 and several processes": True}
    found["in memory, peak MB"] = round(whole.peak_mb)
    found["MB"] = round(path.stat().st_size / 1e6)
    return found


def _figures(path: Path, folder: Path, jobs: int) -> Json:
    command = [*commands(path, jobs)["data check --text"]]
    record: dict[str, Json] = json.loads(timed(command, cwd=folder).output)
    return [record["text"], record["findings"]]


def growth(folder: Path) -> dict[str, Json]:
    """Seconds and memory of what reads a tagged corpus, by its size."""
    tagged = folder / "train.conll"
    cases: dict[str, Callable[[], Sequence[str | Path]]] = {
        "data check --corpus": lambda: [COMMAND, "data", "check", "--corpus", tagged],
        "rank --aux-corpus": lambda: [
            *(COMMAND, "rank", "--target", "fi", "--corpus", CORPUS, "--resamples", "0"),
            *("--candidates", "et,sv,de", "--aux-corpus", f"et={tagged}"),
        ],
    }
    rows: list[Row] = []
    found: dict[str, Json] = {}
    for megabytes in GROWTH:
        written("conll", megabytes * 1e6, tagged)
        for name, command in cases.items():
            say(f"{name}: {megabytes} MB")
            run: Run = timed(command(), cwd=folder)
            row: Row = {
                "": name,
                "MB": megabytes,
                "seconds": round(run.seconds, 1),
                "MB/s": round(megabytes / run.seconds, 1),
                "peak MB": round(run.peak_mb),
            }
            rows.append(row)
            found[f"{name}, {megabytes} MB"] = dict(row)
    tagged.unlink()
    show("Tagged corpora", rows)
    return found


if __name__ == "__main__":
    main()
