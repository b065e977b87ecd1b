"""The files of an experiment's corpus: training, development and test part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auxadvisor.corpora import (
    Corpus,
    Sentence,
    Task,
    check_span_tag,
    read_corpus,
    stream_corpus,
)
from auxadvisor.corpora.files import TextFile
from auxadvisor.errors import DataError, SettingsError

NAMES = {
    "train": ("train",),
    "dev": ("dev", "valid", "validation", "testa"),
    "test": ("test", "testb"),
}
"""What a part's file is called in a folder: its name before the first full stop, or its end."""
HELD_OUT = 0.1
"""Share of the training sentences that become a part that is not given."""

SHORT = 5
"""Tokens of a sentence below which nothing is made of its coming twice. Of the Dutch CoNLL-2002
test sentences 25 % are in the training part, of those of five tokens or more 0.4 %: the others
are datelines and bylines (``tests/data_check/test_real_data.py``)."""


@dataclass(frozen=True)
class Reading:
    """How the files are read; ``corpora.read_corpus`` says what the names mean."""

    task: Task | None = None
    encoding: str = "utf-8"
    format: str | None = None
    tag_column: int | None = None

    def corpus(self, path: Path) -> Corpus:
        """Read one."""
        return read_corpus(
            path,
            format=self.format,
            encoding=self.encoding,
            tag_column=self.tag_column,
            task=self.task,
        )

    def streamed(self, path: Path) -> tuple[TextFile, str, Iterator[Sentence]]:
        """One, as ``corpora.stream_corpus`` reads it."""
        return stream_corpus(
            path,
            format=self.format,
            encoding=self.encoding,
            tag_column=self.tag_column,
            task=self.task,
        )


def read_parts(
    corpus: Path, dev: Path | None, test: Path | None, reading: Reading
) -> dict[str, Corpus]:
    """Read the parts that ``part_paths`` finds, by name.

    Raises:
        DataError: a file cannot be read, or the folder has no training part.
        SettingsError: the folder has two files for a part.
    """
    paths = part_paths(corpus, dev, test)
    return {name: reading.corpus(path) for name, path in paths.items()}


def part_paths(corpus: Path, dev: Path | None, test: Path | None) -> dict[str, Path]:
    """The parts' files by name, unread: ``train``, and perhaps ``dev`` and ``test``.

    Args:
        corpus: the training part's file, or a folder with a file for each part.
        dev: the development part's file; it wins over the folder's.
        test: the test part's file; it wins over the folder's.

    Raises:
        DataError: the folder has no training part.
        SettingsError: the folder has two files for a part.
    """
    paths = files_of_parts(corpus) if corpus.is_dir() else {"train": corpus}
    if "train" not in paths:
        found = ", ".join(sorted(path.name for path in corpus.iterdir())[:5]) or "nothing"
        raise DataError(corpus, None, "a file train.* in the folder", found)
    return paths | {name: path for name, path in (("dev", dev), ("test", test)) if path is not None}


def corpus_flags(
    corpus: Path | None, dev: Path | None, test: Path | None, reading: Reading
) -> tuple[str, ...]:
    """How a corpus is named and read on a command line, where that is not as by default."""
    said = {
        "--corpus": corpus,
        "--dev": dev,
        "--test": test,
        "--task": reading.task,
        "--encoding": None if reading.encoding == Reading.encoding else reading.encoding,
        "--corpus-format": reading.format,
        "--tag-column": reading.tag_column,
    }
    return tuple(
        word for flag, value in said.items() if value is not None for word in (flag, str(value))
    )


def tagged_sentences(corpus: Corpus) -> list[Sentence]:
    """A corpus' sentences, all of which have tags.

    Raises:
        DataError: one has none.
    """
    for sentence in corpus.sentences:
        if sentence.tags is None:
            raise DataError(corpus.path, sentence.line, "a tag for each token", "none")
    return list(corpus.sentences)


def check_tags(tags: Sequence[str], sentences: int, corpus: Corpus) -> None:
    """See that the sentences of a corpus have something to learn.

    Raises:
        DataError: all tags are the same.
    """
    if len(tags) < 2:
        found = f"only {tags[0]!r} in {sentences:,} sentences"
        hint = "take more of them, or another column with --tag-column"
        raise DataError(corpus.path, None, "two tags to tell apart", found, hint)


def check_spans(corpus: Corpus) -> None:
    """See that a corpus whose tags are to be spans has no others.

    Raises:
        DataError: a tag is no span tag.
    """
    for sentence in corpus.sentences:
        for place, tag in enumerate(sentence.tags or ()):
            check_span_tag(tag, corpus.path, corpus.line_of(sentence, place))


def drawn_size(sentences: int) -> int:
    """How many of so many training sentences become a part that is not given."""
    return max(1, round(sentences * HELD_OUT))


def files_of_parts(folder: Path) -> dict[str, Path]:
    """The files of a folder that are named after a part, by the part.

    ``train.conll`` wins over names that only end so, as ``fi_tdt-ud-train.conllu`` does.

    Raises:
        SettingsError: two files for a part.
    """
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and "." in path.name]
    found: dict[str, Path] = {}
    for part in NAMES:
        whole = [path for path in files if _is_named(path, part, whole=True)]
        named = whole or [path for path in files if _is_named(path, part, whole=False)]
        if len(named) > 1:
            raise SettingsError(
                f"--corpus {folder}: {named[0].name} and {named[1].name} could both be the "
                f"{part} part; name files with --corpus, --dev and --test"
            )
        if named:
            found[part] = named[0]
    return found


def _is_named(path: Path, part: str, whole: bool) -> bool:
    """Whether a file's name, up to the first full stop, is a part's or ends in it."""
    stem = path.name.partition(".")[0].lower()
    return (stem if whole else re.split(r"[-_ ]", stem)[-1]) in NAMES[part]
