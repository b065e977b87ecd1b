"""The target's text that the perplexities are computed on."""

from __future__ import annotations

import numpy as np

from auxadvisor.records import MeasureSettings, Pool


def target_lines(pool: Pool, settings: MeasureSettings) -> list[str] | None:
    """The target's sentences, a seeded sample of them where there are more than the most."""
    sentences = pool.sentences_of(pool.target.tag)
    if sentences is None:
        return None
    kept = sampled_places(len(sentences), settings.max_sentences, settings.seed)
    return [sentences[place] for place in kept]


def sampled_places(found: int, most: int, seed: int) -> list[int]:
    """Which of so many sentences are kept, in order: all of them, or a seeded draw of ``most``."""
    if found <= most:
        return list(range(found))
    random = np.random.default_rng(seed)
    return [int(place) for place in np.sort(random.choice(found, most, replace=False))]


def text_name(pool: Pool) -> str:
    """What the target's text is called in signatures: the flag that gave it."""
    return "text" if pool.text is not None else "corpus"


def sampling_note(symbol: str, whose: str, kept: int, found: int, seed: int) -> str:
    """What a reader is told where not all sentences were read."""
    return f"{symbol} reads a sample of {kept:,} of {whose} {found:,} sentences (seed {seed})"


def target_sampling_notes(
    symbol: str, pool: Pool, kept: int, settings: MeasureSettings
) -> tuple[str, ...]:
    """The note on the target's sentences, if not all of them were read."""
    given = pool.corpus if pool.text is None else pool.text
    found = 0 if given is None else max(len(given.sentences), given.found)
    if found <= kept:
        return ()
    return (sampling_note(symbol, f"the {text_name(pool)}'s", kept, found, settings.seed),)
