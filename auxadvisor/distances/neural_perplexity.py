"""d*_P: perplexity of the candidate's FLAIR forward model on the target's text (Section 4.2).

d*_P(t, c) = PP(CH_t, FLAIR_c), per character. Each model has its own dictionary. So that none gains
by knowing fewer characters, all are taken over one alphabet, the characters of all the pack's
models and of the text: what a model gives to ``<unk>`` is shared equally among the characters of
the alphabet that it does not know. Only this measure loads torch, and only when it has text to
read. A model and a shard of the text are a job, the same shards wherever the jobs run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from auxadvisor.assets import asset_path
from auxadvisor.distances.neural_models import ModelChoice, choose_models
from auxadvisor.distances.resampling import resampled_counts
from auxadvisor.distances.target_text import (
    sampled_places,
    target_lines,
    target_sampling_notes,
    text_name,
)
from auxadvisor.errors import NO_TORCH, DataError
from auxadvisor.executors import outcome
from auxadvisor.language_models.char_ngram import perplexity
from auxadvisor.language_models.text import spaced_tokens, unknown_characters
from auxadvisor.pack import LANGUAGE_MODEL_PERPLEXITIES
from auxadvisor.records import Distances, Floats, MeasureSettings, Pool, Skipped

if TYPE_CHECKING:
    from auxadvisor.language_models.char_lstm import CharLanguageModel

NAME, SYMBOL = "flair-perplexity", "d*_P"
MOST_SENTENCES = 2_000
"""Sentences of the target that are read: a neural model takes a second for what an n-gram model
does in a few milliseconds."""
NOTABLE_SHARE = 0.01
"""Share of unknown characters from which on a candidate is named in a note."""


SHARD = 65_536
"""Characters that a model reads in one job, about: they fill the rows of ``char_lstm.Layout``, so
that smaller shards would save no time, and larger ones take no less."""


@dataclass(frozen=True)
class Shard:
    """Sentences that a model reads in one go.

    Attributes:
        sentences: as the models read them.
    """

    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences, each behind a line end, and one more line end."""
        return "".join(["\n", *(f"{sentence}\n" for sentence in self.sentences)])

    @property
    def characters(self) -> list[int]:
        """``S`` predicted characters, each sentence's line end among them."""
        return [len(sentence) + 1 for sentence in self.sentences]


def neural_perplexity(pool: Pool, settings: MeasureSettings) -> Distances | Skipped:
    """The perplexity per character of each candidate's forward model on the target's text.

    The text is ``--text``, tokenised, else the sentences of ``--corpus``; without either it is
    the pack's test text of the target, of which the pack has the perplexities. The models are
    FLAIR's published ones or the pack's, never both; ``--aux-lm`` gives a candidate its own.
    From 1 (every character foreseen) upwards; lower is closer.
    """
    choice = choose_models(pool, settings)
    if not choice.paths:
        tag, reason = next(iter(choice.missing.items()))
        return Skipped(NAME, SYMBOL, f"no candidate has a model ({tag}: {reason})")
    lines = target_lines(pool, settings)
    if lines is None:
        return _from_pack(pool, choice)
    if find_spec("torch") is None:
        return Skipped(NAME, SYMBOL, NO_TORCH)
    sampled = sampled_places(len(lines), MOST_SENTENCES, settings.seed)
    places = [place for place in sampled if lines[place].strip()]
    shards = cut([spaced_tokens(lines[place], pool.text is None) for place in places])
    characters = np.array([size for shard in shards for size in shard.characters], dtype=np.float64)
    scores, unknown = _scores(shards, choice, settings)
    columns = [pool.tags.index(tag) for tag in choice.paths]
    values = np.full(len(pool.tags), np.nan)
    values[columns] = perplexity(scores.sum(axis=0), characters.sum())
    replicates = None
    if settings.resamples:
        replicates = np.full((settings.resamples, len(pool.tags)), np.nan)
        for block, counts in resampled_counts(len(lines), settings.resamples, settings.seed):
            weights = counts[:, places].astype(np.float64)  # d_P's draws, of these sentences
            drawn = perplexity(weights @ scores, (weights @ characters)[:, None])
            replicates[block, columns] = drawn
    return Distances(
        measure=NAME,
        symbol=SYMBOL,
        closer="lower",
        candidates=pool.tags,
        values=values,
        replicates=replicates,
        missing=choice.missing,
        made_of={"models": choice.name, "text": text_name(pool)} | _unknown_shares(unknown),
        notes=(
            *choice.notes,
            *_unknown_notes(unknown),
            *target_sampling_notes(SYMBOL, pool, len(places), settings),
        ),
    )


def character_scores(model: CharLanguageModel, text: str, alphabet: Set[str]) -> Floats:
    """Log2 probability, over an alphabet, of each character of a text but the first.

    In float32: bfloat16 would be twice as fast, but exchanges neighbours in the ranking where their
    perplexities are within a quarter of a percent (docs/pack.md).

    Args:
        model: a forward model.
        text: of at least two characters.
        alphabet: the same for every model that is compared; the text's characters are added.
    """
    from auxadvisor.language_models.char_lstm import UNKNOWN, encode, log2_probabilities

    scores = log2_probabilities(model, text).astype(np.float64)
    known = model.shape.characters
    unknown = encode(text, known)[1:] == UNKNOWN
    scores[unknown] -= np.log2(max(1, len((alphabet | set(text)) - set(known))))
    return scores


def cut(sentences: Iterable[str], size: int = SHARD) -> list[Shard]:
    """Sentences in shards of so many characters or, where the last one is long, some more."""
    shards: list[list[str]] = [[]]
    left = size
    for sentence in sentences:
        if left <= 0:
            shards.append([])
            left = size
        shards[-1].append(sentence)
        left -= len(sentence) + 1
    return [Shard(tuple(shard)) for shard in shards]


def shard_scores(path: Path, shard: Shard, also: str, device: str) -> tuple[Floats, int]:
    """What a model gives to the sentences of a shard: a job.

    Args:
        path: of a forward model.
        shard: what it reads.
        also: characters of the alphabet beside the pack's: those of the whole text.
        device: that it runs on.

    Returns:
        ``(S,)`` log2 probability of each sentence, and how many of the shard's characters are
        outside the model's dictionary.
    """
    from auxadvisor.language_models.char_lstm import device_named
    from auxadvisor.language_models.char_lstm_files import read_model

    model = read_model(path)
    if not model.shape.is_forward:
        hint = "d*_P is of the forward model; 'embed lm --direction forward' makes one"
        raise DataError(path, None, "a forward language model", "a backward one", hint)
    model = model.to(device_named(device))
    starts = np.cumsum([0, *shard.characters[:-1]])
    scores = character_scores(model, shard.text, {*_packed()["alphabet"], *also})
    return np.add.reduceat(scores, starts), unknown_characters(shard.text, model.shape.characters)


def _scores(
    shards: list[Shard], choice: ModelChoice, settings: MeasureSettings
) -> tuple[Floats, dict[str, float]]:
    """``(S, L)`` log2 probabilities of the sentences, and each model's share of unknowns."""
    also = "".join(sorted(set().union(*(shard.text for shard in shards))))
    jobs = {
        tag: [
            settings.executor.submit(shard_scores, path.absolute(), shard, also, settings.device)
            for shard in shards
        ]
        for tag, path in choice.paths.items()
    }
    size = sum(len(shard.text) for shard in shards)
    columns, unknown = [], {}
    for tag, futures in jobs.items():
        scores, unknowns = zip(*(outcome(future) for future in futures), strict=True)
        columns.append(np.concatenate(scores))
        unknown[tag] = sum(unknowns) / size
    return np.stack(columns, axis=1), unknown


def _from_pack(pool: Pool, choice: ModelChoice) -> Distances | Skipped:
    """What the pack's models reached on its test text of the target."""
    if choice.name != "pack" or pool.aux_models.keys() & choice.paths.keys():
        return Skipped(NAME, SYMBOL, "models other than the pack's need --text or --corpus")
    row = _packed()["perplexities"].get(pool.target.tag)
    if row is None:
        reason = f"the pack has no test text of {pool.target}; give --text or --corpus"
        return Skipped(NAME, SYMBOL, reason)
    values = np.array([row.get(tag, {}).get("perplexity", np.nan) for tag in pool.tags])
    unknown = {tag: row[tag]["unknown"] for tag in choice.paths}
    return Distances(
        measure=NAME,
        symbol=SYMBOL,
        closer="lower",
        candidates=pool.tags,
        values=values,
        replicates=None,
        missing=choice.missing,
        made_of={"models": "pack", "text": "pack's test text"} | _unknown_shares(unknown),
        notes=_unknown_notes(unknown),
    )


@cache
def _packed() -> dict[str, Any]:
    """The pack's alphabet, and what its models reached on its test texts."""
    stored = json.loads(asset_path(LANGUAGE_MODEL_PERPLEXITIES).read_text(encoding="utf-8"))
    return dict(stored)


def _unknown_shares(unknown: dict[str, float]) -> dict[str, str]:
    return {tag: f"{share:.2%} unknown characters" for tag, share in unknown.items()}


def _unknown_notes(unknown: dict[str, float]) -> tuple[str, ...]:
    notable = [(tag, share) for tag, share in unknown.items() if share >= NOTABLE_SHARE]
    if not notable:
        return ()
    said = ", ".join(f"{tag} {share:.1%}" for tag, share in notable)
    return (
        f"{SYMBOL}: part of the text's characters is outside a model's dictionary ({said}); they "
        "share its probability of an unknown one",
    )
