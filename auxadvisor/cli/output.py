"""Where results go: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated

import typer

from auxadvisor.cli.options import FILE, option
from auxadvisor.errors import SettingsError
from auxadvisor.json_values import Json
from auxadvisor.whole_files import write_whole


class Format(StrEnum):
    """What ``--format`` takes."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


OutputFile = Annotated[
    Path | None,
    option("File for the result, written whole or not at all.", "--output", metavar=FILE),
]
OutputFormat = Annotated[Format, option("Of the result.", "--format")]
"""What every command that gives one result takes."""


def check_output(
    path: Path | None, others: Iterable[Path | None] = (), flag: str = "--output"
) -> None:
    """Refuse an output file that cannot be written, before anything is computed.

    Args:
        path: where the result goes.
        others: what the command reads, or writes beside it.
        flag: that names it.

    Raises:
        SettingsError: its folder is missing, it is a folder itself, or one of the others.
    """
    if path is None:
        return
    if any(one is not None and _is_same(path, one) for one in others):
        raise SettingsError(
            f"{flag} {path}: the command has another use for this file; a result goes to one of "
            "its own"
        )
    if path.is_dir():
        raise SettingsError(f"{flag} {path}: expected a file name, found a folder")
    if not path.absolute().parent.is_dir():
        raise SettingsError(f"{flag} {path}: there is no folder {path.absolute().parent}")


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are one file, there or not; a device is no file."""
    if one.absolute() == other.absolute():
        return not one.exists() or one.is_file()
    return one.is_file() and other.is_file() and one.samefile(other)


def check_folder(path: Path, flag: str = "--output") -> None:
    """Refuse a folder that is a file, before anything is computed.

    Raises:
        SettingsError: there is a file of that name.
    """
    if path.exists() and not path.is_dir():
        raise SettingsError(f"{flag} {path}: expected a folder, found a file")


def emit(text: str, path: Path | None) -> None:
    """Print a result, or write it to a file.

    Files and pipes get UTF-8, whatever the locale; a terminal that lacks a letter shows ``?``.
    """
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            if sys.stdout.isatty():
                sys.stdout.reconfigure(errors="replace")
            else:
                sys.stdout.reconfigure(encoding="utf-8")
        with suppress(BrokenPipeError):  # whoever read it has enough of it
            write_out(text)
        return
    write_whole(path, text)


def write_out(text: str) -> None:
    """Write to standard output; what it does not take is not tried again at exit.

    Raises:
        OSError: it takes no more.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, with a line break at its end."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


NEAREST = ("COMMANDLINE", "ENVIRONMENT", "DEFAULT_MAP", "DEFAULT")
"""Who may give a parameter, in Typer's names: the first of them is heard."""
TYPED, PROJECT_FILE = NEAREST.index("COMMANDLINE"), NEAREST.index("DEFAULT_MAP")


def nearness(context: typer.Context, name: str) -> int:
    """Who gave a parameter: a place in ``NEAREST``."""
    source = context.get_parameter_source(name)
    return NEAREST.index(source.name) if source is not None else NEAREST.index("DEFAULT")


def given(context: typer.Context, name: str) -> bool:
    """Whether somebody gave a parameter."""
    return nearness(context, name) <= PROJECT_FILE


def resolved_settings(context: typer.Context) -> dict[str, Json]:
    """The command's settings as they were used, by flag, wherever each came from."""
    return {name.replace("_", "-"): _plain(value) for name, value in sorted(context.params.items())}


def _plain(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
