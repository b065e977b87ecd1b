"""Linear-chain conditional random field (Lafferty et al., 2001): loss, marginals, best path.

Tokens lie *packed by step*, as in torch's ``PackedSequence``: the first tokens of all sentences,
the longest sentence first, then all second tokens, and so on. ``batch_sizes[t]`` sentences reach
step ``t``; they are a prefix of those of the step before, so nothing is padded or masked.

The forward and backward recursions run on scaled probabilities (Rabiner, 1989, section V.A): one
small matrix product a step, in float64, with a backward pass of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

ILLEGAL = -10_000.0
"""Score of a transition that may not be."""


class LinearChainCRF(nn.Module):
    """Scores of tag sequences: emissions, and transitions with those of the start and the end.

    Attributes:
        transitions: ``(K, K)`` score of the tag of the column after that of the row.
        start, end: ``(K,)`` scores of a sentence's first and last tag.
        illegal: ``(K + 1, K + 1)`` transitions that may not be, the last row for the start and
            the last column for the end; ``None`` where all may.
    """

    illegal: Tensor | None

    def __init__(self, tags: int, illegal: Tensor | None = None) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.empty(tags, tags))
        self.start = nn.Parameter(torch.empty(tags))
        self.end = nn.Parameter(torch.empty(tags))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -0.1, 0.1)
        self.register_buffer("illegal", illegal, persistent=False)

    def loss(self, emissions: Tensor, tags: Tensor, batch_sizes: Sequence[int]) -> Tensor:
        """Negative log-likelihood of each sentence, ``(batch_sizes[0],)``.

        Args:
            emissions: ``(N, K)`` packed by step.
            tags: ``(N,)`` the right tags.
            batch_sizes: sentences at each step.
        """
        result: Tensor = _NegativeLogLikelihood.apply(  # type: ignore[no-untyped-call]
            emissions, *self.scores(), tags, tuple(batch_sizes)
        )
        return result

    def best_path(self, emissions: Tensor, batch_sizes: Sequence[int]) -> Tensor:
        """Viterbi: the likeliest tags ``(N,)``, packed by step; of equal ones, the first."""
        transitions, start, end = (part.detach().float() for part in self.scores())
        starts = _starts(batch_sizes)
        emissions = emissions.detach().float()
        score = start + emissions[: batch_sizes[0]]  # (B, K): of the best path to each tag
        came_from, last = [], torch.empty_like(score)
        for step in range(1, len(batch_sizes)):
            size = batch_sizes[step]
            last[size : len(score)] = score[size:]
            best, arg = (score[:size, :, None] + transitions).max(dim=1)  # (size, K)
            came_from.append(arg)
            score = best + emissions[starts[step] : starts[step] + size]
        last[: len(score)] = score
        tag = (last + end).argmax(dim=1)  # (B,): of each sentence at its end
        path = torch.empty(len(emissions), dtype=torch.long, device=emissions.device)
        for step in range(len(batch_sizes) - 1, -1, -1):
            size = batch_sizes[step]
            path[starts[step] : starts[step] + size] = tag[:size]
            if step:
                tag[:size] = came_from[step - 1].gather(1, tag[:size, None]).squeeze(1)
        return path

    def scores(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions, start and end, with what may not be far below all else."""
        if self.illegal is None:
            return self.transitions, self.start, self.end
        return (
            self.transitions.masked_fill(self.illegal[:-1, :-1], ILLEGAL),
            self.start.masked_fill(self.illegal[-1, :-1], ILLEGAL),
            self.end.masked_fill(self.illegal[:-1, -1], ILLEGAL),
        )


class _NegativeLogLikelihood(torch.autograd.Function):
    """Log partition function less the score of the right tags, with its gradient."""

    @staticmethod
    def forward(
        context: Any,
        emissions: Tensor,
        transitions: Tensor,
        start: Tensor,
        end: Tensor,
        tags: Tensor,
        batch_sizes: tuple[int, ...],
    ) -> Tensor:
        exact = torch.float32 if emissions.device.type == "mps" else torch.float64
        scores = emissions.to(exact)
        top = scores.amax(dim=1, keepdim=True)  # (N, 1)
        height = transitions.max().to(exact)
        weight = (scores - top).exp()  # (N, K)
        step_to = (transitions.to(exact) - height).exp()  # (K, K)
        first = start.to(exact)
        forward = torch.empty_like(weight)  # (N, K): of the tags, given the words so far
        mass = torch.empty_like(top)  # (N, 1): what each step's was divided by
        comes = (first - first.max()).exp()  # (K,), from then on (B, K): to each tag
        steps = (torch.split_with_sizes(part, batch_sizes) for part in (weight, mass, forward))
        for here, total, share, after in zip(*steps, (*batch_sizes[1:], 0), strict=True):
            torch.mul(comes, here, out=share)
            torch.sum(share, dim=1, keepdim=True, out=total)
            comes = share.div_(total)[:after] @ step_to
        sentence, final = _sentences(batch_sizes, emissions.device)
        closing = end.to(exact)
        closing_weight = (closing - closing.max()).exp()
        last = forward[final] @ closing_weight  # (B,)
        partition = last.log() + closing.max() + first.max()
        partition -= height  # the first step has no transition
        partition.index_add_(0, sentence, (mass.log() + top).squeeze(1) + height)
        previous = _previous(batch_sizes, emissions.device)
        right = scores.gather(1, tags[:, None]).squeeze(1)
        right[: batch_sizes[0]] += first[tags[: batch_sizes[0]]]
        right[final] += closing[tags[final]]
        before_tags = tags[previous]
        right[batch_sizes[0] :] += transitions.to(exact)[before_tags, tags[batch_sizes[0] :]]
        partition.index_add_(0, sentence, -right)
        context.save_for_backward(
            forward, mass, weight, step_to, closing_weight / last[:, None], tags
        )
        context.indices = (sentence, final, previous, before_tags)
        context.batch_sizes, context.kind = batch_sizes, emissions.dtype
        return partition.to(emissions.dtype)

    @staticmethod
    @once_differentiable
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        forward, mass, weight, step_to, closing, tags = context.saved_tensors
        sentence, final, previous, before_tags = context.indices
        sizes: tuple[int, ...] = context.batch_sizes
        share = gradients[0].to(forward.dtype)  # (B,)
        ahead = torch.empty_like(forward)  # (N, K): of the words to come, given the tag
        ahead[final] = closing
        scaled = weight.div_(mass)
        scaled_at, ahead_at = (torch.split_with_sizes(part, sizes) for part in (scaled, ahead))
        back = step_to.t()
        for step in range(len(sizes) - 1, 0, -1):
            scaled_at[step].mul_(ahead_at[step])
            torch.mm(scaled_at[step], back, out=ahead_at[step - 1][: sizes[step]])
        marginal = forward * ahead
        per_token = share[sentence][:, None]
        marginal.scatter_add_(1, tags[:, None], -torch.ones_like(per_token))
        marginal *= per_token  # the gradient of the emissions
        rest = slice(sizes[0], None)
        expected = (forward[previous] * per_token[rest]).t() @ scaled[rest] * step_to
        moved = torch.zeros_like(step_to)
        moved.index_put_((before_tags, tags[rest]), per_token[rest, 0], accumulate=True)
        kind = context.kind
        return (
            marginal.to(kind),
            (expected - moved).to(kind),
            marginal[: sizes[0]].sum(dim=0).to(kind),
            marginal[final].sum(dim=0).to(kind),
            None,
            None,
        )


def illegal_transitions(tags: Sequence[str], allowed: Iterable[tuple[str, str]]) -> Tensor:
    """Which transitions are not among those allowed; ``""`` stands for the start and the end.

    Returns:
        ``(K + 1, K + 1)`` truth values for ``LinearChainCRF``.
    """
    place = {tag: number for number, tag in enumerate((*tags, ""))}
    illegal = torch.ones(len(place), len(place), dtype=torch.bool)
    for before, after in allowed:
        illegal[place[before], place[after]] = False
    return illegal


def _starts(batch_sizes: Sequence[int]) -> list[int]:
    """Where each step's tokens begin."""
    return [0, *accumulate(batch_sizes[:-1])]


def _sentences(batch_sizes: Sequence[int], device: torch.device) -> tuple[Tensor, Tensor]:
    """The sentence of each token ``(N,)``, and the place of each sentence's last token ``(B,)``."""
    sizes, starts = torch.tensor(batch_sizes), torch.tensor(_starts(batch_sizes))
    sentence = torch.arange(sum(batch_sizes)) - starts.repeat_interleave(sizes)
    sentences = torch.arange(batch_sizes[0])
    steps = torch.searchsorted(-sizes, -sentences)  # those with more sentences than its number
    return sentence.to(device), (starts[steps - 1] + sentences).to(device)


def _previous(batch_sizes: Sequence[int], device: torch.device) -> Tensor:
    """The place of the token before each token behind the first step, ``(N - B,)``."""
    sizes = torch.tensor(batch_sizes)
    places = torch.arange(batch_sizes[0], sum(batch_sizes))
    return (places - sizes[:-1].repeat_interleave(sizes[1:])).to(device)
