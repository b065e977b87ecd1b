"""Reading text: the sample is uniform, in order, and the same for a seed."""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auxadvisor.counting.batches import LONGEST
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.inputs import read_text, read_training_corpus


@pytest.mark.parametrize(("lines", "most"), [(2, 1), (5, 1), (4, 2), (6, 3), (7, 6), (30, 2)])
def test_every_sample_is_as_likely(tmp_path: Path, lines: int, most: int) -> None:
    """Chi-square over all subsets, 4000 fixed seeds: below its mean plus five deviations."""
    path = tmp_path / "text"
    path.write_text("".join(f"s{number}\n" for number in range(lines)), encoding="utf-8")
    seeds = 4000
    drawn = Counter(read_text(path, most=most, seed=seed).sentences for seed in range(seeds))
    possible = [
        tuple(f"s{number}" for number in chosen) for chosen in combinations(range(lines), most)
    ]
    assert drawn.keys() <= set(possible)
    expected = seeds / len(possible)
    chi_square = sum((drawn[sample] - expected) ** 2 / expected for sample in possible)
    freedom = len(possible) - 1
    assert chi_square < freedom + 5 * (2 * freedom) ** 0.5


@given(lines=st.integers(1, 60), most=st.integers(1, 60), seed=st.integers(0, 99))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sample_keeps_the_order_and_repeats_for_a_seed(
    tmp_path: Path, lines: int, most: int, seed: int
) -> None:
    path = tmp_path / "text"
    path.write_text("".join(f"{number:03}\n" for number in range(lines)), encoding="utf-8")
    text = read_text(path, most=most, seed=seed)
    assert text.found == lines
    assert len(text.sentences) == min(lines, most)
    assert list(text.sentences) == sorted(set(text.sentences))
    assert set(text.sentences) <= {f"{number:03}" for number in range(lines)}
    assert read_text(path, most=most, seed=seed) == text
    if lines <= most:
        assert len(text.sentences) == lines


def test_seeds_differ(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("\n".join(map(str, range(1000))), encoding="utf-8")
    assert len({read_text(path, most=10, seed=seed).sentences for seed in range(20)}) == 20


def test_empty_lines_do_not_count_and_blanks_are_kept(tmp_path: Path) -> None:
    """White space is kept because the scripts of Gamallo et al. read it."""
    path = tmp_path / "text"
    path.write_bytes(b" yksi \r\n\r\n\t\nkaksi kolme\n\n")
    text = read_text(path)
    assert text.sentences == (" yksi ", "\t", "kaksi kolme")
    assert text.found == 3


def test_the_source_is_the_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "text.gz"
    path.write_bytes(gzip.compress(b"yksi\nkaksi\n"))
    source = read_text(path, most=1).source
    assert source.path == str(path)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.size == path.stat().st_size


def test_a_very_long_line_is_taken_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("ab" * LONGEST + "c", encoding="utf-8")
    text = read_text(path)
    assert "".join(text.sentences) == "ab" * LONGEST + "c"
    assert [len(sentence) for sentence in text.sentences] == [LONGEST, LONGEST, 1]


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \n\t\n"])
def test_a_file_without_text_is_bad_data(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "text"
    path.write_bytes(content)
    with pytest.raises(DataError, match="expected at least one line of text, found none"):
        read_text(path)


def test_other_faults_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "text"
    with pytest.raises(DataError, match="no file of that name"):
        read_text(path)
    path.write_bytes("yötä\n".encode("latin-1"))
    with pytest.raises(DataError, match="text:1"):
        read_text(path)
    assert read_text(path, encoding="latin-1").sentences == ("yötä",)
    with pytest.raises(SettingsError, match="no text encoding"):
        read_text(path, encoding="utf-88")


def test_a_training_corpus_is_its_tokens_and_the_kind_of_its_tags(samples: Path) -> None:
    path = samples / "fi.conll"
    spans = read_training_corpus(path)
    assert spans.sentences[0][:3] == ("Turun", "kaupunginvaltuusto", "päätti")
    assert spans.tagged_spans
    assert spans.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    words = read_training_corpus(path, tag_column=2)
    assert not words.tagged_spans
    assert words.sentences == spans.sentences
