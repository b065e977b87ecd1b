"""How good is the best language of a shortlist? What ``train --budget`` goes by, on the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from contest import PREDICTORS, intervals
from record import Case

from auxadvisor.experiments.auxiliaries import in_turns
from auxadvisor.experiments.significance import Interval

ORDERS = ("short runs", "d_MV")
"""That a shortlist takes its languages from, in turns."""
KEPT = (2, 3, 5)
"""Languages on it, of nine or ten."""


@dataclass(frozen=True)
class Shortlist:
    """Points between the truly best language and the best one on a list, means over the cases.

    Attributes:
        kept: languages on the list.
        random: of lists that are drawn.
        first, second: of the best ones of either order.
        in_turns: of a list of both.
        gained: how much less that is than by the first order alone.
    """

    kept: int
    random: Interval
    first: Interval
    second: Interval
    in_turns: Interval
    gained: Interval


def shortlists(given: Sequence[Case]) -> list[Shortlist]:
    """Of cases of one task and size."""
    found = []
    for kept in KEPT:
        table = np.array([_regrets(case, kept) for case in given])
        table = np.column_stack([table, table[:, 1] - table[:, 3]])
        columns = intervals(table, given)
        found.append(Shortlist(kept, *columns))
    return found


def _regrets(case: Case, kept: int) -> tuple[float, ...]:
    truth = dict(zip(case.languages, case.gains.tolist(), strict=True))
    first, second = (_order(case, name) for name in ORDERS)
    lists = [first[:kept], second[:kept], in_turns(first, second, kept)]
    best = max(truth.values())
    return _of_random(case, kept), *(best - max(truth[tag] for tag in tags) for tags in lists)


def _order(case: Case, name: str) -> list[str]:
    scores = PREDICTORS[name](case, 0, ())
    if scores is None:
        raise ValueError(f"{name} says nothing of {case.name}")
    return [case.languages[place] for place in np.argsort(-scores, kind="stable")]


def _of_random(case: Case, kept: int) -> float:
    """The mean over all lists: the i-th best language leads those that have none of the better."""
    behind = np.sort(case.gains.max() - case.gains).tolist()
    count = len(behind)
    leads = [comb(count - 1 - place, kept - 1) for place in range(count)]
    return float(np.dot(leads, behind)) / comb(count, kept)
