"""Which auxiliary languages an experiment takes where the user names none, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest

from auxadvisor.corpora import Corpus
from auxadvisor.embeddings.families import Family
from auxadvisor.errors import SettingsError
from auxadvisor.inputs import words_of
from auxadvisor.languages import Language, catalogue, resolve
from auxadvisor.pool import build_pool
from auxadvisor.rank import rank
from auxadvisor.records import MeasureSettings

MOST = 4
"""As many as the paper has."""


def named(target: Language, languages: Sequence[str], flag: str = "--languages") -> tuple[str, ...]:
    """Tags of the languages of some codes or names, each once; the flag is where they stand.

    Raises:
        SettingsError: one is unknown, or the target.
    """
    tags = tuple(dict.fromkeys(resolve(name).tag for name in languages))
    if target.tag in tags:
        raise SettingsError(f"{flag}: {target} is the target")
    return tags


def recommended(
    target: Language, corpus: Corpus, family: Family, most: int = MOST
) -> tuple[str, ...]:
    """Tags of the first of the ranking (d_MV), of the languages of one script with embeddings.

    Raises:
        SettingsError: no language is left to rank.
    """
    able = [tag for tag in catalogue() if tag != target.tag and family.name(tag) is not None]
    return _ranked(target, corpus, able)[:most]


def closest(target: Language, corpus: Corpus, tags: Sequence[str]) -> tuple[str, ...]:
    """Those of some languages that can be ranked, in the order of the ranking (d_MV)."""
    try:
        return _ranked(target, corpus, tags)
    except SettingsError:  # none of them can
        return ()


def in_turns(first: Sequence[str], second: Sequence[str], most: int) -> tuple[str, ...]:
    """The first of two orders' best: the best of the one, the best of the other, and so on.

    About as good as the better order, whichever that is (``docs/selection.md``, A shortlist).

    >>> in_turns(["et", "sv", "de", "en"], ["sv", "en", "de"], 3)
    ('et', 'sv', 'en')
    """
    mixed = chain.from_iterable(zip_longest(first, second))
    return tuple(dict.fromkeys(tag for tag in mixed if tag is not None))[:most]


def _ranked(target: Language, corpus: Corpus, tags: Sequence[str]) -> tuple[str, ...]:
    pool = build_pool(target.tag, tags, corpus=words_of(corpus))
    ranking = rank(pool, settings=MeasureSettings(resamples=0))
    return tuple(ranking.pool.tags[place] for place in ranking.order)
