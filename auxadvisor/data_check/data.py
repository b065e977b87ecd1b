"""What the checks of a tagged corpus look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from auxadvisor.corpora import (
    Corpus,
    Scheme,
    Sentence,
    Span,
    Task,
    detect_scheme,
    detect_task,
    spans,
)
from auxadvisor.corpora.tagging_schemes import split_tag
from auxadvisor.data_check.text_sample import HASHES, Repeats
from auxadvisor.experiments.parts import NAMES, SHORT
from auxadvisor.languages import Language

TRAIN = "train"


@dataclass(eq=False)
class Whole:
    """What is known of all sentences of a part.

    Attributes:
        asked: sentences and words of other parts, whose presence here is to be told.
        sentences, tokens, longest: how many, and the tokens of the longest sentence.
        shared: sentences that are asked for and stand here.
        words: word types that are asked for and stand here.
        copies: of sentences, of any length.
        long, long_copies: the sentences of ``SHORT`` tokens or more, and their copies.
    """

    asked: tuple[Set[tuple[str, ...]], Set[str]]
    sentences: int = 0
    tokens: int = 0
    longest: int = 0
    shared: set[tuple[str, ...]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    copies: Repeats = field(default_factory=lambda: Repeats(HASHES))
    long: int = 0
    long_copies: Repeats = field(default_factory=lambda: Repeats(HASHES))

    def add(self, tokens: tuple[str, ...]) -> None:
        """The tokens of the next sentence."""
        sentences, words = self.asked
        self.sentences, self.tokens = self.sentences + 1, self.tokens + len(tokens)
        self.longest = max(self.longest, len(tokens))
        if tokens in sentences:
            self.shared.add(tokens)
        self.words.update(words & set(tokens))
        key = "\n".join(tokens)
        self.copies.add(key)
        if len(tokens) >= SHORT:
            self.long += 1
            self.long_copies.add(key)


@dataclass(frozen=True, eq=False)
class Data:
    """A tagged corpus, as far as it could be read.

    Attributes:
        parts: by name, ``train``, ``dev`` and ``test`` in this order; any may be missing. Of a
            very large one a sample of the sentences.
        asked: what is tagged, where the user said it.
        target: its language, where the user said it.
        unread: names of parts that are given and could not be read.
        whole: what is known of all sentences of the parts that are samples, by name.
    """

    parts: Mapping[str, Corpus]
    asked: Task | None = None
    target: Language | None = None
    unread: frozenset[str] = frozenset()
    whole: Mapping[str, Whole] = field(default_factory=dict)

    @property
    def train(self) -> Corpus | None:
        """The training part."""
        return self.parts.get(TRAIN)

    @property
    def drawn(self) -> list[str]:
        """The parts that are not given, so that training would draw them."""
        return [name for name in NAMES if name not in self.parts and name not in self.unread]

    @property
    def held_out(self) -> dict[str, Corpus]:
        """The parts that are not trained on."""
        return {name: part for name, part in self.parts.items() if name != TRAIN}

    @cached_property
    def task(self) -> Task:
        """What is tagged: as asked, else as training would take it from the first part's tags."""
        if self.asked is not None:
            return self.asked
        first = next(iter(self.parts.values()), None)
        return "pos" if first is None else detect_task(tags_of(first))

    @cached_property
    def scheme(self) -> Scheme | None:
        """How all parts together write spans; ``None`` where the task has none, or they differ."""
        if self.task == "pos":
            return None
        return detect_scheme(tags for part in self.parts.values() for tags in tags_of(part))

    @cached_property
    def words(self) -> dict[str, Counter[str]]:
        """Cased word types with their number of tokens, by part."""
        return {name: part.types() for name, part in self.parts.items()}

    @cached_property
    def labels(self) -> dict[str, Counter[str]]:
        """Labels with their number of spans, or tags with their number of tokens, by part."""
        return {
            name: Counter(label for one in part.sentences for _, label in self.labelled(one))
            for name, part in self.parts.items()
        }

    @cached_property
    def trained(self) -> Set[tuple[str, ...]]:
        """The sentences of training, those of a held-out part among them even of a sample."""
        known = {one.tokens for one in self.train.sentences} if self.train else set()
        return known | self.whole[TRAIN].shared if TRAIN in self.whole else known

    @cached_property
    def trained_words(self) -> Set[str]:
        """The word types of training, those of a held-out part among them even of a sample."""
        known = self.words[TRAIN].keys() if self.train else set()
        return known | self.whole[TRAIN].words if TRAIN in self.whole else known

    def size(self, name: str) -> int:
        """Sentences of a part's file."""
        return self.whole[name].sentences if name in self.whole else len(self.parts[name].sentences)

    def labelled(self, sentence: Sentence) -> list[tuple[int, str]]:
        """Each label of a sentence, a span's or a token's, and the place of its first token."""
        if self.task == "pos":
            return list(enumerate(sentence.tags or ()))
        return [(span.start, span.label) for span in self.spans(sentence)]

    @property
    def unit(self) -> str:
        """What has a label."""
        return "token" if self.task == "pos" else "span"

    def spans(self, sentence: Sentence) -> list[Span]:
        """Its spans; a tag that is none of spans counts as outside."""
        return spans([tag if split_tag(tag) else "O" for tag in sentence.tags or ()])

    def surfaces(self, part: Corpus) -> list[tuple[str, ...]]:
        """The tokens of each span of a part."""
        return [
            one.tokens[span.start : span.end] for one in part.sentences for span in self.spans(one)
        ]


def tags_of(part: Corpus) -> list[tuple[str, ...]]:
    """The tags of each sentence that has some."""
    return [sentence.tags for sentence in part.sentences if sentence.tags is not None]


def texts_of(part: Corpus) -> list[str]:
    """The sentences as text, tokens one space apart."""
    return [" ".join(sentence.tokens) for sentence in part.sentences]
