"""Parts that are larger than what is looked at: what is exact all the same, and what is said."""

from __future__ import annotations

import pytest

from auxadvisor.cli.data_output import Checked, as_json, markdown
from auxadvisor.data_check import Report

COUNT, MOST = 300, 30
UNIQUE = [f"a{n}/B-X b{n}/I-X c{n}/O d/O e{n % 7}/O" for n in range(COUNT)]
"""Sentences of five tokens, no two alike."""


def note_of(report: Report) -> list[str]:
    return [one.what for one in report.findings if one.check == "sampled"]


@pytest.fixture
def both(check):
    """A corpus looked at whole, and by a sample of its training part."""
    dev = "\n".join([*UNIQUE[:40:2], *(f"x{n}/O y/O z/O v/O w{n}/O" for n in range(5))])
    train = "\n".join([*UNIQUE, *UNIQUE[100:150]])
    return [check(train=train, dev=dev, most=most) for most in (1_000, MOST)]


def test_what_is_said_to_be_of_all_is_that_of_all(both) -> None:
    whole, sampled = [{part.name: part for part in report.parts} for report in both]
    assert (sampled["train"].sentences, sampled["train"].looked_at) == (COUNT + 50, MOST)
    assert sampled["train"].labels["X"] == MOST and whole["train"].labels["X"] == COUNT + 50
    assert (sampled["dev"].looked_at, sampled["dev"].sentences) == (25, 25)
    for name, figure in [
        *(("train", figure) for figure in ("sentences", "tokens", "mean", "longest", "repeated")),
        *(("dev", figure) for figure in ("sentences", "tokens", "in_training", "unseen_words")),
    ]:
        assert getattr(sampled[name], figure) == pytest.approx(getattr(whole[name], figure)), figure


def test_leaks_and_copies_are_found_in_all_of_a_part(both) -> None:
    whole, sampled = [
        {one.check: one for one in report.findings if one.check in ("leaks", "repeats")}
        for report in both
    ]
    assert sampled["leaks"] == whole["leaks"]
    assert "80% of the sentences are in training too" in whole["leaks"].what
    share = "(14.3% of those of 5 tokens or more) stood there before"
    assert share in whole["repeats"].what and whole["repeats"].lines
    assert (
        sampled["repeats"].what == "14.3% of the sentences of 5 tokens or more stood there before"
    )


def test_that_a_part_is_a_sample_is_said(both) -> None:
    whole, sampled = both
    assert note_of(whole) == []
    assert note_of(sampled) == ["350 sentences: the checks look at 30 of them, drawn evenly"]
    of_whole, of_sample = (Checked(report, {}, []) for report in both)
    assert "sentences that were looked at" in markdown(of_sample)
    assert "sentences that were looked at" not in markdown(of_whole)
    assert '"looked_at": 30' in as_json(of_sample)


def test_a_held_out_part_may_be_the_large_one(check) -> None:
    report = check(train="\n".join(UNIQUE[:20]), test="\n".join(UNIQUE), most=MOST)
    train, test = report.parts
    assert (train.looked_at, test.looked_at, test.sentences) == (20, MOST, COUNT)
    assert test.in_training is not None and 0 <= test.in_training < 0.5
    assert note_of(report) == ["300 sentences: the checks look at 30 of them, drawn evenly"]
