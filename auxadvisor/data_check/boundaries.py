"""Boundaries of spans: sequences that no scheme allows, and schemes that are mixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auxadvisor.corpora import Corpus, Scheme, detect_scheme
from auxadvisor.corpora.tagging_schemes import split_tag
from auxadvisor.data_check.data import Data, tags_of
from auxadvisor.data_check.findings import Finding, Severity, Sightings, counted

_AS_BIOES = {"L": "E", "U": "S"}


def broken_spans(data: Data) -> Iterator[Finding]:
    """Tags that cannot follow one another in the corpus' scheme, which scorers repair silently."""
    if data.task == "pos":
        return
    for name, part in data.parts.items():
        scheme = detect_scheme(tags_of(part))
        if scheme is None or _other_letters(scheme, data.scheme):
            continue
        broken = Sightings()
        for one in part.sentences:
            for place, fault in broken_places(one.tags or (), scheme):
                broken.add(part.line_of(one, place), fault)
        if broken.count:
            where = ", ".join(broken.examples)
            what = f"{counted(broken.count, 'tag')} where {scheme} allows none: {where}"
            advice = "mend them; training, as conlleval does, lets a span begin or end there"
            lines = tuple(broken.lines)
            yield Finding(Severity.warning, name, part.path, what, advice, lines)


def mixed_schemes(data: Data) -> Iterator[Finding]:
    """A file that mixes BIOES and BILOU, or parts that write spans in different ways."""
    if data.asked == "pos":
        return
    first: tuple[str, Scheme] | None = None
    for name, part in data.parts.items():
        tags = tags_of(part)
        scheme = detect_scheme(tags)
        if scheme is None and (lines := _other_letter_lines(part)):
            what = "the letters of BIOES and BILOU are mixed"
            advice = "write one scheme; until then give --task ner, or they are not taken for spans"
            severity = Severity.error if data.asked is None else Severity.warning
            yield Finding(severity, name, part.path, what, advice, lines)
        elif scheme is not None and _has_span(tags):
            if first is not None and scheme is not first[1]:
                what = f"spans are written as {scheme}, in {first[0]} as {first[1]}"
                advice = "nothing is lost here, each is read as it stands; other tools want one"
                yield Finding(Severity.note, name, part.path, what, advice)
            first = first or (name, scheme)


def broken_places(tags: Sequence[str], scheme: Scheme) -> Iterator[tuple[int, str]]:
    """Places of a sentence's tags that a scheme does not allow, and what is wrong there.

    An IOB2 span begins with B; in IOB1 only one that follows another of its label does; in BIOES
    and BILOU one of several tokens begins with B and ends with E or L, a single one is S or U.
    """
    before, label_before, tag_before = "O", "", ""
    for place, tag in enumerate((*tags, "")):
        letter, label = split_tag(tag) or ("O", "")
        letter = _AS_BIOES.get(letter, letter)
        if scheme in (Scheme.BIOES, Scheme.BILOU):
            inside, continues = before in ("B", "I"), letter in ("I", "E")
            wrong = inside != continues or (inside and label != label_before)
        else:
            begins = letter == ("I" if scheme is Scheme.IOB2 else "B")
            wrong = begins and label != label_before
        if wrong:
            end = place == len(tags)
            after = tag_before or "the beginning"
            yield (place - 1 if end else place), f"{'the end' if end else tag} after {after}"
        before, label_before, tag_before = letter, label, tag


def _other_letters(scheme: Scheme, usual: Scheme | None) -> bool:
    """Whether a part's scheme is another than that of all parts, which ``mixed_schemes`` says."""
    return usual is not None and scheme is not usual


def _has_span(tags: Sequence[Sequence[str]]) -> bool:
    return any(tag != "O" for sentence in tags for tag in sentence)


def _other_letter_lines(part: Corpus) -> tuple[int, ...]:
    """First lines of the rarer of BIOES' and BILOU's own letters, where a part has both."""
    bioes, bilou = Sightings(), Sightings()
    for one in part.sentences:
        for place, tag in enumerate(one.tags or ()):
            letter, _ = split_tag(tag) or ("", "")
            if letter and letter in "ESLU":
                seen = bioes if letter in "ES" else bilou
                seen.add(part.line_of(one, place), tag)
    rarer = min(bioes, bilou, key=lambda seen: seen.count)
    return tuple(rarer.lines)
