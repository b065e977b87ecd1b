"""``auxadvisor reproduce``: the paper's tables again, in every format, and the plot."""

from __future__ import annotations

import csv
import io
import json

import pytest


def test_the_screen_has_the_four_tables(auxadvisor):
    ran = auxadvisor("reproduce")
    assert (ran.code, ran.err) == (0, "")
    assert "5 of 5 columns as published" in ran.out
    assert "0.630" in ran.out.split("Figure 2")[1]
    assert "always English" in ran.out.split("Top-1 regret")[1]
    assert "+1.57" in ran.out.split("Whether against which")[1]
    assert "column Es, rank 4: prints 'Es', taken as 'De'" in ran.out


@pytest.mark.parametrize("aggregate", ["borda", "rrf", "copeland"])
def test_other_aggregates_do_not_give_table_3(auxadvisor, aggregate):
    ran = auxadvisor("reproduce", "--aggregate", aggregate)
    assert ran.code == 0
    assert "5 of 5 columns" not in ran.out


def test_json_is_unrounded(auxadvisor):
    found = json.loads(auxadvisor("reproduce", "--format", "json").out)
    assert found["schema_version"] == 1
    means = {(bar["setting"], bar["symbol"]): bar["mean"] for bar in found["figure2"]}
    assert means["NER-BPEmb", "d_MV"] == pytest.approx(0.630, abs=5e-4)
    assert all(column["agrees"] for column in found["table3"])
    assert len(found["regret"]) == 4 * 7


def test_csv_and_markdown(auxadvisor, tmp_path):
    rows = list(csv.DictReader(io.StringIO(auxadvisor("reproduce", "--format", "csv").out)))
    assert {row["figure"] for row in rows} == {"spearman", "top1_regret", "top1_rate", "gain"}
    assert auxadvisor("reproduce", "--format", "md", "--output", "paper.md").out == ""
    assert "| NER-BPEmb | 0.200 | 0.480 |" in (tmp_path / "paper.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("suffix", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_plot_is_a_picture(auxadvisor, tmp_path, suffix, magic):
    pytest.importorskip("matplotlib", reason="the plot extra is not installed")
    assert auxadvisor("reproduce", "--plot", f"figure2.{suffix}").code == 0
    assert (tmp_path / f"figure2.{suffix}").read_bytes().startswith(magic)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--plot", "figure2.xyz"), ".png"),
        (("--plot", "no/figure2.png"), "there is no folder"),
        (("--aggregate", "best"), "majority"),
        (("--format", "xml"), "table"),
    ],
)
def test_errors(auxadvisor, tmp_path, arguments, message):
    ran = auxadvisor("reproduce", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == ""
    assert list(tmp_path.iterdir()) == []
