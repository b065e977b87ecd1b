"""What a budget buys: pure functions, by properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.budget.plan import (
    FEWEST_EPOCHS,
    FINALISTS,
    MOST_EPOCHS,
    MOST_LISTED,
    SHARE,
    Speeds,
    best,
    half,
    planned,
    rungs,
    shortlist_size,
)

counts = st.integers(1, 40)
seconds = st.floats(0.01, 100)
speeds = st.builds(Speeds, seconds, seconds, st.integers(1, 50))


@given(counts, st.integers(1, 2), st.integers(1, 20), st.integers(1, 150))
def test_rungs_halve_and_double_down_to_the_finalists(enter, finalists, epochs, most) -> None:
    found = rungs(enter, finalists, epochs, most)
    left = enter
    for number, rung in enumerate(found):
        assert rung.enter == left > finalists and rung.keep == max(half(left), finalists)
        assert rung.epochs == min(most, epochs * 2**number)
        left = rung.keep
    assert left == min(enter, finalists)


@given(counts)
def test_the_better_half_is_listed(candidates: int) -> None:
    listed = shortlist_size(candidates)
    assert min(2, candidates) <= listed <= min(candidates, MOST_LISTED)
    assert listed in (half(candidates), candidates, 2, MOST_LISTED)


@given(st.floats(0, 20_000), st.integers(1, MOST_LISTED), speeds, st.integers(1, 150))
def test_a_plan_fits_or_is_the_smallest(left, listed, speed, most) -> None:
    plan = planned(left, listed, speed, most)
    smallest = planned(0, listed, speed, most)
    assert 1 <= plan.finalists <= min(FINALISTS, listed)
    if plan.least > left:
        assert plan == smallest and smallest.least == min(plan.least, smallest.least)
    longest = plan.rungs and plan.rungs[0].epochs > min(FEWEST_EPOCHS, most)
    assert not longest or plan.search <= SHARE * left


@given(st.floats(0, 5000), st.floats(0, 5000), st.integers(1, MOST_LISTED), speeds)
def test_more_time_never_buys_less(left, more, listed, speed) -> None:
    poor, rich = (planned(time, listed, speed, 150) for time in (left, left + more))

    def said(plan):
        return plan.finalists, plan.rungs[0].epochs if plan.rungs else 0

    if poor.least <= left and poor.finalists == rich.finalists:
        assert said(rich) >= said(poor)
    assert rich.finalists >= poor.finalists or poor.least > left


@given(st.integers(3, MOST_LISTED), speeds)
def test_seconds_are_those_of_the_epochs_and_none_is_counted_twice(listed, speed) -> None:
    plan = planned(1e9, listed, speed, 150)
    assert plan.finalists == 2 and plan.rungs[0].epochs == MOST_EPOCHS
    epochs = dict.fromkeys(range(listed), 0)
    for rung in plan.rungs:
        for place in range(rung.enter):
            epochs[place] = rung.epochs
    trained = sum(epochs.values()) * speed.auxiliary
    assert plan.search == pytest.approx(trained)
    done = sum(min(epochs[place], speed.epochs) for place in range(2)) * speed.auxiliary
    assert plan.first == pytest.approx(plan.later - done)
    assert plan.later == pytest.approx(speed.epochs * (speed.shared + 2 * speed.auxiliary))


@given(st.floats(0, 1e5), st.integers(1, 10), st.integers(1, MOST_LISTED), speeds)
def test_whole_seeds_fit(left, most, listed, speed) -> None:
    plan = planned(left, listed, speed, 150)
    seeds = plan.seeds(left, most)
    assert 1 <= seeds <= most
    needed = plan.least + (seeds - 1) * plan.later
    assert seeds == 1 or needed <= left * (1 + 1e-9)
    assert seeds == most or needed + plan.later > left * (1 - 1e-9)


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 5)), st.integers(0, 10))
def test_the_best_of_scores(scores, keep) -> None:
    found = best(scores, keep)
    assert len(found) == min(keep, len(scores))
    rest = [scores[tag] for tag in scores if tag not in found]
    assert all(scores[tag] >= other for tag in found for other in rest)


@given(st.floats(0, 5000), st.floats(0.1, 10), st.integers(3, MOST_LISTED), speeds)
def test_measured_speed_decides_the_finalists(left, slower, listed, speed) -> None:
    plan = planned(left, listed, speed, 150)
    rest, last = left - plan.search, len(plan.rungs)
    found = plan.finalists_in(rest, last, slower)
    if plan.finalists == 2:
        assert (found == 2) == (plan.first * slower <= rest)
    assert plan.finalists_in(rest, last, slower * 2) <= found
    assert plan.slower(plan.rung_seconds) == pytest.approx(1)


@given(st.integers(3, MOST_LISTED), speeds)
def test_halving_can_end_with_two(listed, speed) -> None:
    one = planned(0, listed, speed, 150)
    assert one.finalists == 1
    two = one.ended_after(len(one.rungs) - 1)
    assert two.rungs == rungs(listed, 2, FEWEST_EPOCHS, 150)
    assert two.later == pytest.approx(one.later + speed.epochs * speed.auxiliary)
    assert two.search < one.search
