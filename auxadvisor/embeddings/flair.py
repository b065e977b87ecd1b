"""FLAIR's contextual string embeddings (Akbik et al., 2018) from character language models.

A token's vector is the model's state behind it: for a forward model at the blank after it, for a
backward one at the blank before it. A model and its opposite stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from auxadvisor.embeddings.sources import Vectors
from auxadvisor.language_models.char_lstm import CharLanguageModel, Ids, encode

Places = NDArray[np.int64]

CHARACTERS_AT_ONCE = 16_384
"""Of a batch's rows together: enough for the matrix products to be fast."""
CHUNK = 512
"""Characters of a sentence that are read at once, so that a long one needs no more memory."""
END = " "
"""What flair puts behind a sentence."""


@dataclass(frozen=True, eq=False)
class FlairEmbeddings:
    """Vectors of tokens in their sentences.

    Attributes:
        name: what they are called in results.
        models: usually a forward and a backward one, in the order of their parts of a vector.
        precision: of the matrix products; float32 gives flair's own numbers.
    """

    name: str
    models: tuple[CharLanguageModel, ...]
    precision: torch.dtype = torch.float32

    @property
    def size(self) -> int:
        """Components of a vector."""
        return sum(model.shape.state_size for model in self.models)

    def sentence_vectors(self, sentences: Sequence[Sequence[str]]) -> list[Vectors]:
        """For each sentence ``(tokens, size)``; a sentence that comes again is read once."""
        distinct = list(dict.fromkeys(tuple(sentence) for sentence in sentences))
        parts = [_states(model, distinct, self.precision) for model in self.models]
        found = {
            sentence: np.concatenate([part[place] for part in parts], axis=1)
            for place, sentence in enumerate(distinct)
        }
        return [found[tuple(sentence)] for sentence in sentences]


def _states(
    model: CharLanguageModel, sentences: Sequence[tuple[str, ...]], precision: torch.dtype
) -> list[Vectors]:
    """A model's vectors of the tokens of each sentence."""
    forward, delimiter = model.shape.is_forward, model.shape.delimiter
    texts = [" ".join(sentence) for sentence in sentences]
    ids = [
        encode(f"{delimiter}{text if forward else text[::-1]}{END}", model.shape.characters)
        for text in texts
    ]
    ends = [_token_ends(sentence, len(delimiter), forward) for sentence in sentences]
    found = [np.zeros((len(s), model.shape.state_size), dtype=np.float32) for s in sentences]
    for batch in _batches([len(row) for row in ids]):
        chosen = [(ids[place], ends[place], found[place]) for place in batch]
        _read(model, chosen, precision)
    return found


def _token_ends(sentence: Sequence[str], start: int, forward: bool) -> Places:
    """Where in the read text the blank stands that closes each token."""
    lengths = np.array([len(token) for token in sentence], dtype=np.int64)
    if forward:
        return start + np.cumsum(lengths + 1) - 1
    return start + np.cumsum((lengths + 1)[::-1])[::-1] - 1


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of rows of like length, the longest first, so that little is padded."""
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    start = 0
    while start < len(order):
        rows = max(1, CHARACTERS_AT_ONCE // min(CHUNK, max(1, lengths[order[start]])))
        yield order[start : start + rows]
        start += rows


def _read(
    model: CharLanguageModel,
    batch: Sequence[tuple[Ids, Places, Vectors]],
    precision: torch.dtype,
) -> None:
    """Read rows side by side, chunk by chunk, and keep the states at the tokens' ends.

    A row is its ids, the places of its tokens' ends, and where their vectors go.
    """
    ids, ends, found = zip(*batch, strict=True)
    device = model.decoder.weight.device
    longest = max(map(len, ids))
    padded = np.zeros((len(ids), longest), dtype=np.int64)
    for row, numbers in enumerate(ids):
        padded[row, : len(numbers)] = numbers
    rows = np.repeat(np.arange(len(ids)), [len(place) for place in ends])
    tokens = np.concatenate([np.arange(len(place)) for place in ends])
    places = np.concatenate(list(ends))
    with (
        torch.inference_mode(),
        torch.autocast(device.type, precision, enabled=precision != torch.float32),
    ):
        state = model.initial_state(len(ids))
        for start in range(0, longest, CHUNK):
            read = torch.from_numpy(padded[:, start : start + CHUNK]).to(device)
            states, state = model.states(read, state)  # (rows, chunk, size)
            here = np.flatnonzero((places >= start) & (places < start + CHUNK))
            taken = states[torch.from_numpy(rows[here]), torch.from_numpy(places[here] - start)]
            for at, vector in zip(here, taken.float().cpu().numpy(), strict=True):
                found[rows[at]][tokens[at]] = vector
