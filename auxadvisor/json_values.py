"""JSON: the type of what it can say, and how it is written here."""

from __future__ import annotations

import json
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def json_text(value: object) -> str:
    """As text with a line end, every letter as itself.

    Raises:
        ValueError: a number is not finite; such a one is ``None`` in JSON.
    """
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
