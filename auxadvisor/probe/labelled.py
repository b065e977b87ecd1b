"""The tagged sentences that a probe reads: training and development part, never the test part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from auxadvisor.corpora import Corpus, Sentence, Task, detect_task, to_bioes
from auxadvisor.errors import DataError
from auxadvisor.experiments.parts import SHORT, check_spans, check_tags, tagged_sentences
from auxadvisor.probe.features import FOLDS
from auxadvisor.probe.moments import Classes
from auxadvisor.tagger.batches import sentence_starts

FEWEST, FEWEST_WORDS = 20, FOLDS
"""Sentences, and different words, below which nothing is said: four and one a fold."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """Tagged sentences, one after another.

    Attributes:
        task: what is tagged.
        sentences: tokens.
        gold: right tags of each; spans are written as BIOES.
        copies: sentences that were left out, for they are there already: a copy is not unseen.
    """

    task: Task
    sentences: tuple[tuple[str, ...], ...]
    gold: tuple[tuple[str, ...], ...]
    copies: int = 0

    @property
    def lengths(self) -> NDArray[np.int64]:
        """``(S,)`` tokens of each sentence."""
        return np.array([len(sentence) for sentence in self.sentences])

    @property
    def starts(self) -> NDArray[np.int64]:
        """``(S + 1,)`` where each sentence begins among the tokens."""
        return sentence_starts(self.lengths.tolist())

    @property
    def tags(self) -> tuple[str, ...]:
        """All that occur, sorted; a tag's number is its place."""
        return tuple(sorted({tag for tags in self.gold for tag in tags}))

    @property
    def words(self) -> int:
        """How many different ones there are."""
        return len({word for sentence in self.sentences for word in sentence})

    @property
    def classes(self) -> Classes:
        """``(N,)`` numbers of the right tags."""
        number = {tag: place for place, tag in enumerate(self.tags)}
        return np.array([number[tag] for tags in self.gold for tag in tags])

    def first(self, count: int) -> Labelled:
        """So many sentences of them."""
        return replace(self, sentences=self.sentences[:count], gold=self.gold[:count])


def labelled(
    corpora: Sequence[Corpus], task: Task | None = None, most: int | None = None, seed: int = 1
) -> Labelled:
    """The sentences of some parts of a corpus that a probe can learn from, in random order.

    Args: as ``sampled``.

    Raises:
        DataError: as ``sampled``, all tags are the same, or there are too few words.
    """
    chosen = sampled(corpora, task, most, seed)
    check_tags(chosen.tags, len(chosen.sentences), corpora[0])
    if chosen.words < FEWEST_WORDS:
        found = f"{chosen.words} in {len(chosen.sentences):,} sentences"
        raise DataError(corpora[0].path, None, f"{FEWEST_WORDS} different words or more", found)
    return chosen


def sampled(
    corpora: Sequence[Corpus], task: Task | None = None, most: int | None = None, seed: int = 1
) -> Labelled:
    """The sentences of some parts of a corpus, in random order, each once, whatever their tags.

    Args:
        corpora: training part, and development part if there is one.
        task: without it, named entities where training has span tags, else parts of speech.
        most: sentences at most, drawn without replacement.
        seed: of the order; the first sentences of a draw are those of a smaller one.

    Raises:
        DataError: a sentence has no tags, there are too few, or a tag is no span tag where the task
            is named entities.
    """
    there = [sentence for corpus in corpora for sentence in tagged_sentences(corpus)]
    found = _each_once(there)
    copies = len(there) - len(found)
    if len(found) < FEWEST:
        said = f"{len(found)}{f' and {copies} copies' if copies else ''}"
        raise DataError(corpora[0].path, None, f"{FEWEST} sentences or more", said)
    if task is None:
        task = detect_task(sentence.tags for sentence in corpora[0].sentences if sentence.tags)
    if task == "ner":
        for corpus in corpora:
            check_spans(corpus)
    gold = [to_bioes(one.tags or ()) if task == "ner" else tuple(one.tags or ()) for one in found]
    chosen = drawn(task, [sentence.tokens for sentence in found], gold, most, seed)
    return replace(chosen, copies=copies)


def _each_once(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Without copies; short ones may be said again."""
    first: dict[tuple[str, ...], int] = {}
    for place, one in enumerate(sentences):
        first.setdefault(one.tokens, place)
    return [
        one
        for place, one in enumerate(sentences)
        if len(one.tokens) < SHORT or first[one.tokens] == place
    ]


def drawn(
    task: Task,
    sentences: Sequence[tuple[str, ...]],
    gold: Sequence[tuple[str, ...]],
    most: int | None = None,
    seed: int = 1,
) -> Labelled:
    """Sentences and their tags in random order, as ``labelled`` has them."""
    order = np.random.default_rng(seed).permutation(len(sentences))[:most]
    return Labelled(
        task,
        tuple(sentences[place] for place in order),
        tuple(gold[place] for place in order),
    )
