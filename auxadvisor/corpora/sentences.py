"""What reading a corpus gives: sentences of tokens, with or without tags."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

PLAIN_TEXT = "text"
"""The one format that has all tokens of a sentence on one line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a corpus.

    Attributes:
        tokens: the words as written, case kept; at least one, none empty. In tab-separated
            files a token may hold spaces (Vietnamese syllables, ``10 000``).
        tags: one tag per token; ``None`` where the corpus does not tag the sentence.
        line: 1-based number of the line on which the first token stands.
        skipped: for each line after the first token that holds none (a CoNLL-U range, an empty
            node, a comment), the number of tokens before it.
    """

    tokens: tuple[str, ...]
    tags: tuple[str, ...] | None
    line: int
    skipped: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus file, read whole.

    Attributes:
        path: the file as the caller named it.
        format: its format, a key of ``FORMATS``, as given or detected.
        encoding: the encoding it was decoded with, as given.
        sentences: in file order; at least one.
        sha256: hex digest of the file as it lies on disk, that is before decompression.
        size: bytes of the file on disk, the same that ``sha256`` covers.
    """

    path: Path
    format: str
    encoding: str
    sentences: tuple[Sentence, ...]
    sha256: str
    size: int

    @property
    def token_count(self) -> int:
        """Number of tokens in all sentences."""
        return sum(len(sentence.tokens) for sentence in self.sentences)

    @property
    def is_tagged(self) -> bool:
        """Whether every sentence has tags."""
        return all(sentence.tags is not None for sentence in self.sentences)

    def line_of(self, sentence: Sentence, token: int) -> int:
        """1-based number of the line on which a token of a sentence stands.

        Args:
            sentence: of this corpus.
            token: its place in the sentence, from 0.
        """
        if self.format == PLAIN_TEXT:
            return sentence.line
        return sentence.line + token + bisect_right(sentence.skipped, token)

    def types(self) -> Counter[str]:
        """Word types with their number of tokens.

        Types are cased (``Der`` and ``der`` are two): with cased types the vocabulary distances
        of the paper's Table 4 come out, with lower-cased ones they do not (DESIGN section 2).
        """
        return Counter(token for sentence in self.sentences for token in sentence.tokens)

    def tag_counts(self) -> Counter[str]:
        """Tags with their number of tokens; empty for an untagged corpus."""
        return Counter(tag for sentence in self.sentences for tag in sentence.tags or ())
