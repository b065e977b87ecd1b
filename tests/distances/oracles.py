"""Slow, literal versions of what the vocabulary measures compute."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence, Set

from auxadvisor.pack import load_word_lists


def literal_overlap(target: Set[Hashable], candidates: Sequence[Set[Hashable]]) -> list[float]:
    """d(t, c) = (W(t|c) + W(c|t)) / (2 min(N(t), N(c))), word by word; NaN where N is 0."""
    languages = [target, *candidates]

    def shared_with_any(place: int) -> int:
        others = set().union(*languages[:place], *languages[place + 1 :])
        return sum(word in others for word in languages[place])

    result = []
    for place, candidate in enumerate(candidates, 1):
        both = sum(w in candidate for w in target) + sum(w in target for w in candidate)
        least = min(shared_with_any(0), shared_with_any(place))
        result.append(both / (2 * least) if least else math.nan)
    return result


def words_of(file: str, name: str) -> set[str]:
    """The words of one of the pack's lists."""
    lists = load_word_lists(file)
    vocabulary = lists.words.decode().split("\n")
    return {vocabulary[number] for number in lists[name]}
