"""How much there is: too few sentences, very long ones, parts that are not given."""

from __future__ import annotations

from collections.abc import Iterator

from auxadvisor.corpora import Corpus
from auxadvisor.data_check.data import TRAIN, Data
from auxadvisor.data_check.findings import LINES, Finding, Severity, counted
from auxadvisor.experiments.parts import drawn_size

FEW_SENTENCES = 100
"""To train on; a tenth of fewer, which is what a missing part becomes, is fewer than ten. The
smallest of 35 public training parts has 600 (``tests/data_check/test_real_data.py``)."""
LONG_SENTENCE = 250
"""Tokens; in each of the same 35 corpora fewer than 1 sentence in 1,000 has more."""
LONG_MEAN = 75
"""Tokens of a mean sentence; the largest mean of a part of the same corpora is 59."""


def too_few(data: Data) -> Iterator[Finding]:
    """Fewer sentences than can be trained on, or than a score can be trusted with."""
    if data.train is None:
        return
    found = data.size(TRAIN)
    drawn = len(data.drawn)
    if drawn * drawn_size(found) >= found:
        what = f"{counted(found, 'sentence')}, and {counted(drawn, 'part')} to be drawn from them"
        advice = "tag more sentences, or give --dev and --test"
        yield Finding(Severity.error, TRAIN, data.train.path, what, advice)
    elif found < FEW_SENTENCES:
        what = f"only {counted(found, 'sentence')} to train on: scores will vary much with the seed"
        advice = "keep to five seeds or more, and believe no difference without its interval"
        yield Finding(Severity.warning, TRAIN, data.train.path, what, advice)


def not_given(data: Data) -> Iterator[Finding]:
    """A part that will be drawn from the training sentences."""
    if data.train is not None and data.drawn:
        size = counted(drawn_size(data.size(TRAIN)), "training sentence")
        each = " for each" if len(data.drawn) > 1 else ""
        what = f"no {' and no '.join(data.drawn)} part: {size} will be drawn{each}"
        flags = " and ".join(f"--{name}" for name in data.drawn)
        advice = f"if there are files of them, give {flags}"
        yield Finding(Severity.note, TRAIN, data.train.path, what, advice)


def long_sentences(data: Data) -> Iterator[Finding]:
    """Sentences so long that blank lines are probably missing."""
    for name, part in data.parts.items():
        mean = part.token_count / len(part.sentences)
        long = [one for one in part.sentences if len(one.tokens) > LONG_SENTENCE]
        lines = tuple(one.line for one in long[:LINES])
        if mean > LONG_MEAN:
            what = f"the mean sentence has {mean:,.0f} tokens: blank lines are probably missing"
            advice = "put a blank line behind each sentence"
            yield Finding(Severity.warning, name, part.path, what, advice, lines)
        elif long:
            what = (
                f"{counted(len(long), 'sentence')} of more than {LONG_SENTENCE} tokens, the "
                f"longest of {longest(part):,}"
            )
            advice = "see whether a blank line is missing there"
            yield Finding(Severity.note, name, part.path, what, advice, lines)


def sampled(data: Data) -> Iterator[Finding]:
    """Parts so large that the checks look at a sample of them."""
    for name, whole in data.whole.items():
        part = data.parts[name]
        what = (
            f"{whole.sentences:,} sentences: the checks look at {len(part.sentences):,} of them, "
            "drawn evenly"
        )
        advice = (
            "numbers of lines and labels are of those, and what is rare may be missing; sizes, "
            "leaks, copies and unseen words are of all"
        )
        yield Finding(Severity.note, name, part.path, what, advice)


def longest(part: Corpus) -> int:
    """Tokens of the longest sentence."""
    return max(len(sentence.tokens) for sentence in part.sentences)
