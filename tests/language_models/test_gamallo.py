"""Gamallo's perplexity against dictionaries, against his scripts' figures, and rule by rule.

The golden figures are what github.com/gamallo/Perplexity (commit f71578a) prints for the texts of
that repository.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.corpora import read_corpus
from auxadvisor.language_models.char_ngram import perplexity
from auxadvisor.language_models.gamallo import Gamallo, count_stream, respell

LINES = st.lists(st.text("abc#", max_size=12), min_size=1, max_size=5)


class SlowGamallo:
    """NUMBERS.md, section 2, with dictionaries over strings."""

    weights = (0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1)

    def __init__(self, lines: list[str], order: int) -> None:
        self.order = order
        windows = self.windows(lines)
        self.total = len(windows)
        self.counts = Counter(w[:k] for w, _ in windows for k in range(1, order + 1))

    def windows(self, lines: list[str]) -> list[tuple[str, int]]:
        """Every window with the number of the line that its last character is in."""
        stream = "#" + "".join(lines)
        line_of = [number for number, line in enumerate(lines) for _ in line]
        owners = [line_of[0], *line_of] if line_of else [0]
        return [
            (stream[end - self.order + 1 : end + 1], owners[end])
            for end in range(self.order - 1, len(stream))
        ]

    def score(self, window: str) -> float:
        used = self.weights[: self.order]
        score = 1e-6
        for weight, length in zip(used, range(self.order, 0, -1), strict=True):
            shorter = self.counts[window[: length - 1]] if length > 1 else self.total + 1
            if shorter:
                score += weight / sum(used) * self.counts[window[:length]] / shorter
        return score


@settings(max_examples=50)
@given(st.integers(1, 7), LINES, LINES, LINES)
def test_scores_are_those_of_the_dictionaries(
    order: int, one: list[str], other: list[str], text: list[str]
) -> None:
    texts = {"one": one, "other": other}
    text = [*text, "abzcab"]
    scores, characters = Gamallo(count_stream(texts, order)).line_scores(text)
    assert scores.shape == (len(text), 2)
    for column, lines in enumerate(texts.values()):
        slow = SlowGamallo(lines, order)
        expected = [0.0] * len(text)
        sizes = [0] * len(text)
        for window, line in slow.windows(text):
            expected[line] += math.log2(slow.score(window))
            sizes[line] += 1
        np.testing.assert_allclose(scores[:, column], expected, rtol=1e-9)
        assert characters.tolist() == sizes


@pytest.mark.parametrize("order", range(1, 8))
def test_a_text_too_short_for_a_window_has_none(order: int) -> None:
    model = Gamallo(count_stream({"one": ["abcabcabc"]}, order))
    scores, characters = model.line_scores([""])
    assert scores.shape == (1, 1)
    if order > 1:  # at order 1 the leading # is a window of its own
        assert characters.tolist() == [0.0]


@pytest.mark.parametrize("order", range(1, 8))
def test_weights_of_a_lower_order_are_rescaled(order: int) -> None:
    """After one repeated letter every order foresees the next one surely, but for order 1."""
    model = Gamallo(count_stream({"one": ["a" * 5000]}, order))
    scores, _ = model.line_scores(["a" * order, "a"])
    weights = [0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1][:order]
    windows = 5001 - order + 1
    single = (windows - 1) / (windows + 1)
    prefixes = (windows - 1) / (windows - 1)
    sure = sum(weights[:-1]) * prefixes + weights[-1] * single
    assert 2 ** scores[1, 0] == pytest.approx(sure / sum(weights) + 1e-6, rel=1e-9)


def golden(shared_data: Path) -> Path:
    path = shared_data.parent / "golden" / "gamallo.json"
    if not path.is_file():
        pytest.skip(f"no golden figures in {path}")
    return path


@pytest.mark.parametrize("part", ["test", "train"])
def test_the_figures_are_those_of_the_scripts(part: str, shared_data: Path) -> None:
    path = golden(shared_data)
    figures = json.loads(path.read_text(encoding="utf-8"))[f"on_{part}_texts"]
    assert len(figures) == 9

    def lines(folder: str, name: str) -> list[str]:
        content = (path.parent / "gamallo" / folder / name).read_bytes().decode()
        return [respell(line) for line in content.split("\n")]  # blank lines are "#" or nothing

    names = list(dict.fromkeys(figure["lm"] for figure in figures))
    model = Gamallo(count_stream({name: lines("train", f"{name}.txt") for name in names}, 7))
    for text in names:
        scores, characters = model.line_scores(lines(part, f"{text}.txt"))
        row = perplexity(scores.sum(axis=0), characters.sum())
        found = dict(zip(names, row, strict=True))
        expected = {f["lm"]: f["perplexity"] for f in figures if f["text"] == text}
        assert found == pytest.approx(expected, rel=1e-6)


def test_letters_and_separators_are_those_of_the_scripts(shared_data: Path) -> None:
    figures = json.loads(golden(shared_data).read_text(encoding="utf-8"))
    found = {letter: respell(letter) for letter in figures["letter_map"]}
    assert found == figures["letter_map"]
    assert {respell(separator) for separator in figures["separators"]} == {"#"}
    assert figures["weights_order_7_to_1"] == list(SlowGamallo.weights)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("l'eau d’or ʹx‟ ‘y", "leau#dor#x#y", id="apostrophes go"),
        pytest.param("em 1952 e 7h", "em#e#h", id="digits go"),
        pytest.param("a casa de Rosalia caiu", "a#casa#de#caiu", id="a name goes"),
        pytest.param("fin. Onte choveu", "fin#onte#ĉoveu", id="not after a full stop"),
        pytest.param("Onte choveu", "onte#ĉoveu", id="not at the start"),
        pytest.param("vi a Rosalia", "vi#a#rosalia", id="not at the end of the line"),
        pytest.param("mucho txakur", "muĉo#ĉakur", id="ch, tx"),
        pytest.param("fish", "fiš", id="sh"),
        pytest.param("katze itsas matš", "kaše#išas#maš", id="t + z, s, š"),
        pytest.param("adze madžar", "aže#mažar", id="d + z, ž"),
        pytest.param("zhaba", "zaba", id="zh"),
        pytest.param("khan", "kan", id="kh"),
        pytest.param("ghost", "gost", id="gh"),
        pytest.param("niña bagno vinho њ", "ninja#banjo#vinjo#nj", id="nj"),
        pytest.param("filho łan Łan", "filjo#ljan#ljan", id="lj"),
        pytest.param("tzhd", "šhd", id="earlier digraphs first"),
        pytest.param("õ âo çà ß", "ö#äo#sa#s", id="letters"),
        pytest.param("«sí», dixo: (non)...", "#sí#dixo#non#".replace("í", "i"), id="separators"),
        pytest.param("ola @maria vai", "ola#vai".replace("#", "###", 1), id="@ words"),
        pytest.param("ve http://a.b e https", "ve###a#b#e##", id="http"),
        pytest.param("a * b ™ c † d", "a#b#c#d".replace("#c#", "##c##"), id="others vanish"),
        pytest.param("a\tb\u00a0c", "a#b#c", id="white space"),
    ],
)
def test_respelling_rule(written: str, read: str) -> None:
    assert respell(written) == read


@given(st.text())
def test_respelled_text_is_letters_marks_and_hashes(written: str) -> None:
    read = respell(written)
    assert not any(c.isspace() for c in read)
    assert not set(read) & set("'’0123456789.,;:!?@«»-")


def test_a_text_is_foreseen_best_by_the_model_trained_on_it(samples: Path) -> None:
    texts = {
        path.stem: [respell(" ".join(s.tokens) + " ") for s in read_corpus(path).sentences]
        for path in sorted(samples.glob("*.conll"))
    }
    for order in (1, 2, 4, 7):
        model = Gamallo(count_stream(texts, order))
        rows = []
        for text in texts.values():
            scores, characters = model.line_scores(text)
            rows.append(perplexity(scores.sum(axis=0), characters.sum()))
        assert np.argmin(rows, axis=1).tolist() == list(range(5))
