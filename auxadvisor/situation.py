"""What is known of a case: resources of the target and the candidates, and what is enough."""

from __future__ import annotations

from dataclasses import dataclass

from auxadvisor.languages import Language
from auxadvisor.published import LARGE

THRESHOLD_EVIDENCE = {
    "characters": "docs/raw_text.md: with 3 million characters an auxiliary adds 1 to 2 points of "
    "POS accuracy, with fewer 2 to 5; in NER nothing is left that could be shown",
    "pieces": "a judgement: BPEmb's vocabularies end where a Wikipedia is too small for more; the "
    "paper's five languages all have 200,000 pieces",
    "several": 'Section 4.3 says "multiple"; with one auxiliary there is nothing to weigh',
    "most": "as many as the paper has",
    "sentences": "docs/reproduction.md: with 1,000 sentences meta-embeddings are below mono on 6 "
    "of 6 corpora, with the paper's 8,323 to 15,806 above on 10 of 10; between, nothing is known",
}
"""Where each threshold comes from; the paper gives none."""

FEW, BATCH_OF_FEW = 1000, 16
"""Below so many labelled sentences, batches of so many: of the paper's 64, an epoch has too few
steps. Dev F1 with 64 and with 16, seed 1: 100 Dutch sentences, mono, 10.3 and 24.8, 300 28.6 and
32.9; 600 Finnish ones with 94 entities, mono, 17.1 and 18.2, mono+multi 16.4 and 23.5."""


@dataclass(frozen=True)
class Thresholds:
    """What "enough" and "several" mean; ``THRESHOLD_EVIDENCE`` says why.

    Attributes:
        characters: of raw text that embeddings of a language are to be trained on, at least.
        pieces: in the vocabulary of published byte-pair embeddings, at least.
        several: auxiliary languages with good embeddings, for meta-embeddings.
        most: auxiliary languages that are advised.
        sentences: labelled ones, at least, for meta-embeddings.
    """

    characters: int = 3_000_000
    pieces: int = LARGE
    several: int = 2
    most: int = 4
    sentences: int = 3_000


@dataclass(frozen=True)
class Pretrained:
    """Embeddings that exist.

    Attributes:
        name: as ``embeddings.locate`` takes it.
        characters: of the text that they were trained on, where that is known.
        pieces: in their vocabulary, where they have one that tells.
        at_hand: whether they need no fetching.
    """

    name: str
    characters: int | None = None
    pieces: int | None = None
    at_hand: bool = False


@dataclass(frozen=True)
class Resources:
    """What there is of a language.

    Attributes:
        language: which.
        embeddings: of it, if any.
        raw_characters: of the raw text that the user has of it.
        raw_tokens: likewise.
    """

    language: Language
    embeddings: Pretrained | None = None
    raw_characters: int = 0
    raw_tokens: int = 0

    def good(self, thresholds: Thresholds) -> bool:
        """Whether its embeddings, or those that could be trained, are of enough text.

        Embeddings of which neither text nor vocabulary is known are taken to be good: somebody
        published them, or the user named them.
        """
        return self._pretrained(thresholds) or self.raw_characters >= thresholds.characters

    def must_be_trained(self, thresholds: Thresholds) -> bool:
        """Whether the user's raw text is better than the embeddings that exist."""
        enough = self.raw_characters >= thresholds.characters
        return (enough and not self._pretrained(thresholds)) or (
            self.embeddings is None and self.raw_characters > 0
        )

    def said(self) -> str:
        """What there is, in words."""
        found = []
        if self.embeddings is not None:
            sizes = [
                f"{number:,} {unit}"
                for number, unit in (
                    (self.embeddings.characters, "characters"),
                    (self.embeddings.pieces, "pieces"),
                )
                if number is not None
            ]
            found.append(f"{self.embeddings.name} ({', '.join(sizes) or 'size unknown'})")
        if self.raw_characters:
            size = f"{self.raw_tokens:,} tokens, {self.raw_characters:,} characters"
            found.append(f"raw text ({size})")
        return f"{self.language}: {' and '.join(found) or 'nothing'}"

    def _pretrained(self, thresholds: Thresholds) -> bool:
        found = self.embeddings
        if found is None:
            return False
        enough = [
            number >= bound
            for number, bound in (
                (found.characters, thresholds.characters),
                (found.pieces, thresholds.pieces),
            )
            if number is not None
        ]
        return all(enough)


@dataclass(frozen=True)
class Losses:
    """What a probe of the labels found, in nats a token.

    Attributes:
        language: held-out loss with the best language's embeddings beside the target's.
        multilingual: with the multilingual ones.
    """

    language: float
    multilingual: float


@dataclass(frozen=True)
class Situation:
    """What is known of a case.

    Attributes:
        target: the language to be tagged, and what there is of it.
        candidates: the possible auxiliary languages, first to last.
        contenders: tags of those that could be first.
        multilingual: embeddings of many languages, the target among them.
        sentences: labelled ones; ``None`` where no corpus was given.
        ordered_by: what put the candidates in their order, in words.
        losses: of the first candidate and of the multilingual embeddings, where both were probed.
    """

    target: Resources
    candidates: tuple[Resources, ...] = ()
    contenders: tuple[str, ...] = ()
    multilingual: Pretrained | None = None
    sentences: int | None = None
    ordered_by: str = "d_MV"
    losses: Losses | None = None
