"""What training would take, reckoned from measured rates; ``train --dry-run`` tries it out."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS_A_TOKEN = 16e-6
SECONDS_A_COMPONENT = 4.75e-8
"""A token of training takes the first and, for each component of its embeddings, the second: 48,134
tokens a second with 100 components, 22,480 with 600 (``docs/benchmarks/tagger.json``: 2 cores of an
AMD EPYC, bfloat16)."""
EPOCHS = 50
"""Of a run with the paper's schedule; those in ``docs/reproduction/`` took 45 to 78."""
BASE_BYTES = 500e6
"""What training takes however few the words are (the same report)."""
COMPONENTS = {"pack": 100, "pack-flair": 512, "bpemb": 600, "flair": 4096}
"""Of the embeddings of each kind."""
DOWNLOADS = {"bpemb": 260e6, "flair": 145e6}
"""Bytes that a language's published embeddings have, about: 200,000 vectors of 300 float32 and
their pieces; two models of 2,048 units."""


@dataclass(frozen=True)
class Cost:
    """What an experiment would take.

    Attributes:
        runs: settings times seeds.
        seconds: of all runs, one after another; ``None`` where the corpus is not known.
        memory: bytes at the peak, likewise.
        download: bytes.
    """

    runs: int
    seconds: float | None
    memory: float | None
    download: float


def cost(
    kind: str,
    sets: tuple[tuple[str, ...], ...],
    seeds: int,
    fetched: int,
    tokens: int | None,
    types: int | None,
) -> Cost:
    """Reckon.

    Args:
        kind: of the embeddings, a key of ``COMPONENTS``.
        sets: of each setting, the names of its sets of embeddings.
        seeds: runs of each setting.
        fetched: sets that are not at hand.
        tokens: of the training part.
        types: distinct words of the corpus, or its tokens for embeddings in context.
    """
    size = COMPONENTS[kind]
    seconds = memory = None
    if tokens is not None:
        by_token = sum(SECONDS_A_TOKEN + SECONDS_A_COMPONENT * size * len(one) for one in sets)
        seconds = seeds * EPOCHS * tokens * by_token
    if types is not None:
        memory = BASE_BYTES + 4.0 * types * size * max(map(len, sets), default=0)
    return Cost(seeds * len(sets), seconds, memory, fetched * DOWNLOADS.get(kind, 0.0))
