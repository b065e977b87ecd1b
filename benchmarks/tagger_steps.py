"""Steps of the tagger beside their limits and rivals, for tagger.py.

python benchmarks/tagger_steps.py limit|crf|batched JOB (see tagger_data.py)

Letters of shapes: T steps, B sentences, N tokens, K tags, M models, E components, H units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from tagger_data import HIDDEN, Found, Job, answer, best_of, corpus, frozen, tokens_of
from tagger_workers import architecture, precision, settings, tagged_data
from torch import Tensor, nn
from torchcrf import CRF  # type: ignore[import-untyped]

from auxadvisor.tagger.batches import Batch, batch_of, training_batches
from auxadvisor.tagger.crf import LinearChainCRF
from auxadvisor.tagger.training import TrainingRun

INPUT, RECURRENT = "weight_ih_l0", "weight_hh_l0"
"""Weights of an LSTM, as torch calls them."""
MODELS, STEPS, ROWS = 5, 30, 64
"""Of the batched LSTM: es_conll02's sentences have 32 tokens on average."""


def limit(job: Job) -> Found:
    """Seconds of an epoch's steps; of the LSTMs, their bare products and the CRF on its batches.

    The LSTMs once a direction after the other, with all threads in each, and once both at once.
    """
    data = corpus(job)
    vectors = (frozen(data, job.embeddings),)
    shape, kind = architecture(data, vectors), precision(job)
    run = TrainingRun(
        tagged_data(data, vectors, data.dev[:1]),
        shape,
        settings(job, 1),
        None,
        torch.device("cpu"),
        kind,
    )

    def drawn() -> list[Batch]:
        draw = np.random.default_rng(1)
        batches = list(training_batches(data.train, data.starts, job.batch, draw))
        for batch in batches:
            _ = batch.batch_sizes, batch.rows, batch.read_forward, batch.read_backward
        return batches

    batches = drawn()
    tags, crf = data.tag_numbers, LinearChainCRF(len(data.tags))
    lstms = [nn.LSTM(shape.sizes[0], HIDDEN) for _ in range(2)]
    grids = [[torch.randn(*grid, shape.sizes[0]) for grid in batch.grids] for batch in batches]
    emitted = [torch.randn(len(batch.tokens), len(data.tags)) for batch in batches]

    def read(ways: Sequence[nn.LSTM]) -> None:
        for batch in grids:
            for lstm in ways:
                lstm.zero_grad()
            with torch.autocast("cpu", kind, enabled=kind != torch.float32):
                states = [lstm(grid)[0] for lstm in ways for grid in batch]
            torch.autograd.backward(states, [torch.ones_like(one) for one in states])

    multiply = products_of(grids, kind)

    def score() -> None:
        for batch, emissions in zip(batches, emitted, strict=True):
            right = torch.from_numpy(tags[batch.tokens])
            losses = crf.loss(emissions.requires_grad_(), right, batch.batch_sizes)
            losses.mean().backward()  # type: ignore[no-untyped-call]

    def learn() -> None:
        for batch in batches:
            run.step(batch)

    seconds = best_of(
        {
            "steps": learn,
            "LSTMs in turn": lambda: read(lstms),
            "LSTMs alone": lambda: at_once(lambda way: read([lstms[way]]), job.threads),
            "their products": lambda: at_once(multiply, job.threads),
            "CRF alone": score,
            "making batches": drawn,
            "epoch": lambda: run.advance(lambda _tags: 0.0, lambda _done, _history: None),
        },
        job.repeats,
    )
    return {"tokens": [tokens_of(data, data.train)], **lists(seconds)}


def at_once(work: Callable[[int], None], threads: int) -> None:
    """Work on both directions, each with half of the threads, never waiting for the other."""
    with ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(threads // 2 or 1)) as two:
        list(two.map(work, range(2)))


def products_of(grids: list[list[Tensor]], kind: torch.dtype) -> Callable[[int], None]:
    """The matrix products of an LSTM, forward and backward, and nothing between them.

    No LSTM of such products can take less time: the recurrent ones go step by step, the others
    have all steps in one.
    """
    size = grids[0][0].shape[2]
    weights, recurrent = torch.randn(4 * HIDDEN, size, dtype=kind), torch.randn(4 * HIDDEN, HIDDEN)
    recurrent = recurrent.to(kind)
    cast = [grid.to(kind) for batch in grids for grid in batch]
    state, gates = (torch.randn(ROWS, width).to(kind) for width in (HIDDEN, 4 * HIDDEN))

    def multiply(_way: int) -> None:
        for grid in cast:
            steps, rows, _ = grid.shape
            flat = grid.view(steps * rows, size)
            behind, states = flat.new_ones(len(flat), 4 * HIDDEN), flat.new_ones(len(flat), HIDDEN)
            flat @ weights.t()
            for _ in range(steps):
                state[:rows] @ recurrent.t()
                gates[:rows] @ recurrent
            behind.t() @ flat
            behind.t() @ states

    return multiply


def lists(seconds: Mapping[str, float]) -> Found:
    """Each figure as what a worker gives."""
    return {name: [value] for name, value in seconds.items()}


def crf(job: Job) -> Found:
    """Seconds of the loss and gradients of all batches, ours and pytorch-crf's.

    Padding costs pytorch-crf less where sentences of like length stand together, as in our batches.
    """
    data = corpus(job)
    draw = np.random.default_rng(1)
    shuffled = draw.permutation(data.train)
    full = len(shuffled) // job.batch * job.batch
    companies = {
        "like length": list(training_batches(data.train, data.starts, job.batch, draw)),
        "random": [
            batch_of(part, data.starts) for part in np.split(shuffled[:full], full // job.batch)
        ],
    }
    found: dict[str, list[float]] = {}
    for tags in (17, 40):
        for company, batches in companies.items():
            pairs = [case_of(batch, *both_crfs(tags)) for batch in batches]
            seconds = best_of(
                {
                    "ours": lambda: [ours() for ours, _ in pairs],  # noqa: B023
                    "theirs": lambda: [theirs() for _, theirs in pairs],  # noqa: B023
                },
                job.repeats,
            )
            found[f"{tags} tags, {company}"] = list(seconds.values())
    return found


def both_crfs(tags: int) -> tuple[LinearChainCRF, CRF]:
    """Ours, and pytorch-crf's with the same weights."""
    ours, theirs = LinearChainCRF(tags), CRF(tags)
    with torch.no_grad():
        theirs.transitions.copy_(ours.transitions)
        theirs.start_transitions.copy_(ours.start)
        theirs.end_transitions.copy_(ours.end)
    return ours, theirs


def case_of(
    batch: Batch, ours: LinearChainCRF, theirs: CRF
) -> tuple[Callable[[], None], Callable[[], None]]:
    """One step of each; they are checked to find the same loss and gradient.

    Each is given what it takes: emissions that are packed, or padded ``(T, B, K)``.
    """
    tags = theirs.num_tags
    packed = torch.randn(len(batch.tokens), tags, requires_grad=True)  # (N, K)
    right = torch.randint(tags, (len(batch.tokens),))
    places = torch.from_numpy(batch.steps), torch.from_numpy(batch.rows)
    size = (len(batch.batch_sizes), batch.batch_sizes[0])
    padded = torch.zeros(*size, tags)  # (T, B, K)
    padded[places] = packed.detach()
    padded.requires_grad_()
    padded_right = torch.zeros(size, dtype=torch.long)
    padded_right[places] = right
    mask = torch.zeros(size, dtype=torch.bool)
    mask[places] = True

    def mine() -> None:
        packed.grad = None
        loss = ours.loss(packed, right, batch.batch_sizes).mean()
        loss.backward()  # type: ignore[no-untyped-call]

    def other() -> None:
        padded.grad = None
        (-theirs(padded, padded_right, mask, reduction="mean")).backward()

    mine()
    other()
    if packed.grad is None or padded.grad is None:
        raise RuntimeError("no gradient")
    torch.testing.assert_close(packed.grad, padded.grad[places], rtol=1e-3, atol=1e-5)
    return mine, other


def batched(job: Job) -> Found:
    """Seconds of five models' LSTM in one direction, forward and backward: in turn, and by bmm."""
    kind, size = precision(job), frozen(corpus(job)).size
    lstms = [nn.LSTM(size, HIDDEN) for _ in range(MODELS)]
    inputs = torch.randn(MODELS, STEPS, ROWS, size)  # (M, T, B, E)
    weights, recurrent = (
        torch.stack([lstm.get_parameter(name).detach().t() for lstm in lstms])
        for name in (INPUT, RECURRENT)
    )  # (M, E, 4H), (M, H, 4H)
    bias = torch.stack([bias_of(lstm) for lstm in lstms])  # (M, 1, 4H)

    def in_turn(kind: torch.dtype = kind) -> Tensor:
        outputs = []
        for lstm, grid in zip(lstms, inputs, strict=True):
            lstm.zero_grad()
            with torch.autocast("cpu", kind, enabled=kind != torch.float32):
                states = lstm(grid)[0]
            states.backward(torch.ones_like(states))
            outputs.append(states.detach())
        return torch.stack(outputs)

    def on_one_thread() -> None:
        torch.set_num_threads(1)
        in_turn()
        torch.set_num_threads(job.threads)

    states, input_gradient, recurrent_gradient = batched_lstm(inputs, weights, recurrent, bias)
    torch.testing.assert_close(states, in_turn(torch.float32), rtol=1e-3, atol=1e-4)
    for mine, name in ((input_gradient, INPUT), (recurrent_gradient, RECURRENT)):
        theirs = torch.stack([gradient_of(lstm, name).t() for lstm in lstms])
        torch.testing.assert_close(mine, theirs, rtol=1e-3, atol=1e-2)
    cast = [one.to(kind) for one in (inputs, weights, recurrent, bias)]
    cases: dict[str, Callable[[], object]] = {
        "in turn": in_turn,
        "one thread": on_one_thread,
        "bmm": lambda: batched_lstm(*cast),
    }
    return lists(best_of(cases, job.repeats))


def gradient_of(lstm: nn.LSTM, name: str) -> Tensor:
    """Of one of its weights."""
    gradient = lstm.get_parameter(name).grad
    if gradient is None:
        raise RuntimeError(f"{name} has no gradient")
    return gradient


def bias_of(lstm: nn.LSTM) -> Tensor:
    """``(1, 4H)``."""
    return (lstm.get_parameter("bias_ih_l0") + lstm.get_parameter("bias_hh_l0")).detach()[None]


def batched_lstm(
    inputs: Tensor, weights: Tensor, recurrent: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Several LSTMs at once: states, and the gradients of both weights for the states' sum.

    Args:
        inputs: ``(M, T, B, E)``.
        weights: ``(M, E, 4H)``; gates in torch's order: input, forget, cell, output.
        recurrent: ``(M, H, 4H)``.
        bias: ``(M, 1, 4H)``, the sum of torch's two.
    """
    models, steps, rows, _ = inputs.shape
    units = recurrent.shape[1]
    flat = inputs.view(models, steps * rows, -1)
    gates = torch.baddbmm(bias, flat, weights).view(models, steps, rows, 4 * units)
    states = inputs.new_zeros(models, steps + 1, rows, units)  # the first is before all steps
    cells = torch.zeros_like(states)
    for step in range(steps):
        torch.baddbmm(gates[:, step], states[:, step], recurrent, out=gates[:, step])
        enter, forget, new, leave = gates[:, step].chunk(4, dim=2)  # (M, B, H)
        for gate in (enter, forget, leave):
            gate.sigmoid_()
        new.tanh_()
        torch.addcmul(forget * cells[:, step], enter, new, out=cells[:, step + 1])
        torch.mul(leave, cells[:, step + 1].tanh(), out=states[:, step + 1])
    behind = torch.empty_like(gates)  # gradients of the gates before their functions
    state, cell = torch.zeros_like(states[:, 0]), torch.zeros_like(cells[:, 0])
    back = recurrent.transpose(1, 2)
    for step in range(steps - 1, -1, -1):
        enter, forget, new, leave = gates[:, step].chunk(4, dim=2)
        to_enter, to_forget, to_new, to_leave = behind[:, step].chunk(4, dim=2)
        state = state + 1
        shown = cells[:, step + 1].tanh()
        cell = cell + state * leave * (1 - shown * shown)
        torch.mul(cell * new, enter * (1 - enter), out=to_enter)
        torch.mul(cell * cells[:, step], forget * (1 - forget), out=to_forget)
        torch.mul(cell * enter, 1 - new * new, out=to_new)
        torch.mul(state * shown, leave * (1 - leave), out=to_leave)
        state, cell = torch.bmm(behind[:, step], back), cell * forget
    behind = behind.view(models, steps * rows, -1)
    before = states[:, :-1].reshape(models, steps * rows, units)
    return (
        states[:, 1:],
        torch.bmm(flat.transpose(1, 2), behind),
        torch.bmm(before.transpose(1, 2), behind),
    )


if __name__ == "__main__":
    answer({"limit": limit, "crf": crf, "batched": batched})
