"""Texts longer than what is kept of them: measures are those of the whole file, read at once."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.counting import batches as counting_batches
from auxadvisor.distances.long_texts import lines_of
from auxadvisor.distances.perplexity import character_perplexity
from auxadvisor.distances.training_vocabulary import training_vocabulary_overlap
from auxadvisor.distances.vocabulary import vocabulary_overlap
from auxadvisor.errors import DataError
from auxadvisor.inputs import read_text, read_training_corpus
from auxadvisor.languages import Language, resolve
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped, Text

XA, XB, XC = (Language(f"x{letter}", letter.upper(), "Latn") for letter in "abc")
FI, ET, SV = (resolve(tag) for tag in ("fi", "et", "sv"))
SETTINGS = MeasureSettings(resamples=0)
MEASURES = {"d_P": character_perplexity, "d_V": vocabulary_overlap}
Same = Callable[..., None]


@pytest.fixture(autouse=True)
def many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_batches.batches, "__defaults__", (997,))


def sentences(seed: int, count: int = 300) -> list[str]:
    draw = random.Random(seed)
    words = [
        "".join(draw.choices("aeiouklmnprstväöŋ", k=draw.randint(2, 9))) for _ in range(400)
    ] + ["Talo", "talo,", "kissa", "12", "l'or"]
    return [" ".join(draw.choices(words, k=draw.randint(0, 9))) + "." for _ in range(count)]


def written(path: Path, lines: list[str]) -> Path:
    content = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def values(measure: str, pool: Pool, settings: MeasureSettings = SETTINGS) -> Distances:
    found = MEASURES[measure](pool, settings)
    assert isinstance(found, Distances)
    return found


@pytest.mark.parametrize("name", ["text", "text.gz"])
@pytest.mark.parametrize(
    ("measure", "order", "smoothing"),
    [
        ("d_V", 4, "witten-bell"),
        *(("d_P", order, "witten-bell") for order in (1, 4, 7)),
        *(("d_P", order, "gamallo") for order in (1, 7)),
    ],
)
def test_a_sample_of_a_file_gives_the_figures_of_the_file(
    tmp_path: Path, name: str, measure: str, order: int, smoothing: str
) -> None:
    paths = {tag: written(tmp_path / f"{tag}.{name}", sentences(n)) for n, tag in enumerate("bc")}
    settings = replace(SETTINGS, order=order, smoothing=smoothing)
    target = Text(tuple(sentences(9, 40)), 40, read_text(paths["b"]).source)
    found = {}
    for most in (20, 10**6):
        texts = {f"x{tag}": read_text(path, most=most) for tag, path in paths.items()}
        assert texts["xb"].is_to_count == (most == 20)
        found[most] = values(measure, Pool(XA, (XB, XC), text=target, aux_texts=texts), settings)
    np.testing.assert_allclose(found[20].values, found[10**6].values, rtol=1e-12)
    assert found[20].notes == found[10**6].notes, "nothing is said of samples"


def test_models_of_the_pack_and_of_a_long_text_in_one_pool(tmp_path: Path) -> None:
    path = written(tmp_path / "sv", sentences(3))
    found = [
        values("d_P", Pool(FI, (ET, SV), aux_texts={"sv": read_text(path, most=most)})).values
        for most in (20, 10**6)
    ]
    np.testing.assert_allclose(found[0], found[1], rtol=1e-12)


def test_a_long_and_a_short_text_in_one_pool(tmp_path: Path) -> None:
    long, short = written(tmp_path / "b", sentences(3)), written(tmp_path / "c", sentences(4, 15))
    target = read_text(written(tmp_path / "a", sentences(5, 30)))
    found = [
        [
            values(measure, Pool(XA, (XB, XC), text=target, aux_texts=texts)).values
            for measure in MEASURES
        ]
        for texts in (
            {"xb": read_text(long, most=20), "xc": read_text(short)},
            {"xb": read_text(long), "xc": read_text(short)},
        )
    ]
    np.testing.assert_allclose(found[0], found[1], rtol=1e-12)


def test_the_targets_own_words_are_those_of_its_whole_text(tmp_path: Path) -> None:
    path, other = (
        written(tmp_path / "a", sentences(3)),
        read_text(written(tmp_path / "b", ["talo"])),
    )
    found = [
        values("d_V", Pool(XA, (XB,), text=read_text(path, most=most), aux_texts={"xb": other}))
        for most in (2, 10**6)
    ]
    assert found[0].values.tolist() == found[1].values.tolist() == [1.0]


@pytest.mark.parametrize("smoothing", ["witten-bell", "gamallo"])
def test_a_long_text_without_letters_has_no_model(tmp_path: Path, smoothing: str) -> None:
    settings = replace(SETTINGS, smoothing=smoothing)
    empty = read_text(written(tmp_path / "b", ["12"] * 50), most=10)
    good = read_text(written(tmp_path / "c", sentences(1)), most=10)
    target = read_text(written(tmp_path / "a", sentences(2, 20)))
    alone = character_perplexity(Pool(XA, (XB,), text=target, aux_texts={"xb": empty}), settings)
    assert isinstance(alone, Skipped) and "too few letters" in alone.reason
    texts = {"xb": empty, "xc": good}
    found = values("d_P", Pool(XA, (XB, XC), text=target, aux_texts=texts), settings)
    assert found.missing.keys() == {"xb"} and found.covered.tolist() == [False, True]


def test_a_file_that_changed_is_no_silent_mixture(tmp_path: Path) -> None:
    path = written(tmp_path / "b", sentences(3))
    text = read_text(path, most=20)
    written(path, sentences(4))
    with pytest.raises(DataError, match="expected the content that it had a moment ago"):
        list(lines_of(text))


def test_what_cannot_be_read_again_is_a_sample_and_said(tmp_path: Path) -> None:
    text = replace(read_text(written(tmp_path / "b", sentences(3)), most=20), encoding=None)
    target = read_text(written(tmp_path / "a", sentences(2, 20)))
    assert [batch.lines for batch in lines_of(text)] == [list(text.sentences)]
    notes = values("d_P", Pool(XA, (XB,), text=target, aux_texts={"xb": text})).notes
    assert any("sample of 20 of xb's 300 sentences" in note for note in notes)


def test_the_error_of_a_sample_of_the_target_is_that_of_the_bootstrap(tmp_path: Path) -> None:
    texts = {"xb": read_text(written(tmp_path / "b", sentences(3)))}
    target = read_text(written(tmp_path / "a", sentences(2, 3000)), most=500)
    settings = MeasureSettings(resamples=2000)
    found = values("d_P", Pool(XA, (XB,), text=target, aux_texts=texts), settings)
    assert found.replicates is not None
    spread = 1.96 * np.std(np.log2(found.replicates[:, 0]))
    (note,) = [note for note in found.notes if "3,000" in note]
    said = float(note.split("±")[1].split("%")[0])
    assert said == pytest.approx(100 * (2**spread - 1), rel=0.1, abs=0.06)


def conll(lines: list[str]) -> list[str]:
    """A sentence a blank line: tokens with a tag each."""
    return [f"{token}\tB-X" if token else "" for line in lines for token in [*line.split(), ""]]


def test_the_types_of_a_sampled_corpus_are_those_of_the_file(tmp_path: Path) -> None:
    corpora = {
        tag: written(tmp_path / f"{tag}.tsv", conll(sentences(n, 200)))
        for n, tag in enumerate(("xa", "xb", "xc"))
    }
    found = []
    for most in (10, 10**6):
        a, b, c = (read_training_corpus(path, most=most) for path in corpora.values())
        assert (a.sampled_of is None) == (most == 10**6)
        for target in (a, read_training_corpus(corpora["xa"])):
            pool = Pool(XA, (XB, XC), corpus=target, aux_corpora={"xb": b, "xc": c})
            one = training_vocabulary_overlap(pool, MeasureSettings(resamples=20))
            assert isinstance(one, Distances)
            found.append(one)
    for one in found:
        np.testing.assert_array_equal(one.values, found[-1].values)
    assert 0 < found[-1].values[0] < 1
    assert [one.replicates is None for one in found] == [True, False, False, False]
    assert found[0].notes == (f"d*_V is not resampled: the corpus has {a.found} sentences",)
    assert found[1].replicates is not None and found[-1].replicates is not None
    np.testing.assert_allclose(found[1].replicates, found[-1].replicates)


def test_a_model_of_a_sampled_corpus_says_so(tmp_path: Path) -> None:
    corpus = read_training_corpus(written(tmp_path / "b.tsv", conll(sentences(1, 50))), most=10)
    assert corpus.tagged_spans and len(corpus.sentences) == 10 and corpus.found > 10
    target = read_text(written(tmp_path / "a", sentences(2, 20)))
    notes = values("d_P", Pool(XA, (XB,), text=target, aux_corpora={"xb": corpus})).notes
    assert any("the model of xb is of 10 of its corpus'" in note for note in notes)
    known = values("d_P", Pool(FI, (ET,), text=target, aux_corpora={"et": corpus})).notes
    assert not any("model of et" in note for note in known), "the pack has one"
