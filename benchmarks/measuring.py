"""What the benchmarks share: the machine, timed runs, tables on the screen and JSON in ``docs/``.

Imports nothing heavy: on Linux a child's peak memory is never reported below what its parent held
when it was started, so a benchmark that measures memory must itself stay small.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from auxadvisor.json_values import Json

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "docs" / "benchmarks"
Row = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True)
class Run:
    """One finished child process.

    Attributes:
        seconds: from its start to its end.
        peak_mb: its largest resident set, in megabytes of 10**6 bytes.
        output: what it wrote on stdout.
    """

    seconds: float
    peak_mb: float
    output: str


@dataclass(frozen=True)
class Median:
    """Several runs of one command, taken in turn with those of others.

    Attributes:
        seconds, peak_mb: medians.
        fastest, slowest: seconds.
        runs: how many.
    """

    seconds: float
    peak_mb: float
    fastest: float
    slowest: float
    runs: int


def parser(description: str | None) -> argparse.ArgumentParser:
    """An argument parser with the options that every benchmark has."""
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    data = os.environ.get("AUXADVISOR_SHARED_DATA")
    made.add_argument(
        "--shared",
        type=Path,
        default=Path(data).parent if data else ROOT.parent / "shared",
        help="folder that holds data/ and golden/ (default: ../shared beside the checkout, or the "
        "folder above AUXADVISOR_SHARED_DATA, which names the data folder itself)",
    )
    made.add_argument(
        "--no-report", action="store_true", help="print only; write nothing into docs/benchmarks/"
    )
    return made


def timed(
    command: Sequence[str | Path],
    cwd: Path | None = None,
    stdin: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Run a command to its end and measure it.

    Raises:
        RuntimeError: it failed; its stderr is in the message.
    """
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        Path(stdin or os.devnull).open("rb") as fed,
    ):
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=fed,
            stdout=out,
            stderr=err,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (out, err):
            stream.seek(0)
        if process.returncode:
            told = err.read().decode(errors="replace")[-2000:]
            called = " ".join(map(str, command))
            raise RuntimeError(f"{called}: exit {process.returncode}\n{told}")
        return Run(seconds, usage.ru_maxrss * 1024 / 1e6, out.read().decode(errors="replace"))


def interleaved(
    cases: Mapping[str, Callable[[], Run]], repeats: int, warm_up: bool = True
) -> dict[str, Median]:
    """Run the cases in turn, A B C A B C ..., after one round that does not count.

    Taking turns lets a busy minute of the machine fall on all cases alike.
    """
    runs: dict[str, list[Run]] = {name: [] for name in cases}
    for turn in range(0 if warm_up else 1, repeats + 1):
        for name, case in cases.items():
            say(f"{name}: run {turn} of {repeats}")
            done = case()
            if turn:
                runs[name].append(done)
    return {name: middle(found) for name, found in runs.items()}


def middle(runs: Sequence[Run]) -> Median:
    """The medians of some runs."""
    seconds = [run.seconds for run in runs]
    peaks = [run.peak_mb for run in runs]
    return Median(median(seconds), median(peaks), min(seconds), max(seconds), len(runs))


def say(message: str) -> None:
    """Progress, on stderr."""
    print(message, file=sys.stderr, flush=True)


def show(title: str, rows: Sequence[Row]) -> None:
    """Print rows of the same columns as a table."""
    columns = list(rows[0])
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(columns, *cells, strict=True)]
    print(f"\n{title}")
    for line in [columns, ["-" * width for width in widths], *cells]:
        padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        print("  ".join(padded).rstrip())


def _cell(value: str | int | float | bool | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:,.2f}"
    return str(value)


def write_report(name: str, figures: Mapping[str, Json], libraries: Sequence[str]) -> Path:
    """Write ``docs/benchmarks/NAME.json``: the figures, the command, the machine and the date.

    Args:
        name: of the benchmark.
        figures: what was measured.
        libraries: distributions whose versions bear on it, beside auxadvisor.
    """
    report: dict[str, Json] = {
        "benchmark": name,
        "date": datetime.now(UTC).date().isoformat(),
        "command": " ".join(["python", *_shortened(sys.argv)]),
        "machine": machine(libraries),
        "figures": dict(figures),
    }
    REPORTS.mkdir(parents=True, exist_ok=True)
    path = REPORTS / f"{name}.json"
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
    say(f"wrote {path.relative_to(ROOT)}")
    return path


def machine(libraries: Sequence[str]) -> dict[str, Json]:
    """Where and with what it was measured."""
    processor = memory = "unknown"
    if (cpu := Path("/proc/cpuinfo")).is_file():
        models = [line for line in cpu.read_text().splitlines() if line.startswith("model name")]
        processor = models[0].split(":", 1)[1].strip() if models else processor
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        memory = f"{pages * size / 1e9:.1f} GB"
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "memory": memory,
        "system": platform.platform(),
        "load_at_the_end": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in ("auxadvisor", *libraries)},
        "commit": _commit(),
    }


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    """The checkout's commit, with ``+`` where the library differs from it."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    changed = subprocess.run(
        [*git, "status", "--porcelain", "auxadvisor", "data"], capture_output=True, text=True
    )
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "") or "unknown"


def _shortened(arguments: Sequence[str]) -> list[str]:
    """The command line without this machine's own folders."""
    script = Path(arguments[0]).resolve()
    inside = script.is_relative_to(ROOT)
    rest = ("DIR" if Path(part).is_absolute() else part for part in arguments[1:])
    return [str(script.relative_to(ROOT)) if inside else script.name, *rest]
