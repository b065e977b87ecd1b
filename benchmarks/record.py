"""The record of truth and what predictors say of it, as cases of the contest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from measuring import ROOT
from numpy.typing import NDArray

from auxadvisor.experiments.settings import FIXED
from auxadvisor.probe.short_runs import DRAWS, PARTS
from auxadvisor.published import MULTI

RECORD, REPRODUCTION = ROOT / "docs" / "record", ROOT / "docs" / "reproduction"
Floats = NDArray[np.float64]
Measured = Mapping[str, Any]
"""What ``predictors.json`` has of a case or of a setting."""
FEWER = {"two short runs": DRAWS, "one short run": DRAWS * PARTS}
"""Fewer of them: those of one draw, or one half's tagger of it; and how many of such there are."""


@dataclass(frozen=True, eq=False)
class Case:
    """A corpus at one number of labelled sentences.

    Attributes:
        name: ``pos_fi_tdt_300``.
        task: ``ner`` or ``pos``.
        language: tag of the target.
        sentences: to train on.
        languages: tags of the candidates; ``multi`` stands for multilingual embeddings.
        mono: ``(seeds,)`` test scores of the target's embeddings alone.
        test: ``(candidates, seeds)`` test scores of mono + X.
        dev: ``(candidates, seeds)`` their development scores.
        seconds: of the quickest run: what they take where nothing else runs.
        said: scores of each predictor, by tag, higher is better.
        cost: seconds of a core that a predictor takes for one candidate.
        probed: shares of mono's loss and of its ridge error that a setting takes away.
        gained: mean gain over mono in points, of the same settings.
    """

    name: str
    task: str
    language: str
    sentences: int
    languages: tuple[str, ...]
    mono: Floats
    test: Floats
    dev: Floats
    seconds: float
    said: Mapping[str, Mapping[str, float]]
    cost: Mapping[str, float]
    probed: Mapping[str, tuple[float, float]]
    gained: Mapping[str, float]

    @property
    def seeds(self) -> int:
        """Runs of each setting."""
        return int(self.test.shape[1])

    @property
    def gains(self) -> Floats:
        """``(candidates,)`` mean gain over mono, in points."""
        found: Floats = self.test.mean(axis=1) - self.mono.mean()
        return found

    def truth_without(self, seed: int) -> Floats:
        """``(candidates,)`` mean test scores of the other seeds."""
        found: Floats = np.delete(self.test, seed, axis=1).mean(axis=1)
        return found

    def scores(self, predictor: str) -> Floats | None:
        """``(candidates,)`` what a predictor says; ``None`` where it knows none of them.

        A candidate that it does not know comes last.
        """
        said = self.said.get(predictor)
        if not said:
            return None
        lowest = min(said.values()) - 1
        return np.array([said.get(tag, lowest) for tag in self.languages])


@cache
def cases(multilingual: bool = False) -> tuple[Case, ...]:
    """Every case with at least two whole seeds: few labels and little text.

    Args:
        multilingual: whether multilingual embeddings are a candidate, too.
    """
    paths = sorted(RECORD.glob("*_*_*.json"))
    return tuple(case for path in paths if (case := _case(path, multilingual)))


@cache
def rich_cases() -> tuple[Case, ...]:
    """The reproduction's, with the pack's embeddings: 1,000 sentences, four candidates."""
    return tuple(case for path in sorted(REPRODUCTION.glob("*.json")) if (case := _case(path)))


def _case(path: Path, multilingual: bool = False) -> Case | None:
    predictors = _said("predictors")
    record = json.loads(path.read_text(encoding="utf-8"))
    runs, said = record["runs"], predictors.get(path.stem)
    named = list(dict.fromkeys(key.split("/")[0] for key in runs))
    seeds = sorted({key.split("/")[1] for key in runs})
    whole = [seed for seed in seeds if all(f"{name}/{seed}" in runs for name in named)]
    if len(whole) < 2 or said is None:
        return None
    scores = {
        part: {name: np.array([runs[f"{name}/{s}"][part] for s in whole]) for name in named}
        for part in ("test", "dev")
    }
    tags = tuple(one.removeprefix("mono+") for one in named if one in _each(said["probed"]))
    tags += (MULTI,) if multilingual else ()
    mono, probed = scores["test"]["mono"], said["probed"]
    return Case(
        path.stem,
        path.stem.split("_")[0],
        record["language"],
        record["sentences"],
        tags,
        mono,
        np.stack([scores["test"][f"mono+{tag}"] for tag in tags]),
        np.stack([scores["dev"][f"mono+{tag}"] for tag in tags]),
        min(float(run["seconds"]) for run in runs.values()),
        {**_all_said(said, record["language"], tags), "largest corpus": _sizes(path.stem, tags)},
        _costs(said),
        {name: _taken(probed, name) for name in named if name in probed and name != "mono"},
        {name: float(scores["test"][name].mean() - mono.mean()) for name in named},
    )


def _all_said(said: Measured, language: str, tags: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Scores of every predictor."""
    return {
        **said["scores"],
        "attention": said["attention"],
        **_from_fewer(said["probed"], tags),
        **_from_probe(said["probed"], tags),
        **_from_uriel(language, tags),
    }


def _sizes(name: str, tags: tuple[str, ...]) -> dict[str, float]:
    """Tokens of each language's largest labelled corpus for a case's task."""
    sizes = _said("corpus_sizes")["tokens"][name.split("_")[0]]
    return {tag: float(sizes[tag]) for tag in tags if tag in sizes}


def _costs(said: Measured) -> dict[str, float]:
    """Seconds of every predictor, for one candidate."""
    return {
        **said["seconds"],
        **said["probe_seconds"],
        "attention": said["attention_seconds"],
        **{name: said["probe_seconds"]["loss"] / count for name, count in FEWER.items()},
    }


def _taken(probed: Mapping[str, Measured], name: str) -> tuple[float, float]:
    """Shares of mono's loss and of its ridge error that a setting takes away."""
    one, mono = probed[name], probed["mono"]
    return 1 - _loss(one) / _loss(mono), 1 - one["ridge"] / mono["ridge"]


@cache
def _said(name: str) -> dict[str, Any]:
    """What was measured of predictors, read once."""
    found: dict[str, Any] = json.loads((RECORD / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _loss(found: Measured) -> float:
    """A token's, the mean over the draws."""
    return float(np.sum(found["losses"])) / DRAWS


def _each(probed: Mapping[str, object]) -> list[str]:
    """Names of the settings that add one language."""
    return [name for name in probed if name.startswith("mono+") and name not in FIXED]


def _from_probe(
    probed: Mapping[str, Measured], tags: tuple[str, ...]
) -> dict[str, dict[str, float]]:
    found = {tag: probed[f"mono+{tag}"] for tag in tags}
    return {
        "loss": {tag: -_loss(one) for tag, one in found.items()},
        "ridge": {tag: -one["ridge"] for tag, one in found.items()},
        "logme": {tag: one["logme"] for tag, one in found.items()},
        "hscore": {tag: one["hscore"] for tag, one in found.items()},
    }


def _from_fewer(
    probed: Mapping[str, Measured], tags: tuple[str, ...]
) -> dict[str, dict[str, float]]:
    """Scores of each draw, and of each half's tagger."""
    losses = {tag: np.array(probed[f"mono+{tag}"]["losses"]) for tag in tags}  # (draws, parts)
    return {
        f"{name} {number}": {
            tag: -float(_shares(one, count)[number]) for tag, one in losses.items()
        }
        for name, count in FEWER.items()
        for number in range(count)
    }


def _shares(losses: Floats, count: int) -> Floats:
    found: Floats = losses.reshape(count, -1).sum(axis=1)
    return found


def _from_uriel(target: str, tags: tuple[str, ...]) -> dict[str, dict[str, float]]:
    distances = _said("uriel")["distances"]
    found = {}
    for kind, pairs in distances.items():
        values = {tag: pairs.get("-".join(sorted((target, tag)))) for tag in tags}
        known = {tag: -value for tag, value in values.items() if value is not None}
        found[f"URIEL+ {kind}"] = known
    return found
