"""The decision flow: cases replayed, every path and boundary, and what holds for any situation."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.advice import advise
from auxadvisor.languages import catalogue, resolve, share_script
from auxadvisor.situation import (
    THRESHOLD_EVIDENCE,
    Losses,
    Pretrained,
    Resources,
    Situation,
    Thresholds,
)

CASES = json.loads((Path(__file__).parent / "advice_cases.json").read_text(encoding="utf-8"))


def resources(said: dict[str, Any]) -> Resources:
    known = {"name", "characters", "pieces"} & said.keys()
    embeddings = None
    if known:
        name = said.get("name", f"x/{said['tag']}")
        embeddings = Pretrained(name, said.get("characters"), said.get("pieces"))
    return Resources(resolve(said["tag"]), embeddings, said.get("raw_characters", 0))


def situation(said: dict[str, Any]) -> Situation:
    multi = said.get("multilingual")
    return Situation(
        resources(said["target"]),
        tuple(resources(one) for one in said.get("candidates", [])),
        tuple(said.get("contenders", [])),
        None if multi is None else Pretrained(multi),
        said.get("sentences"),
        losses=Losses(*said["losses"]) if "losses" in said else None,
    )


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_a_case_walks_its_path(case: dict[str, Any]) -> None:
    found = advise(situation(case["situation"]), Thresholds(**case.get("thresholds", {})))
    assert [[step.key, step.yes] for step in found.steps] == case["steps"]
    assert found.choice == case["choice"] and list(found.languages) == case["languages"]
    assert [one.what for one in found.ruled_out] == case["ruled_out"]
    assert all(step.question and step.evidence and step.source for step in found.steps)
    assert all(one.reason for one in found.ruled_out)
    if "says" in case:
        key, words = case["says"]
        assert words in next(step.evidence for step in found.steps if step.key == key)


def test_the_cases_cover_every_answer_and_every_end() -> None:
    answers = {(key, yes) for case in CASES for key, yes in case["steps"]}
    keys = ("script", "target", "several", "labels", "multilingual", "probe", "distance")
    assert answers == {(key, yes) for key in keys for yes in (True, False)}
    ends = {case["choice"] for case in CASES}
    assert ends == {"meta", "mono+multi", "mono+X", "mono", "multi", "none"}


def test_every_threshold_has_its_evidence() -> None:
    assert set(THRESHOLD_EVIDENCE) == {field.name for field in fields(Thresholds)}


SOME = ("fi", "et", "sv", "el", "ru", "uk", "lij", "rw", "ja")
pretrained = st.none() | st.builds(
    Pretrained,
    st.just("x/y"),
    st.none() | st.integers(0, 10**7),
    st.none() | st.integers(0, 200_000),
)
any_resources = st.builds(
    Resources,
    st.sampled_from([catalogue()[tag] for tag in SOME]),
    pretrained,
    st.integers(0, 10**7),
)


@given(
    st.builds(
        Situation,
        any_resources,
        st.lists(any_resources, max_size=6).map(tuple),
        st.lists(st.sampled_from(SOME), max_size=3).map(tuple),
        pretrained,
        st.none() | st.integers(0, 10_000),
        losses=st.none() | st.builds(Losses, st.floats(0, 1), st.floats(0, 1)),
    ),
    st.builds(Thresholds, several=st.integers(1, 3), most=st.integers(1, 5)),
)
def test_what_is_advised_can_be_done(case: Situation, thresholds: Thresholds) -> None:
    found = advise(case, thresholds)
    by_tag = {one.language.tag: one for one in case.candidates}
    assert len(found.languages) <= thresholds.most
    for tag in found.languages:
        assert share_script(by_tag[tag].language.script, case.target.language.script)
    able = case.target.embeddings is not None or case.target.raw_characters > 0
    assert (found.choice in ("multi", "none")) == (not able)
    if found.choice in ("multi", "mono+multi"):
        assert case.multilingual is not None
    if found.choice == "meta":
        assert len(found.languages) >= min(thresholds.several, thresholds.most)
    assert found.choice not in [one.what for one in found.ruled_out]
    assert len({step.key for step in found.steps}) == len(found.steps)
    assert advise(case, thresholds) == found
