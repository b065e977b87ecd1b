"""d_P: perplexity of the candidate's character n-gram model on the target's text (Section 4.2).

d_P(t, c) = PP(CH_t, LM_c). The paper's formula can be read either way round; this reading agrees
with Table 4 (DESIGN section 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from auxadvisor.distances.resampling import resampled_counts
from auxadvisor.distances.target_text import (
    sampling_note,
    target_lines,
    target_sampling_notes,
    text_name,
)
from auxadvisor.errors import SettingsError
from auxadvisor.language_models.char_ngram import (
    NgramCounts,
    WittenBell,
    count_ngrams,
    merge,
    perplexity,
)
from auxadvisor.language_models.gamallo import Gamallo, count_stream, respell
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import alphabet_of, predicted_characters
from auxadvisor.languages import in_pack
from auxadvisor.pack import HELD_OUT, MODELS, load_ngram_counts
from auxadvisor.records import Distances, Floats, MeasureSettings, Pool, Skipped

NAME, SYMBOL = "perplexity", "d_P"
NO_MODEL = "the pack has no model of it; give --aux-text"
NO_TEXT = "the gamallo smoothing needs its running text; give --aux-text"
NO_LETTERS = "its text has too few letters for a model"


@dataclass(frozen=True, eq=False)
class _Scored:
    """A target's text under several models.

    Attributes:
        languages: ``L`` tags, the models' languages.
        scores: ``(S, L)`` log2 probability of each sentence, or of the whole text in one row.
        characters: ``(S,)`` predicted characters.
        text: what the target's text is, for the signature.
        resampled: whether the rows are the user's sentences, so that drawing them anew makes sense.
        missing: why a candidate has no model, by tag.
    """

    languages: tuple[str, ...]
    scores: Floats
    characters: Floats
    text: str
    resampled: bool
    missing: dict[str, str]


def character_perplexity(pool: Pool, settings: MeasureSettings) -> Distances | Skipped:
    """The perplexity per character of each candidate's n-gram model on the target's text.

    The text is ``--text``, else the sentences of ``--corpus``, else the pack's held-out n-gram
    counts of the target. A candidate's model is trained on ``--aux-text``, else it is the pack's.
    From 1 (every character foreseen) upwards; lower is closer.
    """
    if settings.smoothing not in SMOOTHINGS:
        known = ", ".join(SMOOTHINGS)
        raise SettingsError(f"--smoothing {settings.smoothing!r}: expected one of {known}")
    scored = SMOOTHINGS[settings.smoothing](pool, settings)
    if isinstance(scored, str):
        return Skipped(NAME, SYMBOL, scored)
    places = [pool.tags.index(tag) for tag in scored.languages]
    values = np.full(len(pool.tags), np.nan)
    values[places] = perplexity(scored.scores.sum(axis=0), scored.characters.sum())
    return Distances(
        measure=NAME,
        symbol=SYMBOL,
        closer="lower",
        candidates=pool.tags,
        values=values,
        replicates=_replicates(scored, places, len(pool.tags), settings),
        missing=scored.missing,
        made_of={
            "order": str(settings.order),
            "smoothing": settings.smoothing,
            "text": scored.text,
        },
        notes=_notes(pool, settings, scored),
    )


def _replicates(
    scored: _Scored, places: list[int], candidates: int, settings: MeasureSettings
) -> Floats | None:
    """The perplexities when the target's sentences are drawn anew, ``(B, C)``."""
    if not (scored.resampled and settings.resamples):
        return None
    replicates = np.full((settings.resamples, candidates), np.nan)
    draws = resampled_counts(len(scored.scores), settings.resamples, settings.seed)
    for block, counts in draws:
        weights = counts.astype(np.float64)  # one type on both sides, or BLAS is not used
        drawn = perplexity(weights @ scored.scores, (weights @ scored.characters)[:, None])
        replicates[block, places] = drawn
    return replicates


def _witten_bell(pool: Pool, settings: MeasureSettings) -> _Scored | str:
    """Score under interpolated Witten-Bell models, the pack's and those of the user's texts."""
    models, missing = _models(pool, settings.order)
    if models is None:
        return _no_model(missing)
    lines = target_lines(pool, settings)
    if lines is not None:
        sentences = [normalise(line) for line in lines]
        size = predicted_characters(sentences).astype(np.float64)
        if not size.any():
            return "the target's text has no letters"
        scores = WittenBell(models).sentence_scores(sentences)
        return _Scored(models.languages, scores, size, text_name(pool), True, missing)
    held_out = load_ngram_counts(HELD_OUT)
    if pool.target.tag not in held_out.languages:
        return f"the pack has no text of {pool.target}; give --text or --corpus"
    if settings.order > held_out.order:
        return _too_high(settings.order, held_out.order, "--text or --corpus")
    counts = held_out.of((pool.target.tag,))
    scores = WittenBell(models).count_scores(counts)[None, :]
    size = np.array([counts.counts.sum()], dtype=np.float64)
    return _Scored(models.languages, scores, size, "held-out counts", False, missing)


def _models(pool: Pool, order: int) -> tuple[NgramCounts | None, dict[str, str]]:
    """The candidates' counts, the pack's and the user's texts' in one table, and who has none."""
    packed = load_ngram_counts(MODELS)
    from_pack, given, missing = [], {}, {}
    for candidate in pool.candidates:
        tag = candidate.tag
        if tag not in pool.aux_texts and in_pack(candidate):
            if order <= packed.order:
                from_pack.append(tag)
            else:
                missing[tag] = _too_high(order, packed.order, f"--aux-text {tag}=FILE")
            continue
        text = [kept for line in pool.sentences_of(tag) or () if (kept := normalise(line))]
        if text:
            given[tag] = text
        else:
            missing[tag] = NO_LETTERS if pool.sentences_of(tag) else f"{NO_MODEL} {tag}=FILE"
    tables = [packed.of(tuple(from_pack)).at_order(order)] if from_pack else []
    if given:
        alphabet = alphabet_of([sentence for text in given.values() for sentence in text])
        tables.append(count_ngrams(given, order, alphabet))
    if not tables:
        return None, missing
    return tables[0] if len(tables) == 1 else merge(*tables), missing


def _gamallo(pool: Pool, settings: MeasureSettings) -> _Scored | str:
    """Score as Gamallo's scripts do: their spelling, their weights, running text throughout."""
    lines = target_lines(pool, settings)
    if lines is None:
        return "the gamallo smoothing needs running text of the target; give --text or --corpus"
    texts, missing = {}, {}
    for tag in pool.tags:
        text = [respell(sentence) for sentence in pool.sentences_of(tag) or ()]
        if sum(map(len, text)) >= settings.order:
            texts[tag] = text
        else:
            missing[tag] = NO_LETTERS if text else f"{NO_TEXT} {tag}=FILE"
    if not texts:
        return _no_model(missing)
    target = [respell(line) for line in lines]
    if sum(map(len, target)) < settings.order:
        return f"the target's text is shorter than {settings.order} characters"
    scores, size = Gamallo(count_stream(texts, settings.order)).line_scores(target)
    return _Scored(tuple(texts), scores, size, text_name(pool), True, missing)


SMOOTHINGS: dict[str, Callable[[Pool, MeasureSettings], _Scored | str]] = {
    "witten-bell": _witten_bell,
    "gamallo": _gamallo,
}
"""How n-gram counts become probabilities, by the name that ``--smoothing`` takes."""


def _notes(pool: Pool, settings: MeasureSettings, scored: _Scored) -> tuple[str, ...]:
    """Which candidates have models of their own text, and what was sampled."""
    notes = []
    own = sorted(tag for tag in scored.languages if tag in pool.aux_texts)
    if own and len(own) < len(scored.languages) and settings.smoothing == "witten-bell":
        notes.append(
            f"d_P mixes models: {', '.join(own)} trained on your text, the others the pack's; "
            "models of different texts and sizes are not strictly comparable"
        )
    if scored.resampled:
        notes += target_sampling_notes(SYMBOL, pool, len(scored.scores), settings)
    for tag in own:
        text = pool.aux_texts[tag]
        if text.found > len(text.sentences):
            notes.append(
                sampling_note(SYMBOL, f"{tag}'s", len(text.sentences), text.found, settings.seed)
            )
    return tuple(notes)


def _no_model(missing: dict[str, str]) -> str:
    """Why no candidate has a model, told of the first one."""
    tag, reason = next(iter(missing.items()))
    return f"no candidate has a model ({tag}: {reason})"


def _too_high(order: int, most: int, flag: str) -> str:
    return f"order {order} needs running text, the pack has counts up to order {most}; give {flag}"
