"""``auxadvisor init``: a project file from what lies in a folder."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auxadvisor.cli.options import FOLDER, option
from auxadvisor.cli.output import Format, OutputFormat, emit, resolved_settings
from auxadvisor.cli.project import NAME
from auxadvisor.cli.questions import ask_language, listed, on_terminal
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
    format: OutputFormat = Format.table,
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
        language = ask_language(guesses) if on_terminal() else _refused(guesses, folder)
    write_whole(path, project_toml(found, language))
    project = Project(path, language, guesses, found)
    emit(FORMATS[format](project, resolved_settings(context)), None)


def _refused(guesses: tuple[Guess, ...], folder: Path) -> Language:
    where = "" if folder == Path() else f" {shlex.quote(str(folder))}"
    command = f"auxadvisor init{where} --target"
    if not guesses:
        raise SettingsError(
            "no text was found to guess the language from (files that are named after a language "
            f"may be of others); name it: {command} CODE"
        )
    said = f"the text found reads like {listed(guesses)}"
    raise SettingsError(f"{said}; if it is, confirm: {command} {guesses[0].language.tag}")
