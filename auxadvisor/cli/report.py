"""``auxadvisor report``: one self-contained HTML page from saved results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from auxadvisor.cli.options import FILE, option
from auxadvisor.cli.output import check_output

EPILOG = """Examples:

auxadvisor report

auxadvisor report rank.json runs --output finnish.html

auxadvisor report results/ --examples 0"""


def report(
    results: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[RESULT…]",
            help="JSON that rank, recommend, probe, train or compare wrote, folders of runs, or a "
            "folder that holds such; by default the current folder.",
        ),
    ] = None,
    output: Annotated[
        Path,
        option("File for the page, written whole or not at all.", "--output", metavar=FILE),
    ] = Path("report.html"),
    examples: Annotated[
        int,
        option(
            "Sentences of the test part that show the attention; 0 keeps them off the page.",
            "--examples",
            0,
            20,
        ),
    ] = 3,
) -> None:
    """Make one HTML page of saved results: summary, rankings, maps, trained settings, attention.

    Results are what the other commands write with --format json --output FILE, and the runs that
    train keeps. The page is one file that asks nothing of any host: it can be mailed, printed and
    read on a phone, in light and in dark. Each part is there only where its results are. Needs the
    plot extra; example sentences also the train extra.
    """
    from auxadvisor.cli.progress import steps
    from auxadvisor.report import check_drawing, read_results, report_page
    from auxadvisor.whole_files import write_whole

    check_output(output, results or [])
    check_drawing()
    with steps() as step:
        step("reading")
        found = read_results(results or [], examples)
        page = report_page(found, step)
    write_whole(output, page)
    made_of = [
        *(str(one.path) for one in found.records),
        *(f"{one.path}/" for one in found.folders),
    ]
    print(f"{output}: made of {', '.join(made_of)}", file=sys.stderr)
