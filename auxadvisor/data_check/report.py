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
from auxadvisor.data_check.data import Data, Whole, texts_of
from auxadvisor.data_check.findings import Finding, Severity
from auxadvisor.data_check.large_parts import read_part
from auxadvisor.data_check.raw_text import TEXT, RawText, TextFigures, read_raw_text
from auxadvisor.errors import DataError
from auxadvisor.experiments.parts import NAMES, Reading
from auxadvisor.inputs import MOST_SENTENCES
from auxadvisor.languages import Language
from auxadvisor.records import Source

READING = "reading"
"""Name of the check that a file can be read."""

CHECKS: dict[str, Callable[[Data], Iterator[Finding]]] = {
    "sampled": sizes.sampled,
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
        sentences, tokens: how many.
        types: cased ones of the sentences that were looked at.
        looked_at: sentences; fewer than there are of a very large part.
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
    looked_at: int
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
    most: int = MOST_SENTENCES,
) -> Report:
    """Check a corpus and a text. A file that cannot be read is a finding, and the others go on.

    Args:
        paths: of the corpus' parts by name, as ``experiments.parts.part_paths`` gives them.
        text: raw text.
        reading: how the files are read.
        target: their language.
        executor: that looks at batches of the text; the report is the same on any.
        most: sentences of a part that are looked at: of more a sample, and the report says so.

    Raises:
        SettingsError: ``reading`` asks for what cannot be.
    """
    reading = reading or Reading()
    parts, whole, findings = _read(paths, reading, most)
    unread = frozenset(paths) - frozenset(parts)
    data = Data(parts, reading.task, target, unread, whole)
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


def _read(
    paths: Mapping[str, Path], reading: Reading, most: int
) -> tuple[dict[str, Corpus], dict[str, Whole], list[Finding]]:
    """The parts that can be read, what is known of all of large ones, and why others cannot."""
    parts: dict[str, Corpus] = {}
    whole: dict[str, Whole] = {}
    findings: dict[str, Finding] = {}
    for name in sorted(paths, key=list(NAMES).index, reverse=True):  # training last
        try:
            parts[name], known = read_part(paths[name], reading, tuple(parts.values()), most)
        except DataError as error:
            findings[name] = _unreadable(name, error)
            continue
        if known is not None:
            whole[name] = known
    return (
        {name: parts[name] for name in NAMES if name in parts},
        {name: whole[name] for name in NAMES if name in whole},
        [findings[name] for name in NAMES if name in findings],
    )


def _unreadable(part: str, error: DataError) -> Finding:
    what = f"expected {error.expected}, found {error.found}"
    lines = () if error.line is None else (error.line,)
    mend = "mend it" if lines else "give another file"
    advice = error.hint or f"{mend}; nothing of this one is checked"
    return Finding(Severity.error, part, error.path, what, advice, lines, READING)


def _figures(data: Data, name: str) -> PartFigures:
    part, whole = data.parts[name], data.whole.get(name)
    is_train = part is data.train
    same = sum(one.tokens in data.trained for one in part.sentences)
    looked_at = len(part.sentences)
    tokens = part.token_count if whole is None else whole.tokens
    copies = len(repeats.repeats(part)) / looked_at if whole is None else whole.copies.share
    return PartFigures(
        name,
        part.path,
        part.format,
        data.size(name),
        looked_at,
        tokens,
        len(data.words[name]),
        tokens / data.size(name),
        sizes.longest(part) if whole is None else whole.longest,
        copies,
        None if data.train is None or is_train else same / looked_at,
        None if is_train else unseen.unseen_word_share(data, part),
        None if is_train else unseen.unseen_span_share(data, part),
        languages.reads_like(texts_of(part)),
        dict(data.labels[name].most_common()),
    )
