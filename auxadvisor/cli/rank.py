"""``auxadvisor rank``: the candidates in order, with every measure and how sure it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from auxadvisor.cli.options import (
    FILE,
    LANGUAGE_FILE,
    PATH,
    Aggregate,
    CharModels,
    CorpusFormat,
    Encoding,
    ExecutorName,
    Jobs,
    Offline,
    Smoothing,
    TagColumn,
    names,
    option,
)
from auxadvisor.cli.output import (
    TYPED,
    Format,
    OutputFile,
    OutputFormat,
    check_output,
    emit,
    nearness,
    resolved_settings,
)

SERVES = {
    "order": "perplexity",
    "smoothing": "perplexity",
    "aux_corpus": "training-vocabulary",
    "aux_lm": "flair-perplexity",
    "char_models": "flair-perplexity",
    "device": "flair-perplexity",
}
"""The measure that an option is for."""

EPILOG = """Examples:

auxadvisor rank --target fi

auxadvisor rank --target fi --corpus train.conll --candidates de,en,es,nl

auxadvisor rank --target fi --corpus train.conll --candidates de,en,es,nl --measures all

auxadvisor rank --target fi --text wiki.txt.xz --format json --output ranking.json"""


def rank(
    context: typer.Context,
    target: Annotated[
        str, option("The language to be tagged: an ISO 639 code or English name.", "--target")
    ],
    corpus: Annotated[
        Path | None,
        option(
            "Tagged training corpus of the target, or a folder with train.* in it: CoNLL-2002, "
            "CoNLL-2003, CoNLL-U or two-column TSV, also .gz, .xz or .bz2. Its sentences give d_P "
            "and d*_V, and the intervals.",
            "--corpus",
            metavar=PATH,
        ),
    ] = None,
    text: Annotated[
        Path | None,
        option(
            "Raw text of the target, a sentence a line; d_P takes it, not --corpus.",
            "--text",
            metavar=FILE,
        ),
    ] = None,
    candidates: Annotated[
        str | None,
        option(
            "Languages to rank, with commas between; 'all' for every language of the pack. By "
            "default those that share the target's script and have 50,000 pieces or more of BPEmb.",
            "--candidates",
        ),
    ] = None,
    aux_corpus: Annotated[
        list[str] | None,
        option(
            "A candidate's training corpus as language=FILE, for d*_V; may be repeated.",
            "--aux-corpus",
            metavar=LANGUAGE_FILE,
        ),
    ] = None,
    aux_text: Annotated[
        list[str] | None,
        option(
            "A candidate's raw text as language=FILE, of any size: d_P trains its model on all of "
            "it; may be repeated.",
            "--aux-text",
            metavar=LANGUAGE_FILE,
        ),
    ] = None,
    aux_lm: Annotated[
        list[str] | None,
        option(
            "A candidate's character language model as language=FILE, for d*_P: one of 'embed lm' "
            "or a .pt file of flair; may be repeated.",
            "--aux-lm",
            metavar=LANGUAGE_FILE,
        ),
    ] = None,
    measures: Annotated[
        str,
        option(
            "Measures, with commas between: perplexity (d_P), flair-perplexity (d*_P, needs the "
            "train extra), vocabulary (d_V), training-vocabulary (d*_V); 'all' for the paper's "
            "four.",
            "--measures",
        ),
    ] = "perplexity,vocabulary,training-vocabulary",
    order: Annotated[
        int,
        option("Characters of d_P's n-grams; the pack's own counts go to 4.", "--order", 1, 7),
    ] = 4,
    smoothing: Annotated[
        Smoothing,
        option(
            "d_P's smoothing; gamallo (with --order 7) computes what Gamallo et al. (2017) "
            "did and needs --aux-text.",
            "--smoothing",
        ),
    ] = Smoothing.witten_bell,
    char_models: Annotated[
        CharModels,
        option(
            "d*_P's models: flair fetches FLAIR's published ones, pack takes the small ones that "
            "come along, auto takes FLAIR's if all are in the cache.",
            "--char-models",
        ),
    ] = CharModels.auto,
    device: Annotated[
        str, option("Where d*_P is computed: auto, cpu, cuda or mps.", "--device")
    ] = "auto",
    executor: ExecutorName = None,
    jobs: Jobs = 1,
    offline: Offline = False,
    aggregate: Annotated[
        Aggregate, option("How the measures' rankings become one.", "--aggregate")
    ] = Aggregate.majority,
    top: Annotated[int, option("Rows of the table; 0 for all.", "--top", 0)] = 10,
    resamples: Annotated[
        int,
        option("Bootstrap resamples of the target's sentences; 0 for none.", "--resamples", 0),
    ] = 1000,
    seed: Annotated[int, option("Of the bootstrap and of sampling long texts.", "--seed", 0)] = 1,
    encoding: Encoding = "utf-8",
    corpus_format: CorpusFormat = None,
    tag_column: TagColumn = None,
    format: OutputFormat = Format.table,
    output: OutputFile = None,
) -> None:
    """Rank the auxiliary languages for a target by language distance.

    Computes d_P (perplexity of each candidate's character n-gram model on the target's text), d_V
    (overlap of general word lists), d*_V (overlap of the training corpora's word types) and, with
    --measures all, d*_P (perplexity of each candidate's character LSTM), ranks the candidates by
    each and combines the rankings by the paper's majority vote. The intervals say how far the
    ranking moves when the target's sentences are drawn anew.
    """
    from auxadvisor.cli import rank_output
    from auxadvisor.cli.candidate_files import candidate_files
    from auxadvisor.cli.progress import remark, steps
    from auxadvisor.executors import executor_named
    from auxadvisor.experiments.parts import part_paths
    from auxadvisor.inputs import read_text, read_training_corpus
    from auxadvisor.languages import resolve
    from auxadvisor.pool import build_pool
    from auxadvisor.rank import rank as rank_pool
    from auxadvisor.records import MeasureSettings

    of_candidates = partial(candidate_files, context, target)
    aux_texts = of_candidates("aux_text", aux_text)
    aux_corpora = of_candidates("aux_corpus", aux_corpus)
    check_output(output, [text, corpus, *aux_texts.values(), *aux_corpora.values()])
    where = executor_named(executor, jobs, device, remark)
    for name, measure in SERVES.items():
        if nearness(context, name) == TYPED and not {measure, "all"} & {*names(measures)}:
            flag = f"--{name.replace('_', '-')}"
            remark(f"{flag} changes nothing: it is for {measure}, which --measures leaves out")
    settings = MeasureSettings(
        order,
        smoothing.value,
        resamples,
        seed,
        char_models=char_models.value,
        device=device,
        offline=offline,
    )
    resolve(target)  # an unknown name should fail before a long file is read
    read = partial(
        read_training_corpus, format=corpus_format, encoding=encoding, tag_column=tag_column
    )
    read_raw = partial(read_text, encoding=encoding, most=settings.max_sentences, seed=seed)
    with steps() as progress, where as started:
        progress("reading")
        pool = build_pool(
            target,
            names(candidates or ""),
            text=None if text is None else read_raw(text),
            corpus=None if corpus is None else read(part_paths(corpus, None, None)["train"]),
            aux_texts={tag: read_raw(path) for tag, path in aux_texts.items()},
            aux_corpora={tag: read(path) for tag, path in aux_corpora.items()},
            aux_models=of_candidates("aux_lm", aux_lm),
        )
        settings = replace(settings, executor=started)
        ranking = rank_pool(pool, names(measures), settings, aggregate.value, progress)
    emit(rank_output.FORMATS[format](ranking, top, resolved_settings(context)), output)
