"""Counts and scores against seqeval, and against conlleval's one pass over both columns."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score
from seqeval.metrics.sequence_labeling import end_of_chunk, get_entities, start_of_chunk

from auxadvisor.corpora import Task, to_iob2
from auxadvisor.errors import SettingsError
from auxadvisor.experiments.scoring import SCORES, score, sentence_counts

Tags = list[list[str]]
LABELS = st.sampled_from(["PER", "location-route"])


def tags_of(letters: str) -> st.SearchStrategy[str]:
    return st.just("O") | st.builds("{}-{}".format, st.sampled_from(letters), LABELS)


def two_taggings(tag: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Tags, Tags]]:
    """Right and predicted tags of the same sentences, most tokens alike in both."""
    token = tag.map(lambda one: (one, one)) | st.tuples(tag, tag)
    sentences = st.lists(st.lists(token, min_size=1, max_size=10), min_size=1, max_size=5)
    return sentences.map(
        lambda text: tuple([[pair[side] for pair in row] for row in text] for side in (0, 1))
    )


IOB = two_taggings(tags_of("BI"))  # broken as often as not
BIOES = two_taggings(tags_of("BIES"))
IOB2 = IOB.map(lambda both: tuple([list(to_iob2(row)) for row in side] for side in both))
POS = two_taggings(st.sampled_from(["NOUN", "VERB", "X"]))


def conlleval_counts(right: list[str], predicted: list[str]) -> list[int]:
    """One pass: a span is right if both columns open it, name it and close it together."""
    correct = guessed = there = 0
    together = False
    before = [("O", ""), ("O", "")]
    for pair in [*zip(right, predicted, strict=True), ("O", "O")]:
        now = [(tag[0], tag[2:]) for tag in pair]
        cases = [(a[0], b[0], a[1], b[1]) for a, b in zip(before, now, strict=True)]
        ends = [end_of_chunk(*case) for case in cases]
        starts = [start_of_chunk(*case) for case in cases]
        correct += together and all(ends)
        together = together and not any(ends) and now[0][1] == now[1][1]
        if all(starts):
            together = now[0][1] == now[1][1]
        there, guessed = there + starts[0], guessed + starts[1]
        before = now
    return [correct, guessed, there]


def f1_of(right: Tags, predicted: Tags) -> float:
    return float(score(sentence_counts("ner", right, predicted).sum(axis=0)))


@given(IOB2)
def test_span_f1_of_iob2_is_seqevals(both: tuple[Tags, Tags]) -> None:
    assert f1_of(*both) == pytest.approx(100 * f1_score(*both, zero_division=0))


@given(IOB | BIOES)
def test_span_f1_of_broken_sequences_is_seqevals(both: tuple[Tags, Tags]) -> None:
    assert f1_of(*both) == pytest.approx(100 * f1_score(*both, zero_division=0))


@given(IOB | BIOES)
def test_counts_are_those_of_conlleval_and_of_seqevals_spans(both: tuple[Tags, Tags]) -> None:
    for right, predicted, row in zip(*both, sentence_counts("ner", *both).tolist(), strict=True):
        assert row == conlleval_counts(right, predicted)
        there, guessed = set(get_entities(right)), set(get_entities(predicted))
        assert row == [len(there & guessed), len(guessed), len(there)]


@pytest.mark.parametrize(
    ("right", "predicted", "counts"),
    [
        ("O O", "O O", [0, 0, 0]),
        ("B-A I-A O", "B-A I-A O", [1, 1, 1]),
        ("B-A O B-B", "B-A O O", [1, 1, 2]),
        ("B-A I-A O", "B-A O O", [0, 1, 1]),  # one end is wrong
        ("B-A I-A O", "B-B I-B O", [0, 1, 1]),  # the label is
        ("O B-A I-A", "O I-A I-A", [1, 1, 1]),  # I after O opens a span
        ("O B-A I-A", "I-A I-A I-A", [0, 1, 1]),
        ("B-A O B-A", "I-A O I-A", [2, 2, 2]),
        ("B-A I-A", "B-A I-B", [0, 2, 1]),  # I-B after B-A: two spans of one token
        ("B-A B-B", "B-A I-B", [2, 2, 2]),
        ("B-A I-A B-B", "B-A I-A I-B", [2, 2, 2]),
        ("B-A I-A I-A", "B-A B-A I-A", [0, 2, 1]),
        ("S-A O", "E-A O", [1, 1, 1]),  # E alone is a span of one
        ("B-A E-A", "O E-A", [0, 1, 1]),
        ("B-A E-A O", "B-A I-A O", [1, 1, 1]),  # never closed, ends at O
        ("B-A E-A S-A", "B-A E-A I-A", [2, 2, 2]),  # I after a closed span opens one
        ("B-A I-A E-A", "S-A I-A E-A", [0, 2, 1]),
        ("B-A E-A S-B", "B-A I-A E-B", [2, 2, 2]),
    ],
)
def test_counts_by_hand(right: str, predicted: str, counts: list[int]) -> None:
    assert sentence_counts("ner", [right.split()], [predicted.split()]).tolist() == [counts]


@given(POS)
def test_accuracy_is_the_mean_of_what_is_right(both: tuple[Tags, Tags]) -> None:
    right, predicted = (list(chain.from_iterable(side)) for side in both)
    mean = np.mean([one == other for one, other in zip(right, predicted, strict=True)])
    assert score(sentence_counts("pos", *both).sum(axis=0)) == pytest.approx(100 * mean)


@given(IOB | BIOES)
def test_rows_sum_to_the_counts_of_the_whole(both: tuple[Tags, Tags]) -> None:
    """The text as one sentence, with an O where one ends: a span never goes on behind it."""
    whole = [[list(chain.from_iterable([*row, "O"] for row in side))] for side in both]
    rows = sentence_counts("ner", *both)
    assert rows.shape == (len(both[0]), 3) and rows.dtype == np.int64
    assert rows.sum(axis=0).tolist() == sentence_counts("ner", *whole)[0].tolist()
    joined = [[list(chain.from_iterable(side))] for side in both]
    rows = sentence_counts("pos", *both)
    assert rows.sum(axis=0).tolist() == sentence_counts("pos", *joined)[0].tolist()


@given(IOB)
def test_f1_is_symmetric_and_of_equals_100(both: tuple[Tags, Tags]) -> None:
    right, predicted = both
    assert f1_of(right, predicted) == f1_of(predicted, right)
    assert 0 <= f1_of(right, predicted) <= 100
    assert f1_of(right, right) == (100 if any(tag != "O" for row in right for tag in row) else 0)


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_the_harmonic_mean_of_precision_and_recall(
    right: int, wrong: int, missed: int
) -> None:
    precision, recall = Fraction(right, right + wrong), Fraction(right, right + missed)
    expected = 100 * 2 / (1 / precision + 1 / recall)
    found = score(np.array([right, right + wrong, right + missed]))
    assert found == pytest.approx(float(expected))


def test_nothing_there_and_nothing_predicted_scores_0() -> None:
    assert score(np.zeros(3, dtype=np.int64)) == 0
    batch = np.array([[[0, 0, 0], [0, 2, 0]], [[1, 1, 1], [1, 3, 1]]])
    assert score(batch).tolist() == score(batch.astype(float)).tolist() == [[0, 0], [100, 50]]


@pytest.mark.parametrize("task", get_args(Task))
def test_no_sentences_have_no_counts(task: Task) -> None:
    assert sentence_counts(task, [], []).shape == (0, 3)
    assert task in SCORES


@pytest.mark.parametrize("task", get_args(Task))
@pytest.mark.parametrize("predicted", [[["O", "O"]], [["O", "O"], ["O", "O"]]])
def test_other_numbers_of_sentences_or_tokens_are_no_prediction(task: Task, predicted) -> None:
    with pytest.raises(ValueError, match=r"shorter|1 right tags and 2 predicted"):
        sentence_counts(task, [["O", "O"], ["O"]], predicted)


def test_spans_of_other_tags_are_refused() -> None:
    with pytest.raises(SettingsError, match="found 'NOUN'"):
        sentence_counts("ner", [["O"]], [["NOUN"]])
