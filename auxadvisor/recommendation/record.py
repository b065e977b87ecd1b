"""A recommendation as plain data: what ``--format json`` prints and ``report`` reads back."""

from __future__ import annotations

from dataclasses import asdict

from auxadvisor import __version__
from auxadvisor.assets import pack_version
from auxadvisor.json_values import Json
from auxadvisor.rank_record import ranking_record
from auxadvisor.recommendation import Recommendation
from auxadvisor.situation import THRESHOLD_EVIDENCE

SCHEMA_VERSION = 1
"""Raised when a key changes its meaning or goes; a new key does not raise it."""


def recommendation_record(found: Recommendation, settings: dict[str, Json]) -> dict[str, Json]:
    """Everything that a recommendation says, with its settings and the ranking it rests on.

    Args:
        found: what to record.
        settings: the resolved settings of the command.
    """
    advice = found.advice
    thresholds: dict[str, Json] = {
        name: {"value": value, "evidence": THRESHOLD_EVIDENCE[name]}
        for name, value in asdict(found.thresholds).items()
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "recommend",
        "auxadvisor": __version__,
        "pack": pack_version(),
        "signature": found.signature,
        "settings": settings,
        "target": asdict(found.situation.target.language),
        "embeddings": found.kind,
        "advice": {
            "choice": advice.choice,
            "languages": list(advice.languages),
            "steps": [asdict(step) for step in advice.steps],
            "ruled_out": [asdict(one) for one in advice.ruled_out],
        },
        "sure": list(found.sure),
        "cost": asdict(found.cost),
        "commands": list(found.commands),
        "thresholds": thresholds,
        "situation": asdict(found.situation),
        "ranking": None if found.ranking is None else ranking_record(found.ranking, {}),
        "warnings": list(found.notes),
    }
