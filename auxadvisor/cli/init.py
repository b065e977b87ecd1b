"""``auxadvisor init``: a project file from what lies in a folder."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auxadvisor.cli.options import FOLDER, option
from auxadvisor.cli.output import Format, emit, resolved_settings
from auxadvisor.cli.project import NAME
from auxadvisor.errors import SettingsError

if TYPE_CHECKING:
    from auxadvisor.language_check import Guess
    from auxadvisor.languages import Language

EPILOG = """Examples:

auxadvisor init

auxadvisor init --target fi

auxadvisor init data/ --target Finnish --force"""


def init(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(metavar=FOLDER, help="Where the data lies and the file is written."),
    ] = Path(),
    target: Annotated[
        str | None,
        option(
            "The language to be tagged: an ISO 639 code or English name. Without it, it is guessed "
            "from the text found, and you are asked.",
            "--target",
        ),
    ] = None,
    force: Annotated[bool, option("Replace an auxadvisor.toml that is there.", "--force")] = False,
    format: Annotated[Format, option("Of the result.", "--format")] = Format.table,
) -> None:
    """Write a commented auxadvisor.toml, so that every command runs without flags.

    Looks in the folder and its subfolders for train.*, dev.* and test.*, raw text (*.txt), files
    named after a language (et.conllu, sv.txt), embeddings and runs. What is found is set; other
    useful settings stand there commented out. Ends with the commands to run next.
    """
    from auxadvisor.cli.init_output import FORMATS, Project
    from auxadvisor.cli.init_toml import project_toml
    from auxadvisor.languages import resolve
    from auxadvisor.project_files import find_files
    from auxadvisor.whole_files import write_whole

    path = folder / NAME
    language = None if target is None else resolve(target)
    if path.exists() and not force:
        raise SettingsError(f"{path} is there already; give --force to replace it")
    found = find_files(folder)
    guesses: tuple[Guess, ...] = ()
    if language is None:
        from auxadvisor.language_check import identify

        guesses = identify(found.sentences())
        language = _asked(guesses) if _on_terminal() else _refused(guesses, folder)
    write_whole(path, project_toml(found, language))
    project = Project(path, language, guesses, found)
    emit(FORMATS[format](project, resolved_settings(context)), None)


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asked(guesses: tuple[Guess, ...]) -> Language:
    """The language that the user confirms or names; asks again where there is none of a name.

    The question goes to standard error, where a pipe does not see it.
    """
    from rich.console import Console

    from auxadvisor.languages import resolve

    console = Console(stderr=True, highlight=False)
    default = guesses[0].language.tag if guesses else ""
    question = "Language to be tagged (a code or its English name)"
    if guesses:
        console.print(f"The text found reads like {_listed(guesses)}.")
        question += f" [{default}]"
    while True:
        try:
            answer = console.input(f"{question}: ", markup=False).strip()
            return resolve(answer or default)
        except SettingsError as error:
            console.print(str(error), markup=False)
        except EOFError as error:
            raise typer.Abort from error


def _refused(guesses: tuple[Guess, ...], folder: Path) -> Language:
    where = "" if folder == Path() else f" {shlex.quote(str(folder))}"
    command = f"auxadvisor init{where} --target"
    if not guesses:
        raise SettingsError(
            f"no text was found to guess the language from; name it: {command} CODE"
        )
    said = f"the text found reads like {_listed(guesses)}"
    raise SettingsError(f"{said}; if it is, confirm: {command} {guesses[0].language.tag}")


def _listed(guesses: tuple[Guess, ...]) -> str:
    first, *others = [str(guess.language) for guess in guesses]
    return f"{first}, then {' and '.join(others)}" if others else first
