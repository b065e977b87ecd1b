"""A part of a corpus, read once in bounded memory: of a very large one a sample is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from auxadvisor.corpora import Corpus, Sentence
from auxadvisor.data_check.data import Whole
from auxadvisor.experiments.parts import Reading
from auxadvisor.inputs import sampled


def read_part(
    path: Path, reading: Reading, others: Sequence[Corpus], most: int
) -> tuple[Corpus, Whole | None]:
    """Read a part; of more than ``most`` sentences a uniform sample is kept.

    Args:
        path: its file.
        reading: how it is read.
        others: parts whose sentences and words are looked for in all of this one.
        most: sentences that are kept.

    Returns:
        the part, and what is known of all its sentences where it is a sample.

    Raises:
        DataError: it cannot be read.
        SettingsError: ``reading`` asks for what cannot be.
    """
    file, format, sentences = reading.streamed(path)
    asked = {one.tokens for part in others for one in part.sentences}
    whole = Whole((asked, {token for tokens in asked for token in tokens}))

    def counted() -> Iterator[Sentence]:
        for sentence in sentences:
            whole.add(sentence.tokens)
            yield sentence

    kept, found = sampled(counted(), most)
    part = Corpus(file.path, format, reading.encoding, tuple(kept), file.sha256, file.size)
    return part, whole if found > most else None
