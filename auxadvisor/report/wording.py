"""How numbers are written on the page."""

from __future__ import annotations

from collections.abc import Sequence

from auxadvisor.experiments.significance import Interval

LEVELS = 20
"""Shades of a heat table above the palest."""
MINUS = "\N{MINUS SIGN}"


def signed(value: float, digits: int = 2) -> str:
    """With its sign, a true minus.

    >>> signed(1.5), signed(-0.25), signed(-0.001)
    ('+1.50', '−0.25', '±0.00')
    """
    rounded = round(value, digits)
    if rounded == 0:
        return f"±{0:.{digits}f}"
    return f"{rounded:+.{digits}f}".replace("-", MINUS)


def interval_text(interval: Interval) -> str:
    """The ends of an interval.

    >>> interval_text(Interval(1.0, -0.5, 2.5))
    '−0.50 to +2.50'
    """
    return f"{signed(interval.low)} to {signed(interval.high)}"


def p_text(p: float) -> str:
    """A p to three digits behind the point.

    >>> p_text(0.0004), p_text(0.0312), p_text(1.0)
    ('<.001', '.031', '1.000')
    """
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def weight_text(weight: float) -> str:
    """A share in two digits, with nothing before the point.

    >>> weight_text(0.348), weight_text(1.0)
    ('.35', '1.00')
    """
    return f"{weight:.2f}".removeprefix("0")


def spread_text(mean: float, deviation: float | None) -> str:
    """A mean and the standard deviation between runs.

    >>> spread_text(80.494, 0.37), spread_text(80.494, None)
    ('80.49 ± 0.37', '80.49')
    """
    return f"{mean:.2f}" if deviation is None else f"{mean:.2f} ± {deviation:.2f}"


def listing(words: Sequence[str]) -> str:
    """Words with commas and an "and".

    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(count: int, what: str) -> str:
    """A number of things.

    >>> counted(1, "run"), counted(1500, "run")
    ('1 run', '1,500 runs')
    """
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def level(share: float) -> int:
    """The shade of a share of the deepest one's value.

    >>> level(0.0), level(0.5), level(1.7)
    (0, 10, 20)
    """
    return round(LEVELS * min(max(share, 0.0), 1.0))
