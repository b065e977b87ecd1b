"""How a budget is shown: what was pruned, when and why, or what would be trained."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from auxadvisor import __version__
from auxadvisor.budget.candidates import SHARED
from auxadvisor.budget.record import PREDICTOR, Outcome, State
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.json_values import Json, json_text

Settings = dict[str, Json]
ORDERS = f"in turns by a probe ({PREDICTOR} of training and dev part) and by the ranking"
PRUNED_HEADER = ["language", "after", "min since the start", "its figure", "the last that went on"]
PLAN_HEADER = ["step", "what", "runs", "epochs", "min"]


def pruned_rows(outcome: Outcome) -> list[list[str]]:
    """A language a row, in the order in which they were left behind."""
    return [
        [one.language, one.step, f"{one.minutes:.1f}", *one.figures] for one in outcome.state.pruned
    ]


def told(outcome: Outcome) -> list[str]:
    """How the budget was spent."""
    state = outcome.state
    seeds = len(outcome.seeds)
    lines = [
        f"{outcome.minutes:g} minutes, {outcome.spent:.1f} spent: {seeds} whole "
        f"seed{'s' if seeds != 1 else ''} of each setting",
        f"shortlist of {len(state.losses or ())} candidates, {ORDERS}: "
        f"{', '.join(state.shortlist)}",
        f"finalists{', by the dev score of short runs' if state.climbed else ''}: "
        f"{', '.join(state.left)}; meta weighs these",
    ]
    if outcome.exceeded:
        lines.insert(
            1,
            "more than was given: a seed that is begun is trained to its end, and the first one "
            "always",
        )
    return lines


def show(screen: Screen, outcome: Outcome) -> None:
    """On a terminal, below the table."""
    screen.entries("Budget", told(outcome))
    rows = pruned_rows(outcome)
    if rows:
        screen.title("Pruned", "languages left behind, and to whom they lost")
        screen.table(PRUNED_HEADER, rows)


def markdown(outcome: Outcome) -> list[str]:
    """Lines in Markdown."""
    lines = ["### Budget", "", *(f"- {line}" for line in told(outcome)), ""]
    rows = pruned_rows(outcome)
    return [*lines, "### Pruned", "", markdown_table(PRUNED_HEADER, rows)] if rows else lines


def show_plan(experiment: Experiment, outcome: Outcome, settings: Settings) -> str:
    """What would be trained, for a terminal."""
    del settings
    screen = Screen()
    screen.title(f"Taggers of {experiment.target}", f"{outcome.minutes:g} minutes, nothing trained")
    screen.table(PLAN_HEADER, _plan_rows(experiment, outcome))
    state = outcome.state
    screen.entries(
        "Plan",
        [
            f"shortlist, {ORDERS}: {', '.join(state.shortlist)}",
            f"seeds that fit: {_seeds(experiment, outcome)} of {len(experiment.seeds)}; minutes "
            "are by a trial, one run at a time, and a seed more is begun only if the last one's "
            "time is left",
        ],
    )
    if outcome.state.pruned:
        screen.title("Pruned", "not on the shortlist")
        screen.table(PRUNED_HEADER, pruned_rows(outcome))
    screen.faint(experiment.signature)
    return screen.text()


def plan_markdown(experiment: Experiment, outcome: Outcome, settings: Settings) -> str:
    """The plan in Markdown."""
    del settings
    return markdown_table(PLAN_HEADER, _plan_rows(experiment, outcome))


def plan_csv(experiment: Experiment, outcome: Outcome, settings: Settings) -> str:
    """A step a line."""
    del settings
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["step", "what", "runs", "epochs", "minutes"])
    writer.writerows(_plan_rows(experiment, outcome))
    return buffer.getvalue()


def plan_json(experiment: Experiment, outcome: Outcome, settings: Settings) -> str:
    """Everything."""
    record = {
        "schema_version": 1,
        "command": "train --budget --dry-run",
        "auxadvisor": __version__,
        "signature": experiment.signature,
        "settings": settings,
        "seeds": _seeds(experiment, outcome),
        "budget": outcome.record(),
    }
    return json_text(record)


DRY_RUN_FORMATS: dict[Format, Callable[[Experiment, Outcome, Settings], str]] = {
    Format.table: show_plan,
    Format.json: plan_json,
    Format.csv: plan_csv,
    Format.md: plan_markdown,
}
"""What ``--format`` prints of a dry run with a budget."""


def _seeds(experiment: Experiment, outcome: Outcome) -> int:
    left = outcome.minutes * 60 - outcome.state.spent
    plan = outcome.state.plan
    return plan.seeds(left, len(experiment.seeds)) if plan else 0


def _plan_rows(experiment: Experiment, outcome: Outcome) -> list[list[str]]:
    state: State = outcome.state
    plan = state.plan
    if plan is None:
        return []
    rows = [["shortlist", f"mono+X of {len(state.losses or ())}", "", "", f"{outcome.spent:.1f}"]]
    for number, (rung, seconds) in enumerate(zip(plan.rungs, plan.rung_seconds, strict=True), 1):
        what = f"mono+X of {rung.enter}, {rung.keep} go on"
        rows.append(
            [f"short runs {number}", what, str(rung.enter), str(rung.epochs), f"{seconds / 60:.1f}"]
        )
    shared = [one.name for one in experiment.settings if one.name in SHARED]
    names = f"{', '.join(shared)}, mono+X of {plan.finalists}"
    epochs = str(plan.speeds.epochs)
    count = str(len(shared) + plan.finalists)
    rows.append(["seed 1", names, count, epochs, f"{plan.first / 60:.1f}"])
    later = ["the same", count, epochs, f"{plan.later / 60:.1f}"]
    seeds = range(2, _seeds(experiment, outcome) + 1)
    return [*rows, *([f"seed {seed}", *later] for seed in seeds)]
