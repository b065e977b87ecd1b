"""Typed access to JSON: each value is what was asked for, or a ``DataError`` says where it is not.

Only what a page needs is asked for, so that a later version's new keys do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import NoReturn

from auxadvisor.errors import DataError
from auxadvisor.json_values import Json

NEXT = "save the result again with '--format json --output FILE'"


@dataclass(frozen=True)
class Fields:
    """An object in a JSON file.

    Attributes:
        path: of the file.
        place: of the object in it, such as ``summary.rows[2]``; empty for the whole.
        values: its content.
    """

    path: Path
    place: str
    values: Mapping[str, Json]

    def has(self, key: str) -> bool:
        """Whether there is something under a key."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        """A string."""
        value = self.values.get(key)
        return value if isinstance(value, str) else self._refuse(key, "a text", value)

    def number(self, key: str) -> float:
        """A finite number."""
        found = self.number_or_none(key)
        return self._refuse(key, "a number", None) if found is None else found

    def number_or_none(self, key: str) -> float | None:
        """A finite number, or nothing."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            self._refuse(key, "a number", value)
        return float(value)

    def count(self, key: str) -> int:
        """A whole number, not below 0."""
        found = self.number(key)
        whole = found >= 0 and found == int(found)
        return int(found) if whole else self._refuse(key, "a count", found)

    def truth(self, key: str) -> bool:
        """True or false."""
        value = self.values.get(key)
        return value if isinstance(value, bool) else self._refuse(key, "true or false", value)

    def fields(self, key: str) -> Fields:
        """An object in this one."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            self._refuse(key, "an object", value)
        return Fields(self.path, self._at(key), value)

    def each(self, key: str) -> dict[str, Fields]:
        """The objects in an object, by their keys."""
        inner = self.fields(key)
        return {name: inner.fields(name) for name in inner.values}

    def listed(self, key: str) -> tuple[Fields, ...]:
        """The objects in a list."""
        found = []
        for number, entry in enumerate(self._list(key)):
            place = f"{self._at(key)}[{number}]"
            if not isinstance(entry, dict):
                self._refuse(f"{key}[{number}]", "an object", entry)
            found.append(Fields(self.path, place, entry))
        return tuple(found)

    def some(self, key: str) -> tuple[Fields, ...]:
        """The objects in a list that is not empty."""
        return self.listed(key) or self._refuse(key, "one entry or more", [])

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings."""
        values = self._list(key)
        found = tuple(value for value in values if isinstance(value, str))
        return found if len(found) == len(values) else self._refuse(key, "texts", values)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        values = self._list(key)
        inner = Fields(self.path, self._at(key), {str(n): v for n, v in enumerate(values)})
        return tuple(inner.number(str(number)) for number in range(len(values)))

    def rows(self, key: str) -> dict[str, tuple[float, ...]]:
        """An object whose values are lists of numbers."""
        inner = self.fields(key)
        return {name: inner.numbers(name) for name in inner.values}

    def _list(self, key: str) -> list[Json]:
        value = self.values.get(key)
        return value if isinstance(value, list) else self._refuse(key, "a list", value)

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _refuse(self, key: str, expected: str, found: object) -> NoReturn:
        raise DataError(
            self.path, None, f"{expected} under {self._at(key)!r}", _shortly(found), NEXT
        )


def _shortly(value: object) -> str:
    if value is None:
        return "nothing"
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:59]}…"
