"""What is decided and done on a budget, in the folder of runs: the same command goes on from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from auxadvisor.budget.plan import Plan, Rung, Speeds
from auxadvisor.errors import DataError
from auxadvisor.json_values import Json, json_text
from auxadvisor.whole_files import write_whole

BUDGET = "budget.json"
"""In a folder of runs."""
PREDICTOR = "held-out loss"
"""What the probe orders languages by; lower is better."""
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Pruned:
    """A language that was left behind.

    Attributes:
        language: its tag.
        rung: number of the short runs after which, from 1; 0 where it is not on the shortlist.
        epochs: of its short run; 0 without.
        minutes: of the budget that were spent by then.
        figure: held-out loss of the probe (lower is better), else best dev score.
        kept: tag of the last language that went on for its better figure.
        kept_figure: of that one.
        for_time: whether it went because training is slower than the trial promised.
    """

    language: str
    rung: int
    epochs: int
    minutes: float
    figure: float
    kept: str
    kept_figure: float
    for_time: bool = False

    @property
    def step(self) -> str:
        """When, in words."""
        if not self.rung:
            return "shortlist"
        why = ", no time for two" if self.for_time else ""
        return f"short runs {self.rung}, {self.epochs} epochs{why}"

    @property
    def figures(self) -> tuple[str, str]:
        """Its figure in words, and that of the language to which it lost."""
        if self.rung:
            return f"dev {self.figure:.2f}", f"{self.kept} {self.kept_figure:.2f}"
        return f"{PREDICTOR} {self.figure:.4f}", f"{self.kept} {self.kept_figure:.4f}"


@dataclass(frozen=True)
class Climbed:
    """Short runs that are done.

    Attributes:
        epochs: of each.
        dev: best development score of each language, the highest first.
        kept: languages that go on, the best first.
        seconds: of training that they took, summed over the runs.
    """

    epochs: int
    dev: dict[str, float]
    kept: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Round:
    """A seed of all settings.

    Attributes:
        seed: of its runs.
        began: seconds of the budget that were spent before.
        seconds: that it took; ``None`` while it is under way.
    """

    seed: int
    began: float
    seconds: float | None = None


@dataclass(frozen=True)
class State:
    """How far it has come.

    Attributes:
        identity: of what all of it is of.
        spent: seconds of the budget, those before an interruption included.
        losses: held-out loss of mono + X of every candidate, the lowest first.
        closest: candidates in the order of the ranking, without those that it does not know.
        shortlist: candidates that get short runs, in turns of these two orders.
        plan: what the rest of the budget buys.
        climbed: short runs that are done.
        pruned: languages that were left behind, in that order.
        rounds: seeds that are begun or done.
    """

    identity: str
    spent: float = 0.0
    losses: dict[str, float] | None = None
    closest: tuple[str, ...] = ()
    shortlist: tuple[str, ...] = ()
    plan: Plan | None = None
    climbed: tuple[Climbed, ...] = ()
    pruned: tuple[Pruned, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def left(self) -> tuple[str, ...]:
        """Languages that are not pruned, the best first."""
        return self.climbed[-1].kept if self.climbed else self.shortlist

    @property
    def seeds(self) -> tuple[int, ...]:
        """Those that are done."""
        return tuple(one.seed for one in self.rounds if one.seconds is not None)


@dataclass(frozen=True)
class Outcome:
    """What came of a budget.

    Attributes:
        minutes: that were given.
        state: what is done.
        seeds: those that are done, of those that are asked for.
    """

    minutes: float
    state: State
    seeds: tuple[int, ...] = ()

    @property
    def spent(self) -> float:
        """Minutes."""
        return self.state.spent / 60

    @property
    def exceeded(self) -> bool:
        """Whether it took longer."""
        return self.spent > self.minutes

    def record(self) -> dict[str, Json]:
        """As ``train`` says it in JSON."""
        state = json.loads(json_text(asdict(self.state)))
        return {
            "minutes": self.minutes,
            "spent_minutes": round(self.spent, 2),
            "exceeded": self.exceeded,
            "predictor": PREDICTOR,
            "finalists": list(self.state.left),
            **{key: state[key] for key in ("losses", "closest", "shortlist")},
            **{key: state[key] for key in ("plan", "climbed", "pruned")},
            "seeds": list(self.seeds),
        }


def not_listed(
    losses: Mapping[str, float], shortlist: Sequence[str], seconds: float
) -> list[Pruned]:
    """Those that are on no shortlist, and the last one that is for a smaller loss.

    Args:
        losses: of all candidates, the lowest first; the first is on the shortlist.
        shortlist: which are.
        seconds: of the budget that are spent.
    """
    found, last = [], ""
    for tag, loss in losses.items():
        if tag in shortlist:
            last = tag
        else:
            found.append(Pruned(tag, 0, 0, seconds / 60, loss, last, losses[last]))
    return found


def pruned_after_rung(climbed: Climbed, rung: int, keep: int, seconds: float) -> list[Pruned]:
    """Those whose short runs were not among the best.

    Args:
        climbed: the short runs.
        rung: their number.
        keep: how many were to go on; those of them that do not, go for lack of time.
        seconds: of the budget that are spent.
    """
    last, ranked = climbed.kept[-1], list(climbed.dev)
    return [
        Pruned(
            tag,
            rung,
            climbed.epochs,
            seconds / 60,
            climbed.dev[tag],
            last,
            climbed.dev[last],
            for_time=place < keep,
        )
        for place, tag in enumerate(ranked)
        if tag not in climbed.kept
    ]


def write_state(runs: Path, state: State) -> None:
    """Keep it in a folder of runs.

    Raises:
        SettingsError: the file cannot be written.
    """
    write_whole(runs / BUDGET, json_text({"schema_version": SCHEMA_VERSION, **asdict(state)}))


def read_state(runs: Path) -> State | None:
    """What a folder of runs keeps; ``None`` where there is nothing.

    Raises:
        DataError: the file says something else.
    """
    path = runs / BUDGET
    if not path.is_file():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept.pop("schema_version") != SCHEMA_VERSION:
            raise ValueError(f"not schema version {SCHEMA_VERSION}")
        return State(
            **kept
            | {
                "closest": tuple(kept["closest"]),
                "shortlist": tuple(kept["shortlist"]),
                "plan": kept["plan"] and _plan(kept["plan"]),
                "climbed": tuple(
                    Climbed(**one | {"kept": tuple(one["kept"])}) for one in kept["climbed"]
                ),
                "pruned": tuple(Pruned(**one) for one in kept["pruned"]),
                "rounds": tuple(Round(**one) for one in kept["rounds"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        found = f"{type(error).__name__}: {error}"
        hint = "remove the file to choose anew; finished runs are kept"
        raise DataError(path, None, "what a budget has come to", found, hint) from error


def _plan(kept: Mapping[str, Any]) -> Plan:
    steps = tuple(Rung(**one) for one in kept["rungs"])
    seconds, speeds = tuple(kept["rung_seconds"]), Speeds(**kept["speeds"])
    return Plan(**{**kept, "rungs": steps, "rung_seconds": seconds, "speeds": speeds})
