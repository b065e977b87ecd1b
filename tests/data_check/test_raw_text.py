"""Raw text: figures, every check of it, and memory that does not grow with the text."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.data_check import Severity, check_data
from auxadvisor.data_check.text_sample import EvenSample, Repeats
from auxadvisor.errors import SettingsError
from auxadvisor.experiments.parts import Reading
from auxadvisor.inputs import LONGEST

FIRES = [
    ("long-lines", "a b\n" + "word " * 2001 + "\n", ("note", "text", (2,))),
    ("copies", "one\ntwo\none\n", ("warning", "text", ())),
    ("replacement-characters", "a\n\nb \ufffd\n", ("warning", "text", (3,))),
    ("windows-1252", "a\nd\x92Sports\nx\x94\n", ("warning", "text", (2, 3))),
    ("control-characters", "a\x07\n", ("warning", "text", (1,))),
    ("mojibake", "a\nJyvÃ¤skylÃ¤n\n", ("warning", "text", (2,))),
    ("invisible-characters", "soft\u00adware\n", ("warning", "text", (1,))),
    ("private-use", "a\n\ue401\n", ("warning", "text", (2,))),
    ("markup", "a\nR&amp;D\n", ("note", "text", (2,))),
    ("not-composed", "a\ncafe\u0301\n", ("warning", "text", (2,))),
    ("language", "Привет, мир\n", ("warning", "text", ())),
]


@pytest.mark.parametrize(("name", "text", "expected"), FIRES)
def test_a_check_finds(check, found, name, text, expected) -> None:
    assert found(check(text=text, target="fi"), name) == [expected]


@pytest.mark.parametrize("name", [name for name, *_ in FIRES])
def test_a_check_does_not_find(check, found, name) -> None:
    text = "Järvi jäätyy talvella\n\nLapset leikkivät pihalla\n5 < 7 & 8 > 3\nyksi\nkaksi\nyksi\n"
    text += "kolme\nneljä\n"
    assert found(check(text=text, target="fi"), name) == []


def test_figures(check) -> None:
    text = check(text="one two\n\n  \nthree\none two\nдва\n").text
    assert text is not None
    assert (text.lines, text.tokens, text.characters, text.longest) == (4, 6, 22, 7)
    assert text.repeated == 0.25 and text.exact
    assert list(text.scripts) == ["Latn", "Cyrl"] and text.scripts["Cyrl"] == pytest.approx(3 / 20)
    assert text.language is None, "too few sentences"


def test_an_empty_text_is_an_error(check, found) -> None:
    report = check(text="\n \n")
    assert report.text is None and found(report, "reading") == [("error", "text", ())]


def test_an_example_is_the_word_not_the_line(check, said) -> None:
    assert "1 line with characters that cannot be seen: 'soft\\xadware' take" in said(
        check(text="what a soft\u00adware this is\n"), "invisible-characters"
    )


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_copies_are_counted_exactly_while_they_fit(lines: list[str]) -> None:
    repeats = Repeats(most=8)
    for line in lines:
        repeats.add(line)
    expected = 1 - len(set(lines)) / len(lines) if lines else 0
    assert repeats.exact and repeats.share == pytest.approx(expected)


def test_copies_are_estimated_beyond() -> None:
    """Of 20,000 lines half of them twice, a third is copies; about 500 lines are remembered."""
    repeats = Repeats(most=1000)
    for number in range(20_000):
        for _ in range(1 + number % 2):
            repeats.add(f"line {number}")
    assert not repeats.exact and 400 < 20_000 / 2**repeats.zeros <= 1100
    assert repeats.share == pytest.approx(1 / 3, abs=0.05)  # 3 standard errors of 625 lines


@given(st.integers(0, 300), st.integers(1, 20))
def test_a_sample_is_even_and_bounded(count: int, least: int) -> None:
    sample = EvenSample(least)
    for number in range(count):
        sample.add(str(number))
    kept = [int(line) for line in sample.lines]
    assert min(count, least) <= len(kept) <= 2 * least
    assert len({b - a for a, b in pairwise(kept)}) <= 1


def test_a_long_line_is_kept_in_part() -> None:
    sample = EvenSample(1)
    sample.add("x" * (LONGEST + 1))
    assert len(sample.lines[0]) == LONGEST


def test_memory_does_not_grow_with_the_text(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("auxadvisor.data_check.raw_text.HASHES", 1000)
    peaks = []
    for lines in (20_000, 60_000):
        path = tmp_path / f"{lines}.txt"
        path.write_text("".join(f"this is line {n} of the text\n" for n in range(lines)))
        check_data({}, path)  # what is loaded once is loaded
        tracemalloc.start()
        check_data({}, path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


def test_an_encoding_that_is_none_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(SettingsError, match="no text encoding"):
        check_data({}, tmp_path / "a.txt", Reading(encoding="nonsense"))
    assert check_data({}, tmp_path / "a.txt").of(Severity.error) == []
