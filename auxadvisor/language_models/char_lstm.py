"""FLAIR's character language model (Akbik et al., 2018) and its numbers.

An LSTM reads a text character by character and predicts the next one, forwards or, on the reversed
text, backwards. The parts and their names are flair's, so that its weights load as they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from auxadvisor.errors import SettingsError
from auxadvisor.language_models.text import LINE_END

Ids = NDArray[np.int32]
State = tuple[Tensor, Tensor]
"""Hidden and cell state, each ``(layers, batch, hidden)``."""

UNKNOWN = 0
"""The number of every character outside a model's dictionary, flair's ``<unk>``."""


@dataclass(frozen=True)
class Shape:
    """What must be known to build a model.

    Attributes:
        characters: the dictionary; ``characters[UNKNOWN]`` stands for all others.
        is_forward: whether the model reads from left to right.
        hidden_size: units of the LSTM, 2048 in FLAIR's large models.
        embedding_size: of a character's vector, 100 in FLAIR's models.
        layers: of the LSTM.
        output_size: of the linear layer that FLAIR can put on the states; ``None`` for no layer.
        delimiter: the character that starts a text.
    """

    characters: tuple[str, ...]
    is_forward: bool
    hidden_size: int
    embedding_size: int
    layers: int = 1
    output_size: int | None = None
    delimiter: str = LINE_END

    @property
    def state_size(self) -> int:
        """Length of the vector that the model has for a place in a text."""
        return self.hidden_size if self.output_size is None else self.output_size


class CharLanguageModel(nn.Module):
    """A character language model; evaluates as built, trains after ``train()``.

    Args:
        shape: its sizes and dictionary.
        dropout: share of the character vectors' and the states' components that training drops.
    """

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        size = len(shape.characters)
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(size, shape.embedding_size)
        self.rnn = nn.LSTM(shape.embedding_size, shape.hidden_size, shape.layers, batch_first=True)
        self.proj = (
            None if shape.output_size is None else nn.Linear(shape.hidden_size, shape.output_size)
        )
        self.decoder = nn.Linear(shape.state_size, size)
        self.eval()

    def states(self, ids: Tensor, state: State) -> tuple[Tensor, State]:
        """The vector at each place: ``(batch, time)`` ids to ``(batch, time, state_size)``."""
        states, state = self.rnn(self.drop(self.encoder(ids)), state)
        if self.proj is not None:
            states = self.proj(states)
        return self.drop(states), state

    def forward(self, ids: Tensor, state: State) -> tuple[Tensor, State]:
        """Scores of the next character: ``(batch, time)`` ids to ``(batch, time, characters)``."""
        states, state = self.states(ids, state)
        return self.decoder(states), state

    def initial_state(self, batch: int) -> State:
        """The state before any text, on the model's device."""
        size = (self.shape.layers, batch, self.shape.hidden_size)
        zeros = torch.zeros(size, device=self.decoder.weight.device)
        return zeros, zeros.clone()


def encode(text: str, characters: Sequence[str]) -> Ids:
    """The number of each character, ``UNKNOWN`` for those outside the dictionary.

    >>> encode("aXb", ("<unk>", "a", "b")).tolist()
    [1, 0, 2]
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    known = {ord(item): number for number, item in enumerate(characters) if len(item) == 1}
    numbers = np.full(max([*known, int(points.max(initial=0))]) + 1, UNKNOWN, dtype=np.int32)
    numbers[list(known)] = list(known.values())
    return numbers[points]


@dataclass(frozen=True)
class Layout:
    """How a text is laid out for evaluation.

    A text is cut into rows that are read side by side. Every row but the first reads some
    characters before its own, so that it starts in nearly the state that one pass would have
    reached; with one row the numbers are those of one pass.

    Attributes:
        rows: at most so many.
        least: characters of a row at least; a short text has fewer rows.
        warm_up: characters that a row reads before its own.
        chunk: characters of each row that are read at once; the memory needed grows with
            ``rows * chunk``, not with the text.
    """

    rows: int = 64
    least: int = 1024
    warm_up: int = 128
    chunk: int = 128

    def rows_of(self, characters: int) -> tuple[int, int]:
        """How many rows a text has that so many characters are predicted of, and their length."""
        rows = max(1, min(self.rows, characters // self.least))
        return rows, -(-characters // rows)


ONE_PASS = Layout(rows=1)
"""The layout of flair's ``calculate_perplexity``."""


def log2_probabilities(
    model: CharLanguageModel,
    text: str,
    layout: Layout | None = None,
    precision: torch.dtype = torch.float32,
) -> NDArray[np.float32]:
    """The log2 probability of each character but the one that the model reads first.

    Args:
        model: forward or backward; it stays in its mode (evaluation unless it is being trained).
        text: of at least two characters.
        layout: of the text; by default up to 64 rows.
        precision: of the matrix products; sums, states and softmax stay in 32 bits.

    Returns:
        ``(len(text) - 1,)`` in the order of the text: of ``text[1:]`` given what is on its left
        for a forward model, of ``text[:-1]`` given what is on its right for a backward one. A
        character outside the dictionary has the probability of ``<unk>``.

    Raises:
        ValueError: the text is shorter than two characters.
    """
    if len(text) < 2:
        raise ValueError("a text of fewer than two characters has no character to predict")
    ids = encode(text, model.shape.characters)
    read = ids if model.shape.is_forward else ids[::-1]
    scores = _scores(model, read, layout or Layout(), precision)
    return scores if model.shape.is_forward else scores[::-1]


def perplexity(
    model: CharLanguageModel,
    text: str,
    layout: Layout | None = None,
    precision: torch.dtype = torch.float32,
) -> float:
    """Perplexity per character; with ``ONE_PASS`` that of flair's ``calculate_perplexity``."""
    scores = log2_probabilities(model, text, layout, precision)
    return float(2.0 ** -scores.mean(dtype=np.float64))


def fastest_precision(device: torch.device) -> torch.dtype:
    """What matrix products are computed in: bfloat16 where the processor has it.

    ``docs/pack.md`` has what that does to the numbers.
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    native = device.type == "cpu" and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if native else torch.float32


def device_named(name: str) -> torch.device:
    """The device of a ``--device`` value; ``auto`` is a GPU where there is one, else the CPU.

    Raises:
        SettingsError: there is no such device.
    """
    if name != "auto":
        try:
            made = torch.zeros(1, device=name)
            made.cpu()  # a device without numbers, as "meta" is, has none to give
            return made.device
        except (RuntimeError, AssertionError, NotImplementedError) as error:
            reason = str(error).splitlines()[0]
            raise SettingsError(
                f"--device {name!r}: expected auto, cpu or a device of this machine ({reason})"
            ) from error
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _scores(
    model: CharLanguageModel, ids: Ids, layout: Layout, precision: torch.dtype
) -> NDArray[np.float32]:
    """Log2 probabilities of ``ids[1:]``, in the order in which the model reads."""
    rows, length = layout.rows_of(len(ids) - 1)
    padded = np.zeros(layout.warm_up + rows * length + 1, dtype=np.int64)
    padded[layout.warm_up : layout.warm_up + len(ids)] = ids
    windows = np.lib.stride_tricks.sliding_window_view(padded, layout.warm_up + length + 1)
    laid_out = torch.from_numpy(windows[::length].copy())  # (rows, warm_up + length + 1)
    device = model.decoder.weight.device
    scores = np.empty((rows, length), dtype=np.float32)
    with (
        torch.inference_mode(),
        torch.autocast(device.type, precision, enabled=precision != torch.float32),
    ):
        state = model.initial_state(rows)
        if rows > 1 and layout.warm_up:
            _, state = model.states(laid_out[:, : layout.warm_up].to(device), state)
            for part in state:
                part[:, 0] = 0  # the first row has nothing before it
        for at in range(0, length, layout.chunk):
            start = layout.warm_up + at
            read = laid_out[:, start : start + min(layout.chunk, length - at) + 1].to(device)
            outcome, state = model(read[:, :-1], state)
            loss = cross_entropy(outcome.float().transpose(1, 2), read[:, 1:], reduction="none")
            scores[:, at : at + layout.chunk] = (-loss / math.log(2)).cpu().numpy()
    return scores.reshape(-1)[: len(ids) - 1]
