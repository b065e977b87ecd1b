"""How options are declared, and the names that several commands take.

The names stand here, and not where they are implemented, so that ``--help`` imports nothing; a
test holds them equal.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.models import OptionInfo

from auxadvisor.errors import SettingsError

FILE, FOLDER, PATH, LANGUAGE_FILE = "FILE", "FOLDER", "FILE|FOLDER", "LANGUAGE=FILE"
EMBEDDINGS = "KIND,LANGUAGE=NAME"
"""What ``--help`` shows for a path, and by which the project file knows one."""


class Smoothing(StrEnum):
    """Keys of ``distances.perplexity.SMOOTHINGS``."""

    witten_bell = "witten-bell"
    gamallo = "gamallo"


class CharModels(StrEnum):
    """Keys of ``distances.neural_models.MODELS``."""

    auto = "auto"
    flair = "flair"
    pack = "pack"


class Direction(StrEnum):
    """Which way a character language model reads."""

    both = "both"
    forward = "forward"
    backward = "backward"

    @property
    def names(self) -> tuple[str, ...]:
        """The directions, one by one."""
        return ("forward", "backward") if self is Direction.both else (self.value,)


class AssetKind(StrEnum):
    """Who made an asset."""

    pack = "pack"
    bpemb = "bpemb"
    flair = "flair"


class TaskName(StrEnum):
    """What is tagged."""

    auto = "auto"
    ner = "ner"
    pos = "pos"

    @property
    def known(self) -> Literal["ner", "pos"] | None:
        """The task, or ``None`` where the tags are to tell."""
        return {TaskName.ner: "ner", TaskName.pos: "pos"}.get(self)  # type: ignore[return-value]


class Precision(StrEnum):
    """Of matrix products."""

    auto = "auto"
    float32 = "float32"
    bfloat16 = "bfloat16"


class Aggregate(StrEnum):
    """Keys of ``ranking.AGGREGATIONS``."""

    majority = "majority"
    borda = "borda"
    rrf = "rrf"
    copeland = "copeland"


def option(
    help: str,
    flag: str,
    least: int | None = None,
    most: int | None = None,
    metavar: str | None = None,
    also: tuple[str, ...] = (),
) -> OptionInfo:
    """An option with its environment variable, other names and, for a number, its bounds."""
    name = flag.partition("/")[0].removeprefix("--")
    declared = typer.Option(
        flag,
        *also,
        help=help,
        envvar="AUXADVISOR_" + name.replace("-", "_").upper(),
        show_envvar=False,
        min=least,
        max=most,
        metavar=metavar,
    )
    if not isinstance(declared, OptionInfo):
        raise TypeError(f"typer.Option gave a {type(declared).__name__}")
    return declared


def names(listed: str) -> list[str]:
    """What stands between the commas of an option."""
    return [name.strip() for name in listed.split(",") if name.strip()]


def pairs(flag: str, listed: list[str] | None) -> list[tuple[str, Path]]:
    """Languages and files of an option that takes ``LANGUAGE=FILE``.

    Raises:
        SettingsError: a value is no pair, or a language is named twice.
    """
    found = [entry.partition("=") for entry in listed or []]
    for language, equals, path in found:
        if not (language and equals and path):
            raise SettingsError(
                f"{flag} {language}{equals}{path}: expected language=FILE, such as nl=train.conll"
            )
    named = [language for language, _, _ in found]
    for language in named:
        if named.count(language) > 1:
            raise SettingsError(f"{flag}: two files for {language}; join them into one")
    return [(language, Path(path)) for language, _, path in found]


Encoding = Annotated[str, option("Of every file given.", "--encoding")]
CorpusFormat = Annotated[
    str | None,
    option(
        "Of every corpus given: conll2002, conll2003, conllu, tsv or text; by default detected.",
        "--corpus-format",
    ),
]
TagColumn = Annotated[
    int | None,
    option(
        "Column of the tags in the corpora, from 1; by default the last (CoNLL-U: UPOS).",
        "--tag-column",
        1,
    ),
]
Task = Annotated[TaskName, option("ner for spans, pos for a class a token; auto looks.", "--task")]
DevPart = Annotated[
    Path | None,
    option(
        "Development sentences, which choose the epoch; training draws a tenth of its own without.",
        "--dev",
        metavar=FILE,
    ),
]
TestPart = Annotated[
    Path | None,
    option(
        "Test sentences, which results are of; training draws another tenth without.",
        "--test",
        metavar=FILE,
    ),
]
ExecutorName = Annotated[
    str | None,
    option(
        "Where jobs run: local (here, one after another), processes (--jobs of them) or "
        "dask://HOST:PORT, a Dask scheduler (needs the dask extra). By default local, and "
        "processes for more than one of --jobs.",
        "--executor",
    ),
]
Jobs = Annotated[int, option("At a time, in processes of their own if more than one.", "--jobs", 1)]
Offline = Annotated[bool, option("Fetch nothing; what is missing is an error.", "--offline")]
"""Options that several commands take, and mean the same by."""
