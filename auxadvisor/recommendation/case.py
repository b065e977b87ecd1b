"""What a user gives for a recommendation, read from the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auxadvisor.corpora import Corpus, Task, detect_task
from auxadvisor.embeddings.families import KINDS, family
from auxadvisor.errors import SettingsError
from auxadvisor.experiments.parts import (
    Reading,
    check_tags,
    corpus_flags,
    read_parts,
    tagged_sentences,
)
from auxadvisor.inputs import TextSize, read_text, text_size
from auxadvisor.languages import Language, resolve
from auxadvisor.records import MeasureSettings, Text

AUTO = "auto"
"""The kind of embeddings that suits the target: ``situation.chosen_kind``."""


@dataclass(frozen=True)
class Files:
    """Files by what they hold: the corpus' parts, raw text, and that of candidates by name."""

    corpus: Path | None = None
    dev: Path | None = None
    test: Path | None = None
    text: Path | None = None
    aux_texts: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """What a user gives.

    Attributes:
        target: the language to be tagged.
        parts: of the tagged corpus, by name; empty without one.
        task: what is tagged, as the user says or the tags look; ``None`` where neither tells.
        corpus_flags: how the corpus is named and read on a command line.
        text: raw text of the target.
        aux_texts: raw text of candidates, by tag.
        sizes: of all raw texts, by tag.
        text_files: their files, by tag.
        candidates: names; empty for all languages with embeddings of the kind.
        kind: of embeddings, a key of ``families.KINDS`` or ``auto``.
        named: embeddings of single languages that the user named, by tag.
        offline: whether nothing may be fetched.
        encoding: of the raw texts.
    """

    target: Language
    parts: Mapping[str, Corpus] = field(default_factory=dict)
    task: Task | None = None
    corpus_flags: tuple[str, ...] = ()
    text: Text | None = None
    aux_texts: Mapping[str, Text] = field(default_factory=dict)
    sizes: Mapping[str, TextSize] = field(default_factory=dict)
    text_files: Mapping[str, Path] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    kind: str = AUTO
    named: tuple[tuple[str, str], ...] = ()
    offline: bool = False
    encoding: str = "utf-8"


def read_case(
    target: str,
    files: Files,
    reading: Reading,
    *,
    candidates: Sequence[str] = (),
    embeddings: Sequence[str] = (AUTO,),
    offline: bool = False,
    seed: int = 1,
) -> Case:
    """Read what there is.

    Args:
        target: code or English name.
        files: that were given.
        reading: of the corpus' parts; its encoding is that of the raw texts too.
        candidates: as ``Case`` has them.
        embeddings: as ``families.family`` takes them, or ``auto`` for the kind.
        offline: as ``Case`` has it.
        seed: of the sample of a long raw text.

    Raises:
        DataError, SettingsError: a file or a name is wrong.
    """
    language = resolve(target)
    if files.corpus is None and (files.dev or files.test):
        raise SettingsError("--dev and --test are parts of a corpus; name it with --corpus")
    texts = {resolve(name).tag: path for name, path in files.aux_texts.items()}
    if language.tag in texts:
        raise SettingsError(f"--aux-text: {language} is the target; its file goes to --text")
    most, encoding = MeasureSettings.max_sentences, reading.encoding
    own = {} if files.text is None else {language.tag: files.text}
    parts: Mapping[str, Corpus] = {}
    if files.corpus is not None:
        parts = read_parts(files.corpus, files.dev, files.test, reading)
    for name, part in parts.items():
        tags = {tag for one in tagged_sentences(part) for tag in one.tags or ()}
        if name == "train":
            check_tags(sorted(tags), len(part.sentences), part)
    return Case(
        language,
        parts,
        _task(parts, reading),
        corpus_flags(files.corpus, files.dev, files.test, reading),
        None if files.text is None else read_text(files.text, encoding, most, seed),
        {tag: read_text(path, encoding, most, seed) for tag, path in texts.items()},
        {tag: text_size(path, encoding) for tag, path in {**texts, **own}.items()},
        {**texts, **own},
        tuple(candidates),
        *_embeddings(embeddings),
        offline,
        encoding,
    )


def _task(parts: Mapping[str, Corpus], reading: Reading) -> Task | None:
    train = parts.get("train")
    if train is None or reading.task is not None:
        return reading.task
    return detect_task(one.tags for one in train.sentences if one.tags)


def _embeddings(said: Sequence[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The kind, and the embeddings of single languages."""
    others = [one for one in said if one != AUTO]
    chosen = family(others)
    if AUTO in said and set(others) & KINDS.keys():
        raise SettingsError(f"--embeddings {','.join(said)}: expected one kind for all")
    return chosen.kind if set(others) & KINDS.keys() else AUTO, chosen.given
