"""Trains a tagger by the paper's schedule (Appendix A), resumable where it was stopped.

Stochastic gradient descent, learning rate .1, batches of 64 sentences; the rate is halved after
three epochs in a row without a better development score, and training stops when it falls below
1e-4. These epochs are counted from the first in which anything is right: on the paper's corpora
that is one of the first two, but not on a few hundred sentences with few entities. The weights of
the best epoch are kept. A run is settled by its data, settings and seed, interrupted or not: every
epoch draws its own random numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from auxadvisor import checkpoint
from auxadvisor.kept_memory import keep_freed_memory
from auxadvisor.tagger.batches import Batch, Places, reading_batches, training_batches
from auxadvisor.tagger.both_ways import both_ways_at_once
from auxadvisor.tagger.model import Architecture, Tagger
from auxadvisor.tagger.vectors import FrozenVectors

KEPT_EVERY = 10.0
"""Seconds: what a kill costs at most, beside the epoch under way. A checkpoint has some megabytes,
so one after each epoch of a second would write gigabytes for a table of a small corpus."""
Tags = NDArray[np.int64]
DevScore = Callable[[Tags], float]


@dataclass(frozen=True)
class TrainingSettings:
    """How a tagger is trained.

    Attributes:
        learning_rate: of the first epoch.
        batch_size: sentences.
        patience: epochs in a row without a better development score after which the rate falls.
        factor: by which it falls.
        least_rate: training stops when it would fall below.
        epochs: at most.
        clip: norm of the gradients at most; the paper does not say, flair has 5.
        seed: of weights, batches and dropout.
    """

    learning_rate: float = 0.1
    batch_size: int = 64
    patience: int = 3
    factor: float = 0.5
    least_rate: float = 1e-4
    epochs: int = 150
    clip: float = 5.0
    seed: int = 1


@dataclass(frozen=True, eq=False)
class TaggedData:
    """What taggers are trained and tested on.

    Attributes:
        starts: ``(S + 1,)`` where each sentence begins among the tokens.
        tags: ``(T,)`` numbers of the right tags.
        vectors: every set of embeddings of the tokens.
        train, dev: numbers of sentences.
    """

    starts: Places
    tags: Tags
    vectors: tuple[FrozenVectors, ...]
    train: Places
    dev: Places


@dataclass(frozen=True)
class Epoch:
    """One epoch of a run.

    Attributes:
        epoch: from 1.
        loss: mean negative log-likelihood of a training sentence, in nats.
        dev_score: of the weights at its end.
        learning_rate: that it was trained with.
        seconds: that it took, its evaluation included.
    """

    epoch: int
    loss: float
    dev_score: float
    learning_rate: float
    seconds: float


TrainingProgress = Callable[[int, Sequence[Epoch]], None]


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained tagger: its best epoch's weights, and every epoch's figures."""

    model: Tagger
    history: tuple[Epoch, ...]

    @property
    def best(self) -> Epoch:
        """The epoch with the best development score, the first of equals."""
        return max(self.history, key=lambda epoch: epoch.dev_score)


def train(
    data: TaggedData,
    architecture: Architecture,
    dev_score: DevScore,
    settings: TrainingSettings,
    *,
    illegal: Tensor | None = None,
    kept_in: Path | None = None,
    identity: str = "",
    progress: TrainingProgress = lambda _done, _history: None,
    device: torch.device | None = None,
    precision: torch.dtype = torch.float32,
) -> Trained:
    """Train a tagger.

    Args:
        data: sentences, tags and vectors.
        architecture: of the network; ``sizes`` are those of the data's vectors.
        dev_score: of the predicted tags of all tokens of ``data.dev``, in order; higher is better.
        settings: of the run.
        illegal: transitions between tags that may not be, as ``LinearChainCRF`` takes them.
        kept_in: where the run is kept, after an epoch and every ``KEPT_EVERY`` seconds at most,
            and taken up from.
        identity: what the run is known by; a checkpoint of another is refused.
        progress: told the sentences of the epoch that are done, 0 at its end, and all epochs past.
        device: by default the CPU.
        precision: of the matrix products; the CRF is computed in float64 all the same.

    Raises:
        SettingsError: the checkpoint is of another run.
    """
    run = TrainingRun(
        data, architecture, settings, illegal, device or torch.device("cpu"), precision
    )
    if kept_in is not None and kept_in.exists():
        run.restore(kept_in, identity)
    kept = time.monotonic()
    while not run.is_finished:
        run.advance(dev_score, progress)
        late = time.monotonic() - kept >= KEPT_EVERY
        if kept_in is not None and (late or run.is_finished):
            run.keep(kept_in, identity)
            kept = time.monotonic()
        progress(0, run.history)
    run.model.load_state_dict(run.best)
    run.model.eval()
    return Trained(run.model.cpu(), tuple(run.history))


def predict(
    model: Tagger,
    vectors: Sequence[FrozenVectors],
    starts: Places,
    sentences: Places,
    precision: torch.dtype = torch.float32,
) -> tuple[Tags, NDArray[np.float32] | None]:
    """The tags of sentences, in the order in which they are named.

    Returns:
        ``(T,)`` numbers of tags of the sentences' tokens, and of each token the attention's
        weights ``(T, n)`` if the model has any.
    """
    keep_freed_memory()
    device = model.emit.weight.device
    was_training = model.training
    model.eval()
    found = np.empty(int(starts[-1]), dtype=np.int64)
    weights: NDArray[np.float32] | None = None
    with both_ways_at_once(device), torch.inference_mode(), _autocast(device, precision):
        for batch in reading_batches(sentences, starts):
            tags, attention = model.tag(_gathered(vectors, batch, device), batch)
            found[batch.tokens] = tags.cpu().numpy()
            if attention is not None:
                if weights is None:
                    weights = np.empty((len(found), attention.shape[1]), dtype=np.float32)
                weights[batch.tokens] = attention.float().cpu().numpy()
    model.train(was_training)
    wanted = np.concatenate([np.arange(starts[s], starts[s + 1]) for s in sentences])
    return found[wanted], None if weights is None else weights[wanted]


class TrainingRun:
    """A training run: what a checkpoint keeps, and one epoch of it."""

    def __init__(
        self,
        data: TaggedData,
        architecture: Architecture,
        settings: TrainingSettings,
        illegal: Tensor | None,
        device: torch.device,
        precision: torch.dtype,
    ) -> None:
        keep_freed_memory()
        torch.manual_seed(settings.seed)
        self.data, self.settings, self.device, self.precision = data, settings, device, precision
        self.model = Tagger(architecture, illegal).to(device)
        self.rate, self.waited = settings.learning_rate, 0
        self.history: list[Epoch] = []
        self.best: dict[str, Tensor] = {}

    @property
    def is_finished(self) -> bool:
        """Whether the schedule has come to its end."""
        return len(self.history) >= self.settings.epochs or self.rate < self.settings.least_rate

    def advance(self, dev_score: DevScore, progress: TrainingProgress) -> None:
        """One epoch: train, look at the development set, set the next learning rate."""
        start, data, number = time.perf_counter(), self.data, len(self.history) + 1
        draw = np.random.default_rng((self.settings.seed, number))
        torch.manual_seed(int(draw.integers(2**62)))
        self.model.train()
        loss, done = torch.zeros((), dtype=torch.float64, device=self.device), 0
        for batch in training_batches(data.train, data.starts, self.settings.batch_size, draw):
            loss += self.step(batch).double() * len(batch.lengths)
            done += len(batch.lengths)
            progress(done, self.history)
        tags, _ = predict(self.model, data.vectors, data.starts, data.dev, self.precision)
        epoch = Epoch(
            number,
            float(loss) / len(data.train),
            dev_score(tags),
            self.rate,
            time.perf_counter() - start,
        )
        self._schedule(epoch)

    def step(self, batch: Batch) -> Tensor:
        """Learn from one batch; its loss."""
        with both_ways_at_once(self.device):
            return self._step(batch)

    def _step(self, batch: Batch) -> Tensor:
        right = torch.from_numpy(self.data.tags[batch.tokens]).to(self.device)
        with _autocast(self.device, self.precision):
            loss = self.model.loss(_gathered(self.data.vectors, batch, self.device), right, batch)
        self.model.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip, foreach=True)
        with torch.no_grad():
            for parameter in self.model.parameters():
                if parameter.grad is not None:
                    parameter.add_(parameter.grad, alpha=-self.rate)
        return loss.detach()

    def _schedule(self, epoch: Epoch) -> None:
        best = max((past.dev_score for past in self.history), default=float("-inf"))
        self.history.append(epoch)
        if epoch.dev_score > best:
            self.best = {name: w.detach().clone() for name, w in self.model.state_dict().items()}
            self.waited = 0
            return
        if best <= 0:
            return  # nothing is right yet, so the rate is not what holds it up
        self.waited += 1
        if self.waited >= self.settings.patience:
            self.rate, self.waited = self.rate * self.settings.factor, 0

    def keep(self, path: Path, identity: str) -> None:
        """Write everything that the run needs to go on."""
        state: dict[str, Any] = {
            "model": self.model.state_dict(),
            "best": self.best,
            "rate": self.rate,
            "waited": self.waited,
            "history": [asdict(epoch) for epoch in self.history],
        }
        checkpoint.keep(path, self._known_by(identity), state)

    def restore(self, path: Path, identity: str) -> None:
        """Take up the run that a checkpoint keeps.

        Raises:
            SettingsError, DataError: as ``checkpoint.kept``.
        """
        with checkpoint.kept(path, self._known_by(identity), self.device) as state:
            self.model.load_state_dict(state["model"])
            self.best, self.rate, self.waited = state["best"], state["rate"], state["waited"]
            self.history = [Epoch(**epoch) for epoch in state["history"]]

    def _known_by(self, identity: str) -> dict[str, Any]:
        return {"run": identity, **asdict(replace(self.settings, epochs=0))}


def _gathered(vectors: Sequence[FrozenVectors], batch: Batch, device: torch.device) -> list[Tensor]:
    return [one.of(batch.tokens).to(device) for one in vectors]


def _autocast(device: torch.device, precision: torch.dtype) -> torch.autocast:
    return torch.autocast(device.type, precision, enabled=precision != torch.float32)
