"""How fast training is on this machine, before anything is trained."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from auxadvisor.budget.candidates import SHARED, settings_of
from auxadvisor.budget.plan import FINALISTS, Plan, Speeds
from auxadvisor.costs import EPOCHS
from auxadvisor.errors import SettingsError
from auxadvisor.experiments.estimates import estimates
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import Setting

PASSES = 3
"""Of the trial, whose median counts: each takes a second, in which others may use the machine."""


def tried(
    experiment: Experiment,
    work: Work,
    shortlist: Sequence[str],
    step: Callable[[str], None] = lambda _: None,
) -> Speeds:
    """Seconds of an epoch, by some batches of each setting, of which nothing is kept.

    Args:
        experiment: what may be trained.
        work: with vectors of the shortlist.
        shortlist: tags of its languages; ``meta`` is tried with as many as can be finalists.
        step: told what is being done.
    """
    most = settings_of(experiment, shortlist[:FINALISTS]).settings
    shared = [setting for setting in most if setting.name in SHARED]
    single = [Setting(f"mono+{tag}", (experiment.target.tag, tag)) for tag in shortlist]
    once = replace(experiment, settings=(*shared, *single), seeds=experiment.seeds[:1])
    epochs = min(EPOCHS, experiment.training.epochs)
    passes = [[one.seconds for one in estimates(once, work, step)] for _ in range(PASSES)]
    seconds = [median(each) / epochs for each in zip(*passes, strict=True)]
    return Speeds(sum(seconds[: len(shared)]), max(seconds[len(shared) :]), epochs)


def check_that_it_fits(plan: Plan, minutes: float, spent: float, listed: int) -> None:
    """Refuse a budget that does not hold one seed.

    Args:
        plan: the one that fits, or the smallest.
        minutes: the budget.
        spent: seconds of it that are gone.
        listed: languages of the shortlist.

    Raises:
        SettingsError: it is too small; the message says the least.
    """
    least = spent + plan.least
    if least <= minutes * 60:
        return
    raise SettingsError(
        f"--budget {minutes:g}: expected {math.ceil(least / 6) / 10:g} minutes or more, by a trial "
        f"on this machine: {spent / 60:.1f} until now, {plan.search / 60:.1f} for short runs of "
        f"{listed} languages, {plan.first / 60:.1f} for one seed of {', '.join(SHARED)} and one "
        f"mono+XX of {plan.speeds.epochs} epochs; give more, or train on less with --sentences, "
        "--languages or --epochs"
    )
