"""The paper's published tables as data.

Tables 1, 3, 4 and 5 of Lange, Adel and Strötgen (2020) lie typed in ``data/paper/``, each with the
errata and oddities of its print.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, TypeAlias

from auxadvisor.assets import asset_path
from auxadvisor.errors import AssetError

Ranks: TypeAlias = dict[str, float]
"""Candidates' ranks by language tag: 1 is the closest (or the best), ties share the mean rank."""


@dataclass(frozen=True)
class Score:
    """A cell of Table 1 or 5.

    Attributes:
        task: ``NER`` (span F1) or ``POS`` (accuracy).
        setting: ``mono``, ``mono+de``, ``meta`` ..., or the work that Table 5 cites.
        language: tag of the target.
        mean, std: of five runs, in points; a cited work has no ``std``.
        significant: the dagger: significantly better than the best Mono + X.
    """

    task: str
    setting: str
    language: str
    mean: float
    std: float | None
    significant: bool


@dataclass(frozen=True)
class Ranking:
    """One measure's ranking of the candidates for one target: a column of Table 3 or 4.

    Attributes:
        target: tag.
        measure: its name, as ``--measures`` takes it; ``majority`` for d_MV.
        symbol: the paper's, such as ``d*_P``.
        printed: tags as printed, closest first; ``*`` marks languages ranked the same.
        corrected: ``printed`` without its errata.
        ranks: by candidate, of ``corrected``.
    """

    target: str
    measure: str
    symbol: str
    printed: tuple[str, ...]
    corrected: tuple[str, ...]
    ranks: Ranks


@dataclass(frozen=True)
class Remark:
    """A place where the print errs or looks odd: what is printed, what is taken instead, why."""

    where: str
    printed: str
    taken: str
    why: str


@dataclass(frozen=True)
class Table:
    """A table of the paper: scores (Table 1 for BPEmb, 5 for FLAIR) or rankings (3, 4).

    Attributes:
        languages: tags, in the print's order.
        scores: empty in Tables 3 and 4; cells that print "-" are left out.
        rankings: empty in Tables 1 and 5.
        errata, oddities: misprints, which are corrected; what looks odd, which is kept.
    """

    table: int
    title: str
    languages: tuple[str, ...]
    scores: tuple[Score, ...]
    rankings: tuple[Ranking, ...]
    errata: tuple[Remark, ...]
    oddities: tuple[Remark, ...]


def published_table(number: Literal[1, 3, 4, 5]) -> Table:
    """A table of the paper as typed in the pack.

    Raises:
        AssetError: the file is missing, or is not such a table.
    """
    path = asset_path(f"paper/table{number}.json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Table(
            table=raw["table"],
            title=raw["title"],
            languages=tuple(raw["languages"]),
            scores=tuple(Score(**cell) for cell in raw.get("scores", ())),
            rankings=tuple(
                Ranking(
                    measure=row["measure"],
                    symbol=raw["measures"][row["measure"]],
                    target=row["target"],
                    printed=tuple(row["printed"]),
                    corrected=tuple(row.get("corrected", row["printed"])),
                    ranks={tag: float(rank) for tag, rank in row["ranks"].items()},
                )
                for row in raw.get("rankings", ())
            ),
            errata=tuple(Remark(**entry) for entry in raw["errata"]),
            oddities=tuple(Remark(**entry) for entry in raw["oddities"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AssetError(
            f"{path}: expected Table {number} of the paper, found {type(error).__name__}: {error}; "
            "reinstall auxadvisor"
        ) from error
