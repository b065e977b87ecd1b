"""The CRF against the sum over all tag sequences, and against pytorch-crf."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from auxadvisor.tagger.crf import LinearChainCRF, illegal_transitions


def packed(lengths: list[int]) -> list[int]:
    return [sum(length > step for length in lengths) for step in range(max(lengths))]


def places(lengths: list[int]) -> list[list[int]]:
    """Where each sentence's tokens lie among those packed by step."""
    sizes = packed(lengths)
    return [[sum(sizes[:step]) + row for step in range(n)] for row, n in enumerate(lengths)]


def made(tags: int, seed: int, spread: float = 2.0, illegal: Tensor | None = None):
    torch.manual_seed(seed)
    crf = LinearChainCRF(tags, illegal).double()
    for parameter in crf.parameters():
        torch.nn.init.normal_(parameter, std=spread)
    return crf


def score(crf: LinearChainCRF, emissions: Tensor, path: tuple[int, ...]) -> Tensor:
    transitions, start, end = crf.scores()
    total = start[path[0]] + end[path[-1]]
    for step, tag in enumerate(path):
        total = total + emissions[step, tag]
    for before, after in pairwise(path):
        total = total + transitions[before, after]
    return total


def enumerated(crf: LinearChainCRF, emissions: Tensor, right: tuple[int, ...]) -> Tensor:
    every = product(range(emissions.shape[1]), repeat=len(emissions))
    total = torch.logsumexp(torch.stack([score(crf, emissions, path) for path in every]), 0)
    return total - score(crf, emissions, right)


CASES = st.tuples(
    st.lists(st.integers(1, 5), min_size=1, max_size=4).map(lambda n: sorted(n, reverse=True)),
    st.integers(1, 4),
    st.integers(0, 10_000),
)


@given(CASES)
def test_loss_and_gradient_are_those_of_the_sum_over_all_paths(case) -> None:
    lengths, tags, seed = case
    crf = made(tags, seed)
    emissions = torch.randn(sum(lengths), tags, dtype=torch.float64) * 3
    emissions.requires_grad_()
    right = torch.randint(tags, (sum(lengths),))
    weights = torch.rand(len(lengths), dtype=torch.float64)
    leaves = (emissions, *crf.parameters())
    ours = crf.loss(emissions, right, packed(lengths))
    oracle = torch.stack(
        [enumerated(crf, emissions[at], tuple(right[at].tolist())) for at in places(lengths)]
    )
    torch.testing.assert_close(ours, oracle, rtol=1e-9, atol=1e-9)
    mine = torch.autograd.grad((ours * weights).sum(), leaves)
    theirs = torch.autograd.grad((oracle * weights).sum(), leaves, allow_unused=True)
    for one, other in zip(mine, theirs, strict=True):
        expected = torch.zeros_like(one) if other is None else other
        torch.testing.assert_close(one, expected, rtol=1e-7, atol=1e-9)


@given(CASES)
@torch.no_grad()
def test_the_best_path_is_the_highest_of_all(case) -> None:
    lengths, tags, seed = case
    crf = made(tags, seed).float()
    emissions = torch.randn(sum(lengths), tags)
    found = crf.best_path(emissions, packed(lengths))
    for at in places(lengths):
        every = list(product(range(tags), repeat=len(at)))
        highest = max(float(score(crf, emissions[at], path)) for path in every)
        ours = float(score(crf, emissions[at], tuple(found[at].tolist())))
        assert ours == pytest.approx(highest, abs=1e-4)


@pytest.mark.parametrize("tags", [3, 17])
def test_it_is_pytorch_crf(tags: int) -> None:
    torchcrf = pytest.importorskip("torchcrf")
    lengths = [9, 7, 7, 2, 1]
    crf = made(tags, 1, spread=0.5).float()
    other = torchcrf.CRF(tags, batch_first=True)
    with torch.no_grad():
        other.transitions.copy_(crf.transitions)
        other.start_transitions.copy_(crf.start)
        other.end_transitions.copy_(crf.end)
    emissions, right = torch.randn(sum(lengths), tags), torch.randint(tags, (sum(lengths),))
    padded = torch.zeros(len(lengths), max(lengths), tags)
    padded_tags = torch.zeros(len(lengths), max(lengths), dtype=torch.long)
    mask = torch.zeros(len(lengths), max(lengths), dtype=torch.bool)
    for row, at in enumerate(places(lengths)):
        padded[row, : len(at)], padded_tags[row, : len(at)] = emissions[at], right[at]
        mask[row, : len(at)] = True
    theirs = -other(padded, padded_tags, mask=mask, reduction="none")
    torch.testing.assert_close(crf.loss(emissions, right, packed(lengths)), theirs)
    paths = crf.best_path(emissions, packed(lengths))
    assert [paths[at].tolist() for at in places(lengths)] == other.decode(padded, mask=mask)


@pytest.mark.parametrize("size", [1e-3, 1.0, 50.0, 300.0])
def test_large_scores_neither_overflow_nor_vanish(size: float) -> None:
    crf = made(5, 3, spread=1.0).float()
    emissions = (torch.randn(40, 5) * size).requires_grad_()
    loss = crf.loss(emissions, torch.randint(5, (40,)), [1] * 40).sum()
    loss.backward()
    assert torch.isfinite(loss) and torch.isfinite(emissions.grad).all()
    torch.testing.assert_close(emissions.grad.sum(dim=1), torch.zeros(40), atol=1e-5, rtol=0)


def test_no_illegal_transition_is_taken() -> None:
    tags = ["B-X", "I-X", "O"]
    allowed = [("", "B-X"), ("", "O"), ("B-X", "I-X"), ("I-X", "I-X"), ("O", "B-X")]
    allowed += [(tag, after) for tag in tags for after in ("O", "", "B-X")]
    illegal = illegal_transitions(tags, allowed)
    crf = made(3, 2, illegal=illegal).float()
    emissions = torch.zeros(60, 3)
    emissions[:, 1] = 50.0  # I-X is wanted everywhere
    path = crf.best_path(emissions, [3] * 20).reshape(20, 3).t().tolist()
    for sentence in path:
        assert sentence[0] != 1
        assert all((before, after) != (2, 1) for before, after in pairwise(sentence))
    loss = crf.loss(emissions, torch.full((60,), 2), [3] * 20)
    loss.sum().backward()
    assert torch.isfinite(loss).all()
    assert crf.transitions.grad[2, 1] == 0 and crf.start.grad[1] == 0
