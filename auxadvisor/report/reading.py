"""Finds what ``rank``, ``recommend``, ``probe``, ``train`` and ``compare`` left behind.

What is read here is only which files there are and whose they are; what is in them is read by the
``saved_*`` modules, each one kind of result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.results import EXPERIMENT, METRICS
from auxadvisor.json_values import check_seal
from auxadvisor.report.fields import NEXT, Fields

SCHEMA_VERSION = 1
"""Of the records that this version reads."""
COMMANDS = """\
auxadvisor rank --target LANGUAGE --format json --output rank.json
auxadvisor train --target LANGUAGE --corpus FOLDER --format json --output train.json"""


@dataclass(frozen=True)
class Record:
    """A JSON file that auxadvisor wrote.

    Attributes:
        path: as it was found.
        command: that wrote it.
        fields: its content.
        sha256: of the file.
    """

    path: Path
    command: str
    fields: Fields
    sha256: str


@dataclass(frozen=True)
class RunsFolder:
    """A folder of ``train``'s runs.

    Attributes:
        path: as it was found.
        about: its ``experiment.json``.
        runs: folders of the finished runs, in order.
        unfinished: how many others there are.
        sha256: of ``experiment.json``.
    """

    path: Path
    about: Fields
    runs: tuple[Path, ...]
    unfinished: int
    sha256: str


@dataclass(frozen=True, eq=False)
class Results:
    """Everything that a page is made of; hashed by identity, so that what is read can be kept.

    Attributes:
        records: files of results, in the order found.
        folders: of runs.
        skipped: files that are not auxadvisor's, and why.
        saved_on: the day (UTC) that the newest of them was written.
        examples: most sentences of the test part that the page may show.
    """

    records: tuple[Record, ...] = ()
    folders: tuple[RunsFolder, ...] = ()
    skipped: tuple[tuple[Path, str], ...] = ()
    saved_on: date | None = None
    examples: int = 3

    def of(self, command: str) -> tuple[Record, ...]:
        """The records of a command."""
        return tuple(record for record in self.records if record.command == command)


@dataclass
class _Found:
    """What has been found so far, each file once."""

    records: dict[Path, Record] = field(default_factory=dict)
    folders: dict[Path, RunsFolder] = field(default_factory=dict)
    skipped: dict[Path, str] = field(default_factory=dict)
    written: list[float] = field(default_factory=list)


def read_results(paths: Sequence[Path], examples: int = 3) -> Results:
    """Read results from files and folders.

    Args:
        paths: JSON files of results, folders of runs, or folders that hold such; of the last kind
            other JSON files are passed over, and named. Without any, the current folder.
        examples: most sentences of the test part that the page may show.

    Raises:
        SettingsError: nothing was found.
        DataError: a file that was named is not auxadvisor's, or a file of auxadvisor's is damaged.
    """
    found = _Found()
    for path in paths or (Path(),):
        if (path / EXPERIMENT).is_file():
            _add_folder(path, found)
        elif path.is_dir():
            _search(path, found)
        elif path.is_file():
            reason = _add_record(path, found)
            if reason:
                raise DataError(path, None, "a result of auxadvisor in JSON", reason, NEXT)
        else:
            raise SettingsError(f"{path}: expected a result or a folder of runs, found nothing")
    if not found.records and not found.folders:
        looked = ", ".join(map(str, paths)) or "this folder"
        raise SettingsError(
            f"no results of auxadvisor in {looked}; make some first, for instance\n{COMMANDS}"
        )
    return Results(
        tuple(found.records.values()),
        tuple(found.folders.values()),
        tuple(found.skipped.items()),
        _day(found.written),
        examples,
    )


def _day(written: Sequence[float]) -> date | None:
    """The day of the newest of some times; ``None`` where the clock that set it was no clock."""
    try:
        return datetime.fromtimestamp(max(written), UTC).date() if written else None
    except (ValueError, OverflowError, OSError):
        return None


def _search(folder: Path, found: _Found) -> None:
    """A folder's own JSON files, and the folders of runs right in it."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise DataError(folder, None, "a folder that can be read", str(error)) from error
    for entry in entries:
        if (entry / EXPERIMENT).is_file():
            _add_folder(entry, found)
        elif entry.suffix.lower() == ".json" and entry.is_file():
            reason = _add_record(entry, found)
            if reason:
                found.skipped[entry] = reason


def _add_record(path: Path, found: _Found) -> str:
    """Add a file of results; why it is none, else nothing."""
    raw, content = _content(path)
    if not isinstance(content, dict) or not {"auxadvisor", "command"} <= content.keys():
        return "no JSON" if content is None else "JSON of something else"
    fields = Fields(path, "", content)
    command = fields.text("command")
    _check_schema(fields)
    digest = hashlib.sha256(raw).hexdigest()
    if all(record.sha256 != digest for record in found.records.values()):
        found.records[path.resolve()] = Record(path, command, fields, digest)
        found.written.append(path.stat().st_mtime)
    return ""


def _add_folder(path: Path, found: _Found) -> None:
    raw, content = _content(path / EXPERIMENT)
    if not isinstance(content, dict):
        hint = "name another folder, or train again with another --runs"
        raise DataError(path / EXPERIMENT, None, "what an experiment is", "no JSON object", hint)
    about = Fields(path / EXPERIMENT, "", content)
    try:
        check_seal(content)
    except ValueError as error:
        raise DataError(
            about.path, None, "what an experiment is", str(error), "train it again"
        ) from error
    _check_schema(about)
    metrics = sorted(path.glob(f"*/seed-*/{METRICS}"), key=_by_seed)
    every = [run for run in path.glob("*/seed-*") if run.is_dir()]
    found.written += [file.stat().st_mtime for file in metrics]
    found.folders[path.resolve()] = RunsFolder(
        path,
        about,
        tuple(file.parent for file in metrics),
        len(every) - len(metrics),
        hashlib.sha256(raw).hexdigest(),
    )


def _by_seed(metrics: Path) -> tuple[str, int, str]:
    """Setting, then seed as a number: seed 10 comes after seed 9."""
    seed = metrics.parent.name.removeprefix("seed-")
    return metrics.parent.parent.name, int(seed) if seed.isdecimal() else 0, seed


def _check_schema(fields: Fields) -> None:
    version = fields.number("schema_version")
    if version > SCHEMA_VERSION:
        raise DataError(
            fields.path,
            None,
            f"results of schema version {SCHEMA_VERSION}",
            f"version {version:g}",
            "update auxadvisor",
        )


def _content(path: Path) -> tuple[bytes, object]:
    """The bytes of a file, and what they say; ``None`` where that is no JSON."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(path, None, "a file that can be read", str(error)) from error
    try:
        return raw, json.loads(raw)
    except (ValueError, RecursionError):
        return raw, None
