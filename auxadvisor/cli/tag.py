"""``auxadvisor tag``: a trained tagger's tags, and what its attention weighs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auxadvisor.cli.options import FILE, FOLDER, CorpusFormat, Encoding, TagColumn, option
from auxadvisor.cli.output import PROJECT_FILE, OutputFile, check_output, nearness
from auxadvisor.errors import SettingsError

if TYPE_CHECKING:
    from auxadvisor.cli.tag_output import Show, TaggedSentence
    from auxadvisor.corpora import Sentence
    from auxadvisor.tagger.saved import SavedTagger

EPILOG = """Examples:

auxadvisor tag runs/meta/seed-1 --text news.txt --output news.conll

echo 'Anna lives in Vigo.' | auxadvisor tag runs/meta/seed-1 --text -

auxadvisor tag runs/meta/seed-1 --corpus test.conll --format json

auxadvisor tag runs/meta/seed-1 --corpus test.conll --attention figure4.svg --sentence 3

auxadvisor tag runs/meta/seed-1 --weights --text - < news.txt"""


class Lines(StrEnum):
    """Keys of ``tag_output.FORMATS``."""

    conll = "conll"
    json = "json"


def tag(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(metavar=FOLDER, help="A trained tagger: a run's folder of 'train'."),
    ],
    text: Annotated[
        Path | None,
        option(
            "Raw text, a sentence a line, also .gz, .xz or .bz2; - is standard input, which is "
            "read where nothing, nor the project file, names a source.",
            "--text",
            metavar=FILE,
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        option(
            "Sentences in a corpus' format. Where it has tags, they are kept beside the predicted "
            "ones, and the score goes to standard error.",
            "--corpus",
            metavar=FILE,
        ),
    ] = None,
    corpus_format: CorpusFormat = None,
    tag_column: TagColumn = None,
    encoding: Encoding = "utf-8",
    tokenised: Annotated[
        bool, option("The raw text's tokens are one space apart already.", "--tokenised")
    ] = False,
    batch: Annotated[
        int,
        option(
            "Sentences tagged together. Standard input that pauses is answered before.",
            "--batch",
            1,
        ),
    ] = 32,
    format: Annotated[
        Lines,
        option(
            "conll: token and tag at a tab, an empty line after each sentence; json: an object a "
            "sentence, with the attention's weights.",
            "--format",
        ),
    ] = Lines.conll,
    output: OutputFile = None,
    attention: Annotated[
        Path | None,
        option(
            "File for Figure 4 of a sentence: .png or .svg (need the plot extra) or .html.",
            "--attention",
            metavar=FILE,
        ),
    ] = None,
    weights: Annotated[
        bool, option("Show the attention's weights in a table instead of tags.", "--weights")
    ] = False,
    sentence: Annotated[
        int | None,
        option(
            "Number of the sentence, from 1, of --attention (by default the first) and of "
            "--weights (by default all).",
            "--sentence",
            1,
        ),
    ] = None,
) -> None:
    """Tag text with a trained tagger, and show what its attention weighs.

    Reads sentences and prints each batch as soon as it is tagged, so that a stream of any length
    can pass. Raw text is composed (NFC) and cut into tokens; blank lines are skipped. Named
    entities are written as IOB2. Taggers of the setting 'meta' weigh each of their embeddings
    anew for every token: --attention draws the paper's Figure 4.
    """
    text, corpus = _one_source(context, text, corpus)
    if weights and format is Lines.json:
        raise SettingsError("--weights shows a table; --format json has the weights by itself")
    if sentence is not None and attention is None and not weights:
        raise SettingsError("--sentence names one for --attention or --weights; give one of them")
    check_output(output, [text, corpus])
    if attention is not None:
        from auxadvisor.attention_figure import check_attention_figure

        check_output(attention, [text, corpus, output], "--attention")
        check_attention_figure(attention)
    tagger = _loaded(folder, needs_attention=attention is not None or weights)
    from auxadvisor.cli.tag_input import batches, corpus_sentences, raw_sentences
    from auxadvisor.cli.tag_output import FORMATS, streamed, weights_table

    if corpus is None:
        read = raw_sentences(text, encoding, tokenised)
    else:
        read = corpus_sentences(corpus, corpus_format, encoding, tag_column)
    tagging = _Tagging(tagger, weights_table if weights else FORMATS[format], sentence, weights)
    with streamed(output) as write:
        with _progress(output) as progress:
            for several in batches(read, batch):
                write(tagging.shown(several))
                progress(f"{tagging.count:,} sentences tagged")
        tagging.end()
    if attention is not None and tagging.chosen is not None:
        _draw(attention, tagger, tagging.chosen)


def _one_source(
    context: typer.Context, text: Path | None, corpus: Path | None
) -> tuple[Path | None, Path | None]:
    """Text or corpus; of both, that of the command line, then of the environment.

    The project file's comes last and is said: there it is mostly what taggers are trained on. A
    folder there is nothing else, and is passed over.
    """
    if corpus is not None and corpus.is_dir() and nearness(context, "corpus") == PROJECT_FILE:
        corpus = None
    given = {
        name: nearness(context, name)
        for name, path in (("text", text), ("corpus", corpus))
        if path is not None
    }
    if len(given) == 2 and given["text"] == given["corpus"]:
        both = f"expected --text or --corpus, found both: {text} and {corpus}"
        raise SettingsError(f"{both}; --text - reads standard input")
    name = min(given, key=given.__getitem__, default="")
    path = {"text": text, "corpus": corpus}.get(name)
    if path is not None and given[name] == PROJECT_FILE:
        said = f"reading {path}, the project file's {name}; --text - reads standard input"
        print(said, file=sys.stderr)
    return (path, None) if name == "text" else (None, path)


def _loaded(folder: Path, needs_attention: bool) -> SavedTagger:
    from auxadvisor.cli.progress import steps
    from auxadvisor.tagger.saved import load_tagger

    with steps() as progress:
        progress("loading the tagger")
        tagger = load_tagger(folder)
    if needs_attention and not tagger.has_attention:
        raise SettingsError(
            f"{folder}: expected a tagger with attention, as the setting 'meta' has, found one "
            f"that puts its embeddings ({', '.join(tagger.recipe.sets)}) side by side"
        )
    return tagger


@contextmanager
def _progress(output: Path | None) -> Iterator[Callable[[str], None]]:
    """The state of the work; silent where the sentences themselves pass on the terminal."""
    from auxadvisor.cli.progress import steps

    if output is None:
        yield lambda _: None
        return
    with steps() as progress:
        yield progress


class _Tagging:
    """Tags batch by batch, and keeps what is asked for at the end.

    Attributes:
        count: sentences so far.
        chosen: the sentence that is to be drawn.
    """

    def __init__(
        self, tagger: SavedTagger, show: Show, sentence: int | None, weights: bool
    ) -> None:
        from auxadvisor.cli.tag_output import FORMATS, Score

        self._tagger, self._show, self._sentence = tagger, show, sentence
        self._only = sentence if weights else None
        self._score = Score(tagger.recipe.task, tagger.recipe.architecture.tags)
        self._in_columns, self._with_right, self._hidden = show is FORMATS["conll"], False, 0
        self.count = 0
        self.chosen: TaggedSentence | None = None

    def shown(self, batch: Sequence[Sentence]) -> str:
        """Tag a batch; the sentences as they are shown."""
        return "".join(
            self._show(tagged, self._with_right)
            for tagged in self._tagged(batch)
            if self._only in (None, tagged.number)
        )

    def _tagged(self, batch: Sequence[Sentence]) -> Iterator[TaggedSentence]:
        from auxadvisor.cli.tag_output import TaggedSentence

        tags, weights = self._tagger.tag_and_attend([sentence.tokens for sentence in batch])
        if self.count == 0:  # columns are as many in all sentences
            self._with_right = any(sentence.tags is not None for sentence in batch)
        for place, sentence in enumerate(batch):
            self.count += 1
            self._hidden += self._in_columns and not self._with_right and bool(sentence.tags)
            weighed = None if weights is None else weights[place]
            tagged = TaggedSentence(
                self.count, sentence, tags[place], self._tagger.recipe.sets, weighed
            )
            self._score.add(tagged)
            if self.count == (self._sentence or 1):
                self.chosen = tagged
            yield tagged

    def end(self) -> None:
        """Say the score.

        Raises:
            SettingsError: there was no such sentence.
        """
        if self.chosen is None:
            raise SettingsError(f"--sentence {self._sentence}: the last is number {self.count:,}")
        if self._hidden:
            several = "s" * (self._hidden != 1)
            said = f"right tags of {self._hidden:,} sentence{several} are not shown"
            sys.stderr.write(f"{said}, for the first had none; --format json has them\n")
        sys.stderr.write(self._score.said())


def _draw(path: Path, tagger: SavedTagger, chosen: TaggedSentence) -> None:
    from auxadvisor.attention_figure import AttendedSentence, attention_figure

    if chosen.weights is not None:
        recipe, tokens = tagger.recipe, chosen.read.tokens
        attention_figure(
            path,
            AttendedSentence(recipe.language, recipe.sets, tokens, chosen.tags, chosen.weights),
        )
