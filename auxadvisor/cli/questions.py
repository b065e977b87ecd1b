"""What a user is asked, on a terminal only; questions go to standard error, past any pipe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from auxadvisor.errors import SettingsError

if TYPE_CHECKING:
    from auxadvisor.language_check import Guess
    from auxadvisor.languages import Language


def on_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def ask_language(guesses: tuple[Guess, ...]) -> Language:
    """The language that the user confirms or names; asked again where there is none of a name."""
    from auxadvisor.languages import resolve

    default = guesses[0].language.tag if guesses else ""
    if guesses:
        _say(f"The text found reads like {listed(guesses)}.")
    while True:
        try:
            return resolve(_answer("Language to be tagged (a code or its English name)", default))
        except SettingsError as error:
            _say(str(error))


def ask_file(what: str, default: Path | None) -> Path | None:
    """A file or folder that is there, or none; asked again where there is none of a name."""
    while True:
        said = _answer(f"{what} (- for none)", str(default or "-"))
        path = Path(said).expanduser()
        if said == "-" or path.exists():
            return None if said == "-" else path
        _say(f"there is no {path}")


def listed(guesses: tuple[Guess, ...]) -> str:
    """Languages that a text may be in, in words."""
    first, *others = [str(guess.language) for guess in guesses]
    return f"{first}, then {' and '.join(others)}" if others else first


def _answer(question: str, default: str) -> str:
    from rich.console import Console

    shown = f"{question} [{default}]: " if default else f"{question}: "
    try:
        return Console(stderr=True, highlight=False).input(shown, markup=False).strip() or default
    except EOFError as error:
        raise typer.Abort from error


def _say(line: str) -> None:
    print(line, file=sys.stderr)
