"""How a new project is shown: what was found, and what to run next."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from auxadvisor import __version__
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.json_values import Json, json_text
from auxadvisor.language_check import Guess
from auxadvisor.languages import Language
from auxadvisor.project_files import FoundFiles

SCHEMA_VERSION = 1
HEADER = ["found", "file", "what"]


@dataclass(frozen=True)
class Project:
    """A project file that was written.

    Attributes:
        path: the file.
        target: the language to be tagged.
        guesses: what the text found reads like, where that was asked.
        found: the files.
    """

    path: Path
    target: Language
    guesses: tuple[Guess, ...]
    found: FoundFiles


def show(project: Project, settings: dict[str, Json]) -> str:
    """What was found and what to run next, for a terminal."""
    del settings
    screen = Screen()
    screen.title(f"{project.path} is written", f"to tag {project.target}")
    rows = _rows(project)
    if rows:
        screen.table(HEADER, rows)
    else:
        said = "Nothing; name your files in it, its comments say how."
        screen.entries("Found", [said])
    left = [f"{one.path}: {one.reason}" for one in project.found.left_out]
    screen.entries("Not taken", left)
    screen.commands("Next", _next(project))
    return screen.text()


def markdown(project: Project, settings: dict[str, Json]) -> str:
    """The same in Markdown."""
    del settings
    left = [f"- {one.path}: {one.reason}" for one in project.found.left_out]
    lines = [f"## {project.path}: {project.target}", "", markdown_table(HEADER, _rows(project))]
    return "\n".join([*lines, *left, "", *(f"    {command}" for command in _next(project)), ""])


def comma_separated(project: Project, settings: dict[str, Json]) -> str:
    """A file a line."""
    del settings
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([HEADER, *_rows(project)])
    return buffer.getvalue()


def as_json(project: Project, settings: dict[str, Json]) -> str:
    """Everything."""
    rows = [dict(zip(("key", "path", "what"), row, strict=True)) for row in _rows(project)]
    record = {
        "schema_version": SCHEMA_VERSION,
        "command": "init",
        "auxadvisor": __version__,
        "settings": settings,
        "path": str(project.path),
        "target": asdict(project.target),
        "guesses": [asdict(guess) for guess in project.guesses],
        "found": rows,
        "left_out": [
            {"path": str(one.path), "reason": one.reason} for one in project.found.left_out
        ],
        "next": _next(project),
    }
    return json_text(record)


FORMATS: dict[Format, Callable[[Project, dict[str, Json]], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of a new project."""


def _rows(project: Project) -> list[list[str]]:
    found, target = project.found, project.target
    tasks = {"ner": "spans", "pos": "a tag a token"}
    rows = [
        [part, str(file.path), f"{file.format}, {tasks[file.task]}"]
        for part, file in found.corpus_of(target).items()
    ]
    text = found.text_of(target)
    rows += [] if text is None else [["text", str(text), "raw text"]]
    for tag, file in found.corpora.items():
        if tag != target.tag:
            rows.append(["aux-corpus", str(file.path), f"{file.format}, of {tag}"])
    for tag, path in found.raw.items():
        if tag != target.tag:
            rows.append(["aux-text", str(path), f"raw text, of {tag}"])
    for one in found.embeddings:
        whose = f", of {one.language}" if one.language else ", name its language in the file"
        rows.append(["embeddings", str(one.path), f"{one.source}{whose}"])
    return rows + [["runs", str(folder), "trained before"] for folder in found.runs]


def _next(project: Project) -> list[str]:
    """The commands that the new file makes short."""
    folder = project.path.parent
    commands = [] if folder == Path() else [f"cd {shlex.quote(str(folder))}"]
    corpus = project.found.corpus_of(project.target)
    text = project.found.text_of(project.target)
    commands += ["auxadvisor data check"] if corpus or text else []
    commands += ["auxadvisor recommend", "auxadvisor rank"]
    return [*commands, "auxadvisor train --dry-run"] if corpus else commands
