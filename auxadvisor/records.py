"""What the layers hand to one another: pools of languages, distances, and the reasons for gaps."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from auxadvisor.executors import InProcess
from auxadvisor.languages import Language
from auxadvisor.ranking import Closer

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """A file that the user gave.

    Attributes:
        path: as the user named it.
        sha256: hex digest of the file on disk.
        size: bytes on disk.
    """

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Text:
    """Raw sentences of one language.

    Attributes:
        sentences: as written, one a line; a sample where the file holds more than was kept.
        found: sentences in the file.
        source: the file.
        encoding: to read the file again with; ``None`` where that cannot be done.
    """

    sentences: tuple[str, ...]
    found: int
    source: Source
    encoding: str | None = None

    @property
    def is_sample(self) -> bool:
        """Whether the file holds more sentences than were kept."""
        return self.found > len(self.sentences)

    @property
    def is_to_count(self) -> bool:
        """Whether what is kept is a sample, and all of the file can be counted."""
        return self.is_sample and self.encoding is not None


@dataclass(frozen=True, eq=False)
class TrainingCorpus:
    """The tokens of one language's tagged corpus; tags play no part in a distance.

    Attributes:
        sentences: their tokens; a sample where the file holds more than was kept.
        source: the file.
        tagged_spans: whether the tags are spans (NER, chunks) rather than one label a word (POS).
        sampled_of: sentences in the file, where ``sentences`` is a sample of them.
        hashed_types: the word types of the whole file then, as ``counting.word_types.hashed``
            numbers them, increasing.
    """

    sentences: tuple[tuple[str, ...], ...]
    source: Source
    tagged_spans: bool = True
    sampled_of: int | None = None
    hashed_types: NDArray[np.uint64] | None = None

    @property
    def found(self) -> int:
        """Sentences in the file."""
        return len(self.sentences) if self.sampled_of is None else self.sampled_of


@dataclass(frozen=True)
class SetAside:
    """A candidate that was not ranked, and why."""

    language: Language
    reason: str


@dataclass(frozen=True)
class Pool:
    """The languages that are compared, and what the user gave of each.

    Attributes:
        target: the language to be tagged.
        candidates: the possible auxiliary languages, in the order asked for.
        text: raw text of the target.
        corpus: tagged corpus of the target.
        aux_texts: raw text of candidates, by tag.
        aux_corpora: tagged corpora of candidates, by tag.
        aux_models: character language models of candidates, by tag.
        set_aside: candidates left out before anything was measured.
    """

    target: Language
    candidates: tuple[Language, ...]
    text: Text | None = None
    corpus: TrainingCorpus | None = None
    aux_texts: Mapping[str, Text] = field(default_factory=dict)
    aux_corpora: Mapping[str, TrainingCorpus] = field(default_factory=dict)
    aux_models: Mapping[str, Path] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()

    @property
    def corpora(self) -> dict[str, TrainingCorpus]:
        """The tagged corpora that the user gave, the target's among them, by tag."""
        target = {} if self.corpus is None else {self.target.tag: self.corpus}
        return {**self.aux_corpora, **target}

    def sentences_of(self, tag: str) -> tuple[str, ...] | None:
        """The sentences that the user gave of a language: its raw text, else its corpus."""
        texts = {**self.aux_texts, self.target.tag: self.text}
        text = texts.get(tag)
        if text is not None:
            return text.sentences
        corpus = self.corpora.get(tag)
        return None if corpus is None else tuple(" ".join(s) for s in corpus.sentences)

    @property
    def tags(self) -> tuple[str, ...]:
        """The candidates' tags."""
        return tuple(candidate.tag for candidate in self.candidates)


@dataclass(frozen=True)
class MeasureSettings:
    """What the measures can be told.

    Attributes:
        order: characters of an n-gram, 1 to 7.
        smoothing: a key of ``distances.perplexity.SMOOTHINGS``.
        resamples: bootstrap replicates; 0 for none.
        seed: of the bootstrap and of sampling from long files.
        max_sentences: the most sentences of the target that a perplexity is computed on.
        char_models: a key of ``distances.neural_models.MODELS``.
        device: that neural models run on: ``auto``, or a name of torch's.
        offline: whether nothing may be fetched.
        executor: that a measure submits its jobs to (``executors``); the numbers are the same on
            any.
    """

    order: int = 4
    smoothing: str = "witten-bell"
    resamples: int = 1000
    seed: int = 1
    max_sentences: int = 20_000
    char_models: str = "auto"
    device: str = "auto"
    offline: bool = False
    executor: Executor = field(default_factory=InProcess, repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Distances:
    """One row of a distance matrix: from the target to each candidate of the pool.

    Attributes:
        measure: its name, as ``--measures`` takes it.
        symbol: the paper's, such as ``d*_V``.
        closer: which end of the scale means a closer language.
        candidates: ``C`` tags, the pool's candidates in its order.
        values: ``(C,)``; NaN where the candidate is in ``missing``.
        replicates: ``(B, C)`` values on resampled sentences of the target; ``None`` where the
            measure was not computed on the user's own sentences.
        missing: why a candidate has no value, by tag.
        made_of: how the numbers were made, for the signature.
        notes: what a reader of the numbers must know.
    """

    measure: str
    symbol: str
    closer: Closer
    candidates: tuple[str, ...]
    values: Floats
    replicates: Floats | None
    missing: Mapping[str, str]
    made_of: Mapping[str, str]
    notes: tuple[str, ...] = ()

    @property
    def recipe(self) -> dict[str, str]:
        """How the numbers were made, without what was said of single candidates."""
        return {key: how for key, how in self.made_of.items() if key not in self.candidates}

    @property
    def covered(self) -> NDArray[np.bool_]:
        """``(C,)``: which candidates have a value."""
        return np.isfinite(self.values)


@dataclass(frozen=True)
class Skipped:
    """A measure that could not be computed at all, and why."""

    measure: str
    symbol: str
    reason: str
