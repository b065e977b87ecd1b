"""The languages among themselves: a map, a tree, and each measure's matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from auxadvisor.all_pairs import PAIRED, PairMatrix, all_pairs
from auxadvisor.distances import MEASURES
from auxadvisor.errors import SettingsError
from auxadvisor.languages import Language, resolve
from auxadvisor.records import MeasureSettings, Skipped
from auxadvisor.report.blocks import Block, Cell, Column, Line, Section, Table, Text, section
from auxadvisor.report.figures import picture
from auxadvisor.report.language_figures import map_figure, tree_figure
from auxadvisor.report.language_map import Plane, scaled
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_ranking import SavedRanking, rankings
from auxadvisor.report.wording import level, listing, weight_text

SHOWN = 11
"""Candidates beside the target: a map of more is a thicket."""
MAPPED = ("perplexity", "vocabulary")
"""Measures with a map and a tree; the pack has values of them for every language."""
ORDER = 4
"""Of the n-grams, at most: the pack's counts go no further."""


def languages(results: Results, progress: Callable[[str], None]) -> Section | None:
    """A map for each target, of its ranking with the most candidates; ``None`` without one."""
    by_target: dict[str, SavedRanking] = {}
    for one in rankings(results):
        known = by_target.setdefault(one.target, one)
        if len(one.candidates) > len(known.candidates):
            by_target[one.target] = one
    parts = [
        (one.title, _blocks(one, number, progress)) for number, one in enumerate(by_target.values())
    ]
    return section("languages", "How the languages lie to one another", parts)


def _blocks(one: SavedRanking, number: int, progress: Callable[[str], None]) -> list[Block]:
    chosen = _chosen(one)
    names = {language.tag: language.name for language in chosen}
    settings = MeasureSettings(order=min(one.order, ORDER))
    found = all_pairs(chosen, PAIRED, settings, lambda symbol: progress(f"{symbol} of all pairs"))
    matrices = [
        each for each in found if isinstance(each, PairMatrix) and each.tags[0] == one.target
    ]
    if not matrices:
        reasons = "; ".join({each.reason: 0 for each in found if isinstance(each, Skipped)})
        return [
            Text((f"There is no map for {one.title}: {reasons or 'the pack lacks it'}.",), True)
        ]
    progress("map of the languages")
    mapped = [pairs for pairs in matrices if pairs.measure in MAPPED]
    blocks: list[Block] = []
    if mapped:
        planes = _planes(mapped)
        blocks.append(
            picture(
                f"map{number}",
                _nearest(mapped, names),
                _map_caption(planes, one, len(chosen)),
                lambda width: map_figure(width, planes, names),
            )
        )
        blocks.append(
            picture(
                f"tree{number}",
                _families(mapped[0], names),
                "Two branches meet where the languages on them are that far apart on average "
                "(average linkage of the same distances); the further left, the further apart.",
                lambda width: tree_figure(width, mapped, names),
            )
        )
    return [*blocks, *(_matrix(pairs, names) for pairs in matrices)]


def _chosen(one: SavedRanking) -> list[Language]:
    """The target and the first candidates, those of them that the pack can know."""
    found = []
    for tag in (one.target, *(candidate.tag for candidate in one.candidates[:SHOWN])):
        try:
            found.append(resolve(tag))
        except SettingsError:
            found.append(Language(tag, tag, ""))
    return list({language.tag: language for language in found}.values())


def _planes(matrices: list[PairMatrix]) -> list[tuple[PairMatrix, Plane]]:
    """A map of each matrix, the later ones turned towards the first."""
    first = scaled(matrices[0].apart)
    planes = [(matrices[0], first)]
    for pairs in matrices[1:]:
        like = None
        if pairs.tags == matrices[0].tags:
            spread = np.linalg.norm(pairs.apart) / (np.linalg.norm(matrices[0].apart) or 1.0)
            like = first.points * spread
        planes.append((pairs, scaled(pairs.apart, like)))
    return planes


def _nearest(matrices: list[PairMatrix], names: Mapping[str, str]) -> str:
    """The finding of the map: who is nearest to the target by each measure."""
    nearest = {}
    for pairs in matrices:
        place = 1 + int(pairs.apart[0, 1:].argmin())
        nearest[pairs.symbol] = names[pairs.tags[place]]
    target = names[matrices[0].tags[0]]
    if len(set(nearest.values())) == 1:
        return f"{next(iter(nearest.values()))} lies nearest to {target}, by {listing([*nearest])}"
    said = [f"{name} by {symbol}" for symbol, name in nearest.items()]
    return f"Nearest to {target} lies {listing(said)}"


def _families(pairs: PairMatrix, names: Mapping[str, str]) -> str:
    """The finding of the tree: its closest pair."""
    apart = pairs.apart + np.diag(np.full(len(pairs.tags), np.inf))
    one, other = np.unravel_index(int(apart.argmin()), apart.shape)
    closest = listing([names[pairs.tags[place]] for place in sorted((int(one), int(other)))])
    return f"{closest} are the closest pair of all, by {pairs.symbol}"


def _map_caption(planes: list[tuple[PairMatrix, Plane]], one: SavedRanking, count: int) -> str:
    stress = listing([f"{weight_text(p.stress)} for {pairs.symbol}" for pairs, p in planes])
    order = listing([weight_text(plane.order) for _, plane in planes])
    cut = ""
    if len(one.candidates) > SHOWN:
        cut = f" The target and the first {SHOWN} of {len(one.candidates)} candidates."
    return (
        f"Near is alike; only distances between dots mean something, directions do not. Orange is "
        f"the target. Computed from the pack's texts, not from yours, over these {count} "
        f"languages.{cut} d_P: the bits a character costs more under the other language's model "
        "than under its own; d_V: 1 − overlap of the word lists; both the mean of the two "
        f"directions. Two dimensions lose something: stress {stress} (0 is nothing, from .2 on "
        f"much); the order of the distances is kept with Spearman {order}."
    )


def _number(value: float, pairs: PairMatrix) -> str:
    if pairs.closer == "higher":
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _matrix(pairs: PairMatrix, names: Mapping[str, str]) -> Table:
    """The values both ways, shaded by how close they are."""
    values = pairs.values.copy()
    np.fill_diagonal(values, np.nan)
    scale = np.log(np.maximum(values, 1.0)) if pairs.closer == "lower" else values
    low, high = float(np.nanmin(scale)), float(np.nanmax(scale))
    rows = []
    for place, tag in enumerate(pairs.tags):
        cells = [Cell(names[tag], tag=tag)]
        for other in range(len(pairs.tags)):
            share = (scale[place, other] - low) / ((high - low) or 1.0)
            close = 1 - share if pairs.closer == "lower" else share
            own = place == other
            text = _number(float(pairs.values[place, other]), pairs)
            shown = "" if own and pairs.closer == "higher" else text
            cells.append(Cell(shown, level=None if own else level(float(close))))
        rows.append(Line(tuple(cells), strong=place == 0))
    how = {
        "lower": "Row: the language of the text; column: that of the model; the diagonal is a "
        "language's own model. The stronger the colour, the closer.",
        "higher": "The same both ways. The stronger the colour, the closer.",
    }[pairs.closer]
    if pairs.missing:
        how += f" Without values in the pack: {listing([*pairs.missing])}."
    return Table(
        f"{pairs.symbol} of all pairs: {MEASURES[pairs.measure].summary}",
        (Column("language"), *(Column(tag, numeric=True) for tag in pairs.tags)),
        tuple(rows),
        look="heat",
        sortable=False,
        note=how,
    )
