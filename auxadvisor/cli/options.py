"""How options are declared, and the names that several commands take.

The names stand here, and not where they are implemented, so that ``--help`` imports nothing; a
test holds them equal.
"""

from __future__ import annotations

from enum import StrEnum

import typer
from typer.models import OptionInfo

FILE, FOLDER, LANGUAGE_FILE = "FILE", "FOLDER", "LANGUAGE=FILE"
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
) -> OptionInfo:
    """An option with its environment variable and, for a number, its bounds."""
    declared = typer.Option(
        flag,
        help=help,
        envvar="AUXADVISOR_" + flag.removeprefix("--").replace("-", "_").upper(),
        show_envvar=False,
        min=least,
        max=most,
        metavar=metavar,
    )
    if not isinstance(declared, OptionInfo):
        raise TypeError(f"typer.Option gave a {type(declared).__name__}")
    return declared
