"""The command line: the only code that prints, colours, prompts or exits.

One thin file a command; what is common to them is ``project`` (``auxadvisor.toml``), ``output``
(formats and files) and ``errors`` (what ends a run). Nothing heavy is imported before a command
runs, so that ``--help`` is quick.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated, cast

import typer

from auxadvisor import __version__
from auxadvisor.cli import (
    assets,
    compare,
    data,
    embed,
    init,
    probe,
    rank,
    recommend,
    report,
    reproduce,
    tag,
    train,
)
from auxadvisor.cli.errors import run
from auxadvisor.cli.options import FILE
from auxadvisor.cli.project import Group, default_map

app = typer.Typer(
    name="auxadvisor",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("init", epilog=init.EPILOG)(init.init)
app.command("rank", epilog=rank.EPILOG)(rank.rank)
app.command("probe", epilog=probe.EPILOG)(probe.probe)
app.command("recommend", epilog=recommend.EPILOG)(recommend.recommend)
app.command("train", epilog=train.EPILOG)(train.train)
app.command("compare", epilog=compare.EPILOG)(compare.compare)
app.command("tag", epilog=tag.EPILOG)(tag.tag)
app.add_typer(data.app, name="data")
app.add_typer(embed.app, name="embed")
app.add_typer(assets.app, name="assets")
app.command("report", epilog=report.EPILOG)(report.report)
app.command("reproduce", epilog=reproduce.EPILOG)(reproduce.reproduce)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"auxadvisor {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option(
            envvar="AUXADVISOR_PROJECT",
            metavar=FILE,
            help="Project file; by default ./auxadvisor.toml where there is one.",
        ),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback when something fails.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Which auxiliary languages help a sequence tagger, and how sure that is.

    Someone who builds a tagger (NER, POS, chunks) for a language with little data can add the
    embeddings of other languages. auxadvisor ranks the candidates by language distances, says how
    far these agree, and how much that is worth (Lange, Adel and Strötgen, 2020).

    Every option can also stand in auxadvisor.toml (order = 3) or in the environment
    (AUXADVISOR_ORDER=3); the command line wins over the environment, that over the file.
    """
    del debug, version  # debug is read by cli.errors, also where parsing itself fails
    if context.invoked_subcommand != "init":  # which writes one, perhaps for another language
        context.default_map = default_map(project, cast(Group, context.command))


def main() -> None:
    """Run the command line and exit with its code; what goes to a closed stream is lost."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    sys.exit(run(app, sys.argv[1:]))
