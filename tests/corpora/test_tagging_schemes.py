"""Schemes, spans and conversions, against conlleval's own two rules written out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.corpora import Scheme, Span, detect_scheme, spans, to_bioes, to_iob2
from auxadvisor.corpora.tagging_schemes import check_span_tag, split_tag
from auxadvisor.errors import DataError, SettingsError

LABELS = st.sampled_from(["PER", "location-route", "-"])
ANY_TAG = st.one_of(st.just("O"), st.builds("{}-{}".format, st.sampled_from("BIESLU"), LABELS))


@st.composite
def sentences_of_spans(draw: st.DrawFn) -> tuple[int, list[Span]]:
    """A number of tokens and spans over them that do not overlap."""
    found: list[Span] = []
    length = 0
    for gap, width, label in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), LABELS), max_size=6)
    ):
        found.append(Span(label, length + gap, length + gap + width))
        length += gap + width
    return length + draw(st.integers(0, 2)), found


def written(length: int, found: Sequence[Span], scheme: Scheme) -> list[str]:
    """Tags of the spans by each scheme's definition, token by token."""
    tags = ["O"] * length
    previous = Span("", -1, -1)
    for span in found:
        for position in range(span.start, span.end):
            first, last = position == span.start, position == span.end - 1
            if scheme is Scheme.IOB1:
                touches = previous.end == span.start and previous.label == span.label
                letter = "B" if first and touches else "I"
            elif scheme is Scheme.IOB2:
                letter = "B" if first else "I"
            else:
                end, single = "ES" if scheme is Scheme.BIOES else "LU"
                letter = single if first and last else "B" if first else end if last else "I"
            tags[position] = f"{letter}-{span.label}"
        previous = span
    return tags


def conlleval_spans(tags: Sequence[str]) -> list[Span]:
    """The scorer's rules as two lists of cases (startOfChunk, endOfChunk), E/S read as L/U."""
    ends = {"BB", "BS", "BO", "IB", "IS", "IO"}
    starts = {"EE", "EI", "SE", "SI", "OE", "OI"}
    found: list[Span] = []
    before, type_before, start = "O", "", 0
    for position, tag in enumerate([*tags, "O"]):
        letter, _, label = tag.partition("-")
        letter = letter.translate(str.maketrans("LU", "ES"))
        pair = before + letter
        other = label != type_before
        if before != "O" and (before in "ES" or pair in ends or other):
            found.append(Span(type_before, start, position))
        if letter != "O" and (letter in "BS" or pair in starts or other):
            start = position
        before, type_before = letter, label
    return found


@settings(deadline=None)
@given(st.lists(ANY_TAG, max_size=12))
def test_any_sequence_is_read_as_conlleval_reads_it(tags: list[str]) -> None:
    assert spans(tags) == conlleval_spans(tags)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("", []),
        ("O O", []),
        ("B-A I-A O", [("A", 0, 2)]),
        ("O I-A I-A", [("A", 1, 3)]),  # I after O opens
        ("I-A", [("A", 0, 1)]),  # I at the start opens
        ("B-A I-B I-B", [("A", 0, 1), ("B", 1, 3)]),  # I with another label opens
        ("I-A B-A I-A", [("A", 0, 1), ("A", 1, 3)]),
        ("B-A B-A", [("A", 0, 1), ("A", 1, 2)]),
        ("B-A O I-A", [("A", 0, 1), ("A", 2, 3)]),
        ("B-location-route I-location-route", [("location-route", 0, 2)]),
        ("B-A I-A E-A S-A", [("A", 0, 3), ("A", 3, 4)]),
        ("B-A L-A U-B", [("A", 0, 2), ("B", 2, 3)]),
        ("E-A", [("A", 0, 1)]),  # E alone
        ("B-A B-A E-A", [("A", 0, 1), ("A", 1, 3)]),  # never closed
        ("S-A I-A", [("A", 0, 1), ("A", 1, 2)]),  # I after a closed span opens
        ("B-A E-B", [("A", 0, 1), ("B", 1, 2)]),
    ],
)
def test_spans_of_whole_and_broken_sequences(
    tags: str, expected: list[tuple[str, int, int]]
) -> None:
    assert spans(tags.split()) == expected


@settings(deadline=None)
@given(sentences_of_spans(), st.sampled_from(Scheme))
def test_every_scheme_gives_its_spans_back(case: tuple[int, list[Span]], scheme: Scheme) -> None:
    length, found = case
    assert spans(written(length, found, scheme)) == found


@settings(deadline=None)
@given(sentences_of_spans(), st.sampled_from(Scheme))
def test_conversions_write_what_the_schemes_define(
    case: tuple[int, list[Span]], scheme: Scheme
) -> None:
    tags = written(*case, scheme)
    assert list(to_iob2(tags)) == written(*case, Scheme.IOB2)
    assert list(to_bioes(tags)) == written(*case, Scheme.BIOES)


@settings(deadline=None)
@given(st.lists(ANY_TAG, max_size=12))
def test_conversions_keep_spans_and_settle(tags: list[str]) -> None:
    assert spans(to_iob2(tags)) == spans(to_bioes(tags)) == spans(tags)
    assert to_iob2(to_bioes(tags)) == to_iob2(to_iob2(tags)) == to_iob2(tags)


@pytest.mark.parametrize(
    ("sequences", "scheme"),
    [
        (["I-A I-A O I-B", "O I-A B-A"], Scheme.IOB1),
        (["I-A O"], Scheme.IOB1),
        (["B-A I-A O B-B", "O B-A B-A"], Scheme.IOB2),
        (["O O", "O"], Scheme.IOB2),
        (["B-A O", "B-A O", "I-A O"], Scheme.IOB2),  # one broken sentence of three
        (["I-A O", "I-A O", "B-A O"], Scheme.IOB1),
        (["B-A O", "I-A O"], Scheme.IOB2),  # a draw
        (["B-A I-A E-A O S-B"], Scheme.BIOES),
        (["S-A"], Scheme.BIOES),
        (["B-A L-A", "U-A"], Scheme.BILOU),
        (["B-A E-A", "U-A"], None),
        (["NOUN VERB"], None),
        (["B-A O", "O NOUN"], None),
        (["B- O"], None),
        (["B"], None),
        (["-A"], None),
        ([], None),
        ([""], None),
    ],
)
def test_detection(sequences: list[str], scheme: Scheme | None) -> None:
    assert detect_scheme(sequence.split() for sequence in sequences) is scheme


@settings(deadline=None)
@given(st.lists(sentences_of_spans(), min_size=1), st.sampled_from(Scheme))
def test_a_scheme_is_detected_or_its_plainer_cousin(
    cases: list[tuple[int, list[Span]]], scheme: Scheme
) -> None:
    """Any answer other than the scheme's own must describe the same tags just as well."""
    sequences = [written(*case, scheme) for case in cases]
    detected = detect_scheme(sequences)
    if detected is None:
        assert not any(sequences)
    else:
        again = [written(*case, detected) for case in cases]
        assert detected is scheme or again == sequences


def test_labels_hold_hyphens() -> None:
    assert split_tag("B-location-route") == ("B", "location-route")
    assert split_tag("I--") == ("I", "-")


def test_other_tags_have_no_spans() -> None:
    with pytest.raises(SettingsError, match="found 'NOUN'"):
        spans(["O", "NOUN"])
    with pytest.raises(SettingsError, match="found 'X-PER'"):
        to_iob2(["X-PER"])


@pytest.mark.parametrize("tag", ["O", "B-PER", "I-a-b", "E-x", "S-x", "L-x", "U-x"])
def test_span_tags_pass_the_check(tag: str) -> None:
    check_span_tag(tag, "f", 1)


@pytest.mark.parametrize("tag", ["", "o", "B", "B-", "PER", "-PER", "BI-PER", "b-per", "M-x"])
def test_other_tags_are_reported_at_their_line(tag: str) -> None:
    with pytest.raises(DataError, match=r"^f:7: expected a span tag"):
        check_span_tag(tag, "f", 7)
