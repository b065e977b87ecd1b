"""Which predictor picks the right auxiliary language? The contest against the record of truth.

    python benchmarks/selection.py

Reads what was trained (``docs/record/*.json``) and what each predictor says of the same languages
(``predictors.json``, ``uriel.json``), and writes ``docs/benchmarks/selection.json``. Whatever is
fitted is fitted on the other targets. One training seed is left out at a time: a predictor that is
a training run has that seed, the truth is the mean of the others, for every predictor the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from contest import (
    CHOICES,
    LEVELS,
    PREDICTORS,
    Floats,
    Predictor,
    Summary,
    contest,
    summed_up,
)
from measuring import ROOT, Row, show, write_report
from record import Case, cases, rich_cases
from shortlists import shortlists

from auxadvisor.experiments.significance import Interval
from auxadvisor.json_values import Json, json_text
from auxadvisor.probe.worth import Line, Worth

CHOSEN = "short runs"
"""What ``probe`` ranks by."""
WORTH = ROOT / "auxadvisor" / "probe" / "worth.json"
FEWEST = 6
"""Languages that a size needs to be in it: intervals over fewer say little."""
UNFITTED = ("mono+mono", "multi", "mono+all")
"""Settings that add no language, or of which the record has no truth."""


def main() -> None:
    figures: dict[str, Json] = {}
    worth: dict[str, Json] = {}
    lists: dict[str, Json] = {}
    for task in sorted({case.task for case in cases()}):
        given, multi = ([c for c in cases(both) if c.task == task] for both in (False, True))
        figures[task] = _plain(_held(f"Which language to add ({task})", PREDICTORS, given))
        title = f"A language, or multilingual embeddings ({task})"
        figures[f"{task}, multilingual too"] = _plain(_held(title, CHOICES, multi))
        by_size: list[Json] = []
        for size in sorted({case.sentences for case in multi}):
            of_size = [case for case in given if case.sentences == size]
            languages = _held(f"Languages, {size:,} sentences", PREDICTORS, of_size)
            choices = _held(
                f"Multilingual too, {size:,} sentences",
                CHOICES,
                [case for case in multi if case.sentences == size],
            )
            figures[f"{task}, {size}"] = _plain(languages)
            figures[f"{task}, multilingual too, {size}"] = _plain(choices)
            if len({case.language for case in of_size}) >= FEWEST:
                by_size.append(asdict(_worth(size, of_size, languages, choices)))
            for one in shortlists(of_size):
                lists[f"{task}, {size}, {one.kept}"] = asdict(one)
        worth[task] = {"line": asdict(_line(given)), "sizes": by_size}
    figures["shortlists"] = lists
    write_report("selection", figures, ("numpy", "scipy", "torch"))
    record: dict[str, Json] = {"made_by": "benchmarks/selection.py", "tasks": worth}
    WORTH.write_text(json_text(record), encoding="utf-8")


def _held(
    title: str, predictors: Mapping[str, Predictor], given: Sequence[Case]
) -> dict[str, Summary]:
    """A contest on some cases."""
    found = contest(predictors, given)
    chosen = found[CHOSEN]
    summaries = {name: summed_up(name, each, chosen) for name, each in found.items() if each}
    show(title, [_row(name, one) for name, one in summaries.items()])
    return summaries


def _plain(summaries: Mapping[str, Summary]) -> dict[str, Json]:
    return {name: asdict(one) for name, one in summaries.items()}


def _worth(
    sentences: int,
    given: Sequence[Case],
    found: Mapping[str, Summary],
    choices: Mapping[str, Summary],
) -> Worth:
    """What ``probe`` says of itself on a task, with so many sentences."""
    return Worth(
        sentences,
        len({case.language for case in given}),
        found[CHOSEN].spearman,
        found[CHOSEN].regret,
        found["any language"].regret,
        found["one full run"].spearman,
        choices["always multilingual"].behind,
    )


def _line(given: Sequence[Case]) -> Line:
    """What turns losses into points, fitted on a task's cases and on those of the reproduction."""
    fitted = [*given, *(case for case in rich_cases() if case.task == given[0].task)]
    rows = [(case, name) for case in fitted for name in case.probed if name not in UNFITTED]
    ins = np.array([[1.0, *case.probed[name]] for case, name in rows])
    outs = np.array([case.gained[name] for case, name in rows])
    of = np.array([case.language for case, _ in rows])
    held = sorted(set(of))
    errors = [outs[of == h] - ins[of == h] @ _fit(ins[of != h], outs[of != h]) for h in held]
    below, above = np.quantile(np.concatenate(errors), LEVELS).tolist()
    intercept, loss, ridge = _fit(ins, outs).tolist()
    return Line(intercept, loss, ridge, below, above)


def _fit(ins: Floats, outs: Floats) -> Floats:
    found: Floats = np.linalg.lstsq(ins, outs, rcond=None)[0].astype(np.float64)
    return found


def _row(name: str, one: Summary) -> Row:
    row: dict[str, str | float] = {"predictor": name}
    for key in ("spearman", "regret", "behind", "ndcg", "first"):
        value: Interval = getattr(one, key)
        row[key] = f"{value.mean:.2f} ({value.low:.2f} to {value.high:.2f})"
    return {**row, "seconds": round(one.seconds, 2), "cases": one.cases}


if __name__ == "__main__":
    main()
