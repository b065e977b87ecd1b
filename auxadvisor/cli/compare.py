"""``auxadvisor compare``: is one tagger better than another, and by how much?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auxadvisor.cli.options import TaskName, option
from auxadvisor.cli.output import Format, OutputFile, OutputFormat, check_output, emit

EPILOG = """Examples:

auxadvisor compare runs/mono runs/meta

auxadvisor compare runs/mono runs/mono+sv runs/mono+de runs/mono+all runs/meta

auxadvisor compare theirs.conll ours.conll --task ner"""


def compare(
    baseline: Annotated[
        Path,
        typer.Argument(
            metavar="A",
            help="A setting's folder, a single run's, or predictions: token, right and predicted "
            "tag, a token a line.",
        ),
    ],
    others: Annotated[
        list[Path], typer.Argument(metavar="B…", help="What is compared with it, of the same kind.")
    ],
    part: Annotated[str, option("Of the runs' predictions: test or dev.", "--part")] = "test",
    task: Annotated[
        TaskName,
        option("Of predictions in files: ner for span F1, pos for accuracy.", "--task"),
    ] = TaskName.auto,
    permutations: Annotated[int, option("Exchanges of each test.", "--permutations", 1)] = 2**20,
    resamples: Annotated[int, option("Of the intervals.", "--resamples", 100)] = 2000,
    seed: Annotated[int, option("Of both.", "--seed", 0)] = 1,
    format: OutputFormat = Format.table,
    output: OutputFile = None,
) -> None:
    """Compare taggers on the same sentences: differences, intervals, significance.

    The difference to A is that of the mean scores over runs; its 95 % interval resamples sentences
    and runs. p is of a paired permutation test of each pair of runs, joined over the runs by
    Fisher's method and corrected for the number of comparisons by Holm's. Named entities are
    compared by counts of spans, parts of speech by tokens.
    """
    from auxadvisor.cli.compare_output import FORMATS
    from auxadvisor.cli.progress import steps
    from auxadvisor.experiments.comparison import compared, read_side

    check_output(output, [baseline, *others])
    sides = [read_side(path, part, task.known) for path in (baseline, *others)]
    with steps() as step:
        found = compared(
            sides, permutations=permutations, resamples=resamples, seed=seed, step=step
        )
    emit(FORMATS[format](found), output)
