"""Numbers for word types, so that languages can be compared: of words, or of words' hashes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from auxadvisor.counting.sums import Keys
from auxadvisor.counting.word_types import hashed
from auxadvisor.pack import Ids, WordLists

Types = Mapping[str, set[str] | Keys]
"""The types of languages: words or, of long texts, hashes of words, increasing."""


def number_types(lists: WordLists, given: Types) -> tuple[dict[str, Ids], dict[str, int]]:
    """Number the types of some languages: one number, one word, also of the pack's lists.

    Hashes that no other language nor the pack has get no number: they are shared by nobody.

    Args:
        lists: of the pack.
        given: types by language.

    Returns:
        the numbers of each language's types, increasing; and those of the words.
    """
    words = {tag: types for tag, types in given.items() if isinstance(types, set)}
    numbers = lists.numbering(set().union(*words.values()))
    ids = {
        tag: np.array(sorted(numbers[word] for word in types), dtype=np.int32)
        for tag, types in words.items()
    }
    hashes = {tag: types for tag, types in given.items() if not isinstance(types, set)}
    return ids | _number_hashes(lists, numbers, hashes), numbers


def _number_hashes(
    lists: WordLists, numbers: dict[str, int], given: Mapping[str, Keys]
) -> dict[str, Ids]:
    if not given:
        return {}
    vocabulary = lists.words.decode("utf-8").split("\n")
    new = {number: word for word, number in numbers.items() if number >= len(vocabulary)}
    known = hashed([*vocabulary, *(new[number] for number in sorted(new))])
    order = np.argsort(known)
    increasing = known[order]
    place = {tag: np.searchsorted(increasing, types) for tag, types in given.items()}
    found = {tag: increasing[at % len(known)] == given[tag] for tag, at in place.items()}
    others = np.concatenate([types[~found[tag]] for tag, types in given.items()])
    distinct, owners = np.unique(others, return_counts=True)
    shared = distinct[owners > 1]
    ids = {}
    for tag, types in given.items():
        known_ids = order[place[tag][found[tag]]]
        _, among, _ = np.intersect1d(shared, types, assume_unique=True, return_indices=True)
        ids[tag] = np.sort(np.concatenate([known_ids, len(known) + among])).astype(np.int32)
    return ids
