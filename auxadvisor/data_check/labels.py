"""The labels: too rare to learn, unknown to training, written in two ways, or no labels at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import sqrt

from auxadvisor.corpora.tagging_schemes import split_tag
from auxadvisor.data_check.data import TRAIN, Data, tags_of
from auxadvisor.data_check.findings import LINES, Finding, Severity, Sightings, counted

RARE = 20
"""Occurrences in training. Of fewer, a tenth, which is what a drawn part holds, is less than two:
no score tells whether the label was learnt. spaCy's ``debug data`` asks for 20 of a dependency
label and 50 of an entity label."""
FEW_SPANS = 100
"""In a part that is scored: the 95 % interval of a recall near one half is then ±10 points, by
1.96·sqrt(.25/n)."""


def untagged(data: Data) -> Iterator[Finding]:
    """Sentences without tags, which training refuses."""
    for name, part in data.parts.items():
        bare = [sentence.line for sentence in part.sentences if sentence.tags is None]
        if bare:
            what = f"{counted(len(bare), 'sentence')} without a tag for each token"
            advice = "tag them or take them out; --tag-column chooses another column"
            yield Finding(Severity.error, name, part.path, what, advice, tuple(bare[:LINES]))


def nothing_to_learn(data: Data) -> Iterator[Finding]:
    """Fewer than two tags to learn, or no span to score."""
    least, unit = (1, "span") if data.task == "ner" else (2, "different tag")
    for name, counts in data.labels.items():
        part = data.parts[name]
        if tags_of(part) and len(counts) < least:
            what = f"no {unit}, so nothing to {'learn' if name == TRAIN else 'score'}"
            if data.task == "pos":
                what = f"every token is tagged {next(iter(counts))}"
            advice = "see whether the tags are in another column (--tag-column)"
            severity = Severity.error if name == TRAIN or data.task == "ner" else Severity.warning
            yield Finding(severity, name, part.path, what, advice)


def two_kinds(data: Data) -> Iterator[Finding]:
    """Some tags are of spans, some are not, so that they would be taken for parts of speech."""
    if data.asked == "pos":
        return
    for name, part in data.parts.items():
        others, of_spans = Sightings(), 0
        for one in part.sentences:
            for place, tag in enumerate(one.tags or ()):
                if split_tag(tag) is None:
                    others.add(part.line_of(one, place), tag)
                else:
                    of_spans += 1
        if others.count and (data.task == "ner" or of_spans > others.count):
            what = f"{counted(others.count, 'tag')} among span tags that are none: {others.quoted}"
            advice = "write them as O, B-LABEL or I-LABEL; if they are not of spans, --task pos"
            yield Finding(Severity.error, name, part.path, what, advice, tuple(others.lines))


def rare(data: Data) -> Iterator[Finding]:
    """Labels that training sees too seldom to learn."""
    if data.train is None:
        return
    few = [(label, n) for label, n in data.labels[TRAIN].most_common()[::-1] if n < RARE]
    if few and tags_of(data.train):
        listed = ", ".join(f"{label} ({n})" for label, n in few)
        what = f"{counted(len(few), 'label')} fewer than {RARE} times in training: {listed}"
        advice = "tag more of them, or join them with other labels"
        yield Finding(Severity.warning, TRAIN, data.train.path, what, advice)


def never_trained(data: Data) -> Iterator[Finding]:
    """Labels of a held-out part that training never saw, and cannot predict."""
    if data.train is None or not tags_of(data.train):
        return
    known = data.labels[TRAIN]
    advice = "each counts as an error, whatever is predicted; see whether they are misspelt"
    for name, part in data.held_out.items():
        unknown = Sightings()
        for one in part.sentences:
            for place, label in data.labelled(one):
                if label not in known:
                    unknown.add(part.line_of(one, place), label)
        if unknown.count:
            count = counted(unknown.count, data.unit)
            what = f"{count} with a label that training never saw: {unknown.quoted}"
            lines = tuple(unknown.lines)
            yield Finding(Severity.warning, name, part.path, what, advice, lines)


def spelt_in_two_ways(data: Data) -> Iterator[Finding]:
    """Labels that differ only in case: to a tagger, two."""
    total: Counter[str] = Counter()
    for counts in data.labels.values():
        total += counts
    alike: dict[str, list[str]] = defaultdict(list)
    for label, count in total.most_common():
        alike[label.casefold()].append(f"{label} ({count:,})")
    for spellings in alike.values():
        if len(spellings) > 1:
            name, part = next(iter(data.parts.items()))
            what = f"labels that differ only in case: {', '.join(spellings)}"
            advice = "write them alike; to a tagger they are different"
            yield Finding(Severity.warning, name, part.path, what, advice)


def few_to_score(data: Data) -> Iterator[Finding]:
    """So few spans in a held-out part that its F1 says little."""
    if data.task == "pos":
        return
    for name, part in data.held_out.items():
        found = data.labels[name].total()
        if 0 < found < FEW_SPANS:
            spread = 98 / sqrt(found)
            what = f"only {counted(found, 'span')} to score: F1 is sure to ±{spread:.0f} points"
            advice = "move sentences here from another part, or tag more"
            yield Finding(Severity.warning, name, part.path, what, advice)
