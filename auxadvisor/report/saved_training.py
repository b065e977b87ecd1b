"""Trained settings: what ``train`` printed as JSON, a folder of its runs, or both as one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from auxadvisor.budget.record import Pruned, read_state
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.attention import AttentionMeans
from auxadvisor.experiments.results import (
    HISTORY,
    METRICS,
    Result,
    read_predicted,
    read_result,
)
from auxadvisor.experiments.scoring import SCORES
from auxadvisor.experiments.settings import FIXED
from auxadvisor.experiments.significance import Interval
from auxadvisor.experiments.summary import Row, Run, Summary, by_setting, summarise, verdict
from auxadvisor.json_values import Json
from auxadvisor.languages import resolve
from auxadvisor.report.fields import Fields
from auxadvisor.report.reading import Record, Results, RunsFolder

USUAL_ORDER = ("mono", "multi", "mono+multi", "mono+X", "mono+all", "meta")
"""Of settings in a folder, which keeps none; controls come last."""


@dataclass(frozen=True)
class Epoch:
    """One epoch of a run: mean loss of a training sentence in nats, and the dev score."""

    epoch: int
    loss: float
    dev: float


@dataclass(frozen=True)
class SavedTraining:
    """Settings that were trained on one corpus.

    Attributes:
        source: the file or folder that it was read from.
        target, target_name: tag and English name.
        score: what is counted, such as ``span F1``.
        signature: how it was made.
        summary: the table.
        verdict: whether the advice held, in a sentence.
        runs: results of each setting's runs, in the table's order.
        folder: of the runs, if it is there.
        pruned: languages that a budget left behind, in that order.
    """

    source: Path
    target: str
    target_name: str
    score: str
    signature: str
    summary: Summary
    verdict: str
    runs: Mapping[str, tuple[Result, ...]]
    folder: Path | None = None
    pruned: tuple[Pruned, ...] = ()

    @property
    def title(self) -> str:
        """Name and tag of the target."""
        return f"{self.target_name} ({self.target})"

    @property
    def auxiliaries(self) -> dict[str, float]:
        """Mean test score of each single auxiliary language, by its tag."""
        return {
            row.setting.removeprefix("mono+"): row.mean
            for row in self.summary.rows
            if row.setting.startswith("mono+") and row.setting not in FIXED
        }

    def attended(self) -> dict[str, list[AttentionMeans]]:
        """Mean weights of every run that has attention, by setting."""
        found = {
            name: [run.attention for run in each if run.attention is not None]
            for name, each in self.runs.items()
        }
        return {name: each for name, each in found.items() if each}

    def histories(self) -> dict[str, list[tuple[Epoch, ...]]]:
        """Epochs of every run whose folder is there, by setting.

        Raises:
            DataError: a history is damaged.
        """
        if self.folder is None:
            return {}
        found: dict[str, list[tuple[Epoch, ...]]] = {}
        for name, each in self.runs.items():
            paths = [self.folder / name / f"seed-{run.seed}" / HISTORY for run in each]
            read = [_history(path) for path in paths if path.is_file()]
            if any(read):
                found[name] = [epochs for epochs in read if epochs]
        return found


@lru_cache(maxsize=1)  # a folder's significance takes seconds, and several sections ask for it
def trainings(results: Results) -> tuple[SavedTraining, ...]:
    """Every experiment of the results; a record and a folder of one signature are one.

    Raises:
        DataError: a record, or a file of a folder, is damaged.
    """
    found = {one.signature: one for one in map(_of_record, results.of("train"))}
    for folder in results.folders:
        signature = folder.about.text("signature")
        if signature in found:
            found[signature] = replace(found[signature], folder=folder.path)
        elif folder.runs:
            found[signature] = _of_folder(folder, signature)
    return tuple(found.values())


def _of_record(record: Record) -> SavedTraining:
    fields, target = record.fields, record.fields.fields("target")
    summary = _summary(fields.fields("summary"))
    runs: dict[str, list[Result]] = {row.setting: [] for row in summary.rows}
    for one in fields.listed("runs"):
        runs.setdefault(one.text("setting"), []).append(_result(one))
    return SavedTraining(
        record.path,
        target.text("tag"),
        target.text("name"),
        fields.text("score"),
        fields.text("signature"),
        summary,
        fields.text("verdict"),
        {name: tuple(each) for name, each in runs.items()},
        pruned=_pruned(fields.fields("budget")) if fields.has("budget") else (),
    )


def _pruned(fields: Fields) -> tuple[Pruned, ...]:
    return tuple(
        Pruned(
            one.text("language"),
            one.count("rung"),
            one.count("epochs"),
            one.number("minutes"),
            one.number("figure"),
            one.text("kept"),
            one.number("kept_figure"),
            one.truth("for_time"),
        )
        for one in fields.listed("pruned")
    )


def _summary(fields: Fields) -> Summary:
    rows = []
    for row in fields.some("rows"):
        gain = row.fields("gain") if row.has("gain") else None
        rows.append(
            Row(
                row.text("setting"),
                row.count("runs"),
                row.number("mean"),
                row.number_or_none("deviation"),
                row.number("dev"),
                None if gain is None else Interval(*map(gain.number, ("mean", "low", "high"))),
                row.number_or_none("p"),
                row.number("seconds"),
            )
        )
    auxiliary = fields.text("best_auxiliary") if fields.has("best_auxiliary") else None
    significant = fields.texts("significant")
    return Summary(_task(fields), tuple(rows), fields.text("best"), auxiliary, significant)


def _result(fields: Fields) -> Result:
    attention = fields.fields("attention") if fields.has("attention") else None
    return Result(
        fields.text("setting"),
        fields.count("seed"),
        _task(fields),
        fields.number("dev"),
        fields.number("test"),
        fields.count("best_epoch"),
        fields.count("epochs"),
        fields.number("seconds"),
        fields.number("tokens_per_second"),
        None if attention is None else _attention(attention),
    )


def _attention(fields: Fields) -> AttentionMeans:
    return AttentionMeans(
        fields.texts("sets"),
        fields.numbers("overall"),
        fields.rows("by_tag"),
        fields.rows("by_frequency"),
    )


def _task(fields: Fields) -> Literal["ner", "pos"]:
    task = fields.text("task")
    if task == "ner":
        return "ner"
    return "pos" if task == "pos" else _refuse(fields, task)


def _refuse(fields: Fields, task: str) -> Literal["ner", "pos"]:
    raise DataError(fields.path, None, "the task 'ner' or 'pos'", repr(task), "train again")


def _of_folder(folder: RunsFolder, signature: str) -> SavedTraining:
    """Sum a folder's runs up, as ``train`` does at its end."""
    read = []
    for path in folder.runs:
        result = read_result(path)
        if result is not None:
            read.append(Run(result, read_predicted(path, result, "test")))
    read.sort(key=lambda run: (_place(run.result.setting), run.result.setting, run.result.seed))
    runs = by_setting(read)
    sentences = {len(run.counts) for run in read}
    if len(sentences) > 1:
        found = f"test parts of {' and '.join(map(str, sorted(sentences)))} sentences"
        hint = "remove the runs that are not this experiment's"
        raise DataError(folder.path, None, "runs on one test part", found, hint)
    summary = summarise(runs)
    target = folder.about.fields("settings").text("target")
    try:
        language = resolve(target)
    except SettingsError as error:
        raise DataError(folder.about.path, None, "a target language", str(error)) from error
    return SavedTraining(
        folder.path,
        language.tag,
        language.name,
        SCORES[summary.task],
        signature,
        summary,
        verdict(summary),
        {name: tuple(run.result for run in each) for name, each in runs.items()},
        folder.path,
        budget.pruned if (budget := read_state(folder.path)) is not None else (),
    )


def _place(setting: str) -> int:
    known = setting if setting in FIXED else "mono+X"
    return USUAL_ORDER.index(known) if known in USUAL_ORDER else len(USUAL_ORDER)


def _history(path: Path) -> tuple[Epoch, ...]:
    try:
        content: Json = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        hint = f"remove the folder, or {METRICS} in it, and train again"
        raise DataError(path, None, "the epochs of a run", str(error), hint) from error
    entries = Fields(path, "", {"epochs": content}).listed("epochs")
    return tuple(
        Epoch(one.count("epoch"), one.number("loss"), one.number("dev_score")) for one in entries
    )


def median_run(runs: Sequence[Result]) -> Result:
    """The run with the median dev score, as ``experiments.summary.median_run`` takes it."""
    by_dev = sorted(runs, key=lambda run: (run.dev, run.seed))
    return by_dev[(len(by_dev) - 1) // 2]
