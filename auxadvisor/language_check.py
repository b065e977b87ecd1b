"""Which language a text is in, by the pack's character n-gram models (the models of d_P)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from auxadvisor.language_models.char_ngram import WittenBell, perplexity
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import predicted_characters
from auxadvisor.languages import Language, catalogue
from auxadvisor.pack import MODELS, load_ngram_counts

SENTENCES = 200
"""That are looked at, spread over the text."""
NEAREST = 3
"""Languages that are given."""
LIKE = 1.25
"""Two languages whose perplexities differ by less than this factor are not told apart. Of the test
parts of 37 labelled corpora all are nearest to their own language with 20 sentences, with 5 all but
one, by a factor of 1.14; the closest second is Bosnian behind Croatian, 1.03."""


@dataclass(frozen=True)
class Guess:
    """A language that a text may be in.

    Attributes:
        language: of the pack.
        perplexity: of its model on the text, per character; the lower, the likelier.
    """

    language: Language
    perplexity: float


def identify(sentences: Sequence[str], most: int = SENTENCES) -> tuple[Guess, ...]:
    """The languages of the pack that a text is likeliest in, the likeliest first.

    Args:
        sentences: of the text.
        most: of them that are looked at.

    Returns:
        Three; none where the text has no letters.
    """
    step = max(1, -(-len(sentences) // most))
    text = [normalise(sentence) for sentence in sentences[::step][:most]]
    characters = float(predicted_characters(text).sum())
    if not characters:
        return ()
    models = _models()
    found = perplexity(models.sentence_scores(text).sum(axis=0), characters)  # (L,)
    nearest = np.argsort(found, kind="stable")[:NEAREST]
    known = catalogue()
    return tuple(Guess(known[models.languages[n]], float(found[n])) for n in nearest)


def mismatch(language: Language, sentences: Sequence[str]) -> str | None:
    """What speaks against a text being in a language; ``None`` where nothing does.

    Close relatives are not told apart, and nothing is said of a language that the pack has no
    model of.
    """
    guesses = identify(sentences)
    if not guesses:
        return "it has no letters"
    if language.tag not in _models().languages:
        return None
    near = [g for g in guesses if g.perplexity <= LIKE * guesses[0].perplexity]
    if language.tag in [guess.language.tag for guess in near]:
        return None
    return f"it reads like {guesses[0].language}, not like {language}"


@cache
def _models() -> WittenBell:
    return WittenBell(load_ngram_counts(MODELS))
