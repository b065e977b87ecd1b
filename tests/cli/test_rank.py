"""``auxadvisor rank``: every flag, every format, every error."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import shutil
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FI = SAMPLES / "fi.conll"
FOUR = ("--candidates", "de,en,es,nl")


def record(auxadvisor, *arguments):
    ran = auxadvisor("rank", "--target", "fi", "--format", "json", "--resamples", 50, *arguments)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def tags(found):
    return [entry["tag"] for entry in found["ranking"]]


def test_needs_nothing_but_a_target(auxadvisor):
    ran = auxadvisor("rank", "--target", "fi")
    assert ran.code == 0
    assert ran.err == ""
    assert "Auxiliary languages for Finnish (fi)" in ran.out
    first = next(line for line in ran.out.splitlines() if line.split()[:1] == ["1"])
    assert "Estonian (et)" in first
    assert "give --text or --corpus" in ran.out


def test_the_commands_of_the_card_work_as_typed(auxadvisor, tmp_path):
    shutil.copy(FI, tmp_path / "train.conll")
    ran = auxadvisor("rank", "--target", "fi", "--corpus", "train.conll")
    assert ran.code == 0
    for heading in ("How sure", "Measures", "Note", "Set aside", "P(first)", "95% of resamples"):
        assert heading in ran.out


def test_a_target_has_many_names(auxadvisor):
    assert tags(record(auxadvisor, *FOUR)) == tags(
        json.loads(auxadvisor("rank", "--target", "Finnish", *FOUR, "--format", "json").out)
    )


def test_json_says_everything(auxadvisor):
    found = record(auxadvisor, *FOUR, "--corpus", FI, "--seed", 7)
    assert found["schema_version"] == 1
    assert found["settings"]["seed"] == 7
    assert found["settings"]["smoothing"] == "witten-bell"
    assert found["inputs"][0]["sha256"] == hashlib.sha256(FI.read_bytes()).hexdigest()
    assert sorted(tags(found)) == ["de", "en", "es", "nl"]
    assert found["measures"]["perplexity"]["made_of"]["order"] == "4"
    assert found["measures"]["training-vocabulary"]["votes"] is True
    for entry in found["ranking"]:
        interval = entry["rank_interval"]
        assert 1 <= interval["low"] <= entry["rank"] <= interval["high"] <= 4
    assert sum(entry["p_first"] for entry in found["ranking"]) == pytest.approx(1)
    assert len(found["agreement"]["spearman"]) == 3
    assert len(found["verdict"]) == 3


def test_the_same_seed_gives_the_same_result(auxadvisor):
    assert record(auxadvisor, "--corpus", FI) == record(auxadvisor, "--corpus", FI)


def test_missing_values_are_null_in_json_and_dashes_on_screen(auxadvisor):
    found = record(auxadvisor, "--candidates", "de,li")
    missing = next(entry for entry in found["ranking"] if entry["tag"] == "li")
    value = missing["measures"]["training-vocabulary"]
    assert value["value"] is None
    assert value["rank"] is None
    assert "no training corpus" in value["missing"]
    assert "–" in auxadvisor("rank", "--target", "fi", "--candidates", "de,li").out


def test_csv_has_a_row_a_candidate(auxadvisor):
    ran = auxadvisor(
        "rank", "--target", "fi", *FOUR, "--corpus", FI, "--format", "csv", "--resamples", 20
    )
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert next(row["tag"] for row in rows) == "de"
    assert float(rows[0]["perplexity"]) > 1
    assert {"rank_low", "rank_high", "p_first", "vocabulary_rank"} <= rows[0].keys()


def test_markdown_is_a_table(auxadvisor):
    ran = auxadvisor("rank", "--target", "fi", *FOUR, "--format", "md")
    lines = ran.out.splitlines()
    assert lines[2].startswith("| rank | language |")
    assert set(lines[3]) <= set("|- ")
    assert len([line for line in lines if line.startswith("| ")]) == 6


def test_top_limits_the_rows(auxadvisor):
    rows = lambda top: len(  # noqa: E731
        auxadvisor("rank", "--target", "fi", "--format", "csv", "--top", top).out.splitlines()
    )
    assert rows(3) == 4
    assert rows(0) == 58


def test_measures_are_chosen_by_name(auxadvisor):
    found = record(auxadvisor, *FOUR, "--measures", "vocabulary")
    assert list(found["measures"]) == ["vocabulary"]
    assert found["agreement"]["kendall_w"] is None
    assert "Only one measure" in found["verdict"][1]


def test_order_changes_the_perplexity(auxadvisor):
    values = [
        record(auxadvisor, *FOUR, "--order", order)["ranking"][0]["measures"]["perplexity"]["value"]
        for order in (1, 2, 3, 4)
    ]
    assert len(set(values)) == 4


def test_an_order_beyond_the_pack_is_skipped_with_the_reason(auxadvisor):
    found = record(auxadvisor, *FOUR, "--order", 7)
    assert "up to order 4" in found["measures"]["perplexity"]["skipped"]
    ran = auxadvisor("rank", "--target", "fi", *FOUR, "--order", 7)
    assert "d_P skipped: no candidate has a model (de: order 7 needs running text" in ran.out


def test_candidates_text_is_trained_on(auxadvisor):
    texts = [f"{tag}={SAMPLES / tag}.conll" for tag in ("de", "en", "es", "nl")]
    flags = [part for text in texts for part in ("--aux-corpus", text)]
    found = record(
        auxadvisor, *FOUR, "--corpus", FI, "--smoothing", "gamallo", "--order", 7, *flags
    )
    made = found["measures"]["perplexity"]["made_of"]
    assert (made["smoothing"], made["order"]) == ("gamallo", "7")
    assert len(found["inputs"]) == 5
    assert found["measures"]["training-vocabulary"]["made_of"]["nl"] == "given"


def test_raw_text_serves_the_perplexity(auxadvisor, tmp_path):
    text = tmp_path / "fi.txt.xz"
    with lzma.open(text, "wt", encoding="utf-8") as file:
        file.write("Tämä on suomea.\nTalvella järvi jäätyy.\n" * 20)
    found = record(auxadvisor, *FOUR, "--text", text, "--corpus", FI)
    assert found["measures"]["perplexity"]["made_of"]["text"] == "text"
    assert [entry["flag"] for entry in found["inputs"]] == ["text", "corpus"]


def test_aux_text_says_that_it_mixes_models(auxadvisor, tmp_path):
    (tmp_path / "nl.txt").write_text("Dit is een zin.\nEn dit nog een.\n", encoding="utf-8")
    found = record(auxadvisor, *FOUR, "--aux-text", "nl=nl.txt")
    assert any("d_P mixes models: nl" in warning for warning in found["warnings"])


@pytest.mark.parametrize("aggregate", ["majority", "borda", "rrf", "copeland"])
def test_every_aggregate_ranks(auxadvisor, aggregate):
    found = record(auxadvisor, *FOUR, "--aggregate", aggregate)
    assert sum(entry["rank"] for entry in found["ranking"]) == 10
    assert f"vote:{aggregate}" in found["signature"]


def test_another_script_is_set_aside_with_the_reason(auxadvisor):
    found = record(auxadvisor, "--candidates", "de,ru,ja")
    assert tags(found) == ["de"]
    assert {entry["tag"]: entry["reason"] for entry in found["set_aside"]} == {
        "ru": "written in Cyrl, the target in Latn",
        "ja": "written in Jpan, the target in Latn",
    }


def test_all_takes_languages_without_embeddings(auxadvisor):
    assert len(tags(record(auxadvisor, "--candidates", "all"))) > len(tags(record(auxadvisor)))


def test_latin_1_by_name(auxadvisor, tmp_path):
    (tmp_path / "fi.conll").write_text("Jää NOUN O\nsulaa VERB O\n\n" * 5, encoding="latin-1")
    ran = auxadvisor("rank", "--target", "fi", *FOUR, "--corpus", "fi.conll")
    assert ran.code == 3
    assert "--encoding latin-1" in ran.err
    record(auxadvisor, *FOUR, "--corpus", "fi.conll", "--encoding", "latin-1")


def test_format_and_tag_column_are_told(auxadvisor, tmp_path):
    (tmp_path / "odd.dat").write_text("Jää NOUN O\nsulaa VERB O\n\n" * 5, encoding="utf-8")
    told = ("--corpus", "odd.dat", "--corpus-format", "conll2002", "--tag-column", 2)
    found = record(auxadvisor, *FOUR, *told)
    assert found["settings"]["tag-column"] == 2
    ran = auxadvisor("rank", "--target", "fi", "--corpus", "odd.dat", "--corpus-format", "tsv")
    assert ran.code == 3
    assert ran.err.startswith("error: odd.dat:1: expected")


def test_output_is_written_whole(auxadvisor, tmp_path):
    ran = auxadvisor(
        "rank", "--target", "fi", *FOUR, "--format", "json", "--output", "ranking.json"
    )
    assert (ran.code, ran.out) == (0, "")
    assert json.loads((tmp_path / "ranking.json").read_text(encoding="utf-8"))["command"] == "rank"
    assert [path.name for path in tmp_path.iterdir()] == ["ranking.json"]


def test_an_output_that_cannot_be_replaced_leaves_nothing_behind(auxadvisor, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ran = auxadvisor("rank", "--target", "fi", *FOUR, "--output", "ranking.txt")
    assert ran.code == 2
    assert "ranking.txt: expected a file that can be written, found no space left" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_failed_run_leaves_the_output_alone(auxadvisor, tmp_path):
    (tmp_path / "ranking.json").write_text("before", encoding="utf-8")
    ran = auxadvisor(
        "rank", "--target", "fi", "--corpus", "missing.conll", "--output", "ranking.json"
    )
    assert ran.code == 3
    assert (tmp_path / "ranking.json").read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["ranking.json"]


def test_an_option_of_a_measure_that_is_left_out_is_told(auxadvisor):
    usual = ("rank", "--target", "fi", "--candidates", "sv,de", "--resamples", 0)
    ran = auxadvisor(*usual, "--measures", "vocabulary", "--order", 3)
    assert ran.code == 0
    assert ran.err == (
        "--order changes nothing: it is for perplexity, which --measures leaves out\n"
    )
    assert auxadvisor(*usual, "--order", 3).err == ""


ERRORS = [
    ((), 2, "Missing option '--target'"),
    (("--target", "Finish"), 2, "did you mean Finnish (fi)"),
    (("--target", "fi", "--candidates", "fi,de"), 2, "cannot be its own auxiliary"),
    (("--target", "fi", "--candidates", "ru"), 2, "no candidate is left"),
    (("--target", "fi", "--candidates", "de,qqq"), 2, "no language is called 'qqq'"),
    (
        ("--target", "fi", "--measures", "syntax"),
        2,
        "expected one of perplexity, flair-perplexity, ",
    ),
    (("--target", "fi", "--order", "8"), 2, "--order"),
    (("--target", "fi", "--order", "0"), 2, "--order"),
    (("--target", "fi", "--smoothing", "none"), 2, "witten-bell"),
    (("--target", "fi", "--aggregate", "best"), 2, "majority"),
    (("--target", "fi", "--top", "-1"), 2, "--top"),
    (("--target", "fi", "--resamples", "-1"), 2, "--resamples"),
    (("--target", "fi", "--format", "xml"), 2, "table"),
    (("--target", "fi", "--encoding", "utf-9", "--corpus", FI), 2, "did you mean utf-8"),
    (("--target", "fi", "--corpus-format", "xml", "--corpus", FI), 2, "conll2002"),
    (("--target", "fi", "--tag-column", "9", "--corpus", FI), 3, "fi.conll:1: expected"),
    (("--target", "fi", "--aux-corpus", "nl.conll"), 2, "expected language=FILE"),
    (("--target", "fi", "--aux-corpus", "nl=nl.conll"), 3, "nl.conll: expected a readable file"),
    (("--target", "fi", "--aux-text", "nl=nl.txt"), 3, "nl.txt: expected a readable file"),
    (("--target", "fi", "--corpus", "."), 3, "expected a file train.* in the folder"),
    (("--target", "fi", "--text", "no.txt"), 3, "no.txt: expected a readable file"),
    (("--target", "fi", "--output", "."), 2, "found a folder"),
    (("--target", "fi", "--output", "no/where.json"), 2, "there is no folder"),
    (("--target", "fi", "--nonsense"), 2, "No such option: --nonsense"),
    (
        ("--target", "fi", "--measures", "training-vocabulary", "--candidates", "li"),
        2,
        "no measure",
    ),
]


@pytest.mark.parametrize(("arguments", "code", "message"), ERRORS)
def test_errors_say_what_and_what_next(auxadvisor, arguments, code, message):
    ran = auxadvisor("rank", *arguments)
    assert ran.code == code
    assert ran.err.startswith("error: ")
    assert message in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_a_malformed_line_is_named(auxadvisor, tmp_path):
    (tmp_path / "bad.conll").write_text("Jää NOUN O\nsulaa VERB\n", encoding="utf-8")
    ran = auxadvisor("rank", "--target", "fi", "--corpus", "bad.conll")
    assert ran.code == 3
    assert ran.err.startswith("error: bad.conll:2: expected 3 columns")


def test_debug_shows_the_traceback(auxadvisor):
    with pytest.raises(Exception, match="no language is called"):
        auxadvisor("--debug", "rank", "--target", "Finish")


class TestWhatIsNearer:
    """Files of candidates in the project file, beside what is typed."""

    @pytest.fixture(autouse=True)
    def project(self, tmp_path):
        (tmp_path / "et.txt").write_text("See on auto ja maja.\n")
        (tmp_path / "sv.txt").write_text("Det är en bil och ett hus.\n")
        (tmp_path / "auxadvisor.toml").write_text(
            'target = "fi"\naux-text = ["et=et.txt", "sv=sv.txt"]\nresamples = 10\n'
        )

    def test_candidates_that_are_typed_need_no_others_files(self, auxadvisor):
        ran = auxadvisor("rank", "--candidates", "de,Estonian", "--format", "json")
        assert ran.code == 0, ran.err
        assert set(tags(json.loads(ran.out))) == {"de", "et"}

    def test_nor_does_a_target_need_its_own(self, auxadvisor):
        ran = auxadvisor("rank", "--target", "sv", "--format", "json")
        assert ran.code == 0 and "et" in tags(json.loads(ran.out)), ran.err

    def test_what_is_typed_beside_them_is_refused(self, auxadvisor):
        ran = auxadvisor("rank", "--candidates", "de", "--aux-text", "et=et.txt")
        assert ran.code == 2 and "a file is given for et" in ran.err


def test_a_folder_of_parts_is_its_training_part(auxadvisor, tmp_path):
    (tmp_path / "parts").mkdir()
    shutil.copy(FI, tmp_path / "parts" / "train.conll")
    of_folder, of_file = (
        record(auxadvisor, "--corpus", path, "--candidates", "de,en") for path in ("parts", FI)
    )
    assert of_folder["ranking"] == of_file["ranking"]


def test_a_result_is_not_written_over_what_it_is_made_of(auxadvisor, tmp_path):
    corpus = tmp_path / "over.conll"
    shutil.copy(FI, corpus)
    (tmp_path / "same.conll").symlink_to(corpus)
    for output in ("over.conll", "same.conll"):
        ran = auxadvisor("rank", "--target", "fi", "--corpus", corpus, "--output", output)
        assert ran.code == 2 and "another use for this file" in ran.err
    assert corpus.read_bytes() == FI.read_bytes()


@pytest.mark.parametrize("columns", ["0", "-5", "wide", "3"])
def test_a_width_in_which_nothing_fits_is_none(auxadvisor, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    ran = auxadvisor("rank", "--target", "fi", "--candidates", "de")
    assert "Auxiliary languages for Finnish (fi)" in ran.out
