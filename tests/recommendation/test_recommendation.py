"""A recommendation: what is run next, what it costs, what it says of the paper and the files."""

from __future__ import annotations

import shlex
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from auxadvisor.cli import app
from auxadvisor.cli.errors import run
from auxadvisor.embeddings.families import Family
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.parts import Reading
from auxadvisor.experiments.significance import Interval
from auxadvisor.paper import over_mono
from auxadvisor.paper_tables import published_table
from auxadvisor.probe import short_runs, wording, worth
from auxadvisor.probe.probing import Probing
from auxadvisor.recommendation import Recommendation, labels, recommend
from auxadvisor.recommendation.case import Files, read_case
from auxadvisor.recommendation.labels import ByLabels, by_labels
from auxadvisor.recommendation.record import recommendation_record
from auxadvisor.records import MeasureSettings
from auxadvisor.situation import Losses, Pretrained, Thresholds

FEW = Thresholds(sentences=10)
FAST = MeasureSettings(resamples=20)


def advised(target: str, files: Files, kind: str = "pack", **more: object) -> Recommendation:
    thresholds = more.pop("thresholds", FEW)
    assert isinstance(thresholds, Thresholds)
    case = read_case(target, files, Reading(), embeddings=kind.split(","), **more)  # type: ignore[arg-type]
    return recommend(case, thresholds, FAST, probe=False)


def flags(command: str) -> dict[str, str]:
    words = shlex.split(command)
    return dict(pairwise(words))


def test_the_command_trains_what_is_advised(samples: Path) -> None:
    found = advised("fi", Files(samples / "fi.conll"), candidates=("de", "en", "es", "nl"))
    assert found.advice.choice == "meta" and len(found.advice.languages) == 4
    (command,) = found.commands
    said = flags(command)
    assert said["--settings"] == "mono,mono+multi,meta" and said["--embeddings"] == "pack"
    assert said["--languages"] == ",".join(found.advice.languages)
    assert said["--corpus"] == str(samples / "fi.conll")
    assert found.cost.runs == 15 and found.cost.download == 0
    assert found.cost.seconds is not None and found.cost.memory is not None


def test_the_command_runs_as_it_is(
    samples: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = advised("fi", Files(samples / "fi.conll"), candidates=("de", "en", "es", "nl"))
    words = shlex.split(found.commands[-1])
    assert run(app, [*words[1:], "--dry-run", "--seeds", "1"]) == 0
    assert "meta" in capsys.readouterr().out


def test_the_command_reads_the_corpus_as_this_did(tmp_path: Path) -> None:
    corpus = tmp_path / "vepsä.conll"
    corpus.write_bytes("Mäki N O B-LOC\non V O O\n\n".encode("latin-1") * 3)
    reading = Reading("pos", "latin-1", tag_column=2)
    case = read_case("fi", Files(corpus), reading, embeddings=["pack"], candidates=("de", "en"))
    found = recommend(case, FEW, FAST, probe=False)
    said = flags(found.commands[-1])
    assert {"--task": "pos", "--encoding": "latin-1", "--tag-column": "2"}.items() <= said.items()
    assert said["--corpus"] == str(corpus) and "POS" in found.sure[0]
    unlabelled = read_case("fi", Files(), Reading("ner"), embeddings=["pack"])
    found = recommend(unlabelled, FEW, FAST)
    assert flags(found.commands[-1])["--corpus"] == "train.conll"
    assert [line.startswith("In the paper (NER") for line in found.sure].count(True) == 1


def test_few_labels_are_advised_multilingual_embeddings(samples: Path) -> None:
    found = advised("fi", Files(samples / "fi.conll"), thresholds=Thresholds())
    assert found.advice.choice == "mono+multi"
    said = flags(found.commands[-1])
    assert said["--settings"] == "mono,mono+multi" and "--languages" not in said
    assert said["--batch-size"] == "16", "of 73 sentences, batches of 64 would be two"


def test_without_a_candidate_in_the_script_multilingual_embeddings_are_left(tmp_path: Path) -> None:
    corpus = tmp_path / "train.tsv"
    corpus.write_text("Αθήνα\tPROPN\n.\tPUNCT\n\n" * 20, encoding="utf-8")
    case = read_case("el", Files(corpus), Reading(), embeddings=["pack"])
    found = recommend(case, FEW, FAST)
    assert found.ranking is None and found.advice.choice == "mono+multi"
    assert not found.advice.steps[0].yes and found.advice.languages == ()
    assert flags(found.commands[-1])["--settings"] == "mono,mono+multi"
    assert "A probe would, but no candidate is written in Grek." in found.sure[-1]
    assert "|target:el|candidates:0|pack:" in found.signature
    record = recommendation_record(found, {})
    assert record["ranking"] is None and record["target"]["tag"] == "el"  # type: ignore[index, call-overload]


def test_embeddings_that_must_be_trained_come_first(tmp_path: Path) -> None:
    text = tmp_path / "my text.txt"
    text.write_text("Amakuru yawe ni meza cyane.\n" * 30, encoding="utf-8")
    found = advised(
        "gn", Files(text=text), kind="pack", thresholds=Thresholds(characters=100, several=50)
    )
    assert found.advice.choice == "mono+X"
    first, second = found.commands
    assert shlex.split(first) == [
        "auxadvisor", "embed", "bpe", "--text", str(text), "--output", "models/gn"
    ]  # fmt: skip
    assert flags(second)["--embeddings"] == "pack,gn=bpemb/models/gn"
    assert flags(second)["--corpus"] == "train.conll"
    assert any("it reads like" in note and "not like Guarani" in note for note in found.notes)
    assert any("no --corpus was given" in note for note in found.notes)


def test_a_smaller_bpemb_is_named(samples: Path) -> None:
    found = advised("gn", Files(), kind="bpemb", candidates=("es", "pt"))
    assert flags(found.commands[-1])["--embeddings"] == "bpemb,gn=bpemb/gn/25000/300"
    assert found.cost.download > 0 and found.cost.seconds is None


def test_embeddings_that_the_user_named_are_trained_on(samples: Path) -> None:
    named = "pack,fi=word2vec/fi.bin,multi=word2vec/all.bin"
    found = advised("fi", Files(samples / "fi.conll"), kind=named, candidates=("de", "en"))
    assert flags(found.commands[-1])["--embeddings"] == named
    assert read_case("fi", Files(), Reading()).kind == "auto"
    assert read_case("fi", Files(), Reading(), embeddings=["fi=word2vec/x"]).kind == "auto"
    with pytest.raises(SettingsError, match="expected one kind for all"):
        read_case("fi", Files(), Reading(), embeddings=["auto", "pack"])


def test_nothing_to_train_on_is_said(tmp_path: Path) -> None:
    found = advised("gn", Files(), kind="pack", candidates=("es", "pt"))
    assert (found.advice.choice, found.commands, found.sure, found.cost.runs) == ("none", (), (), 0)


def test_the_papers_changes_are_its_tables() -> None:
    scores = {(s.setting, s.language): s.mean for s in published_table(1).scores if s.task == "NER"}
    tags = published_table(1).languages
    for choice in ("meta", "mono+multi", "mono+all"):
        changes = [scores[choice, tag] - scores["mono", tag] for tag in tags]
        assert sorted(over_mono("NER-BPEmb", choice)) == pytest.approx(sorted(changes))
    each = [
        scores[f"mono+{other}", tag] - scores["mono", tag]
        for tag in tags
        for other in tags
        if other != tag
    ]
    assert sorted(over_mono("NER-BPEmb", "mono+X")) == pytest.approx(sorted(each))


def test_files_that_do_not_go_together_are_refused(samples: Path) -> None:
    with pytest.raises(SettingsError, match="--dev and --test are parts of a corpus"):
        read_case("fi", Files(dev=samples / "fi.conll"), Reading())
    with pytest.raises(SettingsError, match="its file goes to --text"):
        read_case("fi", Files(aux_texts={"fin": samples / "fi.conll"}), Reading())


@pytest.fixture
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What many steps find is tested in ``tests/probe``."""
    monkeypatch.setattr(short_runs, "STEPS", 6)


def test_a_probe_of_the_labels_orders_the_candidates(samples: Path, few_steps: None) -> None:
    case = read_case(
        "fi", Files(samples / "fi.conll"), Reading(), embeddings=["pack"], candidates=("de", "en")
    )
    by_distance = recommend(case, FEW, FAST, probe=False)
    probed = recommend(case, FEW, FAST, probe=True)
    assert any("'--probe' looks at them." in line for line in by_distance.sure)
    assert probed.sure[0].startswith("mono+") or probed.sure[0].startswith("multi")
    assert any("Choosing so between one language and" in line for line in probed.sure)
    assert not any("--probe" in line for line in probed.sure)
    tags = [one.language.tag for one in probed.situation.candidates]
    assert sorted(tags) == ["de", "en"]
    assert by_distance.situation.losses is None
    by_default = recommend(case, FEW, FAST)
    assert by_default.sure == probed.sure and by_default.signature == probed.signature
    assert "|probe:bilstm-crf,units=64," in probed.signature
    assert "|probe:" not in by_distance.signature


def test_probe_and_ranking_order_the_candidates_in_turns(
    samples: Path, few_steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_case(
        "fi",
        Files(samples / "fi.conll"),
        Reading(),
        embeddings=["pack"],
        candidates=("de", "es", "sv"),
    )
    ranked, probed = (
        [one.language.tag for one in recommend(case, FEW, FAST, probe=probe).situation.candidates]
        for probe in (False, True)
    )
    monkeypatch.setattr(Probing, "added_by", lambda *_: tuple(ranked[::-1]))
    turned = [one.language.tag for one in recommend(case, FEW, FAST).situation.candidates]
    assert turned == [ranked[2], ranked[0], ranked[1]] and sorted(probed) == sorted(ranked)


@pytest.mark.parametrize(("low", "said"), [(0.1, "so it chooses here"), (-0.1, "no clear gain")])
def test_a_probe_chooses_where_the_record_shows_that_it_can(
    samples: Path, few_steps: None, monkeypatch: pytest.MonkeyPatch, low: float, said: str
) -> None:
    usual = worth.worth_on("ner", 300)
    assert usual is not None
    shown = replace(usual, over_multilingual=Interval(0.5, low, 0.9))
    for module in (worth, wording):
        monkeypatch.setattr(module, "worth_on", lambda _task, _sentences: shown)
    case = read_case(
        "fi", Files(samples / "fi.conll"), Reading(), embeddings=["pack"], candidates=("de", "en")
    )
    found = recommend(case, Thresholds(), FAST, probe=True)
    assert (found.situation.losses is not None) == (low > 0)
    assert any(said in line for line in found.sure)
    meta = recommend(case, FEW, FAST, probe=True)
    assert meta.advice.choice == "meta", "and so the probe was not asked"
    assert any(said in line for line in meta.sure) == (low < 0)


def test_a_choice_that_there_is_not_is_not_spoken_of(samples: Path, few_steps: None) -> None:
    case = read_case(
        "fi", Files(samples / "fi.conll"), Reading(), embeddings=["pack"], candidates=("de", "en")
    )
    whole = recommend(case, FEW, FAST, probe=False).situation
    elsewhere = Pretrained("bpemb/multi/320000/300", at_hand=False)
    fetch = "not probed, for they are not here: 'auxadvisor assets fetch bpemb/multi/320000/300'"
    for multilingual, said in (
        (whole.multilingual, {"multilingual ones"}),
        (None, set()),
        (elsewhere, {fetch}),
    ):
        probed = list[str]()
        situation = replace(whole, multilingual=multilingual)
        found = by_labels(case, Family("pack"), situation, probed.append)
        spoken = " ".join(found.of_choice)
        assert {one for one in ("multilingual ones", fetch) if one in spoken} == said
        assert ("vectors of pack/multi/bpe" in probed) == (multilingual is whole.multilingual)


def test_a_probe_needs_labels_and_embeddings_that_are_here(samples: Path, tmp_path: Path) -> None:
    unlabelled = read_case("fi", Files(), Reading(), embeddings=["pack"])
    with pytest.raises(SettingsError, match="--probe: there are no labels: name a tagged corpus"):
        recommend(unlabelled, FEW, FAST, probe=True)
    assert "there are no labels: name" in recommend(unlabelled, FEW, FAST).sure[-1]
    case = read_case("fi", Files(samples / "fi.conll"), Reading(), embeddings=["bpemb"])
    with pytest.raises(SettingsError, match="no embeddings of Finnish"):
        recommend(case, FEW, FAST, probe=True)
    assert "no embeddings of Finnish (fi) here" in recommend(case, FEW, FAST).sure[-1]
    few = tmp_path / "few.conll"
    few.write_text("Turku B-LOC\non O\n\n" * 19, encoding="utf-8")
    case = read_case("fi", Files(few), Reading(), embeddings=["pack"])
    with pytest.raises(SettingsError, match="19 labelled sentences are too few"):
        recommend(case, FEW, FAST, probe=True)


def test_a_draw_of_one_tag_is_no_ground_to_stop(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(labels, "SENTENCES", 30)
    rare = tmp_path / "rare.conll"
    rare.write_text("Turku B-LOC\non O\n\n" + "se O\non O\n\n" * 400, encoding="utf-8")
    case = read_case("fi", Files(rare), Reading(), embeddings=["pack"], candidates=("sv", "de"))
    assert "the 30 sentences that it draws have one tag only" in recommend(case, FEW, FAST).sure[-1]
    with pytest.raises(SettingsError, match="--probe: the 30 sentences"):
        recommend(case, FEW, FAST, probe=True)
    rare.write_text("Turku B-LOC\non O\n\n" * 40, encoding="utf-8")
    case = read_case("fi", Files(rare), Reading(), embeddings=["pack"], candidates=("sv", "de"))
    assert "that it draws have 2 different words only" in recommend(case, FEW, FAST).sure[-1]
    rare.write_text("se O\non O\n\n" * 400, encoding="utf-8")
    with pytest.raises(DataError, match="two tags to tell apart, found only 'O' in 400 sentences"):
        read_case("fi", Files(rare), Reading())


def test_embeddings_are_trained_from_text_in_its_encoding(tmp_path: Path) -> None:
    raw = tmp_path / "raw.txt"
    raw.write_text("Mäki jäätyi.\n" * 40, encoding="latin-1")
    case = read_case("gn", Files(text=raw), Reading(encoding="latin-1"), embeddings=["pack"])
    found = recommend(case, Thresholds(characters=100), FAST)
    assert "--encoding latin-1 --output models/gn" in found.commands[0]


def test_languages_that_were_probed_come_first() -> None:
    case = read_case("fi", Files(), Reading(), embeddings=["pack"], candidates=("de", "en", "sv"))
    before = recommend(case, FEW, FAST).situation
    found = ByLabels(("sv", "de"), ("sv",), Losses(0.2, 0.3), "", ()).reorder(before)
    assert [one.language.tag for one in found.candidates] == ["sv", "de", "en"]
    assert found.contenders == ("sv",) and found.losses == Losses(0.2, 0.3)
