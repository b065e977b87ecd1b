"""Short runs: they learn what can be learnt, never from what they judge, always the same."""

from __future__ import annotations

import numpy as np
import torch

from auxadvisor.probe.short_runs import DRAWS, halves, held_out_losses
from auxadvisor.tagger.vectors import FrozenVectors

SENTENCES, LENGTH, TAGS = 60, 5, ("A", "B", "C")
STARTS = np.arange(0, SENTENCES * LENGTH + 1, LENGTH)
TOKENS = SENTENCES * LENGTH


def _vectors(classes: np.ndarray, known: float) -> tuple[FrozenVectors, ...]:
    draw = np.random.default_rng(1)
    matrix = known * np.eye(3)[classes] @ draw.normal(size=(3, 6)) + draw.normal(size=(TOKENS, 6))
    return (FrozenVectors("made up", matrix.astype(np.float32), np.arange(TOKENS), ""),)


def _classes() -> np.ndarray:
    return np.random.default_rng(2).integers(3, size=TOKENS)


def test_vectors_that_know_the_tags_have_smaller_losses() -> None:
    classes = _classes()
    means = [
        held_out_losses(_vectors(classes, known), STARTS, classes, TAGS).sum() / TOKENS / DRAWS
        for known in (0.0, 1.0, 3.0)
    ]
    assert means[0] > means[1] > means[2]
    assert means[0] > 0.9 * np.log(3)  # nothing to learn: no better than guessing


def test_it_is_the_same_twice_and_leaves_torchs_random_numbers_alone() -> None:
    classes = _classes()
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    one, other = (
        held_out_losses(_vectors(classes, 1.0), STARTS, classes, TAGS, seed=3) for _ in range(2)
    )
    np.testing.assert_array_equal(one, other)
    assert torch.rand(1) == expected
    assert (one > 0).all() and one.shape == (DRAWS, SENTENCES)


def test_a_sentence_is_judged_by_what_the_other_half_taught() -> None:
    classes = _classes()
    half, other_half = halves(SENTENCES, DRAWS)  # of seed 1's first draw
    assert sorted([*half, *other_half]) == [*range(SENTENCES)]
    changed = classes.reshape(SENTENCES, LENGTH).copy()
    changed[half] = (changed[half] + 1) % 3
    vectors = _vectors(classes, 2.0)
    (one,) = held_out_losses(vectors, STARTS, classes, TAGS, draws=1)
    (other,) = held_out_losses(vectors, STARTS, changed.ravel(), TAGS, draws=1)
    # the other half's tags are as they were, but it is judged by a tagger of the changed half
    assert other[other_half].sum() > 1.5 * one[other_half].sum()


def test_draws_differ_and_the_first_are_those_of_more() -> None:
    classes = _classes()
    vectors = _vectors(classes, 1.0)
    one, other = (held_out_losses(vectors, STARTS, classes, TAGS, seed=seed) for seed in (1, 2))
    assert len({row.sum() for row in (*one, *other)}) == 2 * DRAWS
    first = held_out_losses(vectors, STARTS, classes, TAGS, draws=1)
    np.testing.assert_array_equal(first, one[:1])
