"""The project file ``auxadvisor.toml``: its keys are the commands' flags.

At the top stand settings for every command that has such a flag; a table named after a command
(``[rank]``, ``[embed.lm]``) holds that command's own. Paths are relative to the file.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from auxadvisor.cli.options import EMBEDDINGS, FILE, FOLDER, LANGUAGE_FILE, PATH
from auxadvisor.errors import DataError, SettingsError

NAME = "auxadvisor.toml"
PUBLISHED_OR_FOLDER = ("bpemb", "flair")
"""Sources of embeddings whose names go on with what is published, or with a folder."""


class Parameter(Protocol):
    """What is read of a command's parameter."""

    name: str
    opts: list[str]
    metavar: str | None


class Command(Protocol):
    """What is read of a command."""

    params: Sequence[Parameter]


@runtime_checkable
class Group(Protocol):
    """What is read of commands under one name, and of the whole command line."""

    commands: Mapping[str, Command | Group]


def default_map(path: Path | None, group: Group) -> dict[str, object]:
    """The project file's settings for each command, by parameter name; empty without a file.

    Raises:
        SettingsError: a file that was named is not there, or a key is not a flag.
        DataError: the file is not TOML.
    """
    if path is None:
        path = Path(NAME)
        if not path.is_file():
            return {}
    elif not path.is_file():
        raise SettingsError(f"--project {path}: expected a file, found none")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(path, None, "a file that can be read", str(error)) from error
    except (ValueError, RecursionError) as error:  # tomllib lets some of Python's own through
        raise DataError(path, None, "a TOML file", str(error)) from error
    return _settings(_Place(path, ""), content, {}, group)


@dataclass(frozen=True)
class _Place:
    """Where in a project file: the file, and the table's name in brackets."""

    path: Path
    table: str

    def __truediv__(self, name: str) -> _Place:
        inner = f"{self.table.strip('[] ')}.{name}" if self.table else name
        return _Place(self.path, f"[{inner}] ")


def _settings(
    place: _Place, content: dict[str, object], inherited: dict[str, object], group: Group
) -> dict[str, object]:
    """What a table says of each of a group's commands, by parameter name."""
    shared = {key: value for key, value in content.items() if key not in group.commands}
    _check(place, shared, set(_flags(group)))
    shared = {**inherited, **shared}
    settings: dict[str, object] = {}
    for name, command in group.commands.items():
        own = content.get(name, {})
        if not isinstance(own, dict):
            raise DataError(place.path, None, f"a table {(place / name).table.strip()}", repr(own))
        if isinstance(command, Group):
            settings[name] = _settings(place / name, own, shared, command)
            continue
        known = _flags(command)
        _check(place / name, own, set(known))
        merged = {key: value for key, value in {**shared, **own}.items() if key in known}
        settings[name] = {
            known[key].name: _anchored(known[key], value, place.path.parent)
            for key, value in merged.items()
        }
    return settings


def _flags(command: Command | Group) -> dict[str, Parameter]:
    """The flags of a command, or of a group's commands, without their dashes."""
    if isinstance(command, Group):
        return {k: v for inner in command.commands.values() for k, v in _flags(inner).items()}
    return {
        option.removeprefix("--"): parameter
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and parameter.name != "help"
    }


def _check(place: _Place, found: dict[str, object], known: set[str]) -> None:
    for key, value in found.items():
        if key not in known:
            near = difflib.get_close_matches(key, sorted(known), n=1)
            advice = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
            said = f"{place.path}: {place.table}{key!r}"
            raise SettingsError(f"{said} is not a flag of auxadvisor; {advice}")
        if isinstance(value, dict):
            raise SettingsError(
                f"{place.path}: {place.table}{key!r}: expected a value or a list, found a table"
            )


def _anchored(parameter: Parameter, value: object, folder: Path) -> object:
    """A value as the flag takes it: lists joined, paths relative to the project file."""
    if parameter.metavar in (FILE, FOLDER, PATH):
        return str(folder / str(value))
    if parameter.metavar == LANGUAGE_FILE:
        pairs = value if isinstance(value, list) else [value]
        return [_pair(str(pair), folder) for pair in pairs]
    if parameter.metavar == EMBEDDINGS:
        said = value if isinstance(value, list) else str(value).split(",")
        return ",".join(_embeddings(str(one), folder) for one in said)
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return value


def _pair(pair: str, folder: Path) -> str:
    language, equals, name = pair.partition("=")
    return f"{language}={folder / name}" if equals else pair


def _embeddings(said: str, folder: Path) -> str:
    """A kind as it is; a language's with their path, where the name's rest is one."""
    from auxadvisor.published import is_published

    start, slash, rest = said.partition("/")
    source = start.rpartition("=")[2]
    is_path = source == "word2vec" or (
        source in PUBLISHED_OR_FOLDER
        and (folder / rest).is_dir()
        and not is_published(f"{source}/{rest}")
    )
    return f"{start}/{folder / rest}" if slash and is_path else said
