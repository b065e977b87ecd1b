"""Files longer than what is kept of them, as a user gives them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from auxadvisor.records import MeasureSettings


@pytest.fixture
def long_text(tmp_path: Path) -> Path:
    """A text of more sentences than are kept."""
    draw = random.Random(1)
    words = ["".join(draw.choices("aeiouklmnst", k=draw.randint(2, 8))) for _ in range(2000)]
    path = tmp_path / "long.txt"
    lines = (" ".join(draw.choices(words, k=4)) for _ in range(MeasureSettings.max_sentences + 9))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_candidates_long_text_is_counted_whole_by_any_number_of_processes(
    auxadvisor, samples: Path, long_text: Path
) -> None:
    given = ["--target", "fi", "--corpus", samples / "fi.conll", "--aux-text", f"vot={long_text}"]
    records = []
    for jobs in ("1", "2"):
        ran = auxadvisor(
            "rank", *given, "--candidates", "et,vot", "--format", "json", "--jobs", jobs
        )
        assert ran.code == 0, ran.err
        record = json.loads(ran.out)
        records.append([record[key] for key in ("ranking", "measures", "warnings")])
    assert records[0] == records[1]
    assert not any("sample" in warning for warning in records[0][2])
    values = {row["tag"]: row["measures"] for row in records[0][0]}["vot"]
    assert values["perplexity"]["value"] > 1 and values["vocabulary"]["value"] is not None


def test_a_long_text_is_checked_by_any_number_of_processes(auxadvisor, long_text: Path) -> None:
    records = []
    for jobs in ("1", "2"):
        ran = auxadvisor("data", "check", "--text", long_text, "--format", "json", "--jobs", jobs)
        assert ran.code == 0, ran.err
        record = json.loads(ran.out)
        records.append((record["text"], record["findings"]))
    assert records[0] == records[1]
    assert records[0][0]["lines"] == MeasureSettings.max_sentences + 9
