"""d*_V: the overlap of the training corpora's word types (Section 4.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from auxadvisor.counting.sums import Keys
from auxadvisor.distances.overlap import overlaps, resampled_overlaps, type_pool
from auxadvisor.distances.type_numbers import number_types
from auxadvisor.pack import TRAINING_WORDS, Ids, WordLists, load_word_lists
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped, TrainingCorpus

NAME, SYMBOL = "training-vocabulary", "d*_V"
NO_CORPUS = "no training corpus; give --aux-corpus"
NO_SHARED = "its corpus shares no word type with any other of the pool (N = 0)"


def training_vocabulary_overlap(pool: Pool, settings: MeasureSettings) -> Distances | Skipped:
    """The share of common word types between the target's training corpus and each candidate's.

    Types are cased: on the paper's own corpora that gives Table 4's d*_V column, lower-casing
    does not (DESIGN section 2). A candidate's corpus is ``--aux-corpus``, else the public corpus
    whose types the pack holds; candidates with neither have no value, and the pool that N(a)
    counts over is that of the languages which have one.
    """
    types, corpora = _type_ids(pool)
    target = types.pop(pool.target.tag, None)
    if target is None:
        return Skipped(NAME, SYMBOL, f"no training corpus of {pool.target}; give --corpus")
    if not types:
        return Skipped(NAME, SYMBOL, "no candidate has a training corpus; give --aux-corpus")
    lined_up = type_pool(target, list(types.values()))
    row = overlaps(lined_up)
    if not np.isfinite(row).any():
        return Skipped(NAME, SYMBOL, "the training corpora share no word type (N = 0)")
    places = [pool.tags.index(tag) for tag in types]
    values = np.full(len(pool.tags), np.nan)
    values[places] = row
    replicates = None
    notes: tuple[str, ...] = ()
    if pool.corpus is not None and pool.corpus.sampled_of is not None:
        notes = (f"d*_V is not resampled: the corpus has {pool.corpus.found:,} sentences",)
    elif pool.corpus is not None and settings.resamples:
        sentences = _sentence_types(pool.corpus, target, corpora.numbers)
        replicates = np.full((settings.resamples, len(pool.tags)), np.nan)
        replicates[:, places] = resampled_overlaps(
            lined_up, sentences, settings.resamples, settings.seed
        )
    missing = {tag: NO_CORPUS for tag in pool.tags if tag not in types}
    missing |= {tag: NO_SHARED for tag in types if np.isnan(values[pool.tags.index(tag)])}
    return Distances(
        measure=NAME,
        symbol=SYMBOL,
        closer="higher",
        candidates=pool.tags,
        values=values,
        replicates=replicates,
        missing=missing,
        made_of={"types": "cased", **corpora.sources},
        notes=notes,
    )


@dataclass(frozen=True)
class _Corpora:
    """Whose types each candidate's (by tag) and the target's are; numbers of the user's types."""

    sources: dict[str, str]
    numbers: dict[str, int]


def _type_ids(pool: Pool) -> tuple[dict[str, Ids], _Corpora]:
    """The numbered types of the languages that have a corpus."""
    lists = load_word_lists(TRAINING_WORDS)
    given = {tag: _types_of(corpus) for tag, corpus in pool.corpora.items()}
    numbered, numbers = number_types(lists, given)
    task = "ner" if pool.corpus is None or pool.corpus.tagged_spans else "pos"
    ids, sources = {}, {}
    for tag in (pool.target.tag, *pool.tags):
        whose = "target" if tag == pool.target.tag else tag
        if tag in given:
            ids[tag] = numbered[tag]
            sources[whose] = "given"
        elif (name := _public_corpus(tag, task, lists)) is not None:
            ids[tag] = lists[name]
            sources[whose] = name.rsplit("/", 1)[1]
    return ids, _Corpora(sources, numbers)


def _public_corpus(tag: str, task: str, lists: WordLists) -> str | None:
    """The language's first corpus in the pack, one of the task where there is one."""
    other = "pos" if task == "ner" else "ner"
    for prefix in (f"{tag}/{task}/", f"{tag}/{other}/"):
        for name in lists.names:
            if name.startswith(prefix):
                return name
    return None


def _types_of(corpus: TrainingCorpus) -> set[str] | Keys:
    if corpus.hashed_types is not None:
        return corpus.hashed_types
    return {token for sentence in corpus.sentences for token in sentence}


def _sentence_types(
    corpus: TrainingCorpus, target: Ids, numbers: dict[str, int]
) -> sparse.csr_array:
    """``(S, T)``: which types stand in which sentence, columns in the order of the target's."""
    owner = np.repeat(np.arange(len(corpus.sentences)), [len(s) for s in corpus.sentences])
    tokens = np.array([numbers[token] for sentence in corpus.sentences for token in sentence])
    ones = np.ones(len(tokens), dtype=np.float32)
    shape = (len(corpus.sentences), len(target))
    return sparse.csr_array((ones, (owner, np.searchsorted(target, tokens))), shape=shape)
