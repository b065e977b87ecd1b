"""A ranking as JSON: strict, complete, and the same numbers as the ranking's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from auxadvisor import __version__
from auxadvisor.assets import pack_version
from auxadvisor.inputs import read_text, read_training_corpus
from auxadvisor.json_values import Json
from auxadvisor.languages import Language
from auxadvisor.pool import build_pool
from auxadvisor.rank import Ranking, rank
from auxadvisor.rank_record import SCHEMA_VERSION, ranking_record
from auxadvisor.records import MeasureSettings, Pool, Text, TrainingCorpus
from auxadvisor.verdict import verdict

FEW = MeasureSettings(resamples=40)
SETTINGS: dict[str, Json] = {"target": "fi", "resamples": 40}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> dict[str, Path]:
    """One file of each kind, by the flag that gives it."""
    folder = tmp_path_factory.mktemp("given")
    written = {
        "text": "Hän asuu kaupungissa\nSataa vettä\nKoira nukkuu talossa\n" * 4,
        "aux-text": "Ta elab linnas\nKoer magab majas\n",
    }
    for name, content in written.items():
        (folder / name).write_text(content, encoding="utf-8")
    return {
        "text": folder / "text",
        "corpus": samples / "fi.conll",
        "aux-text": folder / "aux-text",
        "aux-corpus": samples / "nl.conll",
    }


@pytest.fixture(scope="module")
def ranking(files: dict[str, Path]) -> Ranking:
    pool = build_pool(
        "fi",
        ["et", "nl", "sv", "ru"],
        text=read_text(files["text"]),
        corpus=read_training_corpus(files["corpus"]),
        aux_texts={"et": read_text(files["aux-text"])},
        aux_corpora={"nl": read_training_corpus(files["aux-corpus"])},
    )
    return rank(pool, settings=FEW)


@pytest.fixture(scope="module")
def record(ranking: Ranking) -> dict[str, Json]:
    return json.loads(json.dumps(ranking_record(ranking, SETTINGS), allow_nan=False))


def test_the_record_is_json_as_it_stands(ranking: Ranking, record: dict[str, Json]) -> None:
    assert record == ranking_record(ranking, SETTINGS)


def test_the_record_says_what_made_it(ranking: Ranking, record: dict[str, Json]) -> None:
    assert record["schema_version"] == SCHEMA_VERSION == 1
    assert record["auxadvisor"] == __version__
    assert record["pack"] == pack_version()
    assert record["signature"] == ranking.signature
    assert record["settings"] == SETTINGS
    assert record["aggregate"] == "majority"
    assert record["verdict"] == list(verdict(ranking))
    assert record["warnings"] == list(ranking.notes)
    assert record["target"] == {"tag": "fi", "name": "Finnish", "script": "Latn", "bpemb": "fi"}


def test_inputs_have_the_digest_of_the_files(
    record: dict[str, Json], files: dict[str, Path]
) -> None:
    languages = {"text": "fi", "corpus": "fi", "aux-text": "et", "aux-corpus": "nl"}
    assert record["inputs"] == [
        {
            "flag": flag,
            "language": languages[flag],
            "path": str(path),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
        }
        for flag, path in files.items()
    ]


def test_candidates_come_in_order_with_their_numbers(
    ranking: Ranking, record: dict[str, Json]
) -> None:
    rows = record["ranking"]
    assert isinstance(rows, list)
    assert len(rows) == 3
    assert ranking.spread is not None
    for row, place in zip(rows, ranking.order, strict=True):
        assert isinstance(row, dict)
        language = ranking.pool.candidates[place]
        assert (row["tag"], row["name"]) == (language.tag, language.name)
        assert row["rank"] == ranking.combined[place]
        assert row["p_first"] == ranking.spread.p_first[place]
        assert row["rank_interval"] == {
            "low": ranking.spread.low[place],
            "high": ranking.spread.high[place],
            "level": 0.95,
            "resamples": 40,
        }
        for measure in ranking.computed:
            found = row["measures"][measure.measure]  # type: ignore[call-overload,index]
            value, its_rank = measure.values[place], ranking.ranks[measure.measure][place]
            missing = measure.missing.get(language.tag)
            expected = (
                {"value": None, "rank": None, "missing": missing}
                if np.isnan(value)
                else {"value": value, "rank": its_rank, "missing": None}
            )
            assert found == expected
            assert np.isnan(value) == (missing is not None)


def test_what_is_missing_is_null_with_the_reason(ranking: Ranking, record: dict[str, Json]) -> None:
    """Estonian has no NER corpus in the pack's word lists, or it has: either way it is said."""
    covered = {m.measure: m.covered.all() for m in ranking.computed}
    for name, measure in record["measures"].items():  # type: ignore[union-attr]
        assert measure["votes"] == bool(covered[name])
        assert measure["closer"] == ("lower" if name == "perplexity" else "higher")
        assert measure["resampled"] == (name != "vocabulary")


def test_set_aside_languages_come_with_the_reason(record: dict[str, Json]) -> None:
    assert record["set_aside"] == [
        {"tag": "ru", "name": "Russian", "reason": "written in Cyrl, the target in Latn"}
    ]


def test_agreement_names_each_pair(ranking: Ranking, record: dict[str, Json]) -> None:
    agreement = record["agreement"]
    assert agreement == {
        "kendall_w": ranking.agreement.kendall_w,
        "spearman": [
            {"measures": list(pair), "rho": rho} for pair, rho in ranking.agreement.spearman.items()
        ],
    }
    assert len(ranking.agreement.spearman) == len(ranking.voters) * (len(ranking.voters) - 1) / 2


def test_contenders_are_tags_in_order(ranking: Ranking, record: dict[str, Json]) -> None:
    assert record["contenders"] == [ranking.pool.tags[place] for place in ranking.contenders]


def test_no_overlap_is_null_and_never_nan(
    text: Callable[..., Text], corpus: Callable[..., TrainingCorpus]
) -> None:
    target, near, far = (Language(tag, tag, "Latn") for tag in ("xa", "xb", "xc"))
    pool = Pool(
        target,
        (near, far),
        text=text("ovi katto"),
        corpus=corpus("ovi katto"),
        aux_texts={"xb": text("ovi"), "xc": text("ikkuna")},
        aux_corpora={"xb": corpus("ovi"), "xc": corpus("ikkuna")},
    )
    found = rank(pool, settings=MeasureSettings(resamples=0))
    written = json.dumps(ranking_record(found, {}), allow_nan=False)
    assert "NaN" not in written
    far_row = next(row for row in json.loads(written)["ranking"] if row["tag"] == "xc")
    for name in ("vocabulary", "training-vocabulary"):
        assert far_row["measures"][name]["value"] is None
        assert far_row["measures"][name]["rank"] is None
        assert "N = 0" in far_row["measures"][name]["missing"]
    assert far_row["measures"]["perplexity"]["value"] > 1
    assert far_row["rank_interval"] is None
    assert far_row["p_first"] is None


def test_a_skipped_measure_is_recorded_with_its_reason() -> None:
    found = rank(build_pool("ast", ["es", "pt"]))
    record = ranking_record(found, {})
    json.dumps(record, allow_nan=False)
    measures = record["measures"]
    assert isinstance(measures, dict)
    training = measures["training-vocabulary"]
    assert isinstance(training, dict)
    assert training.keys() == {"symbol", "skipped"}
    assert "--corpus" in str(training["skipped"])


def test_one_candidate_has_no_agreement() -> None:
    record = ranking_record(rank(build_pool("fi", ["et"])), {})
    assert record["agreement"]["kendall_w"] is None  # type: ignore[call-overload,index]
    assert {pair["rho"] for pair in record["agreement"]["spearman"]} == {None}  # type: ignore[call-overload,index,union-attr]
    json.dumps(record, allow_nan=False)
