"""What is kept of a budget: read back as it was, or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from auxadvisor.budget.plan import Speeds, planned
from auxadvisor.budget.record import (
    BUDGET,
    Climbed,
    Outcome,
    Round,
    State,
    not_listed,
    pruned_after_rung,
    read_state,
    write_state,
)
from auxadvisor.errors import DataError

LOSSES = {"et": 0.1, "sv": 0.2, "de": 0.3, "en": 0.4}
CLIMBED = Climbed(4, {"sv": 50.0, "de": 45.0, "et": 40.0}, ("sv", "de"), 9.0)
STATE = State(
    "identity",
    90.0,
    LOSSES,
    ("et", "de"),
    ("et", "de", "sv"),
    planned(1000, 3, Speeds(1, 1, 50), 150),
    (CLIMBED,),
    (*not_listed(LOSSES, ("et", "de", "sv"), 12), *pruned_after_rung(CLIMBED, 1, 2, 60)),
    (Round(1, 60.0, 30.0), Round(2, 90.0)),
)


def test_it_is_read_back_as_it_was(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    for state in (State("fresh"), STATE):
        write_state(tmp_path, state)
        found = read_state(tmp_path)
        assert found == state and list(found.losses or ()) == list(state.losses or ())


def test_who_lost_to_whom_and_when() -> None:
    out, rung = STATE.pruned
    assert (out.language, out.step, out.minutes) == ("en", "shortlist", 0.2)
    assert out.figures == ("held-out loss 0.4000", "de 0.3000")
    assert (rung.language, rung.step, rung.minutes) == ("et", "short runs 1, 4 epochs", 1.0)
    assert rung.figures == ("dev 40.00", "de 45.00")
    hurried = pruned_after_rung(replace(CLIMBED, kept=("sv",)), 1, 2, 60)
    assert [(one.language, one.for_time, one.kept) for one in hurried] == [
        ("de", True, "sv"), ("et", False, "sv")
    ]  # fmt: skip
    assert hurried[0].step == "short runs 1, 4 epochs, no time for two"
    assert STATE.left == ("sv", "de") and STATE.seeds == (1,)


def test_who_is_listed_for_the_ranking_beat_nobody_by_its_loss() -> None:
    found = [(one.language, one.kept) for one in not_listed(LOSSES, ("et", "en"), 12)]
    assert found == [("sv", "et"), ("de", "et")]
    assert not_listed({}, (), 12) == []


def test_json_says_all_of_it() -> None:
    record = json.loads(json.dumps(Outcome(1.0, STATE, (1,)).record()))
    assert record["exceeded"] and record["spent_minutes"] == 1.5
    assert record["finalists"] == ["sv", "de"] and record["seeds"] == [1]
    assert [one["language"] for one in record["pruned"]] == ["en", "et"]
    assert not Outcome(1.5, STATE).exceeded


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"schema_version": 2}', '{"schema_version": 1}']
)
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / BUDGET).write_text(text)
    with pytest.raises(DataError, match=r"budget\.json: expected what a budget has come to"):
        read_state(tmp_path)
