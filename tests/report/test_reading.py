"""Finding results and reading them back: what is taken, what is passed over, what is an error."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auxadvisor.errors import AuxAdvisorError, DataError, SettingsError
from auxadvisor.report import read_results
from auxadvisor.report.fields import Fields
from auxadvisor.report.saved_advice import recommendations
from auxadvisor.report.saved_comparison import comparisons
from auxadvisor.report.saved_probe import probes
from auxadvisor.report.saved_ranking import rankings
from auxadvisor.report.saved_training import trainings

from .conftest import (
    TESTS,
    TRAIN_SIGNATURE,
    compare_record,
    probe_record,
    rank_record,
    recommend_record,
    train_record,
    write,
)


def read_all(*paths: Path) -> None:
    found = read_results(paths)
    for read in (rankings, probes, trainings, comparisons, recommendations):
        read(found)


class TestFinding:
    def test_a_folder_is_searched_and_others_json_is_named(self, tmp_path, runs) -> None:
        write(tmp_path / "rank.json", rank_record())
        write(tmp_path / "package.json", {"name": "something"})
        write(tmp_path / "list.json", [1, 2])
        (tmp_path / "broken.json").write_text('{"a": ')
        (tmp_path / "deep").mkdir()
        write(tmp_path / "deep" / "train.json", train_record())
        runs()
        found = read_results([tmp_path])
        assert [record.command for record in found.records] == ["rank"]
        assert [folder.path.name for folder in found.folders] == ["runs"]
        skipped = {path.name: reason for path, reason in found.skipped}
        other = "JSON of something else"
        assert skipped == {"package.json": other, "list.json": other, "broken.json": "no JSON"}

    def test_the_current_folder_is_the_default(self, tmp_path, monkeypatch) -> None:
        write(tmp_path / "rank.json", rank_record())
        monkeypatch.chdir(tmp_path)
        assert [record.path for record in read_results([]).records] == [Path("rank.json")]

    def test_the_same_file_twice_is_one(self, tmp_path) -> None:
        one = write(tmp_path / "rank.json", rank_record())
        other = write(tmp_path / "copy.json", rank_record())
        assert len(read_results([one, tmp_path, other]).records) == 1

    def test_runs_are_in_the_order_of_their_seeds(self, runs) -> None:
        folder = runs()
        for seed in (10, 9):
            (folder / "mono" / f"seed-{seed}").mkdir()
            write(folder / "mono" / f"seed-{seed}" / "metrics.json", {})
        (folder / "meta" / "seed-3").mkdir()
        (found,) = read_results([folder]).folders
        assert [run.name for run in found.runs if run.parent.name == "mono"] == [
            "seed-1", "seed-2", "seed-9", "seed-10"
        ]  # fmt: skip
        assert found.unfinished == 1

    def test_the_date_is_that_of_the_newest_result(self, tmp_path) -> None:
        for name, seconds in (("a.json", 86_400), ("b.json", 10 * 86_400)):
            path = write(tmp_path / name, rank_record(signature=name))
            os.utime(path, (seconds, seconds))
        assert read_results([tmp_path]).saved_on == date(1970, 1, 11)

    def test_nothing_found_says_what_to_run(self, tmp_path) -> None:
        with pytest.raises(SettingsError, match="auxadvisor rank --target LANGUAGE --format json"):
            read_results([tmp_path])
        with pytest.raises(SettingsError, match="expected a result or a folder of runs"):
            read_results([tmp_path / "none.json"])

    def test_a_file_that_is_named_must_be_one_of_ours(self, tmp_path) -> None:
        path = write(tmp_path / "package.json", {"name": "something"})
        with pytest.raises(DataError, match=r"package\.json: expected a result of auxadvisor"):
            read_results([path])

    def test_a_newer_schema_is_refused(self, tmp_path) -> None:
        path = write(tmp_path / "rank.json", rank_record(schema_version=2))
        with pytest.raises(DataError, match="found version 2 "):
            read_results([path])


class TestReadingBack:
    def test_a_ranking(self, tmp_path) -> None:
        (found,) = rankings(read_results([write(tmp_path / "r.json", rank_record())]))
        assert (found.title, found.order, found.resamples) == ("Finnish (fi)", 4, 1000)
        assert [one.tag for one in found.candidates] == ["et", "sv", "de", "en"]
        assert found.candidates[1].rank_by("vocabulary") == 3.0
        assert found.candidates[1].rank_by("flair-perplexity") is None
        assert list(found.computed) == ["perplexity", "vocabulary"]
        assert found.spearman == {("perplexity", "vocabulary"): -1.0}

    def test_a_recommendations_ranking_counts_once(self, tmp_path) -> None:
        write(tmp_path / "rank.json", rank_record())
        write(tmp_path / "recommend.json", recommend_record())
        found = read_results([tmp_path])
        assert len(rankings(found)) == 1 and rankings(found)[0].file.endswith("rank.json")
        (advice,) = recommendations(found)
        assert advice.languages == ("Estonian (et)", "Swedish (sv)")
        assert [step.yes for step in advice.steps] == [True, False]

    def test_a_record_and_a_folder_of_one_signature_are_one(self, tmp_path, runs) -> None:
        runs()
        write(tmp_path / "train.json", train_record())
        (found,) = trainings(read_results([tmp_path]))
        assert found.source.name == "train.json" and found.folder == tmp_path / "runs"
        assert {name: len(each) for name, each in found.histories().items()} == dict.fromkeys(
            TESTS, 2
        )

    def test_a_folder_alone_is_summed_up_as_train_does(self, runs) -> None:
        (found,) = trainings(read_results([runs()]))
        assert [row.setting for row in found.summary.rows] == [
            "mono", "mono+de", "mono+et", "mono+sv", "meta"
        ]  # fmt: skip
        assert found.signature == TRAIN_SIGNATURE and found.title == "Finnish (fi)"
        assert found.summary.best == "meta" and found.summary.best_auxiliary == "mono+et"
        assert found.auxiliaries == {"de": 69.5, "et": 74.25, "sv": 72.5}
        assert "meta" in found.verdict

    def test_other_signatures_are_other_experiments(self, tmp_path, runs) -> None:
        runs("another", "other runs")
        write(tmp_path / "train.json", train_record())
        assert len(trainings(read_results([tmp_path]))) == 2

    def test_a_comparison(self, tmp_path) -> None:
        (found,) = comparisons(read_results([write(tmp_path / "c.json", compare_record())]))
        assert [side.path for side in found.sides] == ["runs/mono", "runs/meta", "runs/multi"]
        assert found.sides[1].difference is not None and found.sides[1].difference.low == 1.0


class TestDamage:
    @pytest.mark.parametrize(
        ("record", "said"),
        [
            (rank_record(ranking=3), "expected a list under 'ranking', found 3"),
            (rank_record(ranking=[]), r"one entry or more under 'ranking', found \[\]"),
            (probe_record(standings={"rows": []}), "one entry or more under 'standings.rows'"),
            (train_record(summary={"rows": []}), "one entry or more under 'summary.rows'"),
            (rank_record(target=None), "expected an object under 'target', found nothing"),
            (rank_record(verdict=["a", 1]), "expected texts under 'verdict'"),
            (train_record(summary={"rows": [{}]}), r"a text under 'summary.rows\[0\].setting'"),
            (train_record(runs=["x"]), r"an object under 'runs\[0\]', found 'x'"),
            (compare_record(sentences=1.5), "a count under 'sentences', found 1.5"),
            (compare_record(sentences=True), "a number under 'sentences', found True"),
            (recommend_record(cost={"runs": "many"}), "a number under 'cost.runs', found 'many'"),
        ],
    )
    def test_a_damaged_record_says_where_and_what_next(self, tmp_path, record, said) -> None:
        path = write(tmp_path / "damaged.json", record)
        with pytest.raises(DataError, match=said) as caught:
            read_all(path)
        assert str(path) in str(caught.value) and "--format json --output FILE" in str(caught.value)

    @pytest.mark.parametrize(
        ("file", "content", "said"),
        [
            ("experiment.json", "{", "what an experiment is"),
            ("experiment.json", '{"schema_version": 1}', "a text under 'signature'"),
            ("mono/seed-1/metrics.json", "{}", "a run's result"),
            ("mono/seed-1/test.conll", "one column\n", "token, right tag and predicted tag"),
            ("mono/seed-1/test.conll", "a\tO\tO\n", "the score that metrics.json has, 70.0"),
            (
                "mono/seed-1/test.conll",
                "a\tS-A\tS-A\n\n" * 7 + "a\tS-A\tS-B\n\n" * 3,
                "runs on one test part",
            ),
            ("mono/seed-1/history.json", "[", "the epochs of a run"),
            ("mono/seed-1/history.json", '[{"epoch": 1}]', "a number under"),
        ],
    )
    def test_a_damaged_folder_says_which_file(self, runs, file, content, said) -> None:
        folder = runs()
        (folder / file).write_text(content)
        with pytest.raises(DataError, match=said):
            for one in trainings(read_results([folder])):
                one.histories()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(st.data())
    def test_whatever_is_changed_is_read_or_refused_on_purpose(self, tmp_path, data) -> None:
        """A value anywhere in a record becomes another: no error but our own."""
        made = (rank_record, train_record, compare_record, recommend_record)
        record = data.draw(st.sampled_from(made))()
        place = record
        while isinstance(place, (dict, list)) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], (dict, list)) or data.draw(st.booleans()):
                others = st.none() | st.booleans() | st.floats(-9, 9) | st.text(max_size=3)
                place[key] = data.draw(others | st.just([]) | st.just({}))
                break
            place = place[key]
        try:
            read_all(write(tmp_path / "changed.json", record))
        except AuxAdvisorError as error:
            assert "changed.json" in str(error)


def test_numbers_must_be_finite() -> None:
    fields = Fields(Path("f.json"), "", json.loads('{"a": NaN, "b": Infinity, "c": 1}'))
    for key in ("a", "b"):
        with pytest.raises(DataError, match=f"a number under '{key}'"):
            fields.number(key)
    assert fields.number("c") == 1.0
