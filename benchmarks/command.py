"""What a user waits for: start to table, --help, a corpus, and a text of 1 GB in constant memory.

python benchmarks/command.py [--repeats 7] [--big-megabytes 1000]

Every figure is of whole processes on a warm disk, taken in turn with what they are compared to.
Asked: rank within twice its libraries' import plus 1 s and in 500 MB; --help within twice typer's
import; the same memory for 1 GB of text as for 100 MB.
"""

from __future__ import annotations

import lzma
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from measuring import Median, Row, Run, interleaved, parser, say, show, timed, write_report

from auxadvisor.json_values import Json

COMMAND = Path(sys.executable).parent / "auxadvisor"
LIBRARIES = "import numpy, scipy.stats, typer, rich"
MOST_MEMORY = 500.0
"""Megabytes that rank may take."""
SMALL_TEXT = 100
"""Megabytes of the smaller text, whose memory the larger one must not exceed by more than this."""
SLACK = 1.1
WORDS = 20_000
"""Made-up words for the text where there is no real one."""


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--repeats", type=int, default=7)
    made.add_argument("--big-megabytes", type=int, default=1000)
    made.add_argument("--big-repeats", type=int, default=2)
    options = made.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = {
            "start": start(options.repeats, folder),
            "corpus": corpus(options.shared, options.repeats, folder),
            "text": long_text(options.shared, options.big_megabytes, options.big_repeats, folder),
        }
    if not options.no_report:
        write_report("command", figures, ("numpy", "scipy", "typer", "rich"))


def start(repeats: int, folder: Path) -> dict[str, Json]:
    """Rank and --help against the import of the libraries they stand on."""
    taken = interleaved(
        {
            LIBRARIES: _python(LIBRARIES, folder),
            "rank --target fi --candidates all": _rank(folder, "--candidates", "all"),
            "rank --target fi": _rank(folder),
            "import typer": _python("import typer", folder),
            "--help": _auxadvisor(folder, "--help"),
            "rank --help": _auxadvisor(folder, "rank", "--help"),
        },
        repeats,
    )
    return _report(
        "Start to table",
        taken,
        {
            "rank --target fi --candidates all": 2 * taken[LIBRARIES].seconds + 1,
            "rank --target fi": 2 * taken[LIBRARIES].seconds + 1,
            "--help": 2 * taken["import typer"].seconds,
            "rank --help": 2 * taken["import typer"].seconds,
        },
    )


def corpus(shared: Path, repeats: int, folder: Path) -> dict[str, Json]:
    """The same with a tagged corpus of 13,500 sentences, 1,000 resamples."""
    train = shared / "data" / "labelled" / "ner" / "fi_finer" / "train.conll.xz"
    taken = interleaved(
        {
            LIBRARIES: _python(LIBRARIES, folder),
            "rank --corpus": _rank(folder, "--corpus", train),
            "rank --corpus --candidates all": _rank(
                folder, "--corpus", train, "--candidates", "all"
            ),
            "rank --corpus --resamples 0": _rank(folder, "--corpus", train, "--resamples", "0"),
        },
        repeats,
    )
    return _report("With a corpus (fi_finer, 13.5k sentences)", taken, {})


def long_text(shared: Path, megabytes: int, repeats: int, folder: Path) -> dict[str, Json]:
    """Seconds and memory of a long raw text, beside a tenth of it."""
    lines = _lines(shared / "data" / "raw" / "text" / "fi.txt.xz")
    sizes = {f"{size} MB": size for size in (SMALL_TEXT, megabytes)}
    cases = {}
    for name, size in sizes.items():
        say(f"writing {name} of text")
        path = _write_text(lines, size, folder / f"{size}.txt")
        cases[f"rank --text, {name}"] = _rank(folder, "--text", path, "--candidates", "all")
    taken = interleaved(cases, repeats, warm_up=False)
    report = _report("With a long text", taken, {})
    small, big = (run.peak_mb for run in taken.values())
    verdict = "constant" if big <= SLACK * small else "NOT CONSTANT"
    print(f"memory: {small:.0f} MB and {big:.0f} MB: {verdict}")
    report["peak_ratio"] = round(big / small, 3)
    for size in sizes.values():
        (folder / f"{size}.txt").unlink()
    return report


def _lines(path: Path) -> list[str]:
    """Real sentences, or made-up ones where there are none, shuffled."""
    draw = random.Random(1)
    if path.is_file():
        with lzma.open(path, "rt", encoding="utf-8") as stored:
            lines = list(stored)
    else:
        print(f"{path} is not there: the text is of made-up words")
        words = ["".join(draw.choices("aeiouklmnprstvyäö", k=7)) for _ in range(WORDS)]
        lines = [" ".join(draw.choices(words, k=12)) + "\n" for _ in range(100_000)]
    draw.shuffle(lines)
    return lines


def _write_text(lines: list[str], megabytes: int, path: Path) -> Path:
    """Write the lines again and again, up to a size."""
    block = "".join(lines).encode("utf-8")
    with path.open("wb") as file:
        while (left := megabytes * 10**6 - file.tell()) > 0:
            file.write(block if left >= len(block) else block[: block.rfind(b"\n", 0, left) + 1])
            if left < len(block):
                break
    return path


def _python(code: str, folder: Path) -> Callable[[], Run]:
    return lambda: timed([sys.executable, "-c", code], cwd=folder)


def _auxadvisor(folder: Path, *arguments: str | Path) -> Callable[[], Run]:
    """The command, in a folder without a project file."""
    return lambda: timed([COMMAND, *arguments], cwd=folder)


def _rank(folder: Path, *arguments: str | Path) -> Callable[[], Run]:
    return _auxadvisor(folder, "rank", "--target", "fi", *arguments)


def _report(
    title: str, taken: dict[str, Median], most_seconds: dict[str, float]
) -> dict[str, Json]:
    """Print and return the medians, with what was asked of them."""
    rows: list[Row] = []
    cases: dict[str, Json] = {}
    for name, middle in taken.items():
        most = most_seconds.get(name)
        reached = (most is None or middle.seconds <= most) and middle.peak_mb <= MOST_MEMORY
        asked: dict[str, str | int | float | bool | None] = {
            "asked seconds": None if most is None else round(most, 3),
            "reached": reached,
        }
        rows.append(
            {
                "": name,
                "seconds": round(middle.seconds, 3),
                "fastest": round(middle.fastest, 3),
                "slowest": round(middle.slowest, 3),
                "peak MB": round(middle.peak_mb),
                "runs": middle.runs,
                **asked,
            }
        )
        cases[name] = {**asdict(middle), **asked}
    show(title, rows)
    return {"cases": cases}


if __name__ == "__main__":
    main()
