"""``auxadvisor probe``: what your own labels say of each set of embeddings, before any training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auxadvisor.cli.options import (
    EMBEDDINGS,
    FILE,
    PATH,
    CorpusFormat,
    Encoding,
    Offline,
    TagColumn,
    Task,
    TaskName,
    names,
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

EPILOG = """Examples:

auxadvisor probe --target fi --corpus train.conll

auxadvisor probe --target fi --corpus corpus/ --languages et,sv,hu,de

auxadvisor probe --target fi --corpus corpus/ --embeddings bpemb,fi=bpemb/models/fi

auxadvisor probe --target fi --corpus corpus/ --format json --output probe.json"""


def probe(
    context: typer.Context,
    target: Annotated[
        str, option("The language to be tagged: an ISO 639 code or English name.", "--target")
    ],
    corpus: Annotated[
        Path,
        option(
            "Tagged training sentences, or a folder with train.* and perhaps dev.* in it; a test.* "
            "there is not opened. CoNLL-2002, CoNLL-2003, CoNLL-U or two-column TSV, also .gz, .xz "
            "or .bz2.",
            "--corpus",
            metavar=PATH,
            also=("--train",),
        ),
    ],
    dev: Annotated[
        Path | None,
        option("Development sentences, probed with the training ones.", "--dev", metavar=FILE),
    ] = None,
    task: Task = TaskName.auto,
    sentences: Annotated[
        int,
        option("Probe so many sentences at most, drawn from all of them.", "--sentences", 20),
    ] = 5000,
    embeddings: Annotated[
        str,
        option(
            "As 'train' takes them: pack, pack-flair, bpemb or flair for all languages; with "
            "commas, also LANGUAGE=NAME for single ones.",
            "--embeddings",
            metavar=EMBEDDINGS,
        ),
    ] = "pack",
    languages: Annotated[
        str | None,
        option(
            "Candidates, with commas between; by default the first ten of the ranking.",
            "--languages",
        ),
    ] = None,
    resamples: Annotated[
        int, option("Bootstrap resamples of sentences and short runs.", "--resamples", 100)
    ] = 2000,
    seed: Annotated[int, option("Of everything that is drawn.", "--seed", 0)] = 1,
    jobs: Annotated[
        int | None,
        option(
            "At a time, in processes of their own if more than one; by default as many as there "
            "are cores, up to 8.",
            "--jobs",
            1,
        ),
    ] = None,
    offline: Offline = False,
    encoding: Encoding = "utf-8",
    corpus_format: CorpusFormat = None,
    tag_column: TagColumn = None,
    format: OutputFormat = Format.table,
    output: OutputFile = None,
) -> None:
    """Score auxiliary languages on your labels in a minute, with controls and intervals.

    A small tagger reads the target's embeddings with those of an auxiliary language beside them,
    for its first 38 steps on half of the sentences, and is judged by the loss of the other half;
    three times, with other halves and weights. A language must beat three controls: the target's
    embeddings alone, twice, and beside noise. LogME, the H-score and a ridge regression on words
    it never saw stand beside. What such an order was worth where taggers were trained is said
    with it. A test part is not opened.
    """
    from auxadvisor.cli import probe_output
    from auxadvisor.cli.progress import steps
    from auxadvisor.executors import cores, executor_named
    from auxadvisor.experiments.parts import Reading, corpus_flags, part_paths
    from auxadvisor.probe.probing import probe as probed
    from auxadvisor.probe.probing import set_up

    check_output(output, [corpus, dev])
    reading = Reading(task.known, encoding, corpus_format, tag_column)
    with steps() as step:
        step("reading")
        paths = part_paths(corpus, dev, None)
        corpora = {name: reading.corpus(path) for name, path in paths.items() if name != "test"}
        probing = set_up(
            target,
            corpora,
            task=task.known,
            sentences=sentences,
            embeddings=names(embeddings),
            languages=None if languages is None else names(languages),
            resamples=resamples,
            seed=seed,
            flags=(*corpus_flags(corpus, dev, None, reading), *(["--offline"] if offline else [])),
        )
        with executor_named(None, jobs or cores()) as executor:
            found = probed(probing, offline, step, executor)
    emit(probe_output.FORMATS[format](probing, found, resolved_settings(context)), output)
