"""Several embeddings of a token made one (Section 3.2): side by side, or weighed by attention.

Tokens lie one after another, ``(N, size)`` for each set of embeddings, with no padding: neither
form looks at a token's neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

ATTENTION_SIZE = 10
"""H: not in the paper; what its authors take later (Lange et al., 2021)."""


class Concatenation(nn.Module):
    """Section 3.2: ``e_CONCAT = [e_1(w) … e_n(w)]``.

    Attributes:
        size: components of the result.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        self.size = sum(sizes)

    def forward(self, embeddings: Sequence[Tensor]) -> tuple[Tensor, None]:
        """``n`` sets, each ``(N, size_i)``, as one ``(N, sum of sizes)``; there are no weights."""
        return torch.cat(list(embeddings), dim=1), None


class MetaEmbedding(nn.Module):
    """Section 3.2: a mean of the sets, each mapped to one size, weighed anew for each token.

    ``x_i = tanh(Q_i e_i + b_i)`` with E components, as many as the largest set has;
    ``α = softmax_i(V tanh(W x_i))``; the result is ``Σ α_i x_i``.

    Attributes:
        size: E.
    """

    def __init__(self, sizes: Sequence[int], attention_size: int = ATTENTION_SIZE) -> None:
        super().__init__()
        self.size = max(sizes)
        self.mappings = nn.ModuleList(nn.Linear(size, self.size) for size in sizes)
        self.hidden = nn.Linear(self.size, attention_size, bias=False)
        self.score = nn.Linear(attention_size, 1, bias=False)

    def forward(self, embeddings: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """The mean ``(N, E)``, and the weights ``(N, n)``."""
        mapped = torch.stack(
            [
                torch.tanh(mapping(vectors))
                for mapping, vectors in zip(self.mappings, embeddings, strict=True)
            ],
            dim=1,
        )  # (N, n, E)
        weights = torch.softmax(self.score(torch.tanh(self.hidden(mapped))).float(), dim=1)
        mean = (weights.to(mapped.dtype) * mapped).sum(dim=1)
        return mean, weights.squeeze(2)
