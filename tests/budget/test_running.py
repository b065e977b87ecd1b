"""A budget spent on a small corpus: what it chooses, looks at, and does not do twice."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from small_languages import CANDIDATES

from auxadvisor.budget import plan as planning
from auxadvisor.budget import running, shortlist
from auxadvisor.budget.locking import at_work
from auxadvisor.budget.record import BUDGET, Outcome, read_state
from auxadvisor.budget.running import Search
from auxadvisor.cli.budget_output import told
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.executors import InProcess, executor_named
from auxadvisor.experiments.auxiliaries import closest, in_turns
from auxadvisor.experiments.execution import run_all
from auxadvisor.experiments.experiment import Experiment, prepare
from auxadvisor.experiments.results import CHECKPOINT, HISTORY, METRICS, SHORT, Cell, Result
from auxadvisor.experiments.settings import settings_named
from auxadvisor.tagger.training import Epoch


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short runs of one epoch, then two."""
    monkeypatch.setattr(planning, "FEWEST_EPOCHS", 1)
    monkeypatch.setattr(planning, "MOST_EPOCHS", 1)


def spend(
    experiment: Experiment, minutes: float = 1000, jobs: int = 1, finished=lambda *_: None
) -> tuple[Search, dict[Cell, Result]]:
    """Everything that the command does."""
    search = Search(experiment, minutes)
    search.choose()
    with executor_named(None, jobs) as executor:
        search.halve(executor)
        while (trained := search.next_round()) is not None:
            search.run_round(trained, executor, finished=finished)
        return search, search.results(executor)


def plainly(result: Result) -> Result:
    """Without what differs between two equal runs."""
    return replace(result, seconds=0, tokens_per_second=0)


def decided(outcome: Outcome) -> dict[str, object]:
    """The decisions, without their times."""
    state = outcome.state
    pruned = [(one.language, one.rung, one.figure, one.kept) for one in state.pruned]
    climbed = [replace(one, seconds=0) for one in state.climbed]
    return {"losses": state.losses, "listed": state.shortlist, "climbed": climbed} | {
        "pruned": pruned, "seeds": state.seeds,
    }  # fmt: skip


def test_it_finds_the_language_that_helps_and_trains_all_that_is_compared(experiment) -> None:
    made = experiment()
    search, results = spend(made)
    state = search.state
    assert read_state(made.runs) == state
    assert list(state.losses or ())[:2] == ["et", "sv"]
    assert state.closest == closest(made.target, made.corpora["train"], CANDIDATES[::-1])
    assert state.shortlist == in_turns(tuple(state.losses or ()), state.closest, 3)
    assert len(state.climbed) == 1 and len(state.left) == 2
    assert state.left[0] == "et", state.climbed
    names = ["mono", "mono+multi", *(f"mono+{tag}" for tag in state.left), "meta"]
    assert [cell.setting.name for cell in results] == names * 2
    assert [cell.seed for cell in results] == [1] * 5 + [2] * 5
    meta = next(cell.setting for cell in results if cell.setting.name == "meta")
    assert meta.sets == ("fi", *state.left, "multi")
    assert {one.language for one in state.pruned} == {*CANDIDATES} - {*state.left}

    # nothing that was pruned looks like a finished run
    finished = {path.parent for path in made.runs.glob(f"*/seed-*/{METRICS}")}
    assert finished == {cell.folder(made.runs) for cell in results}
    assert {*made.runs.glob("*/seed-*")} == finished and not [*made.runs.rglob(CHECKPOINT)]
    for tag in state.shortlist:
        history = json.loads((made.runs / SHORT / f"mono+{tag}/seed-1" / HISTORY).read_text())
        assert len(history) == 1


def test_a_finalists_run_goes_on_from_its_short_one_and_ends_as_any_other(
    experiment, tmp_path: Path
) -> None:
    made = experiment(seeds=1)
    search, results = spend(made)
    settings = settings_named([f"mono+{tag}" for tag in search.state.left], "fi", CANDIDATES)
    alone = replace(made, settings=settings, runs=tmp_path / "alone")
    for cell, result in run_all(prepare(alone), alone.cells, InProcess()).items():
        assert plainly(results[cell]) == plainly(result)


def test_the_test_part_decides_nothing(experiment, material: Path, tmp_path: Path) -> None:
    search, _ = spend(experiment(seeds=1))
    other = shutil.copytree(material / "corpus", tmp_path / "other")
    lines = (other / "test.tsv").read_text().split("\n")
    tags = iter(np.random.default_rng(3).permutation([x.split("\t")[1] for x in lines if x]))
    shuffled = [f"{x.split(chr(9))[0]}\t{next(tags)}" if x else x for x in lines]
    (other / "test.tsv").write_text("\n".join(shuffled))
    again, _ = spend(experiment(corpus=other, seeds=1, runs=tmp_path / "others"))
    assert decided(again.outcome) == decided(search.outcome)


def test_drawn_test_sentences_are_not_probed(experiment, material: Path, tmp_path: Path) -> None:
    only = tmp_path / "only"
    only.mkdir()
    shutil.copy(material / "corpus" / "train.tsv", only)
    made = experiment(corpus=only)
    assert made.data.drawn == ("dev", "test")
    data, tokens = shortlist._labels(made)
    starts = made.data.starts
    tested = {t for s in made.data.test for t in range(starts[s], starts[s + 1])}
    assert not tested & {*tokens.tolist()}
    assert len(data.sentences) == len(made.data.train) + len(made.data.dev)
    words = [word for sentence in made.data.sentences for word in sentence]
    assert [words[t] for t in tokens] == [word for one in data.sentences for word in one]


def test_too_few_sentences_to_probe_are_said(experiment) -> None:
    made = experiment()
    few = replace(made, data=replace(made.data, train=made.data.train[:4], dev=made.data.dev[:5]))
    with pytest.raises(DataError, match="expected 20 sentences or more"):
        shortlist.predicted(few, prepare(few))


def test_several_processes_decide_the_same(experiment, tmp_path: Path) -> None:
    one, results = spend(experiment(seeds=1))
    two, others = spend(experiment(seeds=1, runs=tmp_path / "others"), jobs=2)
    assert decided(one.outcome) == decided(two.outcome)
    assert [*map(plainly, results.values())] == [*map(plainly, others.values())]


def test_the_same_command_again_computes_nothing(experiment, monkeypatch) -> None:
    search, results = spend(experiment(seeds=1))
    before = (search.experiment.runs / BUDGET).read_bytes()

    def never(*_: object) -> None:
        raise AssertionError("computed again")

    for name in ("predicted", "closest", "tried", "run_short"):
        monkeypatch.setattr(running, name, never)
    again, same = spend(experiment(seeds=1))
    assert same == results and again.state == search.state
    assert (search.experiment.runs / BUDGET).read_bytes() == before
    more, _ = spend(experiment(seeds=2))
    assert more.state.seeds == (1, 2) and more.state.spent > search.state.spent


class Clock:
    """A clock that only its owner moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


def short_runs(clock: Clock, seconds: float):
    """Short runs that take so many seconds an epoch."""

    def run_short(_work, _cell, epochs: int, *_):
        new = epochs - epochs // 2  # each goes on from half as many
        clock.now += new * seconds
        return (Epoch(1, 1.0, 50.0, 0.1, seconds),) * epochs

    return run_short


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The budget's clock, a trial whose seconds are known, and runs that take none."""
    found = Clock()
    monkeypatch.setattr(running, "time", SimpleNamespace(monotonic=found.monotonic))
    speeds = planning.Speeds(0.5, 0.1, 6)
    monkeypatch.setattr(running, "tried", lambda *_: speeds)
    monkeypatch.setattr(
        running, "predicted", lambda experiment, *_: dict.fromkeys(experiment.languages, 0.5)
    )
    monkeypatch.setattr(running, "run_short", short_runs(found, 0.0))

    def run_all(_work, cells, _executor, _progress=None, finished=lambda *_: None):
        made = {
            cell: Result(cell.setting.name, cell.seed, "pos", 1, 1, 1, 1, 1, 1) for cell in cells
        }
        for cell, result in made.items():
            finished(cell, result)
        return made

    monkeypatch.setattr(running, "run_all", run_all)
    return found


@pytest.mark.parametrize(("minutes", "seeds"), [(0.5, 1), (1.2, 2), (3.0, 4), (9.0, 4)])
def test_whole_seeds_as_many_as_fit(experiment, clock, minutes: float, seeds: int) -> None:
    def finished(_cell: Cell, _result: Result) -> None:
        clock.now += 6.0

    search, results = spend(experiment(seeds=4), minutes, finished=finished)
    assert search.state.seeds == tuple(range(1, seeds + 1))
    assert len(results) == 5 * seeds and search.state.spent == pytest.approx(30 * seeds)
    assert search.outcome.exceeded is False


def test_the_first_seed_is_trained_whole_even_beyond_the_budget(experiment, clock) -> None:
    def finished(_cell: Cell, _result: Result) -> None:
        clock.now += 60.0

    search, results = spend(experiment(), 0.5, finished=finished)
    assert search.state.seeds == (1,) and len(results) == 5 and search.outcome.exceeded


def test_training_slower_than_the_trial_promised_costs_a_finalist(
    experiment, clock, monkeypatch
) -> None:
    monkeypatch.setattr(running, "run_short", short_runs(clock, 2.0))  # not .1, as in the trial
    search, results = spend(experiment(seeds=1), 0.5)
    assert len(search.state.left) == 1 and len(results) == 4
    assert [one.for_time for one in search.state.pruned[-2:]] == [True, False]


def test_training_faster_than_the_trial_promised_wins_a_finalist(
    experiment, clock, monkeypatch
) -> None:
    for name in ("FEWEST_LISTED", "MOST_LISTED"):  # five languages, so 5, 3, 2 and 1
        monkeypatch.setattr(planning, name, 5)
    minutes = 4.5 / 60  # by the trial, two take 4.6 seconds, and one 4.4
    monkeypatch.setattr(running, "run_short", short_runs(clock, 0.1))
    search, _ = spend(experiment(seeds=1), minutes)
    assert search.state.plan.finalists == 1 and len(search.state.climbed) == 3
    monkeypatch.setattr(running, "run_short", short_runs(clock, 0.01))
    search, results = spend(experiment(seeds=1, runs=search.experiment.runs / "fast"), minutes)
    assert search.state.plan.finalists == 2 and len(search.state.climbed) == 2
    assert len(search.state.left) == 2 and len(results) == 5


def test_what_was_spent_before_an_interruption_counts(experiment, clock) -> None:
    first = Search(experiment(), 3.0)
    first.choose()
    clock.now += 90.0
    first._tick()
    again = Search(experiment(), 3.0)
    clock.now += 30.0
    again._tick()
    assert again.outcome.spent == pytest.approx(2.0)


def test_a_seed_that_is_begun_is_gone_on_with(experiment, clock) -> None:
    search = Search(experiment(seeds=3), 2.0)
    search.choose()
    with executor_named(None) as executor:
        search.halve(executor)
        search.run_round(search.next_round(), executor)
        assert search.next_round().seeds == (2,)
        clock.now += 500.0  # interrupted, and more is gone than there was
        search._tick()
        again, results = spend(experiment(seeds=3), 2.0)
    assert again.state.seeds == (1, 2) and len(results) == 10 and again.outcome.exceeded


def test_a_seed_that_is_begun_is_left_where_fewer_are_asked_for(experiment, clock) -> None:
    search = Search(experiment(seeds=3), 100)
    search.choose()
    with executor_named(None) as executor:
        search.halve(executor)
        search.run_round(search.next_round(), executor)
        assert search.next_round().seeds == (2,)  # interrupted
        fewer = Search(experiment(seeds=1), 100)
        fewer.choose()
        fewer.halve(executor)
        assert fewer.next_round() is None and fewer.outcome.seeds == (1,)


def test_too_small_a_budget_is_refused_with_the_least_before_anything_is_trained(
    experiment, clock
) -> None:
    made = experiment()
    search = Search(made, 0.05)
    # 3 languages, 1 epoch, then 2 of them, 2; mono+X to the end, and the shared settings
    least = (3 + 2) * 0.1 + 6 * (0.5 + 0.1) - 2 * 0.1
    with pytest.raises(SettingsError, match=r"--budget 0\.05: expected 0\.1 minutes or more"):
        search.choose()
    assert least / 60 < 0.1 and not (made.runs / SHORT).exists() and not search.state.plan
    search, _ = spend(made, 0.1)
    assert search.state.seeds[0] == 1 and search.state.plan.least <= 6.0


def test_a_folder_is_for_one_set_of_candidates(experiment) -> None:
    search = Search(experiment(), 100)
    search.choose()
    with pytest.raises(SettingsError, match="is of other data, settings, embeddings or candidates"):
        Search(experiment(languages=["et", "sv"]), 100)
    Search(experiment(seeds=9), 50)


def test_what_failed_before_any_training_is_not_in_the_way(experiment, tmp_path: Path) -> None:
    usual = experiment()
    tag = usual.languages[0]
    others = [said for said in usual.family.said[1:] if not said.startswith(f"{tag}=")]
    with pytest.raises(DataError, match=r"none\.txt"):
        Search(experiment(embeddings=[*others, f"{tag}=word2vec/none.txt"]), 100).choose()
    small = Search(usual, 0.05)
    with pytest.raises(SettingsError, match="minutes or more"):
        small.choose()
    assert small.state.shortlist and (tmp_path / "runs" / BUDGET).is_file()
    fewer = Search(experiment(languages=["et", "sv"]), 100)
    fewer.choose()
    assert set(fewer.state.shortlist) == {"et", "sv"}


def test_a_run_of_other_embeddings_in_the_way_is_said_before_training(
    experiment, tmp_path: Path
) -> None:
    made = experiment(settings=["meta"], languages=["en"], seeds=1)
    run_all(prepare(made), made.cells, InProcess())
    with pytest.raises(SettingsError, match="meta/seed-1: expected no result before the final"):
        Search(experiment(), 100).choose()
    other = experiment(settings=["mono"], seeds=1, runs=tmp_path / "other")
    run_all(prepare(other), other.cells, InProcess())
    slower = replace(other, training=replace(other.training, learning_rate=0.01))
    with pytest.raises(SettingsError, match="mono/seed-1: expected no result, or one of these"):
        Search(slower, 100).choose()


def test_two_languages_need_no_short_runs_and_one_is_enough(
    experiment, clock, tmp_path: Path
) -> None:
    two, _ = spend(experiment(languages=["de", "et"], seeds=1))
    assert two.state.left == ("de", "et") and two.state.pruned == () == two.state.climbed
    assert "finalists: de, et; meta weighs these" in told(two.outcome)
    one, results = spend(experiment(languages=["et"], seeds=1, runs=tmp_path / "one"))
    assert one.state.left == ("et",) and len(results) == 4


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with (
        at_work(tmp_path),
        pytest.raises(SettingsError, match="another process spends a budget"),
        at_work(tmp_path),
    ):
        pass
