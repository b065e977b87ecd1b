"""d_V: the overlap of general word lists (Section 4.2; Brown et al., 2008)."""

from __future__ import annotations

from concurrent.futures import Executor

import numpy as np

from auxadvisor.counting.sums import Keys
from auxadvisor.counting.word_types import word_types
from auxadvisor.distances.long_texts import lines_of, texts_of
from auxadvisor.distances.overlap import overlaps, type_pool
from auxadvisor.distances.type_numbers import number_types
from auxadvisor.language_models.text import normalise
from auxadvisor.languages import Language, in_pack
from auxadvisor.pack import WORD_LISTS, Ids, WordLists, load_word_lists
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped, Text

NAME, SYMBOL = "vocabulary", "d_V"
SOURCES = ("wordfreq", "text")
"""The pack's word lists, the preferred ones first."""
NO_LIST = "no word list in the pack; give --aux-text"
NO_SHARED = "it shares no word with any language of the pool (N = 0)"


def vocabulary_overlap(pool: Pool, settings: MeasureSettings) -> Distances | Skipped:
    """The share of common words between the target's word list and each candidate's.

    One source serves the whole pool, since lists of different sources overlap less for no reason
    of language: ``wordfreq``'s 10,000 most frequent words if it has every language of the pool,
    else the words of the pack's parallel text, which says the same in each language. A language
    that the pack does not know is given the words of the user's text. Words are lower-cased, and
    those that a fifth of the script's languages have, names above all, are left out. The lists are
    fixed, so resampling the target's sentences does not move them.
    """
    lists = load_word_lists(WORD_LISTS)
    languages = (pool.target, *pool.candidates)
    complete = [s for s in SOURCES if all(_listed(one, s, lists) for one in languages)]
    source = complete[0] if complete else "text"
    words, given = _word_ids(languages, source, pool, lists, settings.executor)
    target = words.pop(pool.target.tag, None)
    if target is None:
        reason = f"the pack has no word list of {pool.target}; give --text or --corpus"
        return Skipped(NAME, SYMBOL, reason)
    row = overlaps(type_pool(target, list(words.values()))) if words else np.empty(0)
    if not np.isfinite(row).any():
        return Skipped(NAME, SYMBOL, "the word lists of the pool share no word (N = 0)")
    values = dict(zip(words, row, strict=True))
    missing = {tag: NO_LIST for tag in pool.tags if tag not in values}
    missing |= {tag: NO_SHARED for tag, value in values.items() if np.isnan(value)}
    return Distances(
        measure=NAME,
        symbol=SYMBOL,
        closer="higher",
        candidates=pool.tags,
        values=np.array([values.get(tag, np.nan) for tag in pool.tags]),
        replicates=None,
        missing=missing,
        made_of={"types": "lower-cased", "lists": source, **dict.fromkeys(given, "given")},
        notes=tuple(
            f"d_V takes the words of {tag} from your file, those of the others from the pack: "
            "lists of different texts overlap less"
            for tag in given
        ),
    )


def _word_ids(
    languages: tuple[Language, ...],
    source: str,
    pool: Pool,
    lists: WordLists,
    executor: Executor,
) -> tuple[dict[str, Ids], list[str]]:
    """The numbered words of the languages that have any, and whose are the user's."""
    given = {
        language.tag: _words_of(pool, language.tag, executor)
        for language in languages
        if not _listed(language, source, lists) and pool.sentences_of(language.tag) is not None
    }
    numbered, _ = number_types(lists, given)
    left_out = f"international/{pool.target.script}"
    international = lists[left_out] if left_out in lists.names else np.empty(0, dtype=np.int32)
    ids = {}
    for language in languages:
        tag = language.tag
        if tag in given:
            ids[tag] = np.setdiff1d(numbered[tag], international)
        elif _listed(language, source, lists):
            ids[tag] = lists[f"{source}/{tag}"]
    return ids, list(given)


def _words_of(pool: Pool, tag: str, executor: Executor) -> set[str] | Keys:
    """The words of a text; their hashes where it is longer than what was kept of it."""
    text = texts_of(pool, (tag,))[tag]
    if isinstance(text, Text) and text.is_to_count:
        return word_types(lines_of(text), executor)
    sentences = pool.sentences_of(tag) or ()
    return {word for sentence in sentences for word in normalise(sentence).split()}


def _listed(language: Language, source: str, lists: WordLists) -> bool:
    """Whether a source of the pack has the language's words, in the script it is written in."""
    return in_pack(language) and f"{source}/{language.tag}" in lists.names
