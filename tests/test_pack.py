"""The pack's tables: written and read back, and consistent with one another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from auxadvisor import pack
from auxadvisor.errors import AssetError
from auxadvisor.language_models.char_ngram import NgramCounts, count_ngrams
from auxadvisor.languages import catalogue
from auxadvisor.pack import (
    HELD_OUT,
    MODELS,
    TRAINING_WORDS,
    WORD_LISTS,
    WordLists,
    load_ngram_counts,
    load_word_lists,
    save_ngram_counts,
    save_word_lists,
    word_lists_of,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where these tests write their tables."""
    return tmp_path_factory.mktemp("pack")


def read_back_counts(folder: Path, table: NgramCounts) -> NgramCounts:
    save_ngram_counts(folder / "counts.npz", table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "asset_path", lambda name: folder / name)
        return load_ngram_counts.__wrapped__("counts.npz")


def read_back_lists(folder: Path, lists: WordLists) -> WordLists:
    save_word_lists(folder / "lists.npz", lists)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "asset_path", lambda name: folder / name)
        return load_word_lists.__wrapped__("lists.npz")


def check_same(found: NgramCounts, table: NgramCounts) -> None:
    assert (found.order, found.alphabet, found.languages) == (
        table.order,
        table.alphabet,
        table.languages,
    )
    assert found.keys.tolist() == table.keys.tolist()
    assert found.keys.dtype == np.uint64
    assert (found.counts.toarray() == table.counts.toarray()).all()


WORDS = st.text("abcöж漢𐐀", min_size=1, max_size=3)


@given(
    st.integers(1, 7),
    st.dictionaries(
        st.sampled_from(["fi", "et", "ks-Deva"]), st.lists(WORDS, max_size=5), min_size=1
    ),
)
def test_ngram_counts_come_back(folder: Path, order: int, texts: dict[str, list[str]]) -> None:
    table = count_ngrams(texts, order)
    check_same(read_back_counts(folder, table), table)


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(1, 2**31 - 1)), min_size=1))
def test_large_keys_and_counts_come_back(folder: Path, cells: list[tuple[int, int]]) -> None:
    by_key = dict(sorted(cells))
    counts = np.array(list(by_key.values()), dtype=np.int32)[:, None]
    keys = np.array(list(by_key), dtype=np.uint64)
    table = NgramCounts(1, " a", ("fi",), keys, sparse.csr_array(counts))
    check_same(read_back_counts(folder, table), table)


@pytest.mark.parametrize("languages", [255, 256, 300])
def test_many_languages_come_back(folder: Path, languages: int) -> None:
    names = tuple(f"l{number}" for number in range(languages))
    counts = np.arange(1, languages + 1, dtype=np.int32)[None, :]
    table = NgramCounts(1, " a", names, np.array([1], dtype=np.uint64), sparse.csr_array(counts))
    check_same(read_back_counts(folder, table), table)


@given(
    st.dictionaries(
        st.text("abc/", min_size=1, max_size=4),
        st.tuples(st.sampled_from(["one", "two"]), st.sets(WORDS)),
        min_size=1,
    )
)
def test_word_lists_come_back(folder: Path, lists: dict[str, tuple[str, set[str]]]) -> None:
    made = word_lists_of(lists)
    found = read_back_lists(folder, made)
    assert found.names == made.names == tuple(lists)
    assert found.sources == made.sources == tuple(source for source, _ in lists.values())
    assert found.words == made.words
    vocabulary = found.words.decode("utf-8").split("\n")
    assert vocabulary == (sorted(set().union(*(words for _, words in lists.values()))) or [""])
    for name, (_, words) in lists.items():
        assert {vocabulary[number] for number in found[name]} == words
        assert (np.diff(found[name]) > 0).all()


@given(st.sets(WORDS, min_size=1), st.sets(WORDS))
def test_words_outside_the_lists_get_numbers_of_their_own(known: set[str], words: set[str]) -> None:
    lists = word_lists_of({"list": ("one", known)})
    numbers = lists.numbering(words)
    assert numbers.keys() == words
    assert len(set(numbers.values())) == len(words)
    ordered = sorted(known)
    for word, number in numbers.items():
        assert ordered[number] == word if word in known else number >= len(ordered)


def test_a_missing_table_is_an_asset_error() -> None:
    with pytest.raises(AssetError):
        load_ngram_counts("no_such_table.npz")
    with pytest.raises(AssetError):
        load_word_lists("no_such_table.npz")


def test_every_language_has_a_model_a_held_out_text_and_a_word_list() -> None:
    tags = set(catalogue())
    assert set(load_ngram_counts(MODELS).languages) == tags
    assert set(load_ngram_counts(HELD_OUT).languages) == tags
    names = load_word_lists(WORD_LISTS).names
    assert {name.split("/")[1] for name in names if name.startswith("text/")} == tags
    assert {name.split("/")[1] for name in names if name.startswith("wordfreq/")} <= tags


@pytest.mark.parametrize("name", [MODELS, HELD_OUT])
def test_every_model_has_text(name: str) -> None:
    table = load_ngram_counts(name)
    assert table.counts.sum(axis=0).min() > 1000
    assert table.alphabet[0] == " "
    assert len(set(table.alphabet)) == len(table.alphabet)


def test_the_held_out_text_is_a_quarter() -> None:
    """Of the lines, so about a third of the characters that the models counted."""
    held_out, models = load_ngram_counts(HELD_OUT), load_ngram_counts(MODELS)
    of_model = dict(zip(models.languages, models.counts.sum(axis=0), strict=True))
    for tag, count in zip(held_out.languages, held_out.counts.sum(axis=0), strict=True):
        assert 0.2 < count / of_model[tag] < 0.42


def test_training_words_name_language_task_and_corpus() -> None:
    for name in load_word_lists(TRAINING_WORDS).names:
        tag, task, corpus = name.split("/")
        assert tag in catalogue()
        assert task in ("ner", "pos")
        assert corpus
