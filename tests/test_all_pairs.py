"""All pairs of a set of languages: each row is the measure's own, the distances are distances."""

from __future__ import annotations

import numpy as np
import pytest

from auxadvisor.all_pairs import PairMatrix, all_pairs
from auxadvisor.distances import MEASURES
from auxadvisor.errors import SettingsError
from auxadvisor.languages import Language, resolve
from auxadvisor.pool import build_pool
from auxadvisor.records import MeasureSettings, Skipped

TAGS = ("fi", "et", "sv", "de")


@pytest.fixture(scope="module")
def matrices() -> dict[str, PairMatrix | Skipped]:
    return {one.measure: one for one in all_pairs([resolve(tag) for tag in TAGS])}


@pytest.mark.parametrize("name", ["perplexity", "vocabulary", "training-vocabulary"])
def test_each_row_is_what_the_measure_says_of_that_target(matrices, name: str) -> None:
    found = matrices[name]
    assert isinstance(found, PairMatrix) and found.tags == TAGS and found.missing == {}
    for place, tag in enumerate(TAGS):
        others = [other for other in TAGS if other != tag]
        row = MEASURES[name].compute(build_pool(tag, others), MeasureSettings(resamples=0))
        assert not isinstance(row, Skipped)
        np.testing.assert_allclose(np.delete(found.values[place], place), row.values)


@pytest.mark.parametrize("name", ["perplexity", "vocabulary", "training-vocabulary"])
def test_distances_are_symmetric_and_nothing_is_apart_from_itself(matrices, name: str) -> None:
    apart = matrices[name].apart
    np.testing.assert_allclose(apart, apart.T)
    assert (np.diag(apart) == 0).all() and (apart[~np.eye(4, dtype=bool)] > 0).all()


def test_bits_are_those_that_the_other_model_costs_more(matrices) -> None:
    found = matrices["perplexity"]
    ours, theirs = np.log2(found.values[0]), np.log2(found.values[1])
    expected = ((ours[1] - ours[0]) + (theirs[0] - theirs[1])) / 2
    assert found.apart[0, 1] == pytest.approx(expected)
    assert found.apart[0, 1] == found.apart[0, 1:].min(), "Estonian is nearest to Finnish"


def test_overlaps_are_the_same_both_ways(matrices) -> None:
    values = matrices["vocabulary"].values
    np.testing.assert_allclose(values, values.T)
    np.testing.assert_allclose(matrices["vocabulary"].apart, 1 - values)


def test_another_order_of_the_languages_changes_nothing_else(matrices) -> None:
    turned = all_pairs([resolve(tag) for tag in reversed(TAGS)], ("perplexity",))[0]
    np.testing.assert_allclose(turned.values[::-1, ::-1], matrices["perplexity"].values)


def test_who_is_left_out_and_why() -> None:
    unknown = Language("xx-Latn", "Made Up", "Latn")
    languages = [*map(resolve, ("fi", "et", "sv", "ru")), unknown]
    vocabulary, corpora = all_pairs(languages, ("vocabulary", "training-vocabulary"))
    assert isinstance(vocabulary, PairMatrix) and vocabulary.tags == ("fi", "et", "sv")
    assert vocabulary.missing == {"ru": "written in Cyrl", "xx-Latn": "not in the pack"}
    assert isinstance(corpora, PairMatrix)


def test_too_few_are_no_matrix() -> None:
    (found,) = all_pairs([resolve("fi"), resolve("et")], ("perplexity",))
    assert isinstance(found, Skipped) and "fewer than 3 languages" in found.reason


def test_a_measure_that_needs_more_than_the_pack() -> None:
    with pytest.raises(SettingsError, match="'flair-perplexity': expected one of perplexity"):
        all_pairs([resolve("fi")], ("flair-perplexity",))
