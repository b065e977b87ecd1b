"""``train --budget``: as much as so many minutes hold, or what that would be."""

from __future__ import annotations

import sys
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from auxadvisor.cli.output import Format, given
from auxadvisor.errors import SettingsError

if TYPE_CHECKING:
    from auxadvisor.experiments.experiment import Experiment
    from auxadvisor.json_values import Json


def check_budget(context: typer.Context, minutes: float) -> None:
    """Refuse what cannot be a budget, and settings beside one.

    Raises:
        SettingsError: it is not above 0, or ``--settings`` or ``--meta`` is given too.
    """
    if not 0 < minutes < float("inf"):
        raise SettingsError(f"--budget {minutes:g}: expected minutes, more than 0")
    for name in ("settings", "meta"):
        if given(context, name) and context.params[name]:  # meta = false asks for nothing
            raise SettingsError(
                f"--budget chooses the settings itself: leave out --{name} (also in "
                "auxadvisor.toml), or --budget"
            )


def trained_on_budget(
    experiment: Experiment,
    minutes: float,
    where: AbstractContextManager[Executor],
    offline: bool,
    resume: bool,
    format: Format,
    settings: dict[str, Json],
) -> str:
    """Spend a budget, and show what came of it."""
    from auxadvisor.budget.locking import at_work
    from auxadvisor.budget.running import Search
    from auxadvisor.cli.progress import steps
    from auxadvisor.cli.train_output import FORMATS
    from auxadvisor.cli.train_progress import training
    from auxadvisor.experiments.experiment import claim, with_counts
    from auxadvisor.experiments.summary import by_setting, summarise

    with at_work(experiment.runs):
        search = Search(experiment, minutes, offline, _say)
        claim(search.experiment, settings, resume)
        with steps() as step:
            search.choose(step)
        with where as executor:
            with steps() as step:
                search.halve(executor, step)
            while (trained := search.next_round()) is not None:
                with training(trained) as (progress, finished):
                    search.run_round(trained, executor, progress, finished)
            results = search.results(executor)
        final = search.final
        settings = settings | {"settings": ",".join(one.name for one in final.settings)}
        claim(final, settings)
    with steps() as step:
        step("comparing")
        runs = by_setting(with_counts(final.runs, list(results.items())))
        summary = summarise(runs)
    return FORMATS[format](final, runs, summary, settings, search.outcome)


def reckoned_on_budget(
    experiment: Experiment,
    minutes: float,
    offline: bool,
    format: Format,
    settings: dict[str, Json],
) -> str:
    """Shortlist and plan, train nothing, leave nothing, and show the plan."""
    from tempfile import TemporaryDirectory

    from auxadvisor.budget.running import Search
    from auxadvisor.cli.budget_output import DRY_RUN_FORMATS
    from auxadvisor.cli.progress import steps

    with steps() as step, TemporaryDirectory() as folder:
        search = Search(replace(experiment, runs=Path(folder)), minutes, offline)
        search.choose(step)
    return DRY_RUN_FORMATS[format](search.experiment, search.outcome, settings)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
