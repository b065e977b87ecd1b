"""Raw text, read once in constant memory: sizes, repeated lines, odd characters, language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from auxadvisor.corpora.files import TextFile
from auxadvisor.counting.batches import LONGEST, Batch, batches, mapped
from auxadvisor.data_check.characters import KINDS, Kind
from auxadvisor.data_check.findings import Finding, Severity, Sightings, counted
from auxadvisor.data_check.languages import reads_like, speaks_against
from auxadvisor.data_check.scripts import belongs, shares
from auxadvisor.data_check.text_sample import HASHES, EvenSample, Repeats
from auxadvisor.errors import DataError
from auxadvisor.languages import Language
from auxadvisor.records import Source

TEXT = "text"
SAMPLE = 1000
"""Lines of a long text, at least, that script and language are told by."""
CHARACTERS = 1 << 18
"""Of a batch of lines: a few hundredths of a second of work."""
MANY_COPIES = 0.2
"""Share of lines that are copies that is too much: models learn it by heart. Of 51 raw texts
at hand none has more than .15 (four of them in ``tests/data_check/test_real_data.py``)."""


@dataclass(frozen=True)
class TextFigures:
    """What a raw text holds.

    Attributes:
        lines: that are not blank.
        tokens: between white space, as ``inputs.text_size`` counts them.
        characters: without line ends.
        longest: characters of the longest line.
        repeated: the share of lines that are copies of earlier ones.
        exact: whether that is of all lines, or estimated from a sample by hash.
        scripts: the share of each script among a sample's letters, the largest first.
        language: of the pack, that the sample reads like.
    """

    lines: int
    tokens: int
    characters: int
    longest: int
    repeated: float
    exact: bool
    scripts: dict[str, float]
    language: Language | None


@dataclass
class Tally:
    """What is counted of a text, line by line.

    Attributes:
        repeats: copies of lines.
        lines, tokens, characters, longest: as ``TextFigures`` has them.
        odd: lines with characters of a kind, by its name.
        long: lines that are too long.
    """

    repeats: Repeats
    lines: int = 0
    tokens: int = 0
    characters: int = 0
    longest: int = 0
    odd: dict[str, Sightings] = field(default_factory=dict)
    long: Sightings = field(default_factory=Sightings)

    def add(self, number: int, line: str, kinds: Mapping[str, Kind] = KINDS) -> None:
        """The next line; one of nothing but space does not count.

        Args:
            number: of the line.
            line: its text.
            kinds: of odd characters that it may have.
        """
        tokens = len(line.split())
        if not tokens:
            return
        self.lines, self.tokens = self.lines + 1, self.tokens + tokens
        self.characters, self.longest = self.characters + len(line), max(self.longest, len(line))
        self.repeats.add(line)
        if len(line) > LONGEST:
            self.long.add(number, "")
        for name, kind in kinds.items():
            if kind.has(line):
                seen = self.odd.setdefault(name, Sightings())
                seen.add(number, next((word for word in line.split() if kind.has(word)), line))

    def merge(self, later: Tally) -> None:
        """What was counted of lines that come later."""
        self.lines, self.tokens = self.lines + later.lines, self.tokens + later.tokens
        self.characters += later.characters
        self.longest = max(self.longest, later.longest)
        self.repeats.merge(later.repeats)
        self.long.merge(later.long)
        for name, seen in later.odd.items():
            self.odd.setdefault(name, Sightings()).merge(seen)


@dataclass
class RawText:
    """A text that was read, and what its checks look at.

    Attributes:
        path: the file.
        tally: what was counted of it.
        sample: some of its lines.
        target: its language, where the user said it.
    """

    path: Path
    tally: Tally
    sample: EvenSample
    target: Language | None = None

    @property
    def repeats(self) -> Repeats:
        """Copies of lines."""
        return self.tally.repeats

    def figures(self) -> TextFigures:
        """What it holds."""
        return TextFigures(
            self.tally.lines,
            self.tally.tokens,
            self.tally.characters,
            self.tally.longest,
            self.repeats.share,
            self.repeats.exact,
            shares(Counter(word for line in self.sample.lines for word in line.split())),
            reads_like(self.sample.lines),
        )


def read_raw_text(
    path: Path,
    encoding: str = "utf-8",
    target: Language | None = None,
    executor: Executor | None = None,
) -> tuple[RawText, Source]:
    """Read a text once.

    Args:
        path: the file.
        encoding: of it.
        target: its language, where the user said it.
        executor: that looks at batches of lines; the figures are the same on any.

    Raises:
        DataError: it cannot be read, or has no line.
        SettingsError: an unknown encoding.
    """
    file = TextFile(path, encoding)
    text = RawText(path, Tally(Repeats(HASHES)), EvenSample(SAMPLE), target)
    tallied = mapped(partial(tally_of, HASHES), _sampled(file, text.sample), executor)
    for tally in tallied:
        text.tally.merge(tally)
    if not text.tally.lines:
        raise DataError(path, None, "at least one line of text", "none")
    return text, Source(str(path), file.sha256, file.size)


def tally_of(most: int, batch: Batch) -> Tally:
    """Count a batch of lines; ``most`` different ones are remembered."""
    tally = Tally(Repeats(most))
    together = "\n".join(batch.lines)
    kinds = {name: kind for name, kind in KINDS.items() if kind.has(together)}
    for number, line in enumerate(batch.lines, batch.first):
        tally.add(number, line, kinds)
    return tally


def _sampled(file: TextFile, sample: EvenSample) -> Iterator[Batch]:
    """The batches of a file; their lines go by the sample, which needs their order."""
    for batch in batches(file, CHARACTERS):
        for line in batch.lines:
            if line and not line.isspace():
                sample.add(line)
        yield batch


def copies(text: RawText) -> Iterator[Finding]:
    """So many copies that models learn them by heart."""
    if text.repeats.share > MANY_COPIES:
        about = "" if text.repeats.exact else "about "
        what = f"{about}{text.repeats.share:.0%} of the lines are copies of earlier ones"
        yield _finding(text, Severity.warning, what, "take them out (awk '!seen[$0]++')")


def long_lines(text: RawText) -> Iterator[Finding]:
    """Lines that are taken as several sentences, cut anywhere."""
    if text.tally.long.count:
        what = f"{counted(text.tally.long.count, 'line')} of more than {LONGEST:,} characters"
        advice = "put each sentence on a line of its own"
        yield _finding(text, Severity.note, what, advice, text.tally.long.lines)


def odd_lines(kind: Kind, name: str, text: RawText) -> Iterator[Finding]:
    """Lines with characters of an odd kind."""
    if name in text.tally.odd:
        seen = text.tally.odd[name]
        what = f"{counted(seen.count, 'line')} with {kind.what}: {seen.quoted}"
        yield _finding(text, kind.severity, what, kind.advice, seen.lines)


def not_the_target(text: RawText) -> Iterator[Finding]:
    """Another script than the target's, or another language."""
    if text.target is None:
        return
    advice = "see whether it is the right file, or --target the right language"
    main = next(iter(text.figures().scripts), None)
    if main is not None and not belongs(main, text.target):
        what = f"most letters are {main}; {text.target} is written in {text.target.script}"
        yield _finding(text, Severity.warning, what, advice)
    elif reason := speaks_against(text.target, text.sample.lines):
        yield _finding(text, Severity.warning, reason, advice)


def _finding(
    text: RawText, severity: Severity, what: str, advice: str, lines: Sequence[int] = ()
) -> Finding:
    return Finding(severity, TEXT, text.path, what, advice, tuple(lines))
