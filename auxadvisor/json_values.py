"""JSON: the type of what it can say, how it is written here, and how it shows that it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def json_text(value: object) -> str:
    """As text with a line end, every letter as itself.

    Raises:
        ValueError: a number is not finite; such a one is ``None`` in JSON.
    """
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


SEAL = "record_sha256"
"""Under this key a record has the sha256 of all the rest of it."""


def sealed(record: Mapping[str, object]) -> dict[str, object]:
    """A record with its seal, last."""
    return {**record, SEAL: _digest(record)}


def check_seal(record: Mapping[str, object]) -> None:
    """Raise a ``ValueError`` where a record says something else than when it was sealed.

    One without a seal says nothing of that.
    """
    rest = {key: value for key, value in record.items() if key != SEAL}
    if SEAL in record and record[SEAL] != _digest(rest):
        raise ValueError("it is not what was written: its own sha256 is another")


def _digest(record: Mapping[str, object]) -> str:
    return hashlib.sha256(json_text(record).encode("utf-8", "surrogatepass")).hexdigest()
