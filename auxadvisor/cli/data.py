"""``auxadvisor data check``: what is wrong with a corpus or a text, before it is trained on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from auxadvisor.cli.options import (
    FILE,
    PATH,
    CorpusFormat,
    DevPart,
    Encoding,
    ExecutorName,
    Jobs,
    TagColumn,
    Task,
    TaskName,
    TestPart,
    option,
)
from auxadvisor.cli.output import (
    Format,
    OutputFile,
    OutputFormat,
    check_output,
    emit,
    resolved_settings,
)
from auxadvisor.errors import DataError, SettingsError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="See what is wrong with data before training on it.",
)

EPILOG = """Examples:

auxadvisor data check --corpus corpus/

auxadvisor data check --target fi --corpus train.conll --dev dev.conll --test test.conll

auxadvisor data check --target fi --text wiki.txt.xz --jobs 4

auxadvisor data check --corpus corpus/ --format json --output check.json"""


@app.command("check", epilog=EPILOG)
def check(
    context: typer.Context,
    target: Annotated[
        str | None,
        option(
            "The language that the data should be in, an ISO 639 code or English name; then "
            "script and language are checked.",
            "--target",
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        option(
            "Tagged training sentences, or a folder with train.*, dev.* and test.* in it: "
            "CoNLL-2002, CoNLL-2003, CoNLL-U or two-column TSV, also .gz, .xz or .bz2.",
            "--corpus",
            metavar=PATH,
            also=("--train",),
        ),
    ] = None,
    dev: DevPart = None,
    test: TestPart = None,
    text: Annotated[
        Path | None,
        option(
            "Raw text, a sentence a line, also .gz, .xz or .bz2; of any length.",
            "--text",
            metavar=FILE,
        ),
    ] = None,
    task: Task = TaskName.auto,
    encoding: Encoding = "utf-8",
    corpus_format: CorpusFormat = None,
    tag_column: TagColumn = None,
    executor: ExecutorName = None,
    jobs: Jobs = 1,
    format: OutputFormat = Format.table,
    output: OutputFile = None,
) -> None:
    """Check a tagged corpus, raw text or both.

    Reports sizes and labels of each part, how much of the held-out parts training has seen, and
    what is odd: sentences in two parts, or tagged in two ways; labels that are rare, unknown or
    misspelt; broken spans; characters that a reader does not see; another script or language.
    Every finding says where it is and what to do. A file that cannot be read is reported, and the
    others are checked. Exits with 3 where something is an error; warnings are none.
    """
    from auxadvisor.cli.data_next import next_commands
    from auxadvisor.cli.data_output import FORMATS, Checked
    from auxadvisor.cli.progress import remark, steps
    from auxadvisor.data_check import Severity, check_data
    from auxadvisor.executors import executor_named
    from auxadvisor.experiments.parts import Reading, corpus_flags, part_paths
    from auxadvisor.languages import resolve

    if corpus is None and (dev is not None or test is not None):
        raise SettingsError("--dev and --test are parts of a corpus; give --corpus")
    if corpus is None and text is None:
        raise SettingsError("give a tagged corpus (--corpus), raw text (--text) or both")
    check_output(output, [corpus, dev, test, text])
    paths = {} if corpus is None else part_paths(corpus, dev, test)
    reading = Reading(task.known, encoding, corpus_format, tag_column)
    with steps() as step, executor_named(executor, jobs, say=remark) as started:
        step("checking")
        language = None if target is None else resolve(target)
        report = check_data(paths, text, reading, language, started)
    commands = next_commands(report, corpus_flags(corpus, dev, test, reading), text)
    checked = Checked(report, resolved_settings(context), commands)
    emit(FORMATS[format](checked), output)
    errors = len(report.of(Severity.error))
    if errors:
        print(f"error: the check found {errors} error{'s'[: errors > 1]}", file=sys.stderr)
        raise typer.Exit(DataError.exit_code)
