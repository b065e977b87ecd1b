"""Sentences that come twice: in two parts, in training, or with other tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auxadvisor.corpora import Corpus, Sentence
from auxadvisor.data_check.data import TRAIN, Data, Whole
from auxadvisor.data_check.findings import (
    LINES,
    Finding,
    Severity,
    Sightings,
    counted,
    quoted,
)
from auxadvisor.experiments.parts import SHORT

SAME_PART = 0.5
"""Share of a held-out part's sentences in training from which the files are probably one."""
LEAK = 0.01
"""Share of a held-out part's sentences of ``SHORT`` tokens or more in training. In 31 of 35
public corpora no part has more (``tests/data_check/test_real_data.py``)."""
REPEATS = 0.05
"""Share of such sentences in training that stood there before. 1 of 35 public corpora has more."""
NO_COPIES = "take the copies out: training weighs a sentence as often as it comes"


def in_training(data: Data) -> Iterator[Finding]:
    """Sentences of a held-out part that training has seen: its score is too good."""
    if data.train is None:
        return
    advice = "take them out of training, or the score tells how well it remembers"
    for name, part in data.held_out.items():
        same = [one for one in part.sentences if one.tokens in data.trained]
        long = [one for one in same if len(one.tokens) >= SHORT]
        all_long = sum(len(one.tokens) >= SHORT for one in part.sentences)
        lines = tuple(one.line for one in (long or same)[:LINES])
        if len(same) >= SAME_PART * len(part.sentences):
            what = f"{len(same) / len(part.sentences):.0%} of the sentences are in training too"
            mend = f"give another file for {name}: its score would mean nothing"
            yield Finding(Severity.error, name, part.path, what, mend, lines)
        elif long:
            what = (
                f"{counted(len(long), 'sentence')} ({len(long) / all_long:.1%} of those of {SHORT} "
                "tokens or more) in training too"
            )
            worse = len(long) > LEAK * all_long
            severity = Severity.warning if worse else Severity.note
            yield Finding(severity, name, part.path, what, advice, lines)


def within_training(data: Data) -> Iterator[Finding]:
    """Training sentences that stood there before."""
    if data.train is None:
        return
    if TRAIN in data.whole:
        yield from _among_many(data.whole[TRAIN], data.train)
        return
    repeated = repeats(data.train)
    long = sum(len(one.tokens) >= SHORT for one in data.train.sentences)
    lines = [line for line, tokens in repeated if tokens >= SHORT]
    if len(lines) > REPEATS * long:
        what = (
            f"{counted(len(lines), 'sentence')} ({len(lines) / long:.1%} of those of {SHORT} "
            "tokens or more) stood there before"
        )
        lines = lines[:LINES]
        yield Finding(Severity.warning, TRAIN, data.train.path, what, NO_COPIES, tuple(lines))


def _among_many(whole: Whole, train: Corpus) -> Iterator[Finding]:
    """The same of a part of which a sample is kept."""
    share = whole.long_copies.share
    if share > REPEATS:
        about = "" if whole.long_copies.exact else "about "
        what = f"{about}{share:.1%} of the sentences of {SHORT} tokens or more stood there before"
        yield Finding(Severity.warning, TRAIN, train.path, what, NO_COPIES)


def tagged_in_two_ways(data: Data) -> Iterator[Finding]:
    """The same sentence with other tags: one of the two is wrong."""
    first: dict[tuple[str, ...], tuple[Corpus, Sentence]] = {}
    for name, part in data.parts.items():
        differing = Sightings()
        for one in part.sentences:
            if one.tags is not None and len(one.tokens) >= SHORT:
                other, before = first.setdefault(one.tokens, (part, one))
                if before.tags != one.tags:
                    place = _first_difference(one.tags, before.tags or ())
                    here, there = one.tags[place], (before.tags or ())[place]
                    at = f"{other.path.name}:{other.line_of(before, place)}"
                    said = f"{quoted(one.tokens[place])} is {here} here, {there} at {at}"
                    differing.add(part.line_of(one, place), said)
        if differing.count:
            times = counted(differing.count, "sentence")
            what = f"{times} tagged otherwise before: {differing.examples[0]}"
            advice = "see which is right, and mend the other"
            lines = tuple(differing.lines)
            yield Finding(Severity.warning, name, part.path, what, advice, lines)


def _first_difference(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=True))
    return next(place for place, (here, there) in pairs if here != there)


def repeats(part: Corpus) -> list[tuple[int, int]]:
    """Line and number of tokens of each sentence of a part that stood there before."""
    seen: set[tuple[str, ...]] = set()
    found: list[tuple[int, int]] = []
    for one in part.sentences:
        if one.tokens in seen:
            found.append((one.line, len(one.tokens)))
        seen.add(one.tokens)
    return found
