"""Each section from small made-up results: what it says, and that it is there only with results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auxadvisor.report import Results, read_results
from auxadvisor.report.blocks import (
    Block,
    Command,
    Facts,
    Flow,
    Heading,
    Picture,
    Points,
    Section,
    Table,
    Text,
)
from auxadvisor.report.figures import WIDE
from auxadvisor.report.ranking_figures import ranks_figure
from auxadvisor.report.saved_ranking import rankings
from auxadvisor.report.sections import SECTIONS
from auxadvisor.report.sections.attention import attention
from auxadvisor.report.sections.comparisons import comparison_tables
from auxadvisor.report.sections.curves import curves
from auxadvisor.report.sections.languages import languages
from auxadvisor.report.sections.made import made
from auxadvisor.report.sections.paper import paper
from auxadvisor.report.sections.probe import probe_tables
from auxadvisor.report.sections.ranking import ranking
from auxadvisor.report.sections.recommendation import recommendation
from auxadvisor.report.sections.summary import summary
from auxadvisor.report.sections.training import training

from .conftest import (
    NAMES,
    Record,
    compare_record,
    probe_record,
    rank_record,
    recommend_record,
    train_record,
    write,
)

pytest.importorskip("matplotlib", reason="the plot extra is not installed")
Make = Callable[[Results, Callable[[str], None]], Section | None]


def quiet(_: str) -> None:
    """No progress."""


@pytest.fixture
def results(tmp_path: Path) -> Callable[..., Results]:
    """Results of some records."""

    def make(*records: Record) -> Results:
        paths = [write(tmp_path / f"{n}.json", record) for n, record in enumerate(records)]
        return read_results(paths)

    return make


def blocks(make: Make, found: Results, kind: type[Block]) -> list[Block]:
    section = make(found, quiet)
    assert section is not None
    return [block for block in section.blocks if isinstance(block, kind)]


def column(table: Table, title: str) -> list[str]:
    place = [one.title for one in table.columns].index(title)
    return [row.cells[place].text for row in table.rows]


def test_a_section_is_there_only_with_its_results(results) -> None:
    of_rank = [one.make(results(rank_record()), quiet) for one in SECTIONS]
    names = [section.name for section in of_rank if section is not None]
    assert names == ["summary", "ranking", "languages", "paper", "made"]
    of_compare = [one.make(results(compare_record()), quiet) for one in SECTIONS]
    names = [section.name for section in of_compare if section is not None]
    assert names == ["summary", "comparisons", "made"]
    of_probe = [one.make(results(probe_record()), quiet) for one in SECTIONS]
    names = [section.name for section in of_probe if section is not None]
    assert names == ["summary", "probes", "made"]


class TestSummary:
    def test_what_was_advised_what_is_closest_what_won(self, results) -> None:
        found = results(recommend_record(), train_record(), compare_record())
        (facts,) = blocks(summary, found, Facts)
        said = {fact.label: (fact.value, fact.said) for fact in facts.facts}
        assert said["Advice for Finnish"][0] == "meta"
        assert said["Closest to Finnish"] == (
            "Estonian and Swedish", "a tie: each could be first"
        )  # fmt: skip
        value, words = said["Best trained for Finnish"]
        assert value == "meta" and "76.50 ± 0.70; +6.00 over mono (+4.00 to +8.00)" in words
        was_found, was_not = blocks(summary, found, Points)
        assert "The advice held: meta is better than mono." in was_found.entries
        better = "meta is better than mono+et, the single auxiliary language with the best dev"
        assert any(entry.startswith(better) for entry in was_found.entries)
        assert any(e.startswith("No difference is shown between") for e in was_found.entries)
        assert any(
            "mono+de and mono+sv" in e or "mono+sv and mono+de" in e for e in was_not.entries
        )
        assert "What d*_P would say: not computed." in was_not.entries

    def test_without_training_that_is_open(self, results) -> None:
        _, was_not = blocks(summary, results(rank_record()), Points)
        assert any(entry.startswith("Nothing was trained") for entry in was_not.entries)

    def test_what_a_probe_puts_first(self, results) -> None:
        found = results(probe_record())
        (facts,) = blocks(summary, found, Facts)
        (fact,) = facts.facts
        assert (fact.label, fact.value) == ("Best for Finnish by a probe", "mono+et")
        expected = "in 90% of the draws, of 300 sentences; +2.5 points over mono expected"
        assert fact.said == expected
        was_found, was_not = blocks(summary, found, Points)
        assert was_found.entries == ("mono+et is first.", "Expected of it: +2.5.")
        assert was_not.entries[0].startswith("Nothing was trained")

    def test_two_rankings_for_one_language_are_told_apart(self, results) -> None:
        found = results(rank_record(), rank_record(signature="target:fi|candidates:5"))
        (facts,) = blocks(summary, found, Facts)
        assert [Path(fact.label).name for fact in facts.facts] == ["0.json", "1.json"]
        assert all(fact.label.startswith("Closest to Finnish, ") for fact in facts.facts)

    def test_one_contender_has_its_share(self, results) -> None:
        (facts,) = blocks(summary, results(rank_record(contenders=["et"])), Facts)
        (fact,) = facts.facts
        assert (fact.value, fact.tag) == ("Estonian", "et")
        assert fact.said == "first in 75% of 1,000 resamples of your sentences"


def test_recommendation_walks_the_flow(results) -> None:
    found = results(recommend_record())
    (flow,) = blocks(recommendation, found, Flow)
    assert [(step.question, step.yes) for step in flow.steps] == [
        ("Is there one?", True), ("Are there enough labels?", False)
    ]  # fmt: skip
    assert flow.end.endswith("Estonian (et) and Swedish (sv)")
    (command,) = blocks(recommendation, found, Command)
    assert command.lines == ("auxadvisor train --target fi",)
    (ruled_out,) = blocks(recommendation, found, Table)
    assert column(ruled_out, "because") == ["one is less than all"]
    costs = "10 runs, about 2.0 hours one after another on two cores, 0.5 GB of memory; 260 MB"
    assert any(
        points.entries[0].startswith(costs) for points in blocks(recommendation, found, Points)
    )


class TestRanking:
    def test_every_value_and_rank(self, results) -> None:
        table, agreement = blocks(ranking, results(rank_record()), Table)
        assert column(table, "language") == list(NAMES.values())
        assert column(table, "d_P ↓") == ["10.0", "20.0", "30.0", "40.0"]
        assert column(table, "95 % of resamples") == ["1", "1–2", "2–3", "3–4"]
        assert column(table, "P(first)") == ["0.75", "0.25", "0.00", "0.00"]
        assert [row.strong for row in table.rows] == [True, True, False, False]
        assert [row.cells[-1].faint for row in table.rows] == ["4", "3", "2", "1"]
        assert agreement.caption.endswith("Kendall's W 0.25 of 1")
        assert [cell.text for cell in agreement.rows[0].cells] == ["d_P", "", "−1.00"]

    def test_without_resamples_there_are_no_intervals(self, results) -> None:
        record = rank_record()
        for row in record["ranking"]:
            row |= {"rank_interval": None, "p_first": None}
        table = blocks(ranking, results(record), Table)[0]
        assert [one.title for one in table.columns] == ["language", "rank", "d_P ↓", "d_V ↑"]

    def test_a_missing_value_is_a_dash_and_sorted_last(self, results) -> None:
        record = rank_record()
        record["ranking"][0]["measures"]["vocabulary"] = {
            "value": None, "rank": None, "missing": "no word list"
        }  # fmt: skip
        cell = blocks(ranking, results(record), Table)[0].rows[0].cells[-1]
        assert (cell.text, cell.sort) == ("–", None)

    def test_the_figures_title_says_how_far_they_agree(self, results) -> None:
        (picture,) = blocks(ranking, results(rank_record()), Picture)
        assert picture.title == "The measures do not agree: mean Spearman −1.00"
        assert all(name in picture.wide and name in picture.narrow for name in NAMES.values())

    def test_names_of_languages_that_share_a_rank_stand_apart(self, results) -> None:
        record = rank_record()
        for row in record["ranking"]:
            row["rank"] = 2.5
        (saved,) = rankings(results(record))
        (axes,) = ranks_figure(WIDE, saved).axes
        heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
        assert [heights[name] for name in NAMES.values()] == [1, 2, 3, 4]

    def test_who_was_set_aside_and_why(self, results) -> None:
        folded = [one for one in blocks(ranking, results(rank_record()), Points) if one.folded]
        assert folded[0].entries == ("written in Cyrl: Russian (ru)",)


class TestLanguages:
    def test_map_tree_and_matrices(self, results) -> None:
        found = results(rank_record())
        mapped, grown = blocks(languages, found, Picture)
        assert mapped.title == "Estonian lies nearest to Finnish, by d_P and d_V"
        assert "from the pack's texts, not from yours, over these 5 languages" in mapped.caption
        assert "stress ." in mapped.caption
        assert all(name in grown.wide for name in ("Finnish", *NAMES.values()))
        matrices = blocks(languages, found, Table)
        assert [table.caption.split()[0] for table in matrices] == ["d_P", "d_V", "d*_V"]
        for table in matrices:
            assert [row.cells[0].tag for row in table.rows] == ["fi", *NAMES]
            assert all(row.cells[n + 1].level is None for n, row in enumerate(table.rows))

    def test_a_language_that_the_pack_does_not_know(self, results) -> None:
        target = {"tag": "tlh", "name": "Klingon", "script": "Latn", "bpemb": None}
        section = languages(results(rank_record(target=target)), quiet)
        assert section is not None and isinstance(section.blocks[0], Text)
        assert "no map for Klingon (tlh)" in section.blocks[0].paragraphs[0]


class TestTraining:
    def test_table_1(self, results) -> None:
        (table,) = blocks(training, results(train_record()), Table)
        assert column(table, "test")[0] == "70.50 ± 0.70" and column(table, "test")[-1].endswith(
            "†"
        )
        assert column(table, "over mono") == ["", "+3.75", "+2.00", "−1.00", "+6.00"]
        assert column(table, "p (over mono+et)") == ["", "", "", "", ".004"]
        marks = [row.cells[4].mark for row in table.rows]
        assert marks[0] is None and [mark.sure for mark in marks[1:]] == [True, False, False, True]
        assert len({(mark.least, mark.most) for mark in marks[1:]}) == 1, "one scale for all"

    def test_every_run_is_a_dot(self, results) -> None:
        (picture,) = blocks(training, results(train_record()), Picture)
        assert picture.title.startswith("Means lie 7.0 points apart at most; runs of one setting")
        assert picture.wide.count("var(--accent)") >= 10

    def test_a_single_run_is_said_to_say_little(self, results) -> None:
        record = train_record()
        for row in record["summary"]["rows"]:
            row |= {"runs": 1, "deviation": None}
        record["runs"] = record["runs"][::2]
        found = results(record)
        assert not blocks(training, found, Picture)
        (verdict,) = blocks(training, found, Points)
        assert "A single run of a setting says nothing of other seeds." in verdict.entries


def test_comparisons_have_an_interval_for_each_difference(results) -> None:
    (table,) = blocks(comparison_tables, results(compare_record()), Table)
    assert column(table, "tagger") == ["runs/mono", "runs/meta", "runs/multi"]
    assert column(table, "95 % interval") == ["", "+1.00 to +5.00", "−2.00 to +1.00"]
    assert [row.cells[3].mark and row.cells[3].mark.sure for row in table.rows] == [
        None, True, False
    ]  # fmt: skip


def test_several_probes_stand_under_headings(results) -> None:
    assert blocks(probe_tables, results(probe_record()), Heading) == []
    found = blocks(
        probe_tables, results(probe_record(), probe_record(signature="another")), Heading
    )
    assert [one.title.split(",")[0] for one in found] == ["Finnish (fi)"] * 2


def test_a_probe_shows_gains_over_the_controls_and_how_labels_change_it(results) -> None:
    (verdict,) = blocks(probe_tables, results(probe_record()), Text)
    assert verdict.paragraphs == ("mono+et is first.", "Expected of it: +2.5.")
    standings, sizes = blocks(probe_tables, results(probe_record()), Table)
    assert column(standings, "setting") == ["mono+et", "mono+all", "mono"]
    assert column(standings, "95 % interval") == ["+5.0% to +15.0%", "-20.0% to +1.0%", ""]
    assert column(standings, "points") == ["+2.5", "", ""]
    assert [row.strong for row in standings.rows] == [True, False, False]
    assert column(sizes, "leader") == ["mono+all", "mono+et"]


class TestCurves:
    def test_a_panel_for_each_setting(self, runs) -> None:
        dev, loss = blocks(curves, read_results([runs()]), Picture)
        assert all(f">{name}<" in dev.wide for name in ("mono", "mono+et", "meta"))
        assert dev.title.startswith("The best dev score comes after 4 epochs of mono")
        assert loss.title == "The loss falls from 9.00 to 2.62 nats a sentence (mean of all runs)"

    def test_a_record_without_its_folder_has_none(self, results) -> None:
        assert curves(results(train_record()), quiet) is None


class TestAttention:
    def test_means_by_language_tag_and_frequency(self, results) -> None:
        overall, by_tag, by_frequency = blocks(attention, results(train_record()), Table)
        assert overall.caption == "Finnish embeddings weigh most: .50"
        assert column(overall, "mean weight") == [".50", ".20", ".30"]
        assert by_tag.caption == "By tag: Finnish from .20 (PER) to .60 (O)"
        assert column(by_tag, "tag") == ["O", "PER"] and column(by_tag, "Estonian") == [
            ".10",
            ".40",
        ]
        assert column(by_frequency, "occurrences in training") == ["0", "2–4"]

    def test_why_there_are_no_examples(self, results, runs) -> None:
        (text,) = blocks(attention, results(train_record()), Text)
        assert text.paragraphs == ("No example sentences: the folder of the runs was not given.",)
        (text,) = blocks(attention, read_results([runs()]), Text)
        assert "none has 5 to 16 tokens" in text.paragraphs[0]

    def test_no_examples_are_wanted(self, runs) -> None:
        assert not blocks(attention, read_results([runs()], examples=0), Text)

    def test_nothing_without_attention(self, results) -> None:
        record = train_record()
        for run in record["runs"]:
            run["attention"] = None
        assert attention(results(record), quiet) is None


class TestPaper:
    def test_own_runs_beside_the_papers_bars(self, results) -> None:
        """Scores order et, sv, de as d_P and the vote do, and as d_V does not."""
        found = results(rank_record(), train_record())
        (points,) = blocks(paper, found, Points)
        said = "over 3 languages (et, sv and de): d_P +1.00, d_V −1.00, d_MV +1.00."
        assert points.entries[0].endswith(said) and "one order in 6" in points.entries[1]
        (picture,) = blocks(paper, found, Picture)
        assert "this project" in picture.wide

    @pytest.mark.parametrize(
        "records",
        [(rank_record(),), (train_record(), rank_record(target={"tag": "et", "name": "E"}))],
    )
    def test_without_both_there_are_the_papers_alone(self, results, records) -> None:
        (points,) = blocks(paper, results(*records), Points)
        assert points.entries[0].startswith("Nothing of your own to set beside it")
        (picture,) = blocks(paper, results(*records), Picture)
        assert "this project" not in picture.wide


def test_made_names_files_inputs_signatures_and_versions(results, runs, tmp_path) -> None:
    folder = runs()
    write(tmp_path / "rank.json", rank_record())
    write(tmp_path / "other.json", {"a": 1})
    found = read_results([tmp_path])
    files, inputs = blocks(made, found, Table)
    assert column(files, "file or folder") == [str(tmp_path / "rank.json"), str(folder)]
    assert column(files, "made by") == ["rank", "10 runs"]
    assert column(inputs, "sha256") == ["0" * 64, "1" * 64]
    signatures, versions, skipped = blocks(made, found, Points)
    assert signatures.entries == (
        "target:fi|candidates:4|version:0",
        "target:fi|task:ner|version:0",
    )
    assert any("torch 2" in entry for entry in versions.entries)
    assert skipped.entries == (f"{tmp_path / 'other.json'}: JSON of something else",)
