"""Distances between all languages of a set, both ways round, computed from the pack's texts.

A ranking needs one row, from the target to its candidates. A map needs the whole matrix: here each
language is the target once, and the others of the set are its pool. ``L`` stands for the languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from auxadvisor.distances import MEASURES
from auxadvisor.errors import SettingsError
from auxadvisor.languages import Language, in_pack, share_script
from auxadvisor.pool import build_pool
from auxadvisor.ranking import Closer
from auxadvisor.records import Floats, MeasureSettings, Skipped

FEWEST = 3
"""Languages of a matrix: two have one distance, which needs no matrix."""
PAIRED = ("perplexity", "vocabulary", "training-vocabulary")
"""The measures that the pack's own texts suffice for; d*_P has its models, but no running text."""


@dataclass(frozen=True, eq=False)
class PairMatrix:
    """One measure between all languages of a set.

    Attributes:
        measure: its name, as ``--measures`` takes it.
        symbol: the paper's.
        closer: which end of the scale means a closer language.
        tags: of the languages, ``L``; the first is the one that was asked about.
        values: ``(L, L)``, a row for each target, a column for each candidate. The diagonal is a
            language by itself: of a perplexity, its own model on its own text; of an overlap, 1.
        missing: why a language of the set has no row, by tag.
    """

    measure: str
    symbol: str
    closer: Closer
    tags: tuple[str, ...]
    values: Floats
    missing: dict[str, str]

    @property
    def apart(self) -> Floats:
        """``(L, L)`` symmetric distances, 0 on the diagonal: the mean of both directions.

        Of a perplexity, the bits by which a character costs more under the other language's model
        than under its own: log2 PP(t, c) - log2 PP(t, t). Of an overlap, what is missing to 1.
        """
        if self.closer == "lower":
            bits = np.log2(self.values)
            one_way = np.maximum(0.0, bits - np.diag(bits)[:, None])
        else:
            one_way = 1.0 - self.values
        found: Floats = (one_way + one_way.T) / 2
        np.fill_diagonal(found, 0.0)
        return found


def all_pairs(
    languages: Sequence[Language],
    measures: Sequence[str] = PAIRED,
    settings: MeasureSettings | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[PairMatrix | Skipped, ...]:
    """Each measure between every two languages, all over the same pool.

    Values of the overlaps differ from those of a ranking over another pool: N(a) depends on it.

    Args:
        languages: of one script, the most important one first.
        measures: names out of ``PAIRED``.
        settings: of the measures; nothing is resampled.
        progress: told each measure's symbol as it begins.

    Raises:
        SettingsError: a measure that needs more than the pack.
    """
    for name in measures:
        if name not in PAIRED:
            raise SettingsError(f"measure {name!r}: expected one of {', '.join(PAIRED)}")
    told = replace(settings or MeasureSettings(), resamples=0)
    known, missing = _of_the_pack(languages)
    found: list[PairMatrix | Skipped] = []
    for name in measures:
        progress(MEASURES[name].symbol)
        found.append(_matrix(name, known, missing, told))
    return tuple(found)


def _of_the_pack(languages: Sequence[Language]) -> tuple[list[Language], dict[str, str]]:
    """The languages whose texts the pack has, in the script of the first one; why not the rest."""
    known: list[Language] = []
    missing: dict[str, str] = {}
    for language in languages:
        if not in_pack(language):
            missing[language.tag] = "not in the pack"
        elif known and not share_script(known[0].script, language.script):
            missing[language.tag] = f"written in {language.script}"
        else:
            known.append(language)
    return known, missing


def _matrix(
    name: str, languages: Sequence[Language], missing: dict[str, str], settings: MeasureSettings
) -> PairMatrix | Skipped:
    measure, missing = MEASURES[name], dict(missing)
    rows, closer = _rows(name, languages, missing, settings)
    tags = [language.tag for language in languages]
    kept = [place for place, tag in enumerate(tags) if tag in rows]
    values = np.array([rows[tags[place]][kept] for place in kept]).reshape(len(kept), len(kept))
    if closer == "higher":
        np.fill_diagonal(values, 1.0)
    whole = _without_gaps(values)
    for place in set(range(len(kept))) - set(whole):
        missing[tags[kept[place]]] = "no value with another language of the set"
    if len(whole) < FEWEST:
        reasons = "; ".join(f"{tag}: {reason}" for tag, reason in missing.items())
        few = f"fewer than {FEWEST} languages have values" + (f" ({reasons})" if reasons else "")
        return Skipped(name, measure.symbol, few)
    named = tuple(tags[kept[place]] for place in whole)
    return PairMatrix(name, measure.symbol, closer, named, values[np.ix_(whole, whole)], missing)


def _rows(
    name: str, languages: Sequence[Language], missing: dict[str, str], settings: MeasureSettings
) -> tuple[dict[str, Floats], Closer]:
    """Each language's row, itself among the candidates; adds to ``missing`` who has none."""
    rows: dict[str, Floats] = {}
    closer: Closer = "lower"
    for language in languages if len(languages) >= FEWEST else ():
        pool = build_pool(language.tag, [one.tag for one in languages if one != language])
        row = MEASURES[name].compute(replace(pool, candidates=tuple(languages)), settings)
        if isinstance(row, Skipped):
            missing[language.tag] = row.reason
        else:
            rows[language.tag], closer = row.values, row.closer
    return rows, closer


def _without_gaps(values: Floats) -> list[int]:
    """Places of the languages that have a value with each other, the fullest ones."""
    places = list(range(len(values)))
    while places:
        gaps = np.isnan(values[np.ix_(places, places)])
        holes = gaps.sum(axis=0) + gaps.sum(axis=1)
        if not holes.any():
            break
        worst = max(range(len(places)), key=lambda place: (holes[place], place))
        del places[worst]
    return places
