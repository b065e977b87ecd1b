"""URIEL+'s distances between the languages of the record of truth, for the contest of predictors.

    pip install urielplus==1.3.2 && python scripts/measure_uriel.py

Writes ``docs/record/uriel.json``. URIEL+ (Khan et al., 2025) as it comes, with the databases of
the original URIEL (Littell et al., 2017); no database is added or imputed.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

from urielplus import urielplus

FILE = Path(__file__).parent.parent / "docs" / "record" / "uriel.json"
KINDS = ("genetic", "geographic", "syntactic", "featural")
CODES = {
    "da": "dan", "de": "deu", "en": "eng", "es": "spa", "et": "est", "eu": "eus", "fi": "fin",
    "fr": "fra", "gl": "glg", "hr": "hrv", "hu": "hun", "id": "ind", "is": "isl", "it": "ita",
    "lv": "lav", "nb": "nor", "nl": "nld", "sv": "swe", "tr": "tur", "vi": "vie",
}  # fmt: skip
"""ISO 639-3 codes; Norwegian is the macrolanguage, since of Bokmål URIEL knows no family."""


def main() -> None:
    uriel = urielplus.URIELPlus()
    found = {
        kind: {
            f"{one}-{other}": _distance(uriel, kind, one, other)
            for one, other in combinations(sorted(CODES), 2)
        }
        for kind in KINDS
    }
    record = {"made_by": f"urielplus {version('urielplus')}", "distances": found}
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _distance(uriel: urielplus.URIELPlus, kind: str, one: str, other: str) -> float | None:
    """``None`` where the two languages have no feature in common."""
    try:
        return round(float(uriel.new_distance(kind, [CODES[one], CODES[other]])), 4)
    except ValueError:
        return None


if __name__ == "__main__":
    main()
