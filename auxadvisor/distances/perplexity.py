"""d_P: perplexity of the candidate's character n-gram model on the target's text (Section 4.2).

d_P(t, c) = PP(CH_t, LM_c). The paper's formula can be read either way round; this reading agrees
with Table 4 (DESIGN section 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from auxadvisor.distances.resampling import resampled_counts
from auxadvisor.language_models.char_ngram import (
    NgramCounts,
    WittenBell,
    alphabet_of,
    count_ngrams,
    merge,
    perplexity,
    predicted_characters,
)
from auxadvisor.language_models.gamallo import Gamallo, count_stream, respell
from auxadvisor.language_models.text import normalise
from auxadvisor.pack import HELD_OUT, MODELS, load_ngram_counts
from auxadvisor.records import Distances, Floats, MeasureSettings, Pool, Skipped

NAME, SYMBOL = "perplexity", "d_P"


@dataclass(frozen=True, eq=False)
class _Scored:
    """A target's text under several models.

    Attributes:
        languages: ``L`` tags, the models' languages.
        scores: ``(S, L)`` log2 probability of each sentence, or of the whole text in one row.
        characters: ``(S,)`` predicted characters.
        resampled: whether the rows are the user's sentences, so that drawing them anew makes sense.
        made_of: for the signature.
    """

    languages: tuple[str, ...]
    scores: Floats
    characters: Floats
    resampled: bool
    made_of: dict[str, str]


def character_perplexity(pool: Pool, settings: MeasureSettings) -> Distances | Skipped:
    """The perplexity per character of each candidate's n-gram model on the target's text.

    The text is ``--text``, else the sentences of ``--corpus``, else the pack's held-out n-gram
    counts of the target. A candidate's model is trained on ``--aux-text``, else it is the pack's.
    From 1 (every character foreseen) upwards; lower is closer.
    """
    scored = SMOOTHINGS[settings.smoothing](pool, settings)
    if isinstance(scored, str):
        return Skipped(NAME, SYMBOL, scored)
    places = [pool.tags.index(tag) for tag in scored.languages]
    values = np.full(len(pool.tags), np.nan)
    values[places] = perplexity(scored.scores.sum(axis=0), scored.characters.sum())
    replicates = None
    if scored.resampled and settings.resamples:
        replicates = np.full((settings.resamples, len(pool.tags)), np.nan)
        draws = resampled_counts(len(scored.scores), settings.resamples, settings.seed)
        for block, counts in draws:
            drawn = perplexity(counts @ scored.scores, (counts @ scored.characters)[:, None])
            replicates[block, places] = drawn
    needs = "the pack has no model of it" if settings.smoothing == "witten-bell" else "no raw text"
    return Distances(
        measure=NAME,
        symbol=SYMBOL,
        closer="lower",
        candidates=pool.tags,
        values=values,
        replicates=replicates,
        missing={
            tag: f"{needs}; give --aux-text {tag}=FILE"
            for tag in pool.tags
            if tag not in scored.languages
        },
        made_of={"order": str(settings.order), "smoothing": settings.smoothing, **scored.made_of},
        notes=_notes(pool, settings),
    )


def _witten_bell(pool: Pool, settings: MeasureSettings) -> _Scored | str:
    """Score under interpolated Witten-Bell models, the pack's and those of the user's texts."""
    models = _models(pool, settings.order)
    if isinstance(models, str):
        return models
    lines = _target_lines(pool, settings)
    if lines is not None:
        sentences = [kept for line in lines if (kept := normalise(line))]
        if not sentences:
            return "the target's text has no letters"
        scorer = WittenBell(models)
        scores = scorer.sentence_scores(sentences)
        size = predicted_characters(sentences)
        return _Scored(models.languages, scores, size, True, {"text": _text_name(pool)})
    held_out = load_ngram_counts(HELD_OUT)
    if pool.target.tag not in held_out.languages:
        return f"the pack has no text of {pool.target}; give --text or --corpus"
    if settings.order > held_out.order:
        return _too_high(settings.order, held_out.order, "--text or --corpus")
    counts = held_out.of((pool.target.tag,))
    scores = WittenBell(models).count_scores(counts)[None, :]
    size = np.array([counts.counts.sum()], dtype=np.float64)
    return _Scored(models.languages, scores, size, False, {"text": "held-out counts"})


def _models(pool: Pool, order: int) -> NgramCounts | str:
    """The candidates' counts: one table of the pack's and of the user's texts."""
    packed = load_ngram_counts(MODELS)
    given = {
        tag: [kept for sentence in sentences if (kept := normalise(sentence))]
        for tag in pool.tags
        if (tag in pool.aux_texts or tag not in packed.languages)
        and (sentences := pool.sentences_of(tag)) is not None
    }
    from_pack = tuple(t for t in pool.tags if t in packed.languages and t not in given)
    if from_pack and order > packed.order:
        if not given:
            return _too_high(order, packed.order, "--aux-text for the candidates")
        from_pack = ()
    tables = []
    if from_pack:
        tables.append(packed.of(from_pack).at_order(order))
    if given:
        alphabet = alphabet_of([sentence for text in given.values() for sentence in text])
        tables.append(count_ngrams(given, order, alphabet))
    if not tables:
        return "no candidate has a model in the pack or a text; give --aux-text"
    return tables[0] if len(tables) == 1 else merge(*tables)


def _gamallo(pool: Pool, settings: MeasureSettings) -> _Scored | str:
    """Score as Gamallo's scripts do: their spelling, their weights, running text throughout."""
    lines = _target_lines(pool, settings)
    if lines is None:
        return "the gamallo smoothing needs running text of the target; give --text or --corpus"
    texts = {
        tag: [respell(sentence) for sentence in sentences]
        for tag in pool.tags
        if (sentences := pool.sentences_of(tag)) is not None
    }
    if not texts:
        return "the gamallo smoothing needs running text of the candidates; give --aux-text"
    model = Gamallo(count_stream(texts, settings.order))
    scores, characters = model.line_scores([respell(line) for line in lines])
    if not characters.sum():
        return f"the target's text is shorter than {settings.order} characters"
    return _Scored(tuple(texts), scores, characters, True, {"text": _text_name(pool)})


SMOOTHINGS: dict[str, Callable[[Pool, MeasureSettings], _Scored | str]] = {
    "witten-bell": _witten_bell,
    "gamallo": _gamallo,
}
"""How n-gram counts become probabilities, by the name that ``--smoothing`` takes."""


def _target_lines(pool: Pool, settings: MeasureSettings) -> list[str] | None:
    """The target's sentences, a seeded sample of them where there are more than the most."""
    sentences = pool.sentences_of(pool.target.tag)
    if sentences is None:
        return None
    if len(sentences) <= settings.max_sentences:
        return list(sentences)
    random = np.random.default_rng(settings.seed)
    kept = np.sort(random.choice(len(sentences), settings.max_sentences, replace=False))
    return [sentences[place] for place in kept]


def _text_name(pool: Pool) -> str:
    return "text" if pool.text is not None else "corpus"


def _notes(pool: Pool, settings: MeasureSettings) -> tuple[str, ...]:
    notes = []
    own = sorted(set(pool.tags) & pool.aux_texts.keys())
    if own and len(own) < len(pool.tags) and settings.smoothing == "witten-bell":
        notes.append(
            f"d_P mixes models: {', '.join(own)} trained on your text, the others the pack's; "
            "models of different texts and sizes are not strictly comparable"
        )
    found = pool.text.found if pool.text is not None else 0
    kept = len(pool.text.sentences) if pool.text is not None else 0
    if found > kept:
        notes.append(
            f"d_P is computed on a sample of {kept:,} of the text's {found:,} sentences "
            f"(seed {settings.seed})"
        )
    return tuple(notes)


def _too_high(order: int, most: int, flag: str) -> str:
    return f"order {order} needs running text, the pack has counts up to order {most}; give {flag}"
