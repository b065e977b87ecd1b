"""Runs in a folder: nothing twice, nothing lost, nothing mixed; on any executor."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from auxadvisor.errors import AuxAdvisorError, DataError, SettingsError
from auxadvisor.executors import InProcess, executor_named
from auxadvisor.experiments import execution
from auxadvisor.experiments.data import legal_transitions
from auxadvisor.experiments.execution import run_all
from auxadvisor.experiments.experiment import claim, prepare, with_counts
from auxadvisor.experiments.results import (
    CARD,
    CHECKPOINT,
    EXPERIMENT,
    HISTORY,
    METRICS,
    PREDICTIONS,
    read_counts,
    read_result,
)
from auxadvisor.experiments.runs import run_cell
from auxadvisor.experiments.scoring import score
from auxadvisor.experiments.summary import Run, Summary, by_setting, summarise, verdict
from auxadvisor.tagger.saved import load_tagger


def told(result):
    """A result without what differs between two equal runs."""
    return replace(result, seconds=0, tokens_per_second=0)


def files(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_a_run_leaves_all_that_is_said_of_it(experiment) -> None:
    made = experiment()
    cell = made.cells[1]
    result = run_cell(prepare(made), cell)
    folder = cell.folder(made.runs)
    assert folder == made.runs / "meta" / "seed-1"
    assert read_result(folder) == result and not (folder / CHECKPOINT).exists()
    assert len(json.loads((folder / HISTORY).read_text())) == result.epochs == 3
    for part, value in (("dev", result.dev), ("test", result.test)):
        counts = read_counts(folder / PREDICTIONS[part], "ner")
        assert float(score(counts.sum(axis=0))) == pytest.approx(value)
    assert result.attention.sets == ("fi", "et", "multi")
    assert sum(result.attention.overall) == pytest.approx(1, abs=1e-3)
    card = (folder / CARD).read_text()
    assert f"{result.test:.2f}" in card and "word2vec/et.txt" in card


def test_the_saved_tagger_finds_what_the_run_found(experiment, tmp_path: Path) -> None:
    made = experiment()
    cell = made.cells[0]
    run_cell(prepare(made), cell)
    moved = shutil.move(cell.folder(made.runs), tmp_path / "elsewhere")
    places = made.data.test
    tags = load_tagger(moved).tag([made.data.sentences[place] for place in places])
    written = (Path(moved) / PREDICTIONS["test"]).read_text().split("\n\n")[:-1]
    found = [[line.split("\t")[2] for line in block.split("\n")] for block in written]
    from auxadvisor.corpora import to_iob2

    assert tags == [to_iob2(sentence) for sentence in found]


def test_nothing_is_trained_twice(experiment) -> None:
    made = experiment()
    work = prepare(made)
    first = run_all(work, made.cells, InProcess())
    before = files(made.runs)
    epochs: list[int] = []
    again = run_all(
        prepare(made), made.cells, InProcess(), lambda _c, _d, history: epochs.append(len(history))
    )
    assert again == first and files(made.runs) == before and epochs == []
    more = experiment(seeds=3)
    assert len(run_all(prepare(more), more.cells, InProcess(), finished=lambda *_: None)) == 6
    assert {name: files(made.runs)[name] for name in before} == before


def test_processes_find_what_one_process_finds(experiment, tmp_path: Path) -> None:
    made = experiment()
    alone = run_all(prepare(made), made.cells, InProcess())
    other = experiment(runs=tmp_path / "others")
    seen, done = [], []
    with executor_named(None, jobs=2) as executor:
        shared = run_all(
            prepare(other),
            other.cells,
            executor,
            lambda cell, _done, history: seen.append((cell, len(history))),
            lambda cell, _result: done.append(cell),
        )
    assert [told(one) for one in shared.values()] == [told(one) for one in alone.values()]
    assert list(shared) == list(made.cells) and set(done) == set(made.cells)
    for cell in made.cells:
        one, same = (load_file(cell.folder(e.runs) / "model.safetensors") for e in (made, other))
        assert all(np.array_equal(one[name], same[name]) for name in one)


def test_two_at_work_in_one_folder_share_it(experiment) -> None:
    made = experiment()
    trained = []

    def finished(cell, _done, history):
        if history and len(history) == made.training.epochs:
            trained.append(cell)

    works = [prepare(made) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda w: run_all(w, made.cells, InProcess(), finished), works))
    assert both[0] == both[1]
    assert sorted(map(repr, trained)) == sorted(map(repr, made.cells))  # each by one of them


def test_a_killed_worker_is_said_and_costs_only_its_run(experiment) -> None:
    made = experiment(training=replace(experiment().training, epochs=100, patience=100))
    killed = []

    def kill(*_: object) -> None:
        if not killed:
            killed.extend(multiprocessing.active_children())
            for child in killed:
                child.kill()

    with (
        executor_named(None, jobs=2) as executor,
        pytest.raises(AuxAdvisorError, match="worker process"),
    ):
        run_all(prepare(made), made.cells, executor, kill)
    assert killed
    assert any((cell.folder(made.runs) / HISTORY).exists() for cell in made.cells)


def test_a_folder_is_for_one_experiment(experiment) -> None:
    made = experiment()
    claim(experiment(sentences=30), {}, resume=False)
    claim(made, {}, resume=False)  # nothing came of the first
    (made.runs / "mono" / "seed-1").mkdir(parents=True)
    (made.runs / "mono" / "seed-1" / METRICS).write_text("{}")
    claim(made, {}, resume=True)
    with pytest.raises(SettingsError, match="holds runs already"):
        claim(made, {}, resume=False)
    for other in (
        experiment(training=replace(made.training, batch_size=8)),
        experiment(sentences=30),
        experiment(constrained=True),
        experiment(precision="bfloat16"),
    ):
        with pytest.raises(SettingsError, match="other data or settings"):
            claim(other, {})
    claim(experiment(seeds=9, settings=["mono", "mono+mono"]), {})
    (made.runs / EXPERIMENT).write_text("{")
    with pytest.raises(DataError, match=r"experiment\.json: expected what an experiment is"):
        claim(made, {})


def test_a_result_of_something_else_is_not_taken_for_this_one(experiment) -> None:
    made = experiment()
    cell = made.cells[0]
    run_cell(prepare(made), cell)
    other = experiment(training=replace(made.training, learning_rate=0.2))
    with pytest.raises(SettingsError, match="seed-1: expected no result, or one of these"):
        run_cell(prepare(other), cell)
    (cell.folder(made.runs) / METRICS).write_text("[]")
    with pytest.raises(DataError, match=r"metrics\.json: expected a run's result"):
        run_cell(prepare(made), cell)


def test_predictions_are_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "p.conll"
    path.write_text("a\tB-X\tB-X\nb\tO\n")
    with pytest.raises(DataError, match=r"p\.conll:2: expected token, right tag and predicted"):
        read_counts(path, "ner")
    path.write_text("a\tB-X\tB-X\nb\tO\tO")
    assert read_counts(path, "ner").tolist() == [[1, 1, 1]]
    with pytest.raises(DataError, match="expected a run's predictions"):
        read_counts(tmp_path / "none", "ner")


def test_a_constrained_tagger_writes_no_illegal_sequence(experiment) -> None:
    made = experiment(constrained=True, settings=["mono"], seeds=1)
    allowed = set(legal_transitions(made.data.tags))
    cell = made.cells[0]
    run_cell(prepare(made), cell)
    sentences = (cell.folder(made.runs) / PREDICTIONS["test"]).read_text().split("\n\n")[:-1]
    for sentence in sentences:
        tags = [line.split("\t")[2] for line in sentence.split("\n")]
        assert set(pairwise(("", *tags, ""))) <= allowed
    assert load_tagger(cell.folder(made.runs)).model.crf.illegal is not None


def test_a_table_of_the_runs(experiment) -> None:
    made = experiment(settings=["mono", "multi", "mono+X", "meta", "mono+noise"])
    results = run_all(prepare(made), made.cells, InProcess())
    runs = by_setting(with_counts(made.runs, list(results.items())))
    summary = summarise(runs)
    assert [row.setting for row in summary.rows] == [s.name for s in made.settings]
    for row in summary.rows:
        tests = [run.result.test for run in runs[row.setting]]
        assert row.mean == pytest.approx(np.mean(tests)) and row.runs == 2
        assert row.deviation == pytest.approx(np.std(tests, ddof=1))
        assert (row.gain is None) == (row.setting == "mono")
        assert (row.p is None) == (row.setting != "meta")
        if row.gain is not None:
            assert row.gain.mean == pytest.approx(row.mean - summary.row("mono").mean)
    assert summary.best_auxiliary == "mono+et"
    assert "meta" in verdict(summary)


def test_the_signature_says_which_settings(experiment) -> None:
    """So that two tables of one folder's runs are two to a report."""
    made = experiment(settings=["mono", "mono+X"])
    assert "|settings:mono,mono+et|" in made.signature
    assert experiment(settings=["mono", "meta"]).signature != made.signature


def test_settings_name_languages_as_the_flag_does(experiment) -> None:
    made = experiment(settings=["mono", "mono+Estonian", "mono+est"], languages=None)
    assert [one.name for one in made.settings] == ["mono", "mono+et"]
    with pytest.raises(SettingsError, match=r"--settings mono\+fin: Finnish \(fi\) is the target"):
        experiment(settings=["mono+fin"])
    with pytest.raises(SettingsError, match="no language is called 'Estnian': did you mean Est"):
        experiment(settings=["mono+Estnian"], languages=None)
    with pytest.raises(SettingsError, match=r"--settings 'foo': expected some of .*, mono\+X$"):
        experiment(settings=["foo"], languages=None)


def test_a_better_mean_is_not_enough_to_be_better(experiment) -> None:
    """The test is of the median runs; where these say the contrary, there is no dagger."""
    made = experiment(settings=["mono"], seeds=1)
    (result,) = run_all(prepare(made), made.cells, InProcess()).values()
    right = {"mono+sv": (110, 110), "meta": (80, 160)}

    def run(setting: str, seed: int, dev: float) -> Run:
        counts = np.zeros((200, 3), dtype=np.int64)
        counts[:, 1:] = 1
        counts[: right[setting][seed - 1], 0] = 1
        test = 100 * counts[:, 0].mean()
        return Run(replace(result, setting=setting, seed=seed, dev=dev, test=test), counts)

    def found(meta_dev: tuple[float, float]) -> Summary:
        return summarise(
            {
                "mono+sv": [run("mono+sv", seed, 50.0) for seed in (1, 2)],
                "meta": [run("meta", seed, meta_dev[seed - 1]) for seed in (1, 2)],
            }
        )

    worse, better = found((40.0, 60.0)), found((60.0, 40.0))
    for summary in (worse, better):
        meta = summary.row("meta")
        assert meta is not None and meta.mean == 60.0 and meta.p is not None and meta.p < 0.01
    assert worse.significant == () and better.significant == ("meta",)


def test_polling_is_not_needed_for_the_end(experiment, monkeypatch) -> None:
    monkeypatch.setattr(execution, "POLL", 60.0)
    made = experiment(seeds=1, settings=["mono"])
    with ThreadPoolExecutor(1) as executor:
        assert len(run_all(prepare(made), made.cells, executor)) == 1
