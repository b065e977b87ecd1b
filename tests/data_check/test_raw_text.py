"""Raw text: figures, every check of it, and memory that does not grow with the text."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.counting.batches import LONGEST
from auxadvisor.data_check import Severity, check_data
from auxadvisor.data_check.characters import KINDS
from auxadvisor.data_check.text_sample import EvenSample, Repeats
from auxadvisor.errors import SettingsError
from auxadvisor.experiments.parts import Reading

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


@given(st.lists(st.sampled_from("abcdefghijklmn"), max_size=60), st.integers(1, 30))
def test_merged_copies_are_those_of_all_lines(lines: list[str], cut: int) -> None:
    whole, first, second = Repeats(most=4), Repeats(most=4), Repeats(most=4)
    for number, line in enumerate(lines):
        whole.add(line)
        (first if number < cut else second).add(line)
    other = Repeats(most=4)
    for part in (second, first):
        other.merge(part)
    first.merge(second)
    assert first == other == whole


ODD = st.text(
    st.sampled_from("aÃ¤é\u0301e\u0092\ufffd\u00ad\u200c<b>&amp;\x07\ue401\u0300 "), max_size=9
)


@given(st.lists(ODD, max_size=8))
def test_lines_together_are_odd_where_one_is(lines: list[str]) -> None:
    for kind in KINDS.values():
        assert kind.has("\n".join(lines)) == any(kind.has(line) for line in lines)


@pytest.mark.parametrize("characters", [1, 7, 50, 10**6])
def test_figures_and_findings_do_not_depend_on_batches(
    tmp_path: Path, monkeypatch, characters: int
) -> None:
    path = tmp_path / "a.txt"
    lines = [
        f"rivi {n % 90} cafe{chr(0x301) * (n % 7 == 0)} \u00ad" if n % 5 else "" for n in range(700)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("auxadvisor.data_check.raw_text.HASHES", 20)
    whole = check_data({}, path)
    monkeypatch.setattr("auxadvisor.data_check.raw_text.CHARACTERS", characters)
    assert check_data({}, path) == whole
    assert whole.text is not None and not whole.text.exact
    assert {finding.check for finding in whole.findings} >= {"not-composed", "invisible-characters"}


def test_several_processes_find_what_one_does(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("".join(f"rivi {n} &amp; muuta\n" for n in range(60_000)), encoding="utf-8")
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert check_data({}, path, executor=executor) == check_data({}, path)
