"""How trained settings are shown: the paper's Table 1 for a corpus, or what it would cost."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from auxadvisor import __version__
from auxadvisor.budget.record import Outcome
from auxadvisor.cli import budget_output
from auxadvisor.cli.compare_output import interval_text, p_text
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.costs import EPOCHS
from auxadvisor.experiments.estimates import Estimate
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.scoring import SCORES
from auxadvisor.experiments.summary import Row, Run, Summary, verdict
from auxadvisor.json_values import Json, json_text

SCHEMA_VERSION = 1
BY_THEMSELVES = " (runs end by themselves, mostly after 40 to 60)"
Runs = Mapping[str, Sequence[Run]]
Settings = dict[str, Json]
Budget = Outcome | None


def show(
    experiment: Experiment, runs: Runs, summary: Summary, settings: Settings, budget: Budget
) -> str:
    """The table for a terminal, with what to make of it below."""
    del settings
    screen = Screen()
    screen.title(_title(experiment), _subtitle(experiment, summary))
    strong = [place for place, row in enumerate(summary.rows) if row.setting == summary.best]
    screen.table(_header(summary), _rows(summary), strong=strong)
    screen.entries("Verdict", [verdict(summary)])
    screen.entries("How to read it", _legend(summary, budget))
    if budget is not None:
        budget_output.show(screen, budget)
    screen.entries("What was trained", _about(experiment))
    if any(run.result.attention for each in runs.values() for run in each):
        screen.entries("Attention (mean weights on the test part)", _attention(runs))
    screen.commands("Next", [_next(experiment, summary)])
    screen.faint(experiment.signature)
    return screen.text()


def markdown(
    experiment: Experiment, runs: Runs, summary: Summary, settings: Settings, budget: Budget
) -> str:
    """The table in Markdown."""
    del settings, runs
    lines = [
        f"## {_title(experiment)}: {_subtitle(experiment, summary)}",
        "",
        markdown_table(_header(summary), _rows(summary)),
        f"{verdict(summary)}\n",
        *(f"- {line}" for line in (*_legend(summary, budget), *_about(experiment))),
        "",
        *(budget_output.markdown(budget) if budget is not None else ()),
        f"`{experiment.signature}`",
        "",
    ]
    return "\n".join(lines)


def comma_separated(
    experiment: Experiment, runs: Runs, summary: Summary, settings: Settings, budget: Budget
) -> str:
    """Every finished run, one a line."""
    del experiment, summary, settings, budget
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["setting", "seed", "dev", "test", "best_epoch", "epochs", "seconds"])
    for each in runs.values():
        for run in each:
            r = run.result
            row = [r.setting, r.seed, r.dev, r.test, r.best_epoch, r.epochs, r.seconds]
            writer.writerow(row)
    return buffer.getvalue()


def as_json(
    experiment: Experiment, runs: Runs, summary: Summary, settings: Settings, budget: Budget
) -> str:
    """Everything."""
    record = {
        "schema_version": SCHEMA_VERSION,
        "command": "train",
        "auxadvisor": __version__,
        "signature": experiment.signature,
        "settings": settings,
        "target": asdict(experiment.target),
        "languages": list(experiment.languages),
        "embeddings": experiment.embeddings,
        "score": SCORES[summary.task],
        "summary": asdict(summary),
        "verdict": verdict(summary),
        "runs": [asdict(run.result) for each in runs.values() for run in each],
        **({} if budget is None else {"budget": budget.record()}),
    }
    return json_text(record)


FORMATS: dict[Format, Callable[[Experiment, Runs, Summary, Settings, Budget], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of trained settings."""


def _title(experiment: Experiment) -> str:
    return f"Taggers of {experiment.target}"


def _subtitle(experiment: Experiment, summary: Summary) -> str:
    data = experiment.data
    return (
        f"{SCORES[summary.task]} on {len(data.test):,} test sentences; trained on "
        f"{len(data.train):,} sentences, {data.training_tokens:,} tokens"
    )


def _header(summary: Summary) -> list[str]:
    over = f"p (over {summary.best_auxiliary})" if summary.best_auxiliary else "p"
    return ["setting", "test", "dev", "over mono", "95 % interval", over, "runs", "min a run"]


def _rows(summary: Summary) -> list[list[str]]:
    return [
        [
            row.setting,
            _score(row, summary),
            f"{row.dev:.2f}",
            "" if row.gain is None else f"{row.gain.mean:+.2f}",
            "" if row.gain is None else interval_text(row.gain),
            "" if row.p is None else p_text(row.p),
            str(row.runs),
            f"{row.seconds / 60:.1f}",
        ]
        for row in summary.rows
    ]


def _score(row: Row, summary: Summary) -> str:
    spread = "" if row.deviation is None else f" ± {row.deviation:.2f}"
    mark = " †" if row.setting in summary.significant else ""
    return f"{row.mean:.2f}{spread}{mark}"


def _legend(summary: Summary, budget: Budget) -> list[str]:
    lines = ["test: mean over the seeds ± standard deviation; the best setting stands out."]
    if summary.row("mono") is not None and len(summary.rows) > 1:
        lines.append(
            "over mono: the gain; its interval resamples test sentences and seeds, 2,000 times."
        )
        if any(row.runs == 1 for row in summary.rows):
            more = "--seeds" if budget is None else "a larger --budget"
            lines.append(f"a single run a setting says nothing of other seeds; give {more}.")
    if summary.best_auxiliary is not None and any(row.p is not None for row in summary.rows):
        lines.append(
            f"†: better than {summary.best_auxiliary}, the single auxiliary language with the best "
            "dev score (p < .05: paired permutation test, 2^20 exchanges, of the runs with the "
            "median dev score; Holm's correction)."
        )
    return lines


def _about(experiment: Experiment) -> list[str]:
    lines = []
    if experiment.languages:
        lines.append(f"auxiliary languages: {', '.join(experiment.languages)}")
    named = ", ".join(f"{name}: {what}" for name, what in experiment.embeddings.items())
    lines.append(f"embeddings: {named}")
    if experiment.data.drawn:
        lines.append(
            f"{' and '.join(experiment.data.drawn)}: no file was given, so a tenth of the training "
            "sentences each was drawn and left out of training, copies too"
        )
    lines.append(f"every run, its weights and predictions: {experiment.runs}")
    return lines


def _attention(runs: Runs) -> list[str]:
    found = []
    for name, each in runs.items():
        means = [run.result.attention for run in each if run.result.attention is not None]
        if means:
            columns = zip(*(one.overall for one in means), strict=True)
            weights = [sum(column) / len(means) for column in columns]
            said = ", ".join(f"{s} {w:.2f}" for s, w in zip(means[0].sets, weights, strict=True))
            found.append(f"{name}: {said}")
    return found


def _next(experiment: Experiment, summary: Summary) -> str:
    """What uses a tagger: of the setting with the best dev score, for the test part judges it."""
    chosen = max(summary.rows, key=lambda row: row.dev).setting
    folder = experiment.runs / chosen / f"seed-{experiment.seeds[0]}"
    return f"{shlex.join(['auxadvisor', 'tag', str(folder)])} --text new.txt"


Reckoned = Callable[[Experiment, Sequence[Estimate], int | None, Settings], str]


def show_dry_run(
    experiment: Experiment, found: Sequence[Estimate], memory: int | None, settings: Settings
) -> str:
    """What would be trained, for a terminal."""
    del settings
    screen = Screen()
    data = experiment.data
    screen.title(_title(experiment), f"{len(experiment.cells)} runs, nothing was trained")
    screen.table(DRY_RUN_HEADER, _dry_rows(found))
    parts = {"train": data.train, "dev": data.dev, "test": data.test}
    reckoned = min(EPOCHS, experiment.training.epochs)
    told = ", ".join(f"{name} {len(places):,} sentences" for name, places in parts.items())
    entries = [
        f"data: {told}; {len(data.tags)} tags ({data.task})",
        f"all runs, one after another: about {_hours(sum(one.seconds for one in found))} at "
        f"{reckoned} epochs each{'' if reckoned < EPOCHS else BY_THEMSELVES}",
    ]
    if memory is not None:
        entries.append(f"memory: {memory / 1e6:,.0f} MB at most in this trial of every setting")
    screen.entries("Plan", [*entries, *_about(experiment)])
    screen.faint(experiment.signature)
    return screen.text()


def dry_run_markdown(
    experiment: Experiment, found: Sequence[Estimate], memory: int | None, settings: Settings
) -> str:
    """The table in Markdown."""
    del experiment, memory, settings
    return markdown_table(DRY_RUN_HEADER, _dry_rows(found))


def dry_run_csv(
    experiment: Experiment, found: Sequence[Estimate], memory: int | None, settings: Settings
) -> str:
    """A setting a line."""
    del experiment, memory, settings
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["setting", "runs", "parameters", "tokens_per_second", "seconds"])
    writer.writerows(
        [one.setting, one.runs, one.parameters, one.tokens_per_second, one.seconds] for one in found
    )
    return buffer.getvalue()


def dry_run_json(
    experiment: Experiment, found: Sequence[Estimate], memory: int | None, settings: Settings
) -> str:
    """Everything."""
    record = {
        "schema_version": SCHEMA_VERSION,
        "command": "train --dry-run",
        "auxadvisor": __version__,
        "signature": experiment.signature,
        "settings": settings,
        "epochs": min(EPOCHS, experiment.training.epochs),
        "peak_memory_bytes": memory,
        "estimates": [asdict(one) for one in found],
    }
    return json_text(record)


DRY_RUN_FORMATS: dict[Format, Reckoned] = {
    Format.table: show_dry_run,
    Format.json: dry_run_json,
    Format.csv: dry_run_csv,
    Format.md: dry_run_markdown,
}
"""What ``--format`` prints of a dry run."""
DRY_RUN_HEADER = ["setting", "embeddings", "runs", "parameters", "tokens/s", "min a run"]


def _dry_rows(found: Sequence[Estimate]) -> list[list[str]]:
    return [
        [
            one.setting,
            " ".join(one.embeddings),
            str(one.runs),
            f"{one.parameters:,}",
            f"{one.tokens_per_second:,.0f}",
            f"{one.seconds / one.runs / 60:.1f}",
        ]
        for one in found
    ]


def _hours(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"
