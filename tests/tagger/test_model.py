"""Batches, combinations and the network: against plain loops, and padding that changes nothing."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.tagger.batches import (
    STEP_COST,
    batch_of,
    reading_batches,
    sentence_starts,
    training_batches,
)
from auxadvisor.tagger.combine import Concatenation, MetaEmbedding
from auxadvisor.tagger.model import Architecture, Tagger

LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=40)


@given(LENGTHS)
def test_a_batch_packs_every_token_by_step(lengths: list[int]) -> None:
    starts = sentence_starts(lengths)
    batch = batch_of(np.arange(len(lengths)), starts)
    expected = [
        starts[sentence] + step
        for step in range(max(lengths))
        for sentence in batch.sentences
        if step < lengths[sentence]
    ]
    assert batch.tokens.tolist() == expected
    assert sorted(batch.tokens.tolist()) == list(range(sum(lengths)))
    assert list(batch.batch_sizes) == [sum(n > t for n in lengths) for t in range(max(lengths))]
    assert (np.diff(batch.lengths) <= 0).all()


@given(LENGTHS, st.integers(1, 7), st.integers(0, 99))
def test_an_epoch_reads_every_sentence_once(lengths, size, seed) -> None:
    starts, every = sentence_starts(lengths), np.arange(len(lengths))
    batches = list(training_batches(every, starts, size, np.random.default_rng(seed)))
    assert sorted(np.concatenate([b.sentences for b in batches])) == list(range(len(lengths)))
    assert all(len(b.sentences) <= size for b in batches)
    again = list(training_batches(every, starts, size, np.random.default_rng(seed)))
    assert all((a.tokens == b.tokens).all() for a, b in zip(batches, again, strict=True))
    read = list(reading_batches(every, starts, tokens=12))
    assert sorted(np.concatenate([b.sentences for b in read])) == list(range(len(lengths)))
    assert all(len(b.lengths) * b.lengths[0] <= max(12, b.lengths[0]) for b in read)


@given(LENGTHS)
def test_every_token_has_a_place_in_the_grids_whichever_way_it_is_read(lengths) -> None:
    batch = batch_of(np.arange(len(lengths)), sentence_starts(lengths))
    assert sum(sentences for _, sentences in batch.grids) == len(lengths)
    grids, first, sentence = {}, 0, 0
    for steps, sentences in batch.grids:
        for row in range(sentences):
            for step in range(steps):
                grids[first + step * sentences + row] = (sentence + row, step)
        first, sentence = first + steps * sentences, sentence + sentences
    tokens = list(zip(batch.rows.tolist(), batch.steps.tolist(), strict=True))
    assert [grids[place] for place in batch.read_forward.tolist()] == tokens
    mirrored = [(row, int(batch.lengths[row]) - 1 - step) for row, step in tokens]
    assert [grids[place] for place in batch.read_backward.tolist()] == mirrored


def test_the_grids_are_the_cheapest_cut() -> None:
    lengths = [90, 12, 11, 11, 3, 2, 1]
    batch = batch_of(np.arange(len(lengths)), sentence_starts(lengths))

    def cost(cut: tuple[int, ...]) -> int:
        edges = [0, *cut, len(lengths)]
        return sum(lengths[a] * (STEP_COST + b - a) for a, b in pairwise(edges))

    every = range(1, len(lengths))
    cuts = [cut for count in range(len(lengths)) for cut in combinations(every, count)]
    assert sum(steps * (STEP_COST + n) for steps, n in batch.grids) == min(map(cost, cuts))
    assert batch.grids[0] == (90, 1)


@torch.no_grad()
def test_attention_is_that_of_a_plain_loop() -> None:
    torch.manual_seed(1)
    sizes = (4, 7, 5)
    layer = MetaEmbedding(sizes, attention_size=3)
    sets = [torch.randn(6, size) for size in sizes]
    mean, weights = layer(sets)
    assert layer.size == 7 and mean.shape == (6, 7) and weights.shape == (6, 3)
    for token in range(6):
        mapped, scores = [], []
        for place, vectors in enumerate(sets):
            q, b = layer.mappings[place].weight, layer.mappings[place].bias
            x = torch.tanh(q @ vectors[token] + b)
            mapped.append(x)
            scores.append(float(layer.score.weight[0] @ torch.tanh(layer.hidden.weight @ x)))
        share = np.exp(scores) / np.exp(scores).sum()
        np.testing.assert_allclose(weights[token].detach(), share, rtol=1e-5)
        expected = sum(float(a) * x for a, x in zip(share, mapped, strict=True))
        torch.testing.assert_close(mean[token], expected)


def test_concatenation_puts_them_side_by_side() -> None:
    first, second = torch.ones(2, 3), torch.zeros(2, 1)
    joined, weights = Concatenation((3, 1))([first, second])
    assert joined.tolist() == [[1, 1, 1, 0]] * 2 and weights is None


@pytest.mark.parametrize("combination", ["concatenation", "meta"])
def test_company_in_a_batch_changes_no_loss_and_no_gradient(combination) -> None:
    """A batch's loss is the mean over its sentences, each alone; so is its gradient."""
    torch.manual_seed(1)
    lengths = [3, 1, 6, 2, 40]  # two grids
    starts = sentence_starts(lengths)
    model = Tagger(Architecture((6, 4), ("a", "b", "c"), combination, 8)).double().eval()
    sets = [torch.randn(sum(lengths), size, dtype=torch.float64) for size in (6, 4)]
    tags = torch.randint(3, (sum(lengths),))

    def loss(sentences: list[int]) -> torch.Tensor:
        batch = batch_of(np.array(sentences), starts)
        return model.loss([v[batch.tokens] for v in sets], tags[batch.tokens], batch)

    parameters = list(model.parameters())
    together = loss([0, 1, 2, 3, 4])
    alone = torch.stack([loss([sentence]) for sentence in range(5)]).mean()
    torch.testing.assert_close(together, alone, rtol=1e-6, atol=1e-6)
    for one, other in zip(
        torch.autograd.grad(together, parameters),
        torch.autograd.grad(alone, parameters),
        strict=True,
    ):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)


def test_the_network_is_torchs_bidirectional_lstm() -> None:
    torch.manual_seed(2)
    lengths = [60, 3, 3, 1]  # two grids
    starts = sentence_starts(lengths)
    model = Tagger(Architecture((6,), ("a", "b"), hidden_size=4)).eval()
    other = torch.nn.LSTM(6, 4, bidirectional=True)
    with torch.no_grad():
        for name, weight in model.forwards.named_parameters():
            getattr(other, name).copy_(weight)
        for name, weight in model.backwards.named_parameters():
            getattr(other, f"{name}_reverse").copy_(weight)
    vectors = torch.randn(sum(lengths), 6)
    batch = batch_of(np.arange(4), starts)
    packed = torch.nn.utils.rnn.pack_sequence([vectors[a:b] for a, b in pairwise(starts)])
    expected = model.emit(other(packed)[0].data)
    torch.testing.assert_close(model.emissions([vectors[batch.tokens]], batch)[0], expected)
