"""Standings and stability: plain loops, planted answers, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.experiments.settings import Setting
from auxadvisor.probe.evidence import Evidence
from auxadvisor.probe.stability import Size, stable_from
from auxadvisor.probe.standing import standings

LENGTHS = [4, 6, 5, 5] * 10


def _evidence(name: str, losses: np.ndarray) -> Evidence:
    return Evidence(Setting(name, ("fi",)), 100, losses, 0.3, 0.5, 1.5, 0.1)


def _planted(**means: float) -> list[Evidence]:
    draw = np.random.default_rng(1)
    lengths = np.array(LENGTHS)
    return [
        _evidence(
            name.replace("_", "+"),
            lengths
            * (mean + draw.normal(0, 0.01, (3, 1)) + draw.normal(0, 0.02, (3, len(lengths)))),
        )
        for name, mean in means.items()
    ]


def test_the_planted_order_is_found() -> None:
    found = standings(
        _planted(mono=0.5, mono_noise=0.48, mono_et=0.3, mono_sv=0.4),
        LENGTHS,
        ["mono", "mono+noise"],
    )
    assert [row.name for row in found.rows] == ["mono+et", "mono+sv", "mono+noise", "mono"]
    assert found.leader.name == "mono+et" and [row.name for row in found.tied] == ["mono+et"]
    assert found.best_control == "mono+noise" and found.p_none == 0
    assert found.leader.p_best == 1
    gain = found.leader.gain
    assert gain is not None and gain.low < gain.mean < gain.high
    assert gain.mean == pytest.approx(1 - 0.3 / 0.48, abs=0.02)
    assert all(row.gain is None and row.p_best == 0 for row in found.rows if row.control)


def test_alike_settings_are_tied_and_none_is_an_answer() -> None:
    found = standings(_planted(mono=0.4, mono_et=0.4, mono_sv=0.4), LENGTHS, ["mono"])
    assert {row.name for row in found.tied} == {"mono+et", "mono+sv"}
    shares = found.p_none + sum(row.p_best for row in found.rows)
    assert shares == pytest.approx(1) and 0 < found.p_none < 1
    worse = standings(_planted(mono=0.3, mono_et=0.4), LENGTHS, ["mono"])
    assert worse.p_none == 1 and worse.leader.gain is not None and worse.leader.gain.high < 0


def test_losses_are_sums_over_tokens() -> None:
    evidence = _planted(mono=0.4, mono_et=0.3)
    found = standings(evidence, LENGTHS, ["mono"])
    for one in evidence:
        row = next(row for row in found.rows if row.name == one.setting.name)
        assert row.loss == pytest.approx(one.losses.sum() / len(one.losses) / sum(LENGTHS))


def test_the_interval_is_that_of_plain_resampling() -> None:
    evidence = _planted(mono=0.4, mono_et=0.37)
    found = standings(evidence, LENGTHS, ["mono"], resamples=4000)
    draw, ratios = np.random.default_rng(9), []
    for _ in range(4000):
        chosen = draw.integers(len(LENGTHS), size=len(LENGTHS))
        runs = draw.integers(3, size=3)
        mono, et = (one.losses[runs][:, chosen].sum() for one in evidence)
        ratios.append(1 - et / mono)
    gain = found.leader.gain
    assert gain is not None
    np.testing.assert_allclose(
        (gain.low, gain.high), np.quantile(ratios, [0.025, 0.975]), atol=2e-3
    )


def test_controls_and_answers_are_both_needed() -> None:
    for controls in ([], ["mono", "mono+et"]):
        with pytest.raises(ValueError, match="controls"):
            standings(_planted(mono=0.4, mono_et=0.3), LENGTHS, controls)


def _sizes(leaders: str) -> list[Size]:
    return [Size(50 * 2**place, leader, 1.0) for place, leader in enumerate(leaders)]


@pytest.mark.parametrize(
    ("leaders", "tied", "sentences"),
    [
        ("aaaa", "a", 50),
        ("baaa", "a", 100),
        ("abaa", "a", 200),
        ("aaba", "a", None),
        ("bcaa", "ab", 200),
        ("cbba", "ab", 100),
        ("a", "a", None),
    ],
)
def test_stable_is_what_stays_in_the_final_tie(
    leaders: str, tied: str, sentences: int | None
) -> None:
    assert stable_from(_sizes(leaders), list(tied)) == sentences


@given(st.text("abc", min_size=2, max_size=6))
def test_more_ties_never_make_it_less_stable(leaders: str) -> None:
    sizes = _sizes(leaders)
    few = stable_from(sizes, [leaders[-1]])
    many = stable_from(sizes, sorted(set(leaders)))
    assert many == 50 and (few is None or few >= many)
