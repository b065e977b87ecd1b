"""Character models of nltk.lm, as alternatives to Witten-Bell.

They read the text that ours reads, normalised, and predict the same characters: a sentence's own
and one behind it. A character that a model has never seen costs what the tool says: Lidstone's own
share for the unknown, and 2**-16 (our base) where absolute discounting has 0.
"""

from __future__ import annotations

from collections import Counter
from math import log2

from nltk.lm import AbsoluteDiscountingInterpolated, Lidstone, Vocabulary
from nltk.lm.api import LanguageModel
from published import Scores

from auxadvisor.language_models.char_ngram import LOG2_UNIFORM
from auxadvisor.language_models.text import BOUNDARY

NLTK_MODELS = ("Lidstone .1", "absolute discounting .75")
NLTK_ORDERS = range(2, 6)

Texts = dict[str, list[str]]


def nltk_perplexities(name: str, models: Texts, held_out: Texts, order: int) -> Scores:
    """Perplexity of each held-out text under each nltk model, by target and candidate."""
    letters = sorted({c for text in models.values() for s in text for c in s} | {BOUNDARY})
    trained = {tag: _train(name, text, order, letters) for tag, text in models.items()}
    scores = {}
    for target, sentences in held_out.items():
        counts = Counter(w for sentence in sentences for w in windows(sentence, order))
        scores[target] = {
            tag: 2.0 ** -(_log2(model, counts) / counts.total()) for tag, model in trained.items()
        }
    return scores


def windows(sentence: str, order: int) -> list[str]:
    """The windows of a sentence that our models predict from: padded before, one boundary behind.

    >>> windows("ab", 3)
    ['  a', ' ab', 'ab ']
    """
    padded = BOUNDARY * (order - 1) + sentence + BOUNDARY
    return [padded[place : place + order] for place in range(len(sentence) + 1)]


def _train(name: str, text: list[str], order: int, letters: list[str]) -> LanguageModel:
    vocabulary = Vocabulary(letters)
    model: LanguageModel = (
        Lidstone(0.1, order, vocabulary=vocabulary)
        if name.startswith("Lidstone")
        else AbsoluteDiscountingInterpolated(order, vocabulary=vocabulary)
    )
    model.fit(
        [tuple(window[-k:]) for window in windows(sentence, order) for k in range(1, order + 1)]
        for sentence in text
    )
    return model


def _log2(model: LanguageModel, counts: Counter[str]) -> float:
    least = 2.0**LOG2_UNIFORM
    return sum(
        count * log2(max(model.score(window[-1], tuple(window[:-1])), least))
        for window, count in counts.items()
    )
