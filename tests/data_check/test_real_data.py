"""The evidence of the thresholds, on the corpora and texts at hand.

The folder is ``$AUXADVISOR_SHARED_DATA``, or ``../shared/data`` beside the repository.
"""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

import pytest

from auxadvisor.corpora import read_corpus
from auxadvisor.data_check import Report, Severity, check_data, languages
from auxadvisor.data_check.data import SHORT, texts_of
from auxadvisor.data_check.repeats import LEAK, REPEATS
from auxadvisor.data_check.sizes import FEW_SENTENCES, LONG_MEAN, LONG_SENTENCE
from auxadvisor.data_check.unseen import FEW_SPANS, MANY_WORDS
from auxadvisor.experiments.parts import files_of_parts
from auxadvisor.languages import resolve

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
SHARED = Path(os.environ.get("AUXADVISOR_SHARED_DATA", BESIDE))
FOLDERS = sorted(path for path in SHARED.glob("labelled/*/*") if path.is_dir())
WITH_TRAIN = [folder for folder in FOLDERS if "train" in files_of_parts(folder)]

pytestmark = pytest.mark.skipif(not FOLDERS, reason=f"no labelled corpora in {SHARED}")


@cache
def reports() -> dict[str, Report]:
    """What is said of every corpus with a training part."""
    return {
        folder.name: check_data(
            files_of_parts(folder), target=resolve(folder.name.partition("_")[0])
        )
        for folder in WITH_TRAIN
    }


def firing(check: str, severity: Severity | None = None) -> set[str]:
    """Corpora of which a check finds something."""
    return {
        name
        for name, report in reports().items()
        for one in report.findings
        if one.check == check and severity in (None, one.severity)
    }


def test_no_public_corpus_has_an_error_or_another_language() -> None:
    assert len(reports()) == 35
    assert [name for name, report in reports().items() if report.of(Severity.error)] == []
    for check in ("language", "script", "broken-spans", "mixed-schemes", "label-spelling"):
        assert firing(check) == set(), check


def test_sizes() -> None:
    parts = [part for report in reports().values() for part in report.parts]
    trained = [part for part in parts if part.name == "train"]
    assert min(part.sentences for part in trained) == 600 > FEW_SENTENCES
    assert 58 < max(part.mean for part in parts) < 59 < LONG_MEAN
    for part in parts:
        lengths = [len(one.tokens) for one in read_corpus(part.path).sentences]
        assert sum(n > LONG_SENTENCE for n in lengths) < 0.001 * len(lengths), part.path


def test_leaks_and_repeats() -> None:
    held = {name for name, report in reports().items() if len(report.parts) > 1}
    assert len(held) == 35
    assert firing("leaks", Severity.warning) == {
        "es_conll02", "de_mobie", "is_modern", "nl_lassysmall"
    }  # fmt: skip
    assert firing("repeats") == {"es_conll02"}
    assert LEAK == 0.01 and REPEATS == 0.05


def test_short_sentences_come_twice() -> None:
    folder = SHARED / "labelled" / "ner" / "nl_conll02"
    train, test = (read_corpus(files_of_parts(folder)[part]) for part in ("train", "test"))
    known = {one.tokens for one in train.sentences}
    shares = []
    for least in (1, SHORT):
        of_length = [one for one in test.sentences if len(one.tokens) >= least]
        shares.append(sum(one.tokens in known for one in of_length) / len(of_length))
    assert [round(share, 3) for share in shares] == [0.251, 0.004]


def test_unseen() -> None:
    held = [p for report in reports().values() for p in report.parts if p.unseen_words is not None]
    words = [part.unseen_words for part in held if part.unseen_words is not None]
    spans = [part.unseen_spans for part in held if part.unseen_spans is not None]
    assert 0.37 < max(words) < 0.38 < MANY_WORDS
    assert min(spans) > 0.30 > FEW_SPANS


def test_ten_sentences_tell_a_language() -> None:
    draw, wrong = random.Random(1), 0
    for folder in FOLDERS:
        sentences = texts_of(read_corpus(files_of_parts(folder)["test"]))
        language = resolve(folder.name.partition("_")[0])
        for _ in range(5):
            sample = draw.sample(sentences, languages.LEAST_SENTENCES)
            wrong += languages.speaks_against(language, sample) is not None
    assert wrong == 0


@pytest.mark.parametrize("tag", ["ar", "hi", "hy", "mk"])
def test_raw_text(tag: str) -> None:
    path = SHARED / "raw" / "text" / f"{tag}.txt.xz"
    if not path.is_file():
        pytest.skip(f"no {path}")
    report = check_data({}, path, target=resolve(tag))
    assert report.text is not None and report.text.repeated < 0.15
    assert report.text.language == resolve(tag) and report.findings == ()
