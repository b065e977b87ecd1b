"""How ``auxadvisor tag`` shows tagged sentences, and where they go while more are being read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from auxadvisor.attention_figure import number, printable, set_name
from auxadvisor.cli.output import emit, write_out
from auxadvisor.cli.screen import Screen
from auxadvisor.corpora import Sentence, Task, spans
from auxadvisor.corpora.tagging_schemes import split_tag
from auxadvisor.experiments.scoring import SCORES, score, sentence_counts
from auxadvisor.json_values import Json
from auxadvisor.whole_files import written_whole

NO_TAG = "_"
"""The right tag in a sentence that has none, where others of its corpus have."""
DIGITS = 6
"""Of the weights in JSON: about as many as a float32 has."""


@dataclass(frozen=True, eq=False)
class TaggedSentence:
    """A sentence as it was read, and what the tagger made of it.

    Attributes:
        number: its place in the input, from 1.
        read: its tokens, and its right tags where they are known.
        tags: the predicted ones.
        sets: names of the sets of embeddings.
        weights: ``(tokens, sets)`` of the attention, if there is one.
    """

    number: int
    read: Sentence
    tags: tuple[str, ...]
    sets: tuple[str, ...]
    weights: NDArray[np.float32] | None


def conll(tagged: TaggedSentence, with_right: bool) -> str:
    """A token a line, with its tag, and an empty line; the right tag between the two."""
    columns = [tagged.read.tokens, tagged.tags]
    if with_right:
        columns.insert(1, tagged.read.tags or (NO_TAG,) * len(tagged.tags))
    return "".join("\t".join(row) + "\n" for row in zip(*columns, strict=True)) + "\n"


def json_line(tagged: TaggedSentence, with_right: bool) -> str:
    """A JSON object on a line."""
    del with_right  # each object says for itself what it has
    record: dict[str, Json] = {"tokens": [*tagged.read.tokens], "tags": [*tagged.tags]}
    if tagged.read.tags is not None:
        record["right"] = [*tagged.read.tags]
    if tagged.weights is not None:
        record["attention"] = {
            name: [round(weight, DIGITS) for weight in weights]
            for name, weights in zip(tagged.sets, tagged.weights.T.tolist(), strict=True)
        }
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def weights_table(tagged: TaggedSentence, with_right: bool) -> str:
    """The weights of each token, for a terminal."""
    del with_right
    weights = [] if tagged.weights is None else tagged.weights.tolist()
    screen = Screen()
    screen.title(f"Sentence {tagged.number}", "weight of each set of embeddings")
    screen.table(
        ["token", "tag", *map(set_name, tagged.sets)],
        [
            [printable(token), tag, *map(number, row)]
            for token, tag, row in zip(tagged.read.tokens, tagged.tags, weights, strict=True)
        ],
    )
    return screen.text()


Show = Callable[[TaggedSentence, bool], str]
FORMATS: dict[str, Show] = {"conll": conll, "json": json_line}
"""What ``--format`` prints of a sentence, and whether its corpus has right tags."""


@contextmanager
def streamed(path: Path | None) -> Iterator[Callable[[str], object]]:
    """What writes text bit by bit: at once to standard output, or to a file that becomes whole.

    A reader of ours that has enough ends the block, and nothing is wrong.

    Raises:
        SettingsError: the file cannot be written.
    """
    if path is not None:
        with written_whole(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
            yield file.write
        return

    emit("", None)  # settles the encoding
    with suppress(BrokenPipeError):
        yield write_out


class Score:
    """The score of sentences with right tags, summed up as they pass."""

    def __init__(self, task: Task, known: tuple[str, ...]) -> None:
        self._task = task
        self._known = {_label(tag) for tag in known} if task == "ner" else set(known)
        self._counts = np.zeros(3, dtype=np.int64)
        self._sentences = self._tokens = self._untagged = 0
        self._unknown: set[str] = set()
        self._no_spans = ""

    def add(self, tagged: TaggedSentence) -> None:
        """Count a sentence."""
        right = tagged.read.tags
        if right is None:
            self._untagged += 1
            return
        self._sentences += 1
        self._tokens += len(right)
        if self._task == "ner":
            self._no_spans = self._no_spans or next((t for t in right if not split_tag(t)), "")
            if self._no_spans:
                return
            self._unknown |= {span.label for span in spans(right)} - self._known
        else:
            self._unknown |= set(right) - self._known
        self._counts += sentence_counts(self._task, [right], [tagged.tags])[0]

    def said(self) -> str:
        """In words, on a line; nothing where no sentence has tags."""
        if not self._sentences:
            return ""
        if self._no_spans:
            found = f"{self._no_spans!r} is no span tag; --tag-column names the column of those"
            return f"no score: {found}\n"
        said = f"{SCORES[self._task]} {float(score(self._counts)):.2f}"
        said += f" of {_counted(self._sentences, 'sentence')}, {_counted(self._tokens, 'token')}"
        if self._untagged:
            said += f"; {_counted(self._untagged, 'sentence')} without tags"
        if self._unknown:
            said += f"; the tagger does not know {', '.join(sorted(self._unknown))}"
        return f"{said}\n"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _label(tag: str) -> str:
    return tag.partition("-")[2]
