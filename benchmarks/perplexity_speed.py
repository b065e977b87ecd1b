"""d_P's speed: against Gamallo's Perl scripts, nltk.lm and KenLM, on Galician, Portuguese, Spanish.

python benchmarks/perplexity_speed.py [--perl DIR] [--kenlm DIR] [--no-nltk]

Every case is whole processes from files to nine perplexities (three models, three texts), taken in
turn. The scripts (GPL-3) are run as they are, in a copy of the checkout in a temporary folder.
Asked of us: at least 15 times as fast as they are.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from kenlm_models import query, spaced, train
from measuring import Median, Row, Run, interleaved, parser, say, show, timed, write_report

from auxadvisor.json_values import Json
from auxadvisor.language_models.text import normalise

LANGUAGES = ("gz", "pt", "es")
WORKERS = Path(__file__).parent / "speed_workers.py"
HELD_OUT = 4
"""The general models are trained on the first three quarters and score the last."""
ASKED = 15.0

Case = Callable[[], Run]
Table = dict[str, dict[str, float]]


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--perl", type=Path, help="checkout of gamallo/Perplexity")
    made.add_argument("--kenlm", type=Path, help="folder with KenLM's lmplz and query, order 7")
    made.add_argument("--no-nltk", action="store_true", help="leave nltk out: it takes minutes")
    made.add_argument("--repeats", type=int, default=5)
    made.add_argument("--nltk-repeats", type=int, default=3)
    options = made.parse_args()
    golden = options.shared / "golden" / "gamallo" / "train"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        figures: dict[str, Json] = {
            "scripts": against_scripts(golden, options.perl, work, options.repeats)
        }
        split(golden, work)
        nltk = 0 if options.no_nltk else options.nltk_repeats
        for order in (5, 7):
            figures[f"order {order}"] = against_tools(
                work, order, options.kenlm, options.repeats, nltk
            )
    if not options.no_report:
        write_report("perplexity_speed", figures, ("numpy", "scipy", "nltk"))


def against_scripts(golden: Path, perl: Path | None, work: Path, repeats: int) -> dict[str, Json]:
    """d_P of order 7 as Gamallo computes it, ours and his."""
    outputs: dict[str, Table] = {}
    cases = {"auxadvisor": worker("gamallo", 7, golden, keep=outputs)}
    if perl is None:
        print("Gamallo's scripts left out: no --perl")
    else:
        checkout = work / "perl"
        shutil.copytree(perl, checkout)
        for kind in ("train", "test"):
            for name in LANGUAGES:
                shutil.copy(golden / f"{name}.txt", checkout / "corpora" / kind / f"{name}.txt")
        cases["Perl scripts"] = lambda: run_scripts(checkout, outputs)
    taken = interleaved(cases, repeats)
    report = _report("d_P, order 7, smoothing gamallo", taken, outputs)
    if perl is not None:
        ratio = taken["Perl scripts"].seconds / taken["auxadvisor"].seconds
        verdict = "reached" if ratio >= ASKED else "MISSED"
        print(f"{ratio:.1f} times as fast as the scripts; asked: {ASKED:g}: {verdict}")
        report["ratio"] = round(ratio, 2)
        report["largest_relative_difference"] = _difference(
            outputs["gamallo 7"], outputs["Perl scripts"]
        )
        print(f"largest relative difference: {report['largest_relative_difference']:.1e}")
    return report


def against_tools(
    work: Path, order: int, kenlm: Path | None, repeats: int, nltk: int
) -> dict[str, Json]:
    """Character models in general: ours, nltk's Witten-Bell, KenLM's modified Kneser-Ney."""
    outputs: dict[str, Table] = {}
    folders = work / "train", work / "text"
    cases = {"auxadvisor": worker("witten-bell", order, *folders, keep=outputs)}
    if kenlm is None:
        print("KenLM left out: no --kenlm")
    else:
        cases["KenLM"] = lambda: run_kenlm(kenlm, order, work, outputs)
    taken = interleaved(cases, repeats)
    if nltk:
        say(f"nltk, order {order}: minutes")
        slow = {"nltk": worker("nltk", order, *folders, keep=outputs)}
        taken |= interleaved({"auxadvisor beside nltk": cases["auxadvisor"], **slow}, nltk, False)
    report = _report(f"Train and score, order {order}", taken, outputs)
    for other, ours in (("KenLM", "auxadvisor"), ("nltk", "auxadvisor beside nltk")):
        if other in taken:
            ratio = taken[other].seconds / taken[ours].seconds
            report[f"ratio_{other.lower()}"] = round(ratio, 2)
            print(f"{other} takes {ratio:.2f} times as long")
    return report


def worker(tool: str, order: int, *folders: Path, keep: dict[str, Table]) -> Case:
    """A process of speed_workers.py, whose table is kept."""

    def run() -> Run:
        done = timed([sys.executable, WORKERS, tool, str(order), *folders])
        keep[f"{tool} {order}"] = json.loads(done.output)
        return done

    return run


def run_scripts(checkout: Path, keep: dict[str, Table]) -> Run:
    """Three models and nine scores by the scripts."""
    runs = [timed(["sh", "train.sh", name], cwd=checkout) for name in LANGUAGES]
    table: Table = {name: {} for name in LANGUAGES}
    for model in LANGUAGES:
        for text in LANGUAGES:
            runs.append(timed(["sh", "test.sh", model, text], cwd=checkout))
            table[text][model] = float(runs[-1].output.split()[-1])
    keep["Perl scripts"] = table
    return _together(runs)


def run_kenlm(kenlm: Path, order: int, work: Path, keep: dict[str, Table]) -> Run:
    """Three models and nine scores by KenLM, from texts already spelt a character a token."""
    runs = []
    table: Table = {name: {} for name in LANGUAGES}
    for model in LANGUAGES:
        arpa = work / f"{model}.arpa"
        runs.append(train(kenlm, order, work / "train" / f"{model}.spaced", arpa))
        for text in LANGUAGES:
            run, table[text][model] = query(kenlm, arpa, work / "text" / f"{text}.spaced")
            runs.append(run)
    keep[f"KenLM {order}"] = table
    return _together(runs)


def split(golden: Path, work: Path) -> None:
    """Cut each text into a training and a held-out part, and spell both for KenLM too."""
    for name in LANGUAGES:
        lines = (golden / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        cut = len(lines) - len(lines) // HELD_OUT
        for folder, part in ((work / "train", lines[:cut]), (work / "text", lines[cut:])):
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.txt").write_text("\n".join(part), encoding="utf-8")
            spaced([normalise(line) for line in part], folder / f"{name}.spaced")


def _together(runs: list[Run]) -> Run:
    return Run(sum(run.seconds for run in runs), max(run.peak_mb for run in runs), "")


def _difference(ours: Table, theirs: Table) -> float:
    return max(
        abs(ours[text][model] / theirs[text][model] - 1) for text in theirs for model in theirs
    )


def _report(title: str, taken: dict[str, Median], outputs: dict[str, Table]) -> dict[str, Json]:
    rows: list[Row] = [
        {
            "": name,
            "seconds": middle.seconds,
            "fastest": middle.fastest,
            "slowest": middle.slowest,
            "peak MB": round(middle.peak_mb),
            "runs": middle.runs,
        }
        for name, middle in taken.items()
    ]
    show(title, rows)
    own: dict[str, Json] = {}
    for name, table in outputs.items():
        values = [table[tag][tag] for tag in LANGUAGES]
        mean = math.prod(values) ** (1 / len(values))
        own[name] = round(mean, 4) if math.isfinite(mean) else None
    print("perplexity of the own text, geometric mean (None: infinite): ", own)
    return {
        "cases": {name: dict(asdict(middle)) for name, middle in taken.items()},
        "own_text_perplexity": own,
    }


if __name__ == "__main__":
    main()
