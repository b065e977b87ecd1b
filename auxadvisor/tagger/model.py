"""The tagger's network (Section 3): combined embeddings, dropout, BiLSTM, CRF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from torch import Tensor, nn

from auxadvisor.tagger.batches import Batch
from auxadvisor.tagger.both_ways import read_both_ways
from auxadvisor.tagger.combine import ATTENTION_SIZE, Concatenation, MetaEmbedding
from auxadvisor.tagger.crf import LinearChainCRF

Combination = Literal["concatenation", "meta"]


@dataclass(frozen=True)
class Architecture:
    """Sizes of a tagger.

    Attributes:
        sizes: components of each set of embeddings.
        tags: names of the tags.
        combination: how the sets are made one.
        hidden_size: units of the LSTM in each direction.
        attention_size: H of the meta-embeddings.
        dropout: share of the components of the input that training leaves out.
    """

    sizes: tuple[int, ...]
    tags: tuple[str, ...]
    combination: Combination = "concatenation"
    hidden_size: int = 256
    attention_size: int = ATTENTION_SIZE
    dropout: float = 0.1


class Tagger(nn.Module):
    """From frozen embeddings of a batch's tokens to their tags."""

    def __init__(self, architecture: Architecture, illegal: Tensor | None = None) -> None:
        super().__init__()
        self.architecture = architecture
        self.combine: Concatenation | MetaEmbedding
        if architecture.combination == "meta":
            self.combine = MetaEmbedding(architecture.sizes, architecture.attention_size)
        else:
            self.combine = Concatenation(architecture.sizes)
        self.dropout = nn.Dropout(architecture.dropout)
        self.forwards = nn.LSTM(self.combine.size, architecture.hidden_size)
        self.backwards = nn.LSTM(self.combine.size, architecture.hidden_size)
        self.emit = nn.Linear(2 * architecture.hidden_size, len(architecture.tags))
        self.crf = LinearChainCRF(len(architecture.tags), illegal)

    def loss(self, embeddings: Sequence[Tensor], tags: Tensor, batch: Batch) -> Tensor:
        """Mean negative log-likelihood of a batch's sentences.

        Args:
            embeddings: of each set ``(N, size_i)``, packed by step.
            tags: ``(N,)``.
            batch: where the tokens belong.
        """
        emissions, _ = self.emissions(embeddings, batch)
        return self.crf.loss(emissions, tags, batch.batch_sizes).mean()

    def tag(self, embeddings: Sequence[Tensor], batch: Batch) -> tuple[Tensor, Tensor | None]:
        """The likeliest tags ``(N,)``, and the attention's weights ``(N, n)`` if there are any."""
        emissions, weights = self.emissions(embeddings, batch)
        return self.crf.best_path(emissions, batch.batch_sizes), weights

    def emissions(self, embeddings: Sequence[Tensor], batch: Batch) -> tuple[Tensor, Tensor | None]:
        """Each tag's score for each token ``(N, K)``, and the attention's weights."""
        combined, weights = self.combine(embeddings)
        combined = self.dropout(combined)  # (N, E)
        states = read_both_ways(self.forwards, self.backwards, combined, batch)  # (N, 2 H)
        return self.emit(states).float(), weights
