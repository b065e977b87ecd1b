"""Both directions at once find, bit for bit, what they find one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest
import torch

from auxadvisor.tagger import both_ways
from auxadvisor.tagger.batches import Batch, batch_of, sentence_starts
from auxadvisor.tagger.both_ways import both_ways_at_once
from auxadvisor.tagger.model import Architecture, Tagger
from auxadvisor.tagger.training import TaggedData, TrainingRun, TrainingSettings, predict
from auxadvisor.tagger.vectors import FrozenVectors

CPU = torch.device("cpu")
LENGTHS = [60, 31, 30, 7, 3, 3, 1, 1, 1, 1]
"""In several grids, whose gradients are added up; in what order shows in the last digits."""


@pytest.fixture(autouse=True)
def _threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def batch() -> Batch:
    made = batch_of(np.arange(len(LENGTHS)), sentence_starts(LENGTHS))
    assert len(made.grids) > 2
    return made


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("combination", ["concatenation", "meta"])
def test_losses_and_gradients_are_those_of_one_after_the_other(
    combination: Any, precision: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(3)
    model = Tagger(Architecture((6, 4), ("a", "b"), combination, hidden_size=32)).eval()
    sets = [torch.randn(sum(LENGTHS), size) for size in (6, 4)]
    tags, sentences, helped = torch.randint(2, (sum(LENGTHS),)), batch(), list[str]()
    submit = both_ways._HELPER.submit

    def seen(work: Callable[[], Any]) -> Future[Any]:
        helped.append(work.__name__)
        return submit(work)

    monkeypatch.setattr(both_ways._HELPER, "submit", seen)

    def found() -> list[torch.Tensor]:
        with (
            both_ways_at_once(CPU),
            torch.autocast("cpu", precision, enabled=precision != torch.float32),
        ):
            loss = model.loss(
                [one[sentences.tokens] for one in sets], tags[sentences.tokens], sentences
            )
            return [loss, *torch.autograd.grad(loss, list(model.parameters()))]

    torch.set_num_threads(1)
    after_each_other = found()
    assert not helped
    torch.set_num_threads(2)
    for _ in range(5):  # no race between the threads
        assert all(map(torch.equal, after_each_other, found()))
    assert len(helped) == 10  # forward and backward


def test_one_thread_and_two_train_the_same_weights() -> None:
    starts = sentence_starts(LENGTHS)
    rows = np.arange(starts[-1])
    matrix = np.random.default_rng(1).normal(size=(len(rows), 5)).astype(np.float32)
    every = np.arange(len(LENGTHS))
    data = TaggedData(
        starts, rows % 3, (FrozenVectors("some", matrix, rows, ""),), every, every[:4]
    )
    shape, settings = Architecture((5,), ("a", "b", "c")), TrainingSettings(batch_size=8)
    weights, tags = [], []
    for threads in (1, 2, 2):
        torch.set_num_threads(threads)
        run = TrainingRun(data, shape, settings, None, CPU, torch.bfloat16)
        for _ in range(3):
            run.advance(lambda _tags: 0.0, lambda _done, _history: None)
        weights.append(list(run.model.state_dict().values()))
        tags.append(predict(run.model, data.vectors, starts, every)[0])
    for others in (1, 2):
        assert all(map(torch.equal, weights[0], weights[others]))
        assert (tags[0] == tags[others]).all()


@pytest.mark.parametrize(("threads", "left"), [(1, 1), (2, 1), (3, 2), (8, 4)])
def test_the_caller_has_half_of_the_threads_meanwhile(threads: int, left: int) -> None:
    torch.set_num_threads(threads)
    with both_ways_at_once(CPU):
        assert torch.get_num_threads() == left
    assert torch.get_num_threads() == threads
    with pytest.raises(KeyError), both_ways_at_once(CPU):
        raise KeyError
    assert torch.get_num_threads() == threads
    with both_ways_at_once(torch.device("meta")):  # any that is not the CPU
        assert torch.get_num_threads() == threads


def test_what_fails_in_the_other_thread_is_raised() -> None:
    torch.set_num_threads(2)
    model = Tagger(Architecture((6,), ("a", "b"), hidden_size=4))
    model.backwards = torch.nn.LSTM(7, 4)
    with both_ways_at_once(CPU), pytest.raises(RuntimeError, match="7"):
        model.emissions([torch.randn(sum(LENGTHS), 6)], batch())
