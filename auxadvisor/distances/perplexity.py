"""d_P: perplexity of the candidate's character n-gram model on the target's text (Section 4.2).

d_P(t, c) = PP(CH_t, LM_c). The paper's formula can be read either way round; this reading agrees
with Table 4 (DESIGN section 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from auxadvisor.distances.long_texts import (
    is_to_count,
    respelled_models,
    texts_of,
    window_tables,
)
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
from auxadvisor.language_models.windows import predicted_characters
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
    packed, given, missing = _with_models(pool, settings.order)
    if not packed and not given:
        return _no_model(missing)
    target = _target(pool, settings)
    if isinstance(target, str):
        return target
    if any(is_to_count(pool, tag) for tag in given):
        model = _counted_model(pool, packed, tuple(given), target, settings)
    else:
        model = WittenBell(_table(packed, given, settings.order))
    missing |= {tag: NO_LETTERS for tag in given if tag not in model.languages}
    if not model.languages:
        return _no_model(missing)
    if isinstance(target, NgramCounts):
        scores = model.count_scores(target)[None, :]
        size = np.array([target.counts.sum()], dtype=np.float64)
        return _Scored(model.languages, scores, size, "held-out counts", False, missing)
    size = predicted_characters(target).astype(np.float64)
    scores = model.sentence_scores(target)
    return _Scored(model.languages, scores, size, text_name(pool), True, missing)


def _with_models(
    pool: Pool, order: int
) -> tuple[tuple[str, ...], dict[str, list[str]], dict[str, str]]:
    """Who has a model of the pack, who a text, its normalised sentences, and who neither."""
    most = load_ngram_counts(MODELS).order
    packed: list[str] = []
    given: dict[str, list[str]] = {}
    missing: dict[str, str] = {}
    for candidate in pool.candidates:
        tag = candidate.tag
        if tag not in pool.aux_texts and in_pack(candidate):
            if order <= most:
                packed.append(tag)
            else:
                missing[tag] = _too_high(order, most, f"--aux-text {tag}=FILE")
            continue
        text = [kept for line in pool.sentences_of(tag) or () if (kept := normalise(line))]
        if text or is_to_count(pool, tag):
            given[tag] = text
        else:
            missing[tag] = NO_LETTERS if pool.sentences_of(tag) else f"{NO_MODEL} {tag}=FILE"
    return tuple(packed), given, missing


def _target(pool: Pool, settings: MeasureSettings) -> list[str] | NgramCounts | str:
    """The target's normalised sentences, or counts of the pack's text, or why there is neither."""
    lines = target_lines(pool, settings)
    if lines is not None:
        sentences = [normalise(line) for line in lines]
        return sentences if any(sentences) else "the target's text has no letters"
    held_out = load_ngram_counts(HELD_OUT)
    if pool.target.tag not in held_out.languages:
        return f"the pack has no text of {pool.target}; give --text or --corpus"
    if settings.order > held_out.order:
        return _too_high(settings.order, held_out.order, "--text or --corpus")
    return held_out.of((pool.target.tag,))


def _table(packed: tuple[str, ...], given: dict[str, list[str]], order: int) -> NgramCounts:
    """The pack's counts and those of the given sentences in one table."""
    tables = [load_ngram_counts(MODELS).of(packed).at_order(order)] if packed else []
    if given:
        tables.append(count_ngrams(given, order))
    return tables[0] if len(tables) == 1 else merge(*tables)


def _counted_model(
    pool: Pool,
    packed: tuple[str, ...],
    given: tuple[str, ...],
    target: list[str] | NgramCounts,
    settings: MeasureSettings,
) -> WittenBell:
    """The same models where a given text is longer than what was kept of it: all is counted."""
    order = settings.order
    asked = target if isinstance(target, NgramCounts) else count_ngrams({"": target}, order)
    tables = window_tables(texts_of(pool, given), asked.at_order(order), settings.executor)
    if packed:
        models = load_ngram_counts(MODELS).of(packed)
        tables = [merge(models.at_order(table.order), table) for table in tables]
    return WittenBell.of_orders(tables)


def _gamallo(pool: Pool, settings: MeasureSettings) -> _Scored | str:
    """Score as Gamallo's scripts do: their spelling, their weights, running text throughout."""
    lines = target_lines(pool, settings)
    if lines is None:
        return "the gamallo smoothing needs running text of the target; give --text or --corpus"
    texts, missing = {}, {}
    for tag in pool.tags:
        text = [respell(sentence) for sentence in pool.sentences_of(tag) or ()]
        if sum(map(len, text)) >= settings.order or is_to_count(pool, tag):
            texts[tag] = text
        else:
            missing[tag] = NO_LETTERS if text else f"{NO_TEXT} {tag}=FILE"
    if not texts:
        return _no_model(missing)
    target = [respell(line) for line in lines]
    if sum(map(len, target)) < settings.order:
        return f"the target's text is shorter than {settings.order} characters"
    if any(is_to_count(pool, tag) for tag in texts):
        long = texts_of(pool, texts)
        model = respelled_models(long, target, settings.order, settings.executor)
    else:
        model = Gamallo(count_stream(texts, settings.order))
    missing |= {tag: NO_LETTERS for tag in texts if tag not in model.languages}
    if not model.languages:
        return _no_model(missing)
    scores, size = model.line_scores(target)
    return _Scored(model.languages, scores, size, text_name(pool), True, missing)


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
        sampled = target_sampling_notes(SYMBOL, pool, len(scored.scores), settings)
        notes += [f"{note}; of all of them {_within(scored)}" for note in sampled]
    for tag in own:
        text = pool.aux_texts[tag]
        if text.is_sample and not text.is_to_count:
            notes.append(
                sampling_note(SYMBOL, f"{tag}'s", len(text.sentences), text.found, settings.seed)
            )
    notes += [
        f"the model of {tag} is of {len(corpus.sentences):,} of its corpus' {corpus.found:,} "
        f"sentences; --aux-text {tag}=FILE is counted whole"
        for tag, corpus in pool.aux_corpora.items()
        if corpus.sampled_of is not None and tag in scored.languages and _reads(pool, settings, tag)
    ]
    return tuple(notes)


def _reads(pool: Pool, settings: MeasureSettings, tag: str) -> bool:
    """Whether a candidate's model is of its corpus."""
    known = {candidate.tag for candidate in pool.candidates if in_pack(candidate)}
    return tag not in pool.aux_texts and (tag not in known or settings.smoothing == "gamallo")


def _within(scored: _Scored) -> str:
    """How far the values of a sample of sentences are from those of all, 95 times in 100.

    By the variance of a ratio of means, log2 probability over characters; the largest of all
    languages.
    """
    mean = scored.scores.sum(axis=0) / scored.characters.sum()
    rest = scored.scores - mean * scored.characters[:, None]
    error = 1.96 * np.sqrt((rest**2).sum(axis=0)) / scored.characters.sum()
    return f"it is the same to ±{2 ** error.max() - 1:.1%} (95 %)"


def _no_model(missing: dict[str, str]) -> str:
    """Why no candidate has a model, told of the first one."""
    tag, reason = next(iter(missing.items()))
    return f"no candidate has a model ({tag}: {reason})"


def _too_high(order: int, most: int, flag: str) -> str:
    return f"order {order} needs running text, the pack has counts up to order {most}; give {flag}"
