"""``auxadvisor reproduce``: the paper's Table 3 and Figure 2 from its published tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from auxadvisor.cli.options import FILE, Aggregate, option
from auxadvisor.cli.output import Format, OutputFile, OutputFormat, check_output, emit

EPILOG = """Examples:

auxadvisor reproduce

auxadvisor reproduce --aggregate borda --format md

auxadvisor reproduce --plot figure2.png"""


def reproduce(
    aggregate: Annotated[
        Aggregate, option("How the four rankings of Table 4 become one.", "--aggregate")
    ] = Aggregate.majority,
    plot: Annotated[
        Path | None,
        option(
            "File for Figure 2: .png, .svg or .pdf. Needs the plot extra.", "--plot", metavar=FILE
        ),
    ] = None,
    format: OutputFormat = Format.table,
    output: OutputFile = None,
) -> None:
    """Recompute the paper's Table 3 and Figure 2 from its published Tables 1, 3, 4 and 5.

    Table 3 is the majority vote over the rankings of Table 4. Figure 2 is Spearman's correlation
    of each measure's ranking with the ranking by trained performance. Beside them stands what
    choosing by a measure costs: the points lost against the best auxiliary language (top-1
    regret), next to choosing at random and always choosing English, and what adding any auxiliary
    language gains against picking the best one.
    """
    from auxadvisor.cli import reproduce_output

    check_output(output)
    check_output(plot, [output], "--plot")
    if plot is not None:
        from auxadvisor.paper_figure import figure2_plot

        figure2_plot(plot)
    emit(reproduce_output.FORMATS[format](reproduce_output.recompute(aggregate.value)), output)
