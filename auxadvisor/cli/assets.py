"""``auxadvisor assets``: what comes along, what can be fetched, and whether it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auxadvisor.cli.options import AssetKind, Offline, option
from auxadvisor.cli.output import Format, OutputFile, OutputFormat, check_output, emit
from auxadvisor.errors import AssetError

if TYPE_CHECKING:
    from auxadvisor.published import Published

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Embeddings and models: the pack that comes along, and what BPEmb and FLAIR published.\n\n"
    "Fetched files go to the cache: the folder of AUXADVISOR_CACHE_DIR, else the platform's.",
)

LIST_EPILOG = """Examples:

auxadvisor assets list

auxadvisor assets list --language fi

auxadvisor assets list --kind flair --format csv"""
FETCH_EPILOG = """Examples:

auxadvisor assets fetch bpemb/fi/200000/300 flair/fi-forward flair/fi-backward

auxadvisor assets fetch flair/fi --mirror https://mirror.example"""
VERIFY_EPILOG = """Examples:

auxadvisor assets verify"""
DIR_EPILOG = """Examples:

auxadvisor assets dir"""


@app.command("list", epilog=LIST_EPILOG)
def list_assets(
    language: Annotated[
        str | None, option("Only of this language: a code or English name.", "--language")
    ] = None,
    kind: Annotated[AssetKind | None, option("Only of this kind.", "--kind")] = None,
    format: OutputFormat = Format.table,
    output: OutputFile = None,
) -> None:
    """What there is of each language: in the pack, from BPEmb, from FLAIR, and in the cache."""
    from auxadvisor.cli import assets_output

    check_output(output)
    rows = assets_output.rows(language, None if kind is None else kind.value)
    emit(assets_output.LIST_FORMATS[format](rows), output)


@app.command("fetch", epilog=FETCH_EPILOG)
def fetch_assets(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            help="bpemb/LANGUAGE[/PIECES/DIMENSIONS] (by default the paper's 200000 and 300), "
            "flair/LANGUAGE (both models) or flair/MODEL.",
        ),
    ],
    offline: Offline = False,
    mirror: Annotated[
        str | None, option("Address whose server stands for the publishers'.", "--mirror")
    ] = None,
) -> None:
    """Fetch published embeddings into the cache and print where they lie.

    An interrupted download goes on where it stopped; what arrives is checked and there whole or
    not at all. Nothing else is taken for what does not exist.
    """
    from auxadvisor.published import published

    wanted = [one for name in names for one in published(name)]
    for one in wanted:
        for path in _fetched(one, offline, mirror):
            emit(f"{path}\n", None)


def _fetched(wanted: Published, offline: bool, mirror: str | None) -> tuple[Path, ...]:
    from auxadvisor.cli.progress import downloads
    from auxadvisor.published import fetch

    with downloads() as progress:
        return fetch(wanted, offline, mirror=mirror, progress=progress)


@app.command("verify", epilog=VERIFY_EPILOG)
def verify_assets(
    format: OutputFormat = Format.table,
) -> None:
    """Compare every file of the pack and of the cache with its sha256.

    The pack's are in its manifest; a fetched file's was recorded when it arrived, that of a file
    put there by hand is recorded now. Ends with 4 if one is not what it was.
    """
    from auxadvisor.cli import assets_output

    checks = assets_output.checks()
    emit(assets_output.VERIFY_FORMATS[format](checks), None)
    wrong = [check for check in checks if check.wrong is not None]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise AssetError(f"{wrong[0].path}: {wrong[0].wrong}{more}; remove it and fetch it anew")


@app.command("dir", epilog=DIR_EPILOG)
def cache_directory() -> None:
    """Print the folder of the cache."""
    from auxadvisor.published import cache_folder

    emit(f"{cache_folder()}\n", None)
