"""A whole probe: planted languages are found, draws are nested, errors say what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.errors import DataError, SettingsError
from auxadvisor.executors import executor_named
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.probe import short_runs
from auxadvisor.probe.labelled import labelled
from auxadvisor.probe.probing import CONTROLS, Probing, probe, set_up
from auxadvisor.probe.stability import smaller
from auxadvisor.probe.standing import Standings
from auxadvisor.probe.wording import next_command, verdict

WORDS = [f"w{number}" for number in range(300)]
TAGS = ["NOUN", "VERB", "ADJ"]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus whose tags Estonian's vectors know, Swedish's half know and Finnish's do not."""
    folder = tmp_path_factory.mktemp("probe")
    draw = np.random.default_rng(1)
    for part, count in (("train", 150), ("dev", 30)):
        lines: list[str] = []
        for _ in range(count):
            numbers = draw.integers(0, 300, draw.integers(1, 9))
            lines += [*(f"{WORDS[n]}\t{TAGS[n % 3]}" for n in numbers), ""]
        (folder / f"{part}.tsv").write_text("\n".join(lines) + "\n")
    known = np.eye(3)[np.arange(300) % 3] @ draw.normal(size=(3, 8))
    for name, share in (("fi", 0.0), ("et", 1.0), ("sv", 0.3), ("multi", 0.0)):
        rows = share * known + draw.normal(size=(300, 8))
        text = "\n".join(
            f"{word} {' '.join(f'{x:.4f}' for x in row)}"
            for word, row in zip(WORDS, rows, strict=True)
        )
        (folder / f"{name}.txt").write_text(f"300 8\n{text}\n")
    return folder


@pytest.fixture
def probing(made_up: Path) -> Callable[..., Probing]:
    """Sets up a probe of it; what is named differs from the usual."""

    def make(**changes: object) -> Probing:
        given = read_parts(made_up, None, None, Reading())
        usual: dict[str, object] = {
            "embeddings": [f"{n}=word2vec/{made_up / n}.txt" for n in ("fi", "et", "sv", "multi")],
            "languages": ["sv", "et"],
            "resamples": 300,
        }
        return set_up("fi", given, **{**usual, **changes})  # type: ignore[arg-type]

    return make


def test_the_language_that_knows_the_tags_leads(probing: Callable[..., Probing]) -> None:
    made = probing()
    found = probe(made)
    names = [row.name for row in found.standings.rows]
    assert set(names) == {*CONTROLS, "mono+sv", "mono+et", "multi", "mono+multi", "mono+all"}
    assert [row.name for row in found.standings.answers][-1] in ("multi", "mono+multi")
    by_name = {row.name: row for row in found.standings.rows}
    assert by_name["mono+et"].loss < by_name["mono+sv"].loss < by_name["mono"].loss
    assert by_name["mono+et"].ridge < by_name["mono+sv"].ridge < by_name["mono"].ridge
    assert by_name["mono+et"].logme > by_name["mono+sv"].logme > by_name["mono"].logme
    assert by_name["mono+et"].hscore > by_name["mono+sv"].hscore
    assert found.standings.leader.name in ("mono+et", "mono+all")
    assert [size.sentences for size in found.sizes] == [50, 100, 180]
    assert found.stable_from in (50, 100)


def test_the_ranking_takes_turns_in_what_is_trained_next(probing: Callable[..., Probing]) -> None:
    made = probing()
    found = probe(made)
    assert "--languages et,sv " in next_command(made, found)[0]  # the table's order
    made.__dict__["closest"] = ("tr", "sv", "et")
    assert "--languages et,tr,sv " in next_command(made, found)[0]


def test_the_verdict_tells_gains_from_points(probing: Callable[..., Probing]) -> None:
    """Of the leader where figures tell of it, else of the first that is as good."""
    found = probe(probing())
    rows = {row.name: row for row in found.standings.rows}

    def said(*order: str, p_none: float = 0.25) -> list[str]:
        controls = [row for row in found.standings.rows if row.control]
        answers = [replace(rows[name], tied=True) for name in order]
        return verdict(
            replace(found, standings=Standings((*answers, *controls), p_none, "mono+mono")), "pos"
        )

    first, none, pays = said("mono+et", "mono+all")
    assert first.startswith("mono+et is first, ") and "as good on these: mono+all." in first
    assert none == "In 25% of the draws a control is better than all, mono+mono first."
    assert pays.startswith("Expected of mono+et, trained, over mono: +")
    assert said("mono+all", "mono+et")[2] == pays
    alone = said("mono+all")[2]
    assert alone.startswith("It is better than the control mono+mono; what that is worth")


def test_the_same_probe_says_the_same(
    probing: Callable[..., Probing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(short_runs, "STEPS", 4)
    one, other = probe(probing()), probe(probing())
    for a, b in zip(one.standings.rows, other.standings.rows, strict=True):
        assert (a.name, a.loss, a.gain, a.p_best) == (b.name, b.loss, b.gain, b.p_best)
    assert probe(probing(seed=2)).standings.rows != one.standings.rows


def test_processes_find_what_this_one_finds(probing: Callable[..., Probing]) -> None:
    made = probing(sentences=60)
    with executor_named("processes", 2) as executor:
        other = probe(made, executor=executor)
    one = probe(made)
    assert one.sizes == other.sizes
    assert [row.loss for row in one.standings.rows] == [row.loss for row in other.standings.rows]


def test_sentences_are_drawn_and_nested(probing: Callable[..., Probing]) -> None:
    whole, some = probing().data, probing(sentences=60).data
    assert len(whole.sentences) == 180 and some.sentences == whole.sentences[:60]
    assert whole.first(60).gold == some.gold


def test_spans_become_bioes(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_text("".join(f"Matti\tB-PER\nAro{n}\tI-PER\nmeni\tO\n\n" for n in range(20)))
    corpus = Reading().corpus(path)
    data = labelled([corpus])
    assert data.task == "ner" and data.tags == ("B-PER", "E-PER", "O")
    assert data.classes.tolist()[:3] == [0, 1, 2] and data.starts.tolist()[:3] == [0, 3, 6]
    short = tmp_path / "short.tsv"
    short.write_text("Matti\tB-PER\n\n" * 19)
    with pytest.raises(DataError, match="20 sentences or more, found 19"):
        labelled([Reading().corpus(short)])


def test_a_copy_is_not_probed(tmp_path: Path) -> None:
    path, bylines = tmp_path / "train.tsv", "Matti\tB-PER\nAro\tI-PER\n\n" * 8
    long = "".join(f"sana{n}\tO\n" + "on\tO\n" * 4 + "\n" for n in range(12))
    path.write_text(long * 3 + bylines)
    data = labelled([Reading().corpus(path)])
    assert len(data.sentences) == 20 and data.copies == 24
    path.write_text(long * 3)
    with pytest.raises(DataError, match="20 sentences or more, found 12 and 24 copies"):
        labelled([Reading().corpus(path)])


def test_sentences_of_one_tag_tell_nothing(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_text("".join(f"sana{n % 7}\tO\n\n" for n in range(400)) + "Turku\tB-LOC\n\n")
    corpus = Reading().corpus(path)
    data = labelled([corpus])
    (place,) = [number for number, tags in enumerate(data.gold) if tags == ("S-LOC",)]
    assert smaller(data) == tuple(size for size in (50, 100, 300) if size > place)
    with pytest.raises(DataError, match="two tags to tell apart, found only 'O' in 40 sentences"):
        labelled([corpus], most=40)


def test_words_are_folded_so_there_must_be_some(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_text("ja\tCONJ\non\tVERB\n\n" * 30)
    with pytest.raises(DataError, match="5 different words or more, found 2 in 30 sentences"):
        labelled([Reading().corpus(path)])


def test_a_language_without_embeddings_and_the_target_itself(
    probing: Callable[..., Probing],
) -> None:
    with pytest.raises(SettingsError, match=r"'et'.*auxadvisor embed"):
        probing(embeddings=["pack"], languages=["et"])
    with pytest.raises(SettingsError, match="is the target"):
        probing(languages=["fi", "et"])
