"""Runs a budget: shortlist, short runs, full seeds of the finalists; resumable at any moment.

Every decision is in ``budget.json`` (``record``) before anything follows from it, and so is the
time spent, every two seconds: a killed command goes on with the same decisions. What short runs
have trained of a finalist's first seed is not trained again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, wait
from dataclasses import replace

from auxadvisor.budget.candidates import identity_of, settings_of
from auxadvisor.budget.plan import FINALISTS, Plan, Rung, best, planned, shortlist_size
from auxadvisor.budget.record import (
    BUDGET,
    Climbed,
    Outcome,
    Round,
    State,
    not_listed,
    pruned_after_rung,
    read_state,
    write_state,
)
from auxadvisor.budget.shortlist import predicted
from auxadvisor.budget.trial import check_that_it_fits, tried
from auxadvisor.errors import SettingsError
from auxadvisor.executors import InProcess, outcome
from auxadvisor.experiments.auxiliaries import closest, in_turns
from auxadvisor.experiments.execution import ADVICE, POLL, Finished, run_all, run_short_kept
from auxadvisor.experiments.experiment import Experiment, prepare
from auxadvisor.experiments.results import CHECKPOINT, METRICS, SHORT, Cell, Result, read_result
from auxadvisor.experiments.runs import Progress, Work, run_short, take_up
from auxadvisor.experiments.work_file import keep_work
from auxadvisor.tagger.training import Epoch

KEPT_EVERY = 2.0
"""Seconds of the budget that a kill forgets at most."""
Step = Callable[[str], None]


class Search:
    """A budget that is being spent.

    Args:
        experiment: its languages are the candidates, its seeds the most that are trained; its
            settings are not looked at.
        minutes: the budget.
        offline: whether nothing may be fetched.
        say: told each decision, a line.

    Raises:
        SettingsError: the folder holds trainings of other data, settings or candidates; one where
            it did not come to any is begun anew.
        DataError: they cannot be read.
    """

    work: Work

    def __init__(
        self,
        experiment: Experiment,
        minutes: float,
        offline: bool = False,
        say: Step = lambda _: None,
    ) -> None:
        self.experiment = settings_of(experiment, experiment.languages)
        self.minutes, self.offline, self.say = minutes, offline, say
        kept, mine = read_state(experiment.runs), identity_of(experiment)
        if kept is not None and kept.identity != mine:
            if kept.plan is not None:
                raise SettingsError(
                    f"--runs {experiment.runs}: {BUDGET} in it is of other data, settings, "
                    "embeddings or candidates; name another folder"
                )
            kept = None
        self.state = kept or State(mine)
        self._counts = not self._is_over
        self._began, self._before, self._kept = time.monotonic(), self.state.spent, 0.0

    @property
    def outcome(self) -> Outcome:
        """What has come of it so far."""
        return Outcome(self.minutes, self.state, self._seeds)

    @property
    def final(self) -> Experiment:
        """What is trained in full, with the seeds that are done; meta weighs the finalists."""
        return replace(settings_of(self.experiment, self.state.left), seeds=self._seeds)

    @property
    def _seeds(self) -> tuple[int, ...]:
        """Those that are done, of those that are asked for: the folder may have more."""
        return tuple(seed for seed in self.state.seeds if seed in self.experiment.seeds)

    def choose(self, step: Step = lambda _: None) -> None:
        """Compute vectors, shortlist, and plan.

        Raises:
            SettingsError: the budget is too small, and the message says the least; or a run to be
                trained is there with other embeddings.
            AssetError, DataError: embeddings are missing or cannot be read.
        """
        told = self._ticking(step)
        self.experiment.runs.mkdir(parents=True, exist_ok=True)
        self.work = prepare(self.experiment, self.offline, lambda what, _done, _total: told(what))
        if self.state.losses is None:
            losses = predicted(self.experiment, self.work, told)
            target, train = self.experiment.target, self.experiment.corpora["train"]
            ranked = closest(target, train, self.experiment.languages)
            listed = in_turns(tuple(losses), ranked, shortlist_size(len(losses)))
            pruned = tuple(not_listed(losses, listed, self._spent))
            chosen = replace(self.state, losses=losses, closest=ranked, shortlist=listed)
            self._keep(replace(chosen, pruned=pruned))
            self.say(f"shortlist: {', '.join(listed)} go on{_behind(self.state, 0)}")
        if self.state.plan is None:
            self._see_that_nothing_is_in_the_way()
            listed = self.state.shortlist
            speeds = tried(self.experiment, self.work, listed, told)
            left = self.minutes * 60 - self._spent
            plan = planned(left, len(listed), speeds, self.experiment.training.epochs)
            self._keep(self.state)
            check_that_it_fits(plan, self.minutes, self._spent, len(listed))
            self._keep(replace(self.state, plan=plan))

    def halve(self, executor: Executor, step: Step = lambda _: None) -> None:
        """Train the shortlist for some epochs, the better half for twice as many, and so on.

        Judged by the best development score so far; nothing else of the corpus is looked at.
        """
        told = self._ticking(step)
        while (number := len(self.state.climbed)) < len(self._plan.rungs):
            self._climb(number + 1, self._plan.rungs[number], executor, told)
        for tag in self.state.shortlist:
            cell = self._cell(tag)
            if tag in self.state.left:
                take_up(self.work, cell)
            else:  # its weights are of no more use
                kept = cell.folder(self.experiment.runs / SHORT) / CHECKPOINT
                kept.unlink(missing_ok=True)

    def _climb(self, number: int, rung: Rung, executor: Executor, told: Step) -> None:
        told(f"short runs {number} of {len(self._plan.rungs)}")
        cells = [self._cell(tag) for tag in self.state.left]
        histories = self._short(cells, rung.epochs, executor, told)
        dev = {
            tag: max(epoch.dev_score for epoch in history)
            for tag, history in zip(self.state.left, histories, strict=True)
        }
        order, plan = best(dev, len(dev)), self._plan
        before = plan.rungs[number - 2].epochs if number > 1 else 0
        seconds = sum(epoch.seconds for history in histories for epoch in history[before:])
        keep = rung.keep
        if keep <= FINALISTS:
            slower = plan.slower([*(one.seconds for one in self.state.climbed), seconds])
            fit = plan.finalists_in(self.minutes * 60 - self._spent, number, slower)
            if number == len(plan.rungs):
                keep = min(keep, fit)
            elif keep <= fit:
                plan = plan.ended_after(number)
        done = Climbed(rung.epochs, {tag: dev[tag] for tag in order}, order[:keep], seconds)
        pruned = (*self.state.pruned, *pruned_after_rung(done, number, rung.keep, self._spent))
        climbed = (*self.state.climbed, done)
        self._keep(replace(self.state, plan=plan, climbed=climbed, pruned=pruned))
        self.say(
            f"short runs {number}: {', '.join(done.kept)} go on after {rung.epochs} epochs"
            f"{_behind(self.state, number)}"
        )

    def next_round(self) -> Experiment | None:
        """The next seed of all settings, if the budget holds it whole; the first one always."""
        rounds = self.state.rounds
        if rounds and rounds[-1].seconds is None and rounds[-1].seed in self.experiment.seeds:
            return replace(self.final, seeds=(rounds[-1].seed,))
        if self._is_over:
            return None
        begun = Round(len(rounds) + 1, self._spent)
        self._keep(replace(self.state, rounds=(*rounds, begun)))
        return replace(self.final, seeds=(begun.seed,))

    def run_round(
        self,
        trained: Experiment,
        executor: Executor,
        progress: Progress = lambda _cell, _done, _history: None,
        finished: Finished = lambda _cell, _result: None,
    ) -> None:
        """Train what ``next_round`` gave."""

        def told(cell: Cell, done: int, history: Sequence[Epoch]) -> None:
            self._tick()
            progress(cell, done, history)

        run_all(self.work, trained.cells, executor, told, finished)
        *before, last = self.state.rounds
        done = replace(last, seconds=self._spent - last.began)
        self._keep(replace(self.state, rounds=(*before, done)))

    def results(self, executor: Executor) -> dict[Cell, Result]:
        """Of every run of the seeds that are done."""
        return run_all(self.work, self.final.cells, executor)

    @property
    def next_seconds(self) -> float:
        """What another seed would take: as long as the longest so far, the first one with what its
        short runs took.
        """
        took = [one.seconds for one in self.state.rounds if one.seconds is not None]
        return max([took[0] + self._plan.later - self._plan.first, *took[1:]])

    @property
    def _plan(self) -> Plan:
        if self.state.plan is None:
            raise ValueError("nothing was planned: call choose first")
        return self.state.plan

    @property
    def _is_over(self) -> bool:
        """Whether all seeds are done that are asked for, or that the budget holds."""
        done = self._seeds
        if done == self.experiment.seeds:
            return True
        if not done or len(done) < len(self.state.rounds):
            return False
        return self.state.spent + self.next_seconds > self.minutes * 60

    @property
    def _spent(self) -> float:
        """Seconds, those of earlier commands included; it stands still where all is done."""
        return self._before + (time.monotonic() - self._began if self._counts else 0.0)

    def _keep(self, state: State) -> None:
        self.state = replace(state, spent=self._spent)
        write_state(self.experiment.runs, self.state)
        self._kept = time.monotonic()

    def _tick(self) -> None:
        if self._counts and time.monotonic() - self._kept >= KEPT_EVERY:
            self._keep(self.state)

    def _ticking(self, step: Step) -> Step:
        def told(what: str) -> None:
            self._tick()
            step(what)

        return told

    def _cell(self, tag: str) -> Cell:
        """The first run of mono + X."""
        named = {setting.name: setting for setting in self.experiment.settings}
        return Cell(named[f"mono+{tag}"], self.experiment.seeds[0])

    def _see_that_nothing_is_in_the_way(self) -> None:
        """No finished run of the same name is of other embeddings, as far as can be known."""
        full = settings_of(self.experiment, self.state.shortlist)
        for cell in full.cells:
            folder = cell.folder(full.runs)
            if cell.setting.name != "meta":
                read_result(folder, self.work.identity(cell))
            elif (folder / METRICS).exists():
                raise SettingsError(
                    f"{folder}: expected no result before the finalists that meta weighs are "
                    "found; name another --runs, or remove the folder"
                )

    def _short(
        self, cells: Sequence[Cell], epochs: int, executor: Executor, step: Step
    ) -> list[tuple[Epoch, ...]]:
        """Histories of short runs, in the order of the cells."""

        def told(cell: Cell, _done: int, history: Sequence[Epoch]) -> None:
            step(f"{cell.setting.name}, short run, epoch {len(history) + 1}")

        if isinstance(executor, InProcess):
            return [run_short(self.work, cell, epochs, told) for cell in cells]
        file = keep_work(self.work)
        futures = [executor.submit(run_short_kept, file, cell, epochs) for cell in cells]
        pending = set(futures)
        while pending:
            _, pending = wait(pending, timeout=POLL)
            step(f"short runs: {len(cells) - len(pending)} of {len(cells)} done")
        return [outcome(future, ADVICE) for future in futures]


def _behind(state: State, rung: int) -> str:
    """Whom a step left behind, and by how much."""
    said = [f"{one.language} ({one.figures[0]})" for one in state.pruned if one.rung == rung]
    if not said:
        return ""
    last = next(one for one in state.pruned if one.rung == rung)
    return f"; pruned: {', '.join(said)}, behind {last.figures[1]}"
