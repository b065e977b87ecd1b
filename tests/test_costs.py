"""What training would take: against the measurements that the rates come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auxadvisor.costs import COMPONENTS, EPOCHS, cost
from auxadvisor.embeddings import load_embeddings

REPORT = Path(__file__).parents[1] / "docs" / "benchmarks" / "tagger.json"


def test_the_rates_are_the_measured_ones() -> None:
    figures = json.loads(REPORT.read_text(encoding="utf-8"))["figures"]
    for part, kind in (("train", "pack"), ("wide", "bpemb")):
        measured = figures[part]["auxadvisor, bfloat16"]["tokens/s"]
        found = cost(kind, (("fi",),), 1, 0, 1000, 10)
        assert found.seconds is not None
        assert 1000 * EPOCHS / found.seconds == pytest.approx(measured, rel=0.15)


def test_the_pack_has_as_many_components() -> None:
    for kind, name in (("pack", "pack/fi/bpe"), ("pack-flair", "pack/fi/flair")):
        assert load_embeddings(name).size == COMPONENTS[kind]


def test_more_runs_take_longer_and_wider_words_more_memory() -> None:
    one = cost("pack", (("fi",),), 5, 0, 10_000, 2_000)
    two = cost("pack", (("fi",), ("fi", "et", "sv")), 5, 1, 10_000, 2_000)
    assert (one.runs, two.runs) == (5, 10)
    assert two.seconds and one.seconds and two.seconds > 2 * one.seconds
    assert two.memory and one.memory and two.memory > one.memory
    assert one.download == two.download == 0 < cost("bpemb", (("fi",),), 1, 1, None, None).download
    assert cost("pack", (), 5, 0, None, None).seconds is None
