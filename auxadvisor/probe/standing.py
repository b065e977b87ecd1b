"""How settings stand to each other on the same sentences: gains, their intervals, who is best.

Sentences and short runs are drawn anew with replacement (bootstrap), the same ones of all settings.
What is drawn are held-out losses: nothing is trained again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from auxadvisor.experiments.significance import Interval
from auxadvisor.probe.evidence import Evidence
from auxadvisor.probe.moments import Floats

RESAMPLES = 2000
NONE = "none"
"""The answer that no auxiliary is better than the best control."""


@dataclass(frozen=True)
class Standing:
    """A setting among the others.

    Attributes:
        name: of the setting.
        control: whether it is one, and so no answer.
        width: components of a token's embeddings.
        loss: of the short runs, in nats a token.
        gain: the share of the best control's loss that it takes away: 0 is no gain, 1 would be no
            loss at all; ``None`` for a control.
        p_best: share of the resamples in which it has the smallest loss, below every control's
            too; 0 for a control.
        tied: whether the leader may be no better than it (95 % interval of the difference).
        ridge: error of the ridge regression, lower is better.
        logme, hscore: the published scores, higher is better.
        seconds: that it took.
    """

    name: str
    control: bool
    width: int
    loss: float
    gain: Interval | None
    p_best: float
    tied: bool
    ridge: float
    logme: float
    hscore: float
    seconds: float


@dataclass(frozen=True)
class Standings:
    """All settings, the answers by their loss, the controls behind them.

    Attributes:
        rows: of every setting.
        p_none: share of the resamples in which a control has the smallest loss.
        best_control: name of the control with the smallest loss.
    """

    rows: tuple[Standing, ...]
    p_none: float
    best_control: str

    @property
    def answers(self) -> tuple[Standing, ...]:
        """Those that are no controls, the smallest loss first."""
        return tuple(row for row in self.rows if not row.control)

    def row(self, name: str) -> Standing:
        """A setting's."""
        return next(row for row in self.rows if row.name == name)

    @property
    def leader(self) -> Standing:
        """The answer with the smallest loss."""
        return self.answers[0]

    @property
    def tied(self) -> tuple[Standing, ...]:
        """The leader, and those that it may be no better than."""
        return tuple(row for row in self.answers if row.tied)


def standings(
    evidence: Sequence[Evidence],
    lengths: Sequence[int],
    controls: Sequence[str],
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> Standings:
    """Compare what all settings show on the same sentences.

    Args:
        evidence: of every setting, at least one control and one that is none.
        lengths: tokens of each sentence.
        controls: names of the settings that are controls.
        resamples: of the intervals and shares.
        seed: of the draws.
    """
    names = [one.setting.name for one in evidence]
    is_control = np.array([name in controls for name in names])
    if is_control.all() or not is_control.any():
        raise ValueError(f"expected controls and others, found {names} with controls {controls}")
    sums = np.stack([one.losses for one in evidence], axis=2)  # (draws, S, settings)
    losses = sums.mean(axis=0).sum(axis=0) / sum(lengths)
    drawn = _resampled(sums, np.asarray(lengths), resamples, seed)
    floor = drawn[:, is_control].min(axis=1)
    best_control = int(np.flatnonzero(is_control)[np.argmin(losses[is_control])])
    answers = np.flatnonzero(~is_control)
    leader = int(answers[np.argmin(losses[answers])])
    first = answers[np.argmin(drawn[:, answers], axis=1)]
    first = np.where(drawn[:, answers].min(axis=1) < floor, first, -1)
    rows = []
    for place, one in enumerate(evidence):
        control = bool(is_control[place])
        ends = np.quantile(1 - drawn[:, place] / floor, [0.025, 0.975])
        gain = Interval(1 - losses[place] / losses[best_control], float(ends[0]), float(ends[1]))
        behind = float(np.quantile(drawn[:, place] - drawn[:, leader], 0.025))
        rows.append(
            Standing(
                one.setting.name,
                control,
                one.width,
                float(losses[place]),
                None if control else gain,
                0.0 if control else float(np.mean(first == place)),
                not control and behind <= 0,
                one.ridge,
                one.logme,
                one.hscore,
                one.seconds,
            )
        )
    rows.sort(key=lambda row: (row.control, row.loss))
    return Standings(tuple(rows), float(np.mean(first == -1)), names[best_control])


def _resampled(sums: Floats, lengths: Floats, resamples: int, seed: int) -> Floats:
    """``(resamples, settings)`` losses a token, with sentences and short runs drawn anew."""
    draw = np.random.default_rng(seed)
    runs, count = sums.shape[:2]
    times, weights = (
        draw.multinomial(many, np.full(many, 1 / many), size=resamples).astype(np.float64)
        for many in (count, runs)
    )
    by_run = np.stack([times @ one for one in sums])  # (draws, resamples, settings)
    found: Floats = np.einsum("br,rbs->bs", weights / runs, by_run) / (times @ lengths)[:, None]
    return found
