"""A ranking as plain data: what ``--format json`` prints and later commands read back."""

from __future__ import annotations

import dataclasses
import math

from auxadvisor import __version__
from auxadvisor.assets import pack_version
from auxadvisor.json_values import Json
from auxadvisor.rank import Ranking
from auxadvisor.records import Distances, Skipped, Source
from auxadvisor.verdict import verdict

SCHEMA_VERSION = 1
"""Raised when a key changes its meaning or goes; a new key does not raise it."""


def ranking_record(ranking: Ranking, settings: dict[str, Json]) -> dict[str, Json]:
    """Everything a ranking says, with its settings and inputs; a missing number is ``None``.

    Args:
        ranking: what to record.
        settings: the resolved settings of the command.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "rank",
        "auxadvisor": __version__,
        "pack": pack_version(),
        "signature": ranking.signature,
        "settings": settings,
        "inputs": _inputs(ranking),
        "target": dataclasses.asdict(ranking.pool.target),
        "measures": {m.measure: _measure(m, ranking) for m in ranking.measures},
        "aggregate": ranking.aggregate,
        "ranking": [_candidate(ranking, place) for place in ranking.order],
        "contenders": [ranking.pool.tags[place] for place in ranking.contenders],
        "agreement": {
            "kendall_w": _number(ranking.agreement.kendall_w),
            "spearman": [
                {"measures": list(pair), "rho": _number(rho)}
                for pair, rho in ranking.agreement.spearman.items()
            ],
        },
        "set_aside": [
            {"tag": aside.language.tag, "name": aside.language.name, "reason": aside.reason}
            for aside in ranking.pool.set_aside
        ],
        "verdict": list(verdict(ranking)),
        "warnings": list(ranking.notes),
    }


def _candidate(ranking: Ranking, place: int) -> dict[str, Json]:
    language = ranking.pool.candidates[place]
    spread = ranking.spread
    return {
        "tag": language.tag,
        "name": language.name,
        "rank": float(ranking.combined[place]),
        "rank_interval": None
        if spread is None
        else {
            "low": float(spread.low[place]),
            "high": float(spread.high[place]),
            "level": spread.level,
            "resamples": spread.replicates,
        },
        "p_first": None if spread is None else float(spread.p_first[place]),
        "measures": {
            m.measure: {
                "value": _number(float(m.values[place])),
                "rank": _number(float(ranking.ranks[m.measure][place])),
                "missing": m.missing.get(language.tag),
            }
            for m in ranking.computed
        },
    }


def _measure(measure: Distances | Skipped, ranking: Ranking) -> dict[str, Json]:
    if isinstance(measure, Skipped):
        return {"symbol": measure.symbol, "skipped": measure.reason}
    return {
        "symbol": measure.symbol,
        "closer": measure.closer,
        "votes": measure.measure in ranking.voters,
        "covered": int(measure.covered.sum()),
        "resampled": measure.replicates is not None,
        "made_of": dict(measure.made_of),
    }


def _inputs(ranking: Ranking) -> list[Json]:
    pool = ranking.pool
    given: list[tuple[str, str, Source]] = []
    if pool.text is not None:
        given.append(("text", pool.target.tag, pool.text.source))
    if pool.corpus is not None:
        given.append(("corpus", pool.target.tag, pool.corpus.source))
    given += [("aux-text", tag, text.source) for tag, text in pool.aux_texts.items()]
    given += [("aux-corpus", tag, corpus.source) for tag, corpus in pool.aux_corpora.items()]
    return [
        {"flag": flag, "language": tag, **dataclasses.asdict(source)} for flag, tag, source in given
    ]


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value
