"""``auxadvisor recommend``: the paper's guide walked with what there is, and what to run next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auxadvisor.cli.options import (
    EMBEDDINGS,
    FILE,
    LANGUAGE_FILE,
    PATH,
    CorpusFormat,
    DevPart,
    Encoding,
    TagColumn,
    Task,
    TaskName,
    TestPart,
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
from auxadvisor.cli.questions import ask_file, ask_language, on_terminal
from auxadvisor.errors import SettingsError

if TYPE_CHECKING:
    from auxadvisor.recommendation.case import Files

EPILOG = """Examples:

auxadvisor recommend

auxadvisor recommend --target fi --corpus train.conll

auxadvisor recommend --target fi --corpus corpus/ --text raw.txt --aux-text et=et.txt --offline

auxadvisor recommend --target fi --corpus corpus/ --embeddings pack

auxadvisor recommend --target fi --corpus corpus/ --format json --output advice.json"""


def recommend(
    context: typer.Context,
    target: Annotated[
        str | None,
        option(
            "The language to be tagged: an ISO 639 code or English name. Without it you are asked, "
            "on a terminal, for this and the files.",
            "--target",
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        option(
            "Tagged training sentences of the target, or a folder with train.*, dev.* and test.* "
            "in it: CoNLL-2002, CoNLL-2003, CoNLL-U or two-column TSV, also .gz, .xz or .bz2.",
            "--corpus",
            metavar=PATH,
        ),
    ] = None,
    dev: DevPart = None,
    test: TestPart = None,
    task: Task = TaskName.auto,
    text: Annotated[
        Path | None,
        option("Raw text of the target, a sentence a line.", "--text", metavar=FILE),
    ] = None,
    aux_text: Annotated[
        list[str] | None,
        option(
            "A candidate's raw text as language=FILE; may be repeated.",
            "--aux-text",
            metavar=LANGUAGE_FILE,
        ),
    ] = None,
    candidates: Annotated[
        str | None,
        option(
            "Auxiliary languages to choose from, with commas between; by default all that have "
            "embeddings of the kind.",
            "--candidates",
        ),
    ] = None,
    embeddings: Annotated[
        str,
        option(
            "Embeddings that would be trained on, as 'train' takes them: pack, pack-flair, bpemb "
            "or flair for all languages, LANGUAGE=NAME for single ones. auto is BPEmb's where the "
            "target has them, to be fetched when training starts, else those that come along.",
            "--embeddings",
            metavar=EMBEDDINGS,
        ),
    ] = "auto",
    enough_characters: Annotated[
        int, option("Raw text that embeddings need, in characters.", "--enough-characters", 1)
    ] = 3_000_000,
    enough_pieces: Annotated[
        int, option("Pieces that BPEmb's vocabulary should have.", "--enough-pieces", 1)
    ] = 50_000,
    enough_sentences: Annotated[
        int,
        option("Labelled sentences that attention needs to learn from.", "--enough-sentences", 1),
    ] = 3_000,
    several: Annotated[
        int, option("Auxiliary languages that meta-embeddings need.", "--several", 1)
    ] = 2,
    most: Annotated[int, option("Auxiliary languages to advise at most.", "--most", 1)] = 4,
    probe: Annotated[
        bool | None,
        option(
            "Whether a probe of your labels ('auxadvisor probe') orders the candidates, and "
            "chooses between the first of them and multilingual embeddings: up to a minute. By "
            "default where there are labels and the embeddings are here.",
            "--probe/--no-probe",
        ),
    ] = None,
    offline: Annotated[
        bool, option("Advise only what is here: nothing will be fetched.", "--offline")
    ] = False,
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
    """Recommend what to train: which auxiliary languages, combined how, and why.

    Walks the paper's guide (Figure 3): with good embeddings of several languages, weigh them all
    by attention (meta-embeddings); else add multilingual ones; else add the closest language by
    the distances of 'auxadvisor rank'. Where it can, a probe of your labels decides between the
    last two. Finds out by itself what embeddings there are, how much text and how many labels you
    have, and in which script and language. Ends with the commands to run next. The --enough options
    are its thresholds; the paper gives none.
    """
    from auxadvisor.cli import recommend_output
    from auxadvisor.cli.candidate_files import candidate_files
    from auxadvisor.cli.progress import steps
    from auxadvisor.executors import cores, executor_named
    from auxadvisor.experiments.parts import Reading
    from auxadvisor.recommendation import recommend as advised
    from auxadvisor.recommendation.case import Files, read_case
    from auxadvisor.records import MeasureSettings
    from auxadvisor.situation import Thresholds

    aux_texts = candidate_files(context, target, "aux_text", aux_text)
    files = Files(corpus, dev, test, text, aux_texts)
    check_output(output, [corpus, dev, test, text, *aux_texts.values()])
    if target is None:
        target, files = _asked(files)
    with steps() as progress, executor_named(None, cores()) as executor:
        progress("reading")
        case = read_case(
            target,
            files,
            Reading(task.known, encoding, corpus_format, tag_column),
            candidates=names(candidates or ""),
            embeddings=names(embeddings),
            offline=offline,
            seed=seed,
        )
        found = advised(
            case,
            Thresholds(enough_characters, enough_pieces, several, most, enough_sentences),
            MeasureSettings(resamples=resamples, seed=seed, offline=offline),
            progress,
            probe,
            executor,
        )
    emit(recommend_output.FORMATS[format](found, resolved_settings(context)), output)


def _asked(files: Files) -> tuple[str, Files]:
    """What a user says on a terminal; what lies in the folder is suggested."""
    from auxadvisor.language_check import identify
    from auxadvisor.project_files import find_files

    if not on_terminal():
        raise SettingsError(
            "--target is missing, and there is no terminal to ask on; say for example 'auxadvisor "
            "recommend --target fi --corpus train.conll'"
        )
    found = find_files(Path())
    target = ask_language(identify(found.sentences()))
    if files.corpus is None:
        parts = {name: file.path for name, file in found.corpus_of(target).items()}
        corpus = ask_file("Tagged training sentences, file or folder", parts.get("train"))
        files = replace(files, corpus=corpus)
        if corpus is not None and corpus == parts.get("train"):
            files = replace(
                files,
                dev=files.dev or parts.get("dev"),
                test=files.test or parts.get("test"),
            )
    if files.text is None:
        text = ask_file("Raw text of the language, a sentence a line", found.text_of(target))
        files = replace(files, text=text)
    return target.tag, files
