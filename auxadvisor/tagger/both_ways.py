"""A bidirectional LSTM whose two directions are read at the same time, a thread each.

Several threads in one direction share every step's small product and wait for each other at every
step. Two directions need nothing of each other from a batch's first step to its last, so with a
thread each they wait for each other once on the way there and once on the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from auxadvisor.tagger.batches import Batch

Result = TypeVar("Result")

_SPARE: ContextVar[int] = ContextVar("_SPARE", default=0)
"""torch's threads for the direction that the calling thread does not read; 0: it reads both."""
_HELPER = ThreadPoolExecutor(1, thread_name_prefix="backwards")


@contextmanager
def both_ways_at_once(device: torch.device) -> Iterator[None]:
    """Read the two directions at once, where torch has several threads on the CPU.

    The calling thread has half of them meanwhile, whatever it does: were it to use all, they would
    be in the way of the other direction.
    """
    threads = torch.get_num_threads()
    spare = threads // 2 if device.type == "cpu" else 0
    if not spare:
        yield
        return
    token = _SPARE.set(spare)
    torch.set_num_threads(threads - spare)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        _SPARE.reset(token)


def read_both_ways(forwards: nn.LSTM, backwards: nn.LSTM, tokens: Tensor, batch: Batch) -> Tensor:
    """The states of both directions, ``(N, 2 H)``.

    Sentences stand in grids ``(steps, sentences, E)`` from the first row on, so that what is
    padded comes behind them, whichever way they are read, and changes nothing.

    Args:
        forwards: reads sentences from their first token on.
        backwards: reads them from their last.
        tokens: ``(N, E)`` packed by step.
        batch: where the tokens belong.
    """
    cells = sum(steps * sentences for steps, sentences in batch.grids)
    places = [place.to(tokens.device) for place in (batch.read_forward, batch.read_backward)]
    inputs = [
        tokens.new_zeros(cells, tokens.shape[1]).index_copy(0, place, tokens) for place in places
    ]
    lstms = (forwards, backwards)
    spare = _SPARE.get()
    if not spare:
        states = [_read(lstm, one, batch) for lstm, one in zip(lstms, inputs, strict=True)]
    elif torch.is_grad_enabled():
        weights = [weight for lstm in lstms for weight in lstm.parameters()]
        states = list(_AtOnce.apply(lstms, batch, spare, *inputs, *weights))  # type: ignore[no-untyped-call]
    else:
        states = _at_once(lambda way: _read(lstms[way], inputs[way], batch), spare, learning=False)
    return torch.cat(
        [
            _Rows.apply(one, place)  # type: ignore[no-untyped-call]
            for one, place in zip(states, places, strict=True)
        ],
        dim=1,
    )


def _read(lstm: nn.LSTM, cells: Tensor, batch: Batch) -> Tensor:
    """The states ``(cells, H)`` of one direction."""
    sizes = [steps * sentences for steps, sentences in batch.grids]
    return torch.cat(
        [
            lstm(grid.view(steps, sentences, -1))[0].view(steps * sentences, -1)
            for grid, (steps, sentences) in zip(torch.split(cells, sizes), batch.grids, strict=True)
        ]
    )


def _at_once(read: Callable[[int], Result], spare: int, learning: bool) -> list[Result]:
    """``[read(0), read(1)]``, the second of them in the helper's thread with so many of torch's.

    What torch keeps by thread is set there. Not by ``torch.autocast``, which empties a cache of all
    threads at its end: the weights that are cast once for all grids here would be cast anew.
    """
    kind, autocast = torch.get_autocast_dtype("cpu"), torch.is_autocast_enabled("cpu")

    def help_out() -> Result:
        if torch.get_num_threads() != spare:
            torch.set_num_threads(spare)
        torch.set_autocast_dtype("cpu", kind)
        torch.set_autocast_enabled("cpu", autocast)
        with torch.set_grad_enabled(learning):
            return read(1)

    second = _HELPER.submit(help_out)
    with torch.set_grad_enabled(learning):
        first = read(0)
    return [first, second.result()]


class _AtOnce(torch.autograd.Function):
    """Two graphs, one for each direction, so that both can also be gone back at once."""

    @staticmethod
    def forward(
        context: Any, lstms: Sequence[nn.LSTM], batch: Batch, spare: int, *tensors: Tensor
    ) -> tuple[Tensor, ...]:
        wanted = context.needs_input_grad[3:5]
        inputs = [
            one.detach().requires_grad_(needed)
            for one, needed in zip(tensors[:2], wanted, strict=True)
        ]
        states = _at_once(lambda way: _read(lstms[way], inputs[way], batch), spare, learning=True)
        context.spare = spare
        context.of = [
            ([*([one] if one.requires_grad else []), *lstm.parameters()], state)
            for one, lstm, state in zip(inputs, lstms, states, strict=True)
        ]
        return tuple(state.detach() for state in states)

    @staticmethod
    @once_differentiable
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        def back(way: int) -> tuple[Tensor, ...]:
            leaves, state = context.of[way]
            return tuple(torch.autograd.grad(state, leaves, gradients[way]))

        found = [list(one) for one in _at_once(back, context.spare, learning=False)]
        of_inputs = [
            one.pop(0) if wanted else None
            for one, wanted in zip(found, context.needs_input_grad[3:5], strict=True)
        ]
        return (None, None, None, *of_inputs, *found[0], *found[1])


class _Rows(torch.autograd.Function):
    """Some rows, none twice: so the gradient is copied where torch's own would be added up."""

    @staticmethod
    def forward(context: Any, matrix: Tensor, places: Tensor) -> Tensor:
        context.save_for_backward(places)
        context.count = len(matrix)
        return matrix.index_select(0, places)

    @staticmethod
    @once_differentiable
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (gradient,), (places,) = gradients, context.saved_tensors
        whole = gradient.new_zeros(context.count, gradient.shape[1])
        return whole.index_copy_(0, places, gradient), None
