"""All checks together: what was read, its figures, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from auxadvisor.corpora import Corpus, Scheme, Task
from auxadvisor.data_check import (
    boundaries,
    characters,
    labels,
    languages,
    raw_text,
    repeats,
    scripts,
    sizes,
    unseen,
)
from auxadvisor.data_check.data import Data, texts_of
from auxadvisor.data_check.findings import Finding, Severity
from auxadvisor.data_check.raw_text import TEXT, RawText, TextFigures, read_raw_text
from auxadvisor.errors import DataError
from auxadvisor.experiments.parts import NAMES, Reading
from auxadvisor.languages import Language
from auxadvisor.records import Source

READING = "reading"
"""Name of the check that a file can be read."""

CHECKS: dict[str, Callable[[Data], Iterator[Finding]]] = {
    "too-few-sentences": sizes.too_few,
    "part-not-given": sizes.not_given,
    "long-sentences": sizes.long_sentences,
    "untagged": labels.untagged,
    "nothing-to-learn": labels.nothing_to_learn,
    "tags-of-two-kinds": labels.two_kinds,
    "rare-labels": labels.rare,
    "unknown-labels": labels.never_trained,
    "label-spelling": labels.spelt_in_two_ways,
    "few-spans": labels.few_to_score,
    "broken-spans": boundaries.broken_spans,
    "mixed-schemes": boundaries.mixed_schemes,
    "leaks": repeats.in_training,
    "repeats": repeats.within_training,
    "tagged-in-two-ways": repeats.tagged_in_two_ways,
    "unseen-words": unseen.unseen_words,
    "seen-spans": unseen.seen_spans,
    "spaces-in-tokens": characters.spaces,
    **{name: partial(characters.odd_tokens, kind) for name, kind in characters.KINDS.items()},
    "script": scripts.other_script,
    "foreign-words": scripts.foreign_words,
    "mixed-scripts": scripts.two_scripts,
    "language": languages.unlike_target,
}
"""The checks of a tagged corpus by name, in the order of the report."""

TEXT_CHECKS: dict[str, Callable[[RawText], Iterator[Finding]]] = {
    "long-lines": raw_text.long_lines,
    "copies": raw_text.copies,
    **{name: partial(raw_text.odd_lines, kind, name) for name, kind in characters.KINDS.items()},
    "language": raw_text.not_the_target,
}
"""The checks of raw text by name, in the order of the report."""


@dataclass(frozen=True)
class PartFigures:
    """What a part of a corpus holds.

    Attributes:
        name: ``train``, ``dev`` or ``test``.
        path: its file.
        format: of the file.
        sentences, tokens, types: how many; types are cased.
        mean, longest: tokens of a sentence.
        repeated: share of the sentences that stood in the part before.
        in_training: share of the sentences that training has too; ``None`` for training itself.
        unseen_words: share of the tokens whose type training does not have.
        unseen_spans: share of the spans whose wording training does not have.
        language: of the pack, that it reads like.
        labels: with their number of spans or tokens, the most frequent first.
    """

    name: str
    path: Path
    format: str
    sentences: int
    tokens: int
    types: int
    mean: float
    longest: int
    repeated: float
    in_training: float | None
    unseen_words: float | None
    unseen_spans: float | None
    language: Language | None
    labels: dict[str, int]


@dataclass(frozen=True)
class Report:
    """What the checks say.

    Attributes:
        target: the language, where the user said it.
        task: what is tagged; ``None`` without a corpus.
        scheme: how spans are written.
        parts: figures of those that could be read.
        text: figures of the raw text.
        findings: errors first.
        sources: the files that could be read, by part.
    """

    target: Language | None
    task: Task | None
    scheme: Scheme | None
    parts: tuple[PartFigures, ...]
    text: TextFigures | None
    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]

    def of(self, severity: Severity) -> list[Finding]:
        """The findings of a severity."""
        return [finding for finding in self.findings if finding.severity is severity]


def check_data(
    paths: Mapping[str, Path],
    text: Path | None = None,
    reading: Reading | None = None,
    target: Language | None = None,
    executor: Executor | None = None,
) -> Report:
    """Check a corpus and a text. A file that cannot be read is a finding, and the others go on.

    Args:
        paths: of the corpus' parts by name, as ``experiments.parts.part_paths`` gives them.
        text: raw text.
        reading: how the files are read.
        target: their language.
        executor: that looks at batches of the text; the report is the same on any.

    Raises:
        SettingsError: ``reading`` asks for what cannot be.
    """
    reading = reading or Reading()
    parts, findings = _read(paths, reading)
    data = Data(parts, reading.task, target, frozenset(paths) - frozenset(parts))
    for name, check in CHECKS.items():
        findings += [replace(finding, check=name) for finding in check(data)]
    sources = {name: Source(str(c.path), c.sha256, c.size) for name, c in parts.items()}
    figures = None
    if text is not None:
        try:
            read, sources[TEXT] = read_raw_text(text, reading.encoding, target, executor)
        except DataError as error:
            findings.append(_unreadable(TEXT, error))
        else:
            figures = read.figures()
            for name, look in TEXT_CHECKS.items():
                findings += [replace(finding, check=name) for finding in look(read)]
    order = list(Severity)
    return Report(
        target,
        data.task if parts else None,
        data.scheme,
        tuple(_figures(data, name) for name in parts),
        figures,
        tuple(sorted(findings, key=lambda finding: order.index(finding.severity))),
        sources,
    )


def _read(paths: Mapping[str, Path], reading: Reading) -> tuple[dict[str, Corpus], list[Finding]]:
    """The parts that can be read, and why the others cannot."""
    parts: dict[str, Corpus] = {}
    findings: list[Finding] = []
    for name in sorted(paths, key=list(NAMES).index):
        try:
            parts[name] = reading.corpus(paths[name])
        except DataError as error:
            findings.append(_unreadable(name, error))
    return parts, findings


def _unreadable(part: str, error: DataError) -> Finding:
    what = f"expected {error.expected}, found {error.found}"
    lines = () if error.line is None else (error.line,)
    mend = "mend it" if lines else "give another file"
    advice = error.hint or f"{mend}; nothing of this one is checked"
    return Finding(Severity.error, part, error.path, what, advice, lines, READING)


def _figures(data: Data, name: str) -> PartFigures:
    part = data.parts[name]
    is_train = part is data.train
    known = {one.tokens for one in data.train.sentences} if data.train else None
    same = None if known is None else sum(one.tokens in known for one in part.sentences)
    sentences = len(part.sentences)
    return PartFigures(
        name,
        part.path,
        part.format,
        sentences,
        part.token_count,
        len(data.words[name]),
        part.token_count / sentences,
        sizes.longest(part),
        len(repeats.repeats(part)) / sentences,
        None if same is None or is_train else same / sentences,
        None if is_train else unseen.unseen_word_share(data, part),
        None if is_train else unseen.unseen_span_share(data, part),
        languages.reads_like(texts_of(part)),
        dict(data.labels[name].most_common()),
    )
