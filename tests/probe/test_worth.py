"""What a probe was worth: the figures nearest to the user's number of sentences, and the line."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from auxadvisor.corpora import Task
from auxadvisor.probe.worth import FILE, Line, line_on, worth_on

TASKS: tuple[Task, ...] = ("ner", "pos")


@pytest.mark.parametrize("task", TASKS)
def test_the_nearest_number_of_sentences_by_ratio(task: Task) -> None:
    sizes = [one["sentences"] for one in json.loads(FILE.read_text())["tasks"][task]["sizes"]]
    assert sizes == sorted(sizes)
    for size in sizes:
        found = worth_on(task, size)
        assert found is not None and found.sentences == size
        assert found.regret.low <= found.regret.mean <= found.regret.high
        assert found.regret.mean < found.regret_at_random.mean
    for few, many in pairwise(sizes):
        middle = (few * many) ** 0.5
        below, above = worth_on(task, int(middle)), worth_on(task, int(middle) + 1)
        assert below is not None and above is not None
        assert (below.sentences, above.sentences) == (few, many)
    least, most = worth_on(task, 0), worth_on(task, 10**6)
    assert least is not None and least.sentences == sizes[0]
    assert most is not None and most.sentences == sizes[-1]


@pytest.mark.parametrize("task", TASKS)
def test_what_takes_away_more_of_the_loss_should_add_more(task: Task) -> None:
    line = line_on(task)
    assert line is not None and line.points(0.1, 0).mean < line.points(0.2, 0).mean
    assert line.points(0.1, 0).low < line.points(0.1, 0).mean < line.points(0.1, 0).high


def test_points_lie_on_the_line() -> None:
    points = Line(1.0, 10.0, 100.0, -2.0, 3.0).points(0.5, 0.25)
    assert (points.mean, points.low, points.high) == (31.0, 29.0, 34.0)
