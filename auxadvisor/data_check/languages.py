"""Whether the words read like the language that they should be of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auxadvisor.data_check.data import TRAIN, Data, texts_of
from auxadvisor.data_check.findings import Finding, Severity
from auxadvisor.language_check import identify, mismatch
from auxadvisor.languages import Language

LEAST_SENTENCES = 10
"""Of fewer, nothing is said of the language. Of 185 draws of 10 test sentences of 37 public
corpora none was taken for another language's; of 5 sentences, one was
(``tests/data_check/test_real_data.py``)."""


def unlike_target(data: Data) -> Iterator[Finding]:
    """A part that reads like another language than the target, or than the training part."""
    expected = data.target or reads_like(texts_of(data.train) if data.train else ())
    if expected is None:
        return
    for name, part in data.parts.items():
        if data.target is None and name == TRAIN:
            continue
        reason = speaks_against(expected, texts_of(part))
        if reason is not None:
            whose = "" if data.target is not None else ", as the training part does"
            advice = "see whether it is the right file, or --target the right language"
            yield Finding(Severity.warning, name, part.path, reason + whose, advice)


def reads_like(sentences: Sequence[str]) -> Language | None:
    """The language of the pack that a text is likeliest in; ``None`` of too little text."""
    guesses = identify(sentences) if len(sentences) >= LEAST_SENTENCES else ()
    return guesses[0].language if guesses else None


def speaks_against(language: Language, sentences: Sequence[str]) -> str | None:
    """What speaks against a text being in a language; ``None`` where nothing does."""
    return mismatch(language, sentences) if len(sentences) >= LEAST_SENTENCES else None
