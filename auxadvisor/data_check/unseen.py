"""How much of the held-out parts training has not seen."""

from __future__ import annotations

from collections.abc import Iterator

from auxadvisor.corpora import Corpus
from auxadvisor.data_check.data import Data
from auxadvisor.data_check.findings import Finding, Severity

MANY_WORDS = 0.5
"""Share of a held-out part's tokens; in 35 public corpora the largest is below .38
(``tests/data_check/test_real_data.py``)."""
FEW_SPANS = 0.2
"""Share of a held-out part's spans; in 15 public corpora the smallest is .30."""


def unseen_words(data: Data) -> Iterator[Finding]:
    """So many unknown words that the parts are hardly of one language and tokenisation."""
    for name, part in data.held_out.items():
        share = unseen_word_share(data, part)
        if share is not None and share > MANY_WORDS:
            what = f"training has not seen {share:.0%} of the tokens"
            advice = "see whether both parts are cut into tokens, and cased, in the same way"
            yield Finding(Severity.warning, name, part.path, what, advice)


def seen_spans(data: Data) -> Iterator[Finding]:
    """So many known spans that the score tells what was remembered."""
    for name, part in data.held_out.items():
        share = unseen_span_share(data, part)
        if share is not None and share < FEW_SPANS:
            what = f"training has seen {1 - share:.0%} of the spans' wordings"
            advice = "expect less of text with new names, or part the sentences by document"
            yield Finding(Severity.note, name, part.path, what, advice)


def unseen_word_share(data: Data, part: Corpus) -> float | None:
    """The share of a part's tokens whose cased type training does not have."""
    if data.train is None:
        return None
    types = part.types().items()
    return sum(n for word, n in types if word not in data.trained_words) / part.token_count


def unseen_span_share(data: Data, part: Corpus) -> float | None:
    """The share of a part's spans whose wording no span in training has; of none, ``None``."""
    if data.train is None or data.task == "pos":
        return None
    known, found = set(data.surfaces(data.train)), data.surfaces(part)
    return sum(surface not in known for surface in found) / len(found) if found else None
