"""From tagged corpora to what a tagger is trained and scored on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from auxadvisor.corpora import Corpus, Sentence, Task, detect_task, to_bioes
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.parts import (
    SHORT,
    check_spans,
    drawn_size,
    tagged_sentences,
)
from auxadvisor.tagger.batches import Places, sentence_starts


@dataclass(frozen=True, eq=False)
class TaggingData:
    """The sentences of all parts of a corpus, one after another.

    Attributes:
        task: what is tagged.
        sentences: tokens.
        gold: right tags of each; spans are written as BIOES.
        tags: the training part's tags, sorted; a tag's number is its place.
        train: numbers of the sentences to train on.
        dev: of those that the best epoch is chosen by.
        test: of those that results are of.
        drawn: names of the parts that were drawn from the training sentences.
    """

    task: Task
    sentences: tuple[tuple[str, ...], ...]
    gold: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    train: Places
    dev: Places
    test: Places
    drawn: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """A hash of the sentences, their tags and how they are parted."""
        parts = [part.tolist() for part in (self.train, self.dev, self.test)]
        said = (self.task, self.sentences, self.gold, parts)
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def starts(self) -> Places:
        """``(S + 1,)`` where each sentence begins among the tokens."""
        return sentence_starts([len(sentence) for sentence in self.sentences])

    @property
    def training_tokens(self) -> int:
        """Tokens of the training part."""
        return int(np.diff(self.starts)[self.train].sum())

    @property
    def tag_numbers(self) -> Places:
        """``(T,)`` numbers of the right tags; -1 for one that training never saw."""
        number = {tag: place for place, tag in enumerate(self.tags)}
        return np.array([number.get(tag, -1) for tags in self.gold for tag in tags])


def tagging_data(
    train: Corpus,
    dev: Corpus | None,
    test: Corpus | None,
    task: Task | None = None,
    most: int | None = None,
    seed: int = 1,
) -> TaggingData:
    """Put the parts of a corpus together.

    Args:
        train: to train on.
        dev: to choose the epoch by; without it, a tenth of ``train``, drawn by the seed. Copies
            of what is drawn are left out of training.
        test: to score on; without it, another tenth.
        task: without it, named entities where the tags are span tags, else parts of speech.
        most: training sentences at most, the first ones; a part that is drawn, is drawn of them.
        seed: of the draw.

    Raises:
        DataError: a sentence has no tags, there are too few, or a tag is no span tag where the
            task is named entities.
        SettingsError: ``most`` is below 1.
    """
    if most is not None and most < 1:
        raise SettingsError(f"expected 1 training sentence or more, found {most}")
    learnt = tagged_sentences(train)[:most]
    if task is None:
        task = detect_task(sentence.tags for sentence in learnt if sentence.tags)
    given = {"dev": dev, "test": test}
    if task == "ner":
        for corpus in (train, dev, test):
            if corpus is not None:
                check_spans(corpus)
    groups = _parted(train, learnt, given, seed)
    gold = tuple(
        to_bioes(one.tags or ()) if task == "ner" else one.tags or ()
        for group in groups
        for one in group
    )
    ends = np.cumsum([len(group) for group in groups])
    tags = tuple(sorted({tag for tags in gold[: ends[0]] for tag in tags}))
    train_places, dev_places, test_places = np.split(np.arange(ends[-1]), ends[:-1])
    return TaggingData(
        task,
        tuple(sentence.tokens for group in groups for sentence in group),
        gold,
        tags,
        train_places,
        dev_places,
        test_places,
        tuple(name for name, part in given.items() if part is None),
    )


def _parted(
    train: Corpus, learnt: Sequence[Sentence], given: Mapping[str, Corpus | None], seed: int
) -> list[list[Sentence]]:
    """Sentences to train on, and of the parts; without a file a part is drawn of the first."""
    drawn = [name for name, part in given.items() if part is None]
    held = drawn_size(len(learnt))
    if held * len(drawn) >= len(learnt):
        expected = f"more than {held * len(drawn)} sentences, since {' and '.join(drawn)} are drawn"
        raise DataError(train.path, None, f"{expected} from them", str(len(learnt)))
    shuffled = np.random.default_rng(seed).permutation(len(learnt))
    groups: list[list[Sentence]] = []
    copies = set[tuple[str, ...]]()
    for part in given.values():
        if part is None:
            groups.append([learnt[place] for place in np.sort(shuffled[:held])])
            shuffled = shuffled[held:]
            copies |= {one.tokens for one in groups[-1] if len(one.tokens) >= SHORT}
        else:
            groups.append(tagged_sentences(part))
    left = [learnt[place] for place in np.sort(shuffled)]
    groups.insert(0, [one for one in left if one.tokens not in copies])
    if not groups[0]:
        raise DataError(train.path, None, "sentences that differ", "copies of one")
    return groups


def check_scored(data: TaggingData, corpora: Mapping[str, Corpus]) -> None:
    """See that the parts that scores are of have something to score.

    Args:
        data: of the corpora.
        corpora: by part; one that is not there was drawn from ``train``.

    Raises:
        DataError: the task is named entities, and a part has none.
    """
    if data.task != "ner":
        return
    for name, part in (("dev", data.dev), ("test", data.test)):
        if all(tag == "O" for place in part for tag in data.gold[place]):
            drawn = name in data.drawn
            what = f"a span among the sentences drawn as {name} part" if drawn else "a span"
            file = f"give a file with --{name}"
            raise DataError(
                corpora["train" if drawn else name].path,
                None,
                f"{what}, to score taggers by",
                f"none in {len(part):,} sentences",
                f"{file}, or draw others with --split-seed" if drawn else file,
            )


def legal_transitions(tags: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of BIOES tags that may follow each other; ``""`` stands for the start and the end."""
    allowed = []
    for before in ("", *tags):
        for after in ("", *tags):
            inside = before[:1] in ("B", "I")
            continues = after[:1] in ("I", "E")
            same = before[2:] == after[2:]
            if (inside and continues and same) or (not inside and not continues):
                allowed.append((before, after))
    return allowed
