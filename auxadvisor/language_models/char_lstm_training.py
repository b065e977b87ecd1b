"""Trains a FLAIR-architecture character language model from raw text.

The text is cut into rows that are read side by side, a few dozen characters a step, with the
state carried from step to step. What a run does is settled by its text, settings and seed: a run
that was interrupted and resumed ends with the weights of one that was not.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from auxadvisor import checkpoint
from auxadvisor.errors import SettingsError
from auxadvisor.language_models.char_lstm import (
    CharLanguageModel,
    Ids,
    Shape,
    State,
    encode,
    fastest_precision,
    log2_probabilities,
)
from auxadvisor.language_models.text import dictionary

WARM_UP_STEPS = 100
"""Steps over which the learning rate rises to its full value."""
LAST_RATE = 0.02
"""Share of the learning rate at the last step, where the half cosine ends."""
LEAST_CHARACTERS = 2
"""Of a dictionary: with fewer there is nothing to foresee."""
CLIP = 1.0
"""Norm to which a longer gradient is cut."""
WEIGHT_DECAY, BETAS = 0.01, (0.9, 0.99)


@dataclass(frozen=True)
class TrainingSettings:
    """How a character language model is trained.

    Attributes:
        is_forward: whether it reads from left to right.
        hidden_size: units of the LSTM.
        embedding_size: of a character's vector.
        characters: read in training in all, the text as often as that takes.
        rows: texts read side by side.
        sequence: characters of each row that are read in a step.
        learning_rate: of AdamW, at its height.
        dropout: of the characters' vectors and the states; FLAIR's is .1.
        min_count: how often a character occurs in the text to enter the dictionary.
        evaluate_every: characters between two looks at the held-out text.
        seed: of the first weights, of where rows start, and of dropout.
    """

    is_forward: bool = True
    hidden_size: int = 256
    embedding_size: int = 64
    characters: int = 12_000_000
    rows: int = 32
    sequence: int = 64
    learning_rate: float = 0.01
    dropout: float = 0.0
    min_count: int = 20
    evaluate_every: int = 1_000_000
    seed: int = 1

    @property
    def step_size(self) -> int:
        """Characters read in a step."""
        return self.rows * self.sequence

    @property
    def steps(self) -> int:
        """Steps in all."""
        return max(1, self.characters // self.step_size)


@dataclass(frozen=True)
class CurvePoint:
    """A look at the run: bits are per character.

    Attributes:
        characters: read so far.
        train_bits: mean over the steps since the last look.
        held_out_bits: on the held-out text.
    """

    characters: int
    train_bits: float
    held_out_bits: float


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained model with the record of its training.

    Attributes:
        model: with the weights of the look that had the fewest held-out bits.
        settings: it was trained with.
        curve: every look, in order.
        seconds: spent training, over all the runs that it took.
    """

    model: CharLanguageModel
    settings: TrainingSettings
    curve: tuple[CurvePoint, ...]
    seconds: float

    @property
    def held_out_perplexity(self) -> float:
        """Per character, of the weights that were kept."""
        return float(2.0 ** min(point.held_out_bits for point in self.curve))


def train(
    text: str,
    held_out: str,
    settings: TrainingSettings,
    kept_in: Path | None = None,
    progress: Callable[[int, CurvePoint | None], None] = lambda _characters, _point: None,
    device: torch.device | None = None,
    precision: torch.dtype | None = None,
) -> Trained:
    """Train a model on a text.

    Args:
        text: to train on.
        held_out: what the learning curve and the choice of weights are computed on.
        settings: of the run.
        kept_in: where the run is kept at every look at the held-out text, and taken up from.
        progress: told the characters read so far after each step, and each look.
        device: by default the CPU.
        precision: of the matrix products; by default the fastest that the device has.

    Raises:
        SettingsError: too little text, or the checkpoint is of another run.
    """
    run = _Run(text, held_out, settings, device or torch.device("cpu"))
    run.precision = precision or run.precision
    if kept_in is not None and kept_in.exists():
        run.restore(kept_in)
    if run.curve:
        progress(run.step * settings.step_size, run.curve[-1])
    while run.step < settings.steps:
        run.advance()
        point = run.look() if run.is_time_to_look() else None
        if point is not None and kept_in is not None:
            run.keep(kept_in)
        progress(run.step * settings.step_size, point)
    run.model.load_state_dict(run.best)
    run.model.eval()
    return Trained(run.model.cpu(), settings, tuple(run.curve), run.seconds)


class _Run:
    """A training run: what a checkpoint keeps, and one step of it."""

    def __init__(
        self, text: str, held_out: str, settings: TrainingSettings, device: torch.device
    ) -> None:
        characters = dictionary(text, settings.min_count)
        least = (settings.rows + 1) * settings.sequence + 1
        if len(text) < least or len(held_out) < 2:
            raise SettingsError(
                f"expected at least {least:,} characters of text to train on and 2 held out, "
                f"found {len(text):,} and {len(held_out):,}; give more text, or fewer --rows"
            )
        if len(characters) < 1 + LEAST_CHARACTERS:
            raise SettingsError(
                f"--min-count {settings.min_count}: expected {LEAST_CHARACTERS} or more characters "
                f"that come so often in the text, found {len(characters) - 1}; give a smaller one"
            )
        self.settings, self.device, self.held_out = settings, device, held_out
        self.ids = _in_reading_order(encode(text, characters), settings)
        torch.manual_seed(settings.seed)
        shape = Shape(
            characters, settings.is_forward, settings.hidden_size, settings.embedding_size
        )
        self.model = CharLanguageModel(shape, settings.dropout).to(device)
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), weight_decay=WEIGHT_DECAY, betas=BETAS, foreach=True
        )
        self.identity = identity(text, held_out, settings)
        self.precision = fastest_precision(device)
        self.state: State = self.model.initial_state(settings.rows)
        self.step, self.seconds, self.curve = 0, 0.0, list[CurvePoint]()
        self.loss, self.losses = torch.zeros((), device=device), 0
        self.best: dict[str, Tensor] = {}
        self.pass_rows = (-1, torch.empty(0))

    def advance(self) -> None:
        """One step: read, compare, correct."""
        start = time.perf_counter()
        read = self._next_characters()
        self.model.train()
        for group in self.optimiser.param_groups:
            group["lr"] = _rate(self.step, self.settings)
        with torch.autocast(
            self.device.type, self.precision, enabled=self.precision != torch.float32
        ):
            scores, state = self.model(read[:, :-1], self.state)
            loss = cross_entropy(scores.float().flatten(0, 1), read[:, 1:].flatten())
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), CLIP, foreach=True)
        self.optimiser.step()
        self.state = (state[0].detach().float(), state[1].detach().float())
        self.loss, self.losses, self.step = (
            self.loss + loss.detach(),
            self.losses + 1,
            self.step + 1,
        )
        self.seconds += time.perf_counter() - start

    def _next_characters(self) -> Tensor:
        """``(rows, sequence + 1)`` ids; each pass over the text starts its rows elsewhere."""
        rows, sequence = self.settings.rows, self.settings.sequence
        steps_a_pass = (len(self.ids) - sequence - 1) // (rows * sequence)
        number, place = divmod(self.step, steps_a_pass)
        if self.pass_rows[0] != number:
            random = np.random.default_rng((self.settings.seed, number))
            length = steps_a_pass * sequence
            start = int(random.integers(len(self.ids) - rows * length))
            windows = np.lib.stride_tricks.sliding_window_view(self.ids, length + 1)
            cut = windows[start : start + rows * length : length].astype(np.int64)
            self.pass_rows = (number, torch.from_numpy(cut))
        if place == 0:
            self.state = self.model.initial_state(rows)
        at = place * sequence
        return self.pass_rows[1][:, at : at + sequence + 1].to(self.device)

    def is_time_to_look(self) -> bool:
        """Whether the held-out text is due: every so many characters, and at the end."""
        every = max(1, self.settings.evaluate_every // (self.settings.step_size))
        return self.step % every == 0 or self.step == self.settings.steps

    def look(self) -> CurvePoint:
        """Measure the held-out text, and keep the weights if they are the best so far."""
        self.model.eval()
        scores = log2_probabilities(self.model, self.held_out)
        point = CurvePoint(
            self.step * self.settings.step_size,
            float(self.loss) / self.losses / math.log(2),
            -float(scores.mean(dtype=np.float64)),
        )
        if not math.isfinite(point.held_out_bits + point.train_bits):
            raise SettingsError(
                f"--learning-rate {self.settings.learning_rate:g}: the training diverged after "
                f"{point.characters:,} characters; give a smaller one"
            )
        if not self.best or point.held_out_bits < min(p.held_out_bits for p in self.curve):
            self.best = {name: w.detach().clone() for name, w in self.model.state_dict().items()}
        self.loss, self.losses = torch.zeros((), device=self.device), 0
        self.curve.append(point)
        return point

    def keep(self, path: Path) -> None:
        """Write everything that the run needs to go on, whole or not at all."""
        state: dict[str, Any] = {
            "model": self.model.state_dict(),
            "best": self.best,
            "optimiser": self.optimiser.state_dict(),
            "state": self.state,
            "random": torch.get_rng_state(),
            "step": self.step,
            "seconds": self.seconds,
            "curve": [asdict(point) for point in self.curve],
        }
        checkpoint.keep(path, {"run": self.identity}, state)

    def restore(self, path: Path) -> None:
        """Take up the run that a checkpoint keeps.

        Raises:
            SettingsError, DataError: as ``checkpoint.kept``.
        """
        with checkpoint.kept(path, {"run": self.identity}, self.device) as state:
            self.model.load_state_dict(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.best, self.state = state["best"], state["state"]
            self.step, self.seconds = state["step"], state["seconds"]
            self.curve = [CurvePoint(**point) for point in state["curve"]]
            torch.set_rng_state(state["random"].cpu())


def _in_reading_order(ids: Ids, settings: TrainingSettings) -> Ids:
    return ids if settings.is_forward else ids[::-1]


def _rate(step: int, settings: TrainingSettings) -> float:
    """The learning rate: up in a line, down in a half cosine."""
    rise = min(1.0, (step + 1) / WARM_UP_STEPS)
    fall = LAST_RATE + (1 - LAST_RATE) * (1 + math.cos(math.pi * step / settings.steps)) / 2
    return settings.learning_rate * rise * fall


def identity(text: str, held_out: str, settings: TrainingSettings) -> str:
    """What a run is known by: the sha256 of its settings and both its texts."""
    said = f"{settings}\0{text}\0{held_out}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
