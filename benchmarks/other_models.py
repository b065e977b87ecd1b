"""Character models of other tools, as alternatives to Witten-Bell: nltk.lm and KenLM.

Both read the text that ours reads, normalised, and predict the same characters: a sentence's own
and one behind it. Characters that a model has never seen cost what the tool says: Lidstone's and
KenLM's own share for the unknown, and 2**-16 (our base) where nltk's absolute discounting has 0.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from math import log2
from pathlib import Path

from measuring import timed
from nltk.lm import AbsoluteDiscountingInterpolated, Lidstone, Vocabulary
from nltk.lm.api import LanguageModel
from published import Scores

from auxadvisor.language_models.char_ngram import LOG2_UNIFORM
from auxadvisor.language_models.text import BOUNDARY

NLTK_MODELS = ("Lidstone .1", "absolute discounting .75")
NLTK_ORDERS = range(2, 6)
KENLM_ORDERS = range(2, 8)
KENLM_SPACE = "_"

Texts = dict[str, list[str]]


def nltk_log2(name: str, models: Texts, held_out: Texts, order: int) -> Scores:
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


def kenlm_perplexities(kenlm: Path, models: Texts, held_out: Texts, order: int) -> Scores:
    """The same under KenLM's modified Kneser-Ney models (``lmplz``, then ``query``)."""
    scores: dict[str, dict[str, float]] = {target: {} for target in held_out}
    with tempfile.TemporaryDirectory() as folder:
        for tag, text in models.items():
            arpa = Path(folder) / f"{tag}.arpa"
            timed(kenlm_training(kenlm, order, arpa), stdin=spaced(text, Path(folder) / "train"))
            for target, sentences in held_out.items():
                told = timed(
                    [kenlm / "query", "-v", "summary", arpa],
                    stdin=spaced(sentences, Path(folder) / "text"),
                )
                line = next(x for x in told.output.splitlines() if "including OOVs" in x)
                scores[target][tag] = float(line.split(":")[1])
    return scores


def kenlm_training(kenlm: Path, order: int, arpa: Path) -> list[str | Path]:
    """The command that trains on stdin; the fallback is for discounts that few letters leave."""
    return [
        *(kenlm / "lmplz", "-o", str(order), "--discount_fallback", "-S", "1G"),
        *("-T", arpa.parent, "--arpa", arpa),
    ]


def spaced(sentences: list[str], path: Path) -> Path:
    """Write sentences as KenLM reads them: a character a token."""
    lines = (" ".join(sentence.replace(BOUNDARY, KENLM_SPACE)) for sentence in sentences)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
