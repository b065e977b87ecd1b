"""``auxadvisor train``: the settings side by side, and whether an auxiliary language helped."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auxadvisor.cli.options import (
    EMBEDDINGS,
    FOLDER,
    PATH,
    CorpusFormat,
    DevPart,
    Encoding,
    ExecutorName,
    Jobs,
    Offline,
    Precision,
    TagColumn,
    Task,
    TaskName,
    TestPart,
    names,
    option,
)
from auxadvisor.cli.output import (
    Format,
    OutputFile,
    OutputFormat,
    check_folder,
    check_output,
    emit,
    nearness,
    resolved_settings,
)
from auxadvisor.cli.train_budget import check_budget, reckoned_on_budget, trained_on_budget
from auxadvisor.errors import SettingsError

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from auxadvisor.experiments.experiment import Experiment
    from auxadvisor.json_values import Json

EPILOG = """Examples:

auxadvisor train --target fi --corpus train.conll --dev dev.conll --test test.conll --meta

auxadvisor train --target fi --corpus corpus/ --languages et,sv --settings mono,mono+X,meta

auxadvisor train --target fi --corpus corpus/ --dry-run

auxadvisor train --target fi --corpus corpus/ --budget 30

auxadvisor train --target fi --corpus corpus/ --embeddings bpemb --seeds 5 --jobs 2

auxadvisor train --target fi --corpus corpus/ --meta --executor dask://node1:8786

auxadvisor compare runs/mono runs/meta

auxadvisor tag runs/meta/seed-1 --text new.txt"""
EVERY = "mono,multi,mono+multi,mono+X,mono+all,meta"


def train(
    context: typer.Context,
    target: Annotated[
        str, option("The language to be tagged: an ISO 639 code or English name.", "--target")
    ],
    corpus: Annotated[
        Path,
        option(
            "Tagged training sentences, or a folder with train.*, dev.* and test.* in it: "
            "CoNLL-2002, CoNLL-2003, CoNLL-U or two-column TSV, also .gz, .xz or .bz2.",
            "--corpus",
            metavar=PATH,
            also=("--train",),
        ),
    ],
    dev: DevPart = None,
    test: TestPart = None,
    task: Task = TaskName.auto,
    sentences: Annotated[
        int | None,
        option("Train on the first so many sentences; by default on all.", "--sentences", 2),
    ] = None,
    embeddings: Annotated[
        str,
        option(
            "pack, pack-flair, bpemb or flair for all languages; with commas, also LANGUAGE=NAME "
            "for single ones: fi=word2vec/FILE, fi=bpemb/FOLDER, fi=flair/FOLDER.",
            "--embeddings",
            metavar=EMBEDDINGS,
        ),
    ] = "pack",
    languages: Annotated[
        str | None,
        option(
            "Auxiliary languages, with commas between; by default the first four of the ranking, "
            "the first ten with --budget.",
            "--languages",
        ),
    ] = None,
    settings: Annotated[
        str,
        option(
            "With commas: mono, multi, mono+multi, mono+XX for a language, mono+X for each, "
            "mono+all, meta (attention over all), and the controls mono+mono and mono+noise.",
            "--settings",
        ),
    ] = EVERY,
    meta: Annotated[bool, option("Short for --settings mono,meta.", "--meta")] = False,
    budget: Annotated[
        float | None,
        option(
            "Minutes. Chooses the settings itself: a probe, the ranking and short runs prune the "
            "languages; the best one or two, mono, mono+multi and meta get as many of the seeds as "
            "fit.",
            "--budget",
            metavar="MINUTES",
        ),
    ] = None,
    seeds: Annotated[
        int, option("Runs of each setting, seeds 1 to N; with --budget at most.", "--seeds", 1)
    ] = 5,
    epochs: Annotated[
        int, option("At most; a run ends before when the rate has fallen enough.", "--epochs", 1)
    ] = 150,
    batch_size: Annotated[int, option("Sentences.", "--batch-size", 1)] = 64,
    learning_rate: Annotated[float, option("Of SGD in the first epoch.", "--learning-rate")] = 0.1,
    patience: Annotated[
        int,
        option(
            "Epochs without a better dev score after which the rate is halved.", "--patience", 1
        ),
    ] = 3,
    constrained: Annotated[
        bool, option("Keep illegal transitions between BIOES tags out.", "--constrained")
    ] = False,
    precision: Annotated[
        Precision,
        option("Of the matrix products; auto is the fastest that the device has.", "--precision"),
    ] = Precision.auto,
    device: Annotated[str, option("auto, cpu, cuda or mps.", "--device")] = "auto",
    executor: ExecutorName = None,
    jobs: Jobs = 1,
    runs: Annotated[
        Path, option("Folder that keeps every run; is made.", "--runs", metavar=FOLDER)
    ] = Path("runs"),
    resume: Annotated[
        bool,
        option(
            "Go on with what the folder holds, or refuse one that holds runs.",
            "--resume/--no-resume",
        ),
    ] = True,
    dry_run: Annotated[
        bool,
        option("Only show what would be trained, and what time and memory it takes.", "--dry-run"),
    ] = False,
    split_seed: Annotated[int, option("Of parts that are drawn.", "--split-seed", 0)] = 1,
    offline: Offline = False,
    encoding: Encoding = "utf-8",
    corpus_format: CorpusFormat = None,
    tag_column: TagColumn = None,
    format: OutputFormat = Format.table,
    output: OutputFile = None,
) -> None:
    """Train BiLSTM-CRF taggers with and without auxiliary languages, and compare them.

    Each setting combines frozen embeddings: mono has the target's own, mono+XX those of an
    auxiliary language beside them, meta weighs all by attention (Lange, Adel and Strötgen, 2020).
    The result is the paper's Table 1 for your corpus: mean and deviation over seeds, the gain over
    mono with its 95 % interval, † where a setting beats the best single auxiliary language.
    --budget ends with the same table for the languages that are left, and says who was pruned.
    Interrupted at any moment, the same command goes on; finished runs are not trained again.
    """
    from auxadvisor.cli.progress import remark
    from auxadvisor.executors import executor_named, is_dask
    from auxadvisor.experiments.parts import Reading, read_parts
    from auxadvisor.experiments.setup import set_up
    from auxadvisor.tagger.training import TrainingSettings

    check_output(output, [corpus, dev, test])
    check_folder(runs, "--runs")
    if not 0 < learning_rate < math.inf:
        raise SettingsError(f"--learning-rate {learning_rate}: expected a number above 0")
    if budget is not None:
        check_budget(context, budget)
    experiment = set_up(
        target,
        read_parts(corpus, dev, test, Reading(task.known, encoding, corpus_format, tag_column)),
        task=task.known,
        sentences=sentences,
        split_seed=split_seed,
        embeddings=names(embeddings),
        languages=None if languages is None else names(languages),
        settings=_settings(context, settings, meta, budget),
        seeds=seeds,
        training=TrainingSettings(
            learning_rate=learning_rate, batch_size=batch_size, patience=patience, epochs=epochs
        ),
        runs=runs,
        constrained=constrained,
        device=device,
        precision=precision.value,
        most=_most(budget),
        is_elsewhere=is_dask(executor) and not dry_run,
    )
    resolved = resolved_settings(context)
    if dry_run and budget is not None:
        emit(reckoned_on_budget(experiment, budget, offline, format, resolved), output)
        return
    if dry_run:
        emit(_reckoned(experiment, offline, format, resolved), output)
        return
    where = executor_named(executor, jobs, experiment.device, remark)
    if budget is not None:
        text = trained_on_budget(experiment, budget, where, offline, resume, format, resolved)
    else:
        text = _trained(experiment, where, offline, resume, format, resolved)
    emit(text, output)


def _settings(context: typer.Context, named: str, meta: bool, budget: float | None) -> list[str]:
    """The settings' names: ``--meta`` or ``--settings``, whichever was given nearer by."""
    if budget is not None:
        return ["mono", "mono+X", "meta"]  # whose embeddings are all that a budget may need
    short, long = nearness(context, "meta"), nearness(context, "settings")
    if meta and short == long:
        raise SettingsError("--meta is short for --settings mono,meta: leave one of the two out")
    return ["mono", "meta"] if meta and short < long else names(named)


def _most(budget: float | None) -> int:
    """Languages of the ranking that are taken where none are named."""
    from auxadvisor.experiments.auxiliaries import MOST
    from auxadvisor.probe.probing import CANDIDATES

    return MOST if budget is None else CANDIDATES


def _reckoned(
    experiment: Experiment, offline: bool, format: Format, settings: dict[str, Json]
) -> str:
    from tempfile import TemporaryDirectory

    from auxadvisor.cli.progress import steps
    from auxadvisor.cli.train_output import DRY_RUN_FORMATS
    from auxadvisor.experiments.estimates import estimates, peak_memory
    from auxadvisor.experiments.experiment import prepare

    with steps() as step, TemporaryDirectory() as folder:
        trial = replace(experiment, runs=Path(folder))
        work = prepare(trial, offline, lambda what, _done, _total: step(what))
        found = estimates(trial, work, step)
    return DRY_RUN_FORMATS[format](experiment, found, peak_memory(), settings)


def _trained(
    experiment: Experiment,
    where: AbstractContextManager[Executor],
    offline: bool,
    resume: bool,
    format: Format,
    settings: dict[str, Json],
) -> str:
    from auxadvisor.cli.progress import steps
    from auxadvisor.cli.train_output import FORMATS
    from auxadvisor.cli.train_progress import training
    from auxadvisor.experiments.execution import run_all
    from auxadvisor.experiments.experiment import claim, prepare, with_counts
    from auxadvisor.experiments.summary import by_setting, summarise

    claim(experiment, settings, resume)
    with where as executor:
        with steps() as step:
            work = prepare(experiment, offline, lambda what, _done, _total: step(what))
        with training(experiment) as (progress, finished):
            results = run_all(work, experiment.cells, executor, progress, finished)
    with steps() as step:
        step("comparing")
        runs = by_setting(with_counts(experiment.runs, list(results.items())))
        summary = summarise(runs)
    return FORMATS[format](experiment, runs, summary, settings, None)
