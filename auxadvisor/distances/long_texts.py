"""Models and words of texts that are longer than what is kept of them: the files are read again.

All of a file is counted, in batches (``counting``), so that no figure rests on a sample of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np

from auxadvisor.corpora.files import TextFile
from auxadvisor.counting.batches import Batch, batches
from auxadvisor.counting.ngrams import (
    Alphabet,
    count_respelled,
    count_windows,
    with_beginnings,
    with_histories,
)
from auxadvisor.counting.sums import Counted
from auxadvisor.errors import DataError
from auxadvisor.language_models.char_ngram import NgramCounts, stack_columns
from auxadvisor.language_models.gamallo import SPACE, Gamallo, stream_windows
from auxadvisor.records import Pool, Text

Given = Mapping[str, Text | Sequence[str]]
"""Texts by language: read from files, or sentences."""


def is_to_count(pool: Pool, tag: str) -> bool:
    """Whether a candidate's text is longer than what is kept of it."""
    return tag in pool.aux_texts and pool.aux_texts[tag].is_to_count


def texts_of(pool: Pool, tags: Iterable[str]) -> dict[str, Text | Sequence[str]]:
    """What the user gave of some languages, as :func:`lines_of` takes it."""
    texts = {**pool.aux_texts, **({} if pool.text is None else {pool.target.tag: pool.text})}
    return {tag: texts.get(tag) or pool.sentences_of(tag) or () for tag in tags}


def lines_of(text: Text | Sequence[str]) -> Iterator[Batch]:
    """All lines of a text, from its file where only a sample of them was kept.

    Raises:
        DataError: the file cannot be read, or is no longer what it was.
    """
    if not isinstance(text, Text):
        yield Batch(1, list(text))
    elif text.encoding is None or not text.is_to_count:
        yield Batch(1, list(text.sentences))
    else:
        file = TextFile(text.source.path, text.encoding)
        yield from batches(file)
        if file.sha256 != text.source.sha256:
            expected = "the content that it had a moment ago"
            raise DataError(file.path, None, expected, "other content", "run the command again")


def window_tables(texts: Given, asked: NgramCounts, executor: Executor) -> list[NgramCounts]:
    """The n-grams that Witten-Bell models of some texts need to score a target's text.

    Args:
        texts: as written.
        asked: the windows of the target's text.
        executor: that counts.

    Returns:
        a table for each order, of the languages whose text has letters: for
        ``WittenBell.of_orders``.

    Raises:
        DataError: as :func:`lines_of`.
        SettingsError: too many characters for the order.
    """
    alphabet = Alphabet(asked.alphabet)
    found: dict[str, list[Counted]] = {}
    for tag, text in texts.items():
        with count_windows(lines_of(text), asked.order, alphabet, executor) as sums:
            if sums.total:
                found[tag] = with_histories(sums.blocks(), asked.order, asked.keys)
    return _tables(found, alphabet.characters, asked.order)


def respelled_models(texts: Given, target: list[str], order: int, executor: Executor) -> Gamallo:
    """Gamallo's models of some texts, as far as a target's text asks for them.

    Args:
        texts: as written.
        target: respelled lines of the text that the models are to score.
        order: n.
        executor: that counts.

    Returns:
        the models of the languages with ``order`` characters or more.

    Raises:
        DataError: as :func:`lines_of`.
        SettingsError: too many characters for the order.
    """
    alphabet = "".join(sorted({SPACE}.union(*target)))
    asked, _ = stream_windows(target, order, alphabet)
    found: dict[str, list[Counted]] = {}
    windows: list[int] = []
    for tag, text in texts.items():
        with count_respelled(lines_of(text), order, alphabet, executor) as sums:
            if sums.total >= 2:  # the first window begins with the # before the text
                found[tag] = with_beginnings(sums.blocks(), order, asked)
                windows.append(sums.total)
    tables = _tables(found, alphabet, order)
    return Gamallo.of_beginnings(tables, np.array(windows, dtype=np.float64))


def _tables(found: dict[str, list[Counted]], alphabet: str, order: int) -> list[NgramCounts]:
    return [
        stack_columns(k, alphabet, tuple(found), [counted[k - 1] for counted in found.values()])
        for k in range(1, order + 1)
    ]
