"""Made-up results: records as the commands write them, and a folder of runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Record = dict[str, Any]
NAMES = {"et": "Estonian", "sv": "Swedish", "de": "German", "en": "English"}
TRAIN_SIGNATURE = "target:fi|task:ner|version:0"


def rank_record(**changes: object) -> Record:
    """What ``rank`` writes of four candidates; Estonian and Swedish could be first."""
    rows = []
    for place, (tag, name) in enumerate(NAMES.items(), 1):
        rows.append(
            {
                "tag": tag,
                "name": name,
                "rank": float(place),
                "rank_interval": {
                    "low": max(1.0, place - 1.0), "high": float(place), "level": 0.95,
                    "resamples": 1000,
                },
                "p_first": [0.75, 0.25, 0.0, 0.0][place - 1],
                "measures": {
                    "perplexity": {"value": 10.0 * place, "rank": float(place), "missing": None},
                    "vocabulary": {
                        "value": 0.1 * place, "rank": float(5 - place), "missing": None
                    },
                },
            }
        )  # fmt: skip
    record: Record = {
        "schema_version": 1,
        "command": "rank",
        "auxadvisor": "0.1.0",
        "signature": "target:fi|candidates:4|version:0",
        "settings": {"order": 4},
        "inputs": [
            {"flag": "corpus", "language": "fi", "path": "a.conll", "sha256": "0" * 64, "size": 9}
        ],
        "target": {"tag": "fi", "name": "Finnish", "script": "Latn", "bpemb": "fi"},
        "measures": {
            "perplexity": {
                "symbol": "d_P", "closer": "lower", "votes": True, "covered": 4,
                "resampled": True, "made_of": {"order": "4"},
            },
            "flair-perplexity": {"symbol": "d*_P", "skipped": "torch is not installed"},
            "vocabulary": {
                "symbol": "d_V", "closer": "higher", "votes": True, "covered": 4,
                "resampled": False, "made_of": {"types": "lower-cased", "et": "given"},
            },
        },
        "aggregate": "majority",
        "ranking": rows,
        "contenders": ["et", "sv"],
        "agreement": {
            "kendall_w": 0.25,
            "spearman": [{"measures": ["perplexity", "vocabulary"], "rho": -1.0}],
        },
        "set_aside": [{"tag": "ru", "name": "Russian", "reason": "written in Cyrl"}],
        "verdict": ["A tie on this text.", "The measures do not agree.", "Train to be sure."],
        "warnings": ["d_P reads a sample"],
    }  # fmt: skip
    return record | changes


def run_result(setting: str, seed: int, test: float, attention: bool = False) -> Record:
    """A run in a record of ``train`` and in ``metrics.json``."""
    sets = ["fi", "et", "multi"]
    means = {"sets": sets, "overall": [0.5, 0.2, 0.3]}
    means |= {"by_tag": {"O": [0.6, 0.1, 0.3], "PER": [0.2, 0.4, 0.4]}}
    means |= {"by_frequency": {"0": [0.3, 0.3, 0.4], "2–4": [0.7, 0.1, 0.2]}}
    return {
        "setting": setting, "seed": seed, "task": "ner", "dev": test - 1, "test": test,
        "best_epoch": 2, "epochs": 3, "seconds": 30.0, "tokens_per_second": 1000.0,
        "attention": means if attention else None,
    }  # fmt: skip


TESTS = {
    "mono": (70.0, 71.0),
    "mono+et": (74.0, 74.5),
    "mono+sv": (72.0, 73.0),
    "mono+de": (69.0, 70.0),
    "meta": (76.0, 77.0),
}


def train_record(**changes: object) -> Record:
    """What ``train`` writes of five settings with two seeds; meta is significantly better."""
    rows = []
    for setting, tests in TESTS.items():
        mean = float(np.mean(tests))
        gain = {"mean": mean - 70.5, "low": mean - 72.5, "high": mean - 68.5}
        rows.append(
            {
                "setting": setting, "runs": 2, "mean": mean, "deviation": 0.7, "dev": mean - 1,
                "gain": None if setting == "mono" else gain,
                "p": 0.004 if setting == "meta" else None, "seconds": 30.0,
            }
        )  # fmt: skip
    record: Record = {
        "schema_version": 1,
        "command": "train",
        "auxadvisor": "0.1.0",
        "signature": TRAIN_SIGNATURE,
        "settings": {"target": "fi"},
        "target": {"tag": "fi", "name": "Finnish", "script": "Latn", "bpemb": "fi"},
        "languages": ["et", "sv", "de"],
        "embeddings": {"fi": "pack/fi/bpe"},
        "score": "span F1",
        "summary": {
            "task": "ner", "rows": rows, "best": "meta", "best_auxiliary": "mono+et",
            "significant": ["meta"],
        },
        "verdict": "The advice held: meta is better than mono.",
        "runs": [
            run_result(setting, seed, test, setting == "meta")
            for setting, tests in TESTS.items()
            for seed, test in enumerate(tests, 1)
        ],
    }  # fmt: skip
    return record | changes


def compare_record(**changes: object) -> Record:
    """What ``compare`` writes of two sides that differ and one that does not."""
    gap = {"mean": 3.0, "low": 1.0, "high": 5.0, "p": 0.001}
    none = {"mean": -0.5, "low": -2.0, "high": 1.0, "p": 0.4}
    side = {"runs": 2, "mean": 70.0, "deviation": 0.5}
    record: Record = {
        "schema_version": 1, "command": "compare", "auxadvisor": "0.1.0", "task": "ner",
        "sentences": 200, "permutations": 1000, "resamples": 500, "seed": 1,
        "sides": [
            side | {"path": "runs/mono", "difference": None, "p": None},
            side | {"path": "runs/meta", "mean": 73.0, "difference": gap, "p": 0.002},
            side | {"path": "runs/multi", "mean": 69.5, "difference": none, "p": 0.4},
        ],
    }  # fmt: skip
    return record | changes


def probe_record(**changes: object) -> Record:
    """What ``probe`` writes of one language, all together, and a control."""
    gain = {"mean": 0.1, "low": 0.05, "high": 0.15}
    row = {"width": 200, "ridge": 0.4, "logme": 0.7, "hscore": 5.0, "seconds": 2.0}
    leader = row | {
        "name": "mono+et", "control": False, "loss": 0.45, "gain": gain, "p_best": 0.9,
        "tied": True,
    }  # fmt: skip
    none = {"gain": {"mean": -0.1, "low": -0.2, "high": 0.01}, "p_best": 0.1, "tied": False}
    record: Record = {
        "schema_version": 1, "command": "probe", "auxadvisor": "0.1.0",
        "signature": "probe:bilstm-crf|target:fi", "settings": {}, "languages": ["et"],
        "target": {"tag": "fi", "name": "Finnish", "script": "Latn", "bpemb": "fi"},
        "task": "pos", "score": "accuracy", "sentences": 300, "tokens": 4000,
        "standings": {
            "rows": [
                leader,
                leader | {"name": "mono+all", "loss": 0.55} | none,
                row | {"name": "mono", "control": True, "loss": 0.5, "gain": None, "p_best": 0.0,
                       "tied": False},
            ],
            "p_none": 0.0, "best_control": "mono",
        },
        "sizes": [
            {"sentences": 50, "leader": "mono+all", "agreement": -1.0},
            {"sentences": 300, "leader": "mono+et", "agreement": 1.0},
        ],
        "stable_from": None,
        "points": {"mono+et": {"mean": 2.5, "low": 1.0, "high": 4.0}, "mono+all": None},
        "verdict": ["mono+et is first.", "Expected of it: +2.5."],
    }  # fmt: skip
    return record | changes


def recommend_record(**changes: object) -> Record:
    """What ``recommend`` writes; its ranking is ``rank_record``'s."""
    record: Record = {
        "schema_version": 1, "command": "recommend", "auxadvisor": "0.1.0",
        "signature": "advice:meta", "settings": {},
        "target": {"tag": "fi", "name": "Finnish", "script": "Latn", "bpemb": "fi"},
        "advice": {
            "choice": "meta",
            "languages": ["et", "sv"],
            "steps": [
                {"key": "script", "question": "Is there one?", "yes": True,
                 "evidence": "4 of 4", "source": "Section 4.2"},
                {"key": "labels", "question": "Are there enough labels?", "yes": False,
                 "evidence": "150 sentences", "source": "not in the paper"},
            ],
            "ruled_out": [{"what": "mono+X", "reason": "one is less than all"}],
        },
        "sure": ["None of this was measured on your labels."],
        "cost": {"runs": 10, "seconds": 7200.0, "memory": 5e8, "download": 2.6e8},
        "commands": ["auxadvisor train --target fi"],
        "thresholds": {"several": {"value": 2, "evidence": "Section 4.3"}},
        "ranking": rank_record(),
        "warnings": [],
    }  # fmt: skip
    return record | changes


def write(path: Path, record: object) -> Path:
    """As JSON."""
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return path


def make_runs(folder: Path, signature: str = TRAIN_SIGNATURE) -> Path:
    """A folder of runs as ``train`` leaves it, but without taggers."""
    folder.mkdir()
    about = {
        "schema_version": 1, "identity": "1", "signature": signature,
        "settings": {"target": "fi"},
        "inputs": {"train": {"path": "train.conll", "sha256": "1" * 64, "bytes": 8}},
        "versions": {"auxadvisor": "0.1.0", "torch": "2"},
    }  # fmt: skip
    write(folder / "experiment.json", about)
    for setting, tests in TESTS.items():
        for seed, test in enumerate(tests, 1):
            run = folder / setting / f"seed-{seed}"
            run.mkdir(parents=True)
            result = run_result(setting, seed, test, setting == "meta")
            write(run / "metrics.json", {"identity": "1", "result": result})
            write(run / "history.json", history(seed))
            (run / "test.conll").write_text(predictions(test), encoding="utf-8")
    return folder


@pytest.fixture
def runs(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of runs, called ``runs``."""

    def make(signature: str = TRAIN_SIGNATURE, name: str = "runs") -> Path:
        return make_runs(tmp_path / name, signature)

    return make


def history(seed: int) -> list[Record]:
    """Three epochs, and one more of the second seed."""
    return [
        {"epoch": n, "loss": 9.0 / n, "dev_score": 10.0 * n, "learning_rate": 0.1, "seconds": 1.0}
        for n in range(1, 4 + (seed == 2))
    ]


def predictions(score: float) -> str:
    """Two hundred sentences with that score: in each is a span, and one is found."""
    sentences = []
    for number in range(200):
        found = "S-PER" if number < 2 * score else "S-LOC"
        sentences.append(f"Aino\tS-PER\t{found}\nnukkuu\tO\tO\n.\tO\tO\n")
    return "\n".join(sentences)
