"""Figure 4 as a picture and as a page: what is in it, that it is read on every screen, errors."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.attention_figure import (
    AttendedSentence,
    attention_figure,
    check_attention_figure,
    set_name,
)
from auxadvisor.attention_figure.page import attention_page
from auxadvisor.attention_figure.sentence import DARK, LIGHT, luminance, shade
from auxadvisor.errors import SettingsError

WORDS = ("The", "Bayerische", "$5", "or", "$7", "<b>&amp;", "a\x01b", "السلام", ".")
SVG = "{http://www.w3.org/2000/svg}"


def sentence(words: tuple[str, ...] = WORDS, seed: int = 1, sharp: float = 3.0) -> AttendedSentence:
    sets = ("en", "de", "multi")
    raw = np.random.default_rng(seed).normal(scale=sharp, size=(len(words), len(sets)))
    weights = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
    tags = tuple("B-LOC" if word.istitle() else "O" for word in words)
    return AttendedSentence("en", sets, words, tags, weights.astype(np.float32))


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ramp", [LIGHT, DARK])
def test_numbers_are_read_on_every_shade(ramp: tuple[str, ...]) -> None:
    shades = [shade(share / 200, ramp) for share in range(201)]
    assert all(contrast(*pair) >= 4.5 for pair in shades)
    heights = [luminance(colour) for colour, _ in shades]
    assert heights == sorted(heights, reverse=ramp is LIGHT), "a ramp goes one way"
    assert (shades[0][0], shades[-1][0]) == (ramp[0], ramp[-1])


def test_luminance_is_wcags() -> None:
    """Ratios of the W3C's own examples: #767676 is the palest grey on white that passes."""
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_weight_is_never_paler(one: float, other: float) -> None:
    low, high = (luminance(shade(share)[0]) for share in sorted((one, other)))
    assert high <= low


@pytest.mark.parametrize(
    ("weights", "top"), [([[0.25, 0.3]], 0.3), ([[0.31, 0.2]], 0.4), ([[1.0, 0.0]], 1.0)]
)
def test_the_deepest_shade_is_a_tenth(weights: list[list[float]], top: float) -> None:
    found = AttendedSentence("fi", ("fi", "sv"), ("a",), ("O",), np.array(weights, dtype="f4"))
    assert found.top == pytest.approx(top)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fi", "Finnish"),
        ("multi", "multilingual"),
        ("noise", "noise"),
        ("x9 vectors", "x9 vectors"),
    ],
)
def test_names_of_sets(name: str, said: str) -> None:
    assert set_name(name) == said


def test_the_page_is_one_file_for_every_reader() -> None:
    page = attention_page(sentence())
    assert not re.search(r"https?:|//|@import|url\(|<script|<img", page), "it asks a host"
    assert "default-src 'none'" in page
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>Attention of a tagger for English</title>" in page
    assert "<caption>" in page and page.count('scope="row"') == 4
    assert page.count('scope="col"') == page.count('<bdi lang="en">') == len(WORDS)
    assert "color-scheme" in page and "@media (prefers-color-scheme: dark)" in page
    assert "&lt;b&gt;&amp;amp;" in page and "<b>" not in page
    assert (
        "a\ufffdb" in page
        and "\x01" not in page
        and "$" not in page.replace("$5", "", 1).replace("$7", "", 1)
    )


def test_every_shade_of_the_page_has_its_rule_on_light_and_on_dark() -> None:
    page = attention_page(sentence())
    used = set(re.findall(r"<td class=(w\d+)>", page))
    light, dark = page.split("@media (prefers-color-scheme: dark)")
    for part, ramp in ((light, LIGHT), (dark, DARK)):
        rules = dict(re.findall(r"\.(w\d+) \{ (.*?) \}", part))
        assert set(rules) == used
        for name, rule in rules.items():
            colour, ink = shade(int(name[1:]) / 100, ramp)
            assert rule == f"background: {colour}; color: {ink}"


@pytest.mark.parametrize("theme", [r"^:root", r"^@media[^{]*\{\s*:root"])
def test_words_are_read_on_the_page(theme: str) -> None:
    rules = re.search(theme + r" \{(.*?)\}", attention_page(sentence()), re.M | re.S)
    assert rules is not None
    colours = dict(re.findall(r"--(\w+): (#\w{6});", rules[1]))
    for ink in ("ink", "faint", "accent"):
        assert contrast(colours[ink], colours["page"]) >= 4.5


class TestPicture:
    @pytest.fixture(autouse=True)
    def _needs_matplotlib(self) -> None:
        pytest.importorskip("matplotlib", reason="the plot extra is not installed")

    def test_an_svg_holds_every_word_as_text(self, tmp_path: Path) -> None:
        attention_figure(tmp_path / "f.svg", sentence())
        drawn = ElementTree.parse(tmp_path / "f.svg").getroot()
        texts = [part.text for part in drawn.iter(f"{SVG}text")]
        assert {*WORDS} - {"a\x01b"} | {"a\ufffdb", "English", "German"} <= set(texts)
        assert drawn.findtext(f"{SVG}title") == "Attention of a tagger for English"
        numbers = sorted(text for text in texts if text and re.fullmatch(r"\.\d\d|1\.00", text))
        expected = [f"{w:.2f}".removeprefix("0") for w in sentence().weights.ravel()]
        assert numbers == sorted([*expected, "1.00"]), "the weights, and the end of the scale"

    def test_a_png_has_the_shade_of_every_weight(self, tmp_path: Path) -> None:
        from matplotlib.image import imread

        one = sentence()
        attention_figure(tmp_path / "f.png", one)
        pixels = np.rint(imread(tmp_path / "f.png")[..., :3] * 255).astype(int)
        colours = {tuple(pixel) for pixel in np.unique(pixels.reshape(-1, 3), axis=0).tolist()}
        for weight in one.weights.ravel():
            assert tuple(bytes.fromhex(shade(weight / one.top)[0][1:])) in colours

    @pytest.mark.parametrize("suffix", ["png", "svg"])
    def test_the_same_bytes_each_time(self, tmp_path: Path, suffix: str) -> None:
        for name in ("one", "two"):
            attention_figure(tmp_path / f"{name}.{suffix}", sentence())
        assert (tmp_path / f"one.{suffix}").read_bytes() == (
            tmp_path / f"two.{suffix}"
        ).read_bytes()

    def test_a_long_sentence_takes_panels_and_not_width(self, tmp_path: Path) -> None:
        words = tuple(f"sana{n}" for n in range(60))
        attention_figure(tmp_path / "f.svg", sentence(words))
        drawn = ElementTree.parse(tmp_path / "f.svg").getroot()
        texts = [part.text for part in drawn.iter(f"{SVG}text")]
        assert [text for text in texts if text in words] == list(words)
        assert texts.count("English") == texts.count("multilingual") > 2
        assert float(drawn.attrib["width"].removesuffix("pt")) <= 9.4 * 72 + 1

    def test_a_word_without_end_is_cut(self, tmp_path: Path) -> None:
        attention_figure(tmp_path / "f.svg", sentence(("a" * 5_000, "b")))
        texts = [t.text for t in ElementTree.parse(tmp_path / "f.svg").iter(f"{SVG}text")]
        assert "a" * 39 + "…" in texts

    def test_a_letter_that_no_font_has(self, tmp_path: Path) -> None:
        strange = sentence(("a", "\U0001bca0\U000e0041"))
        with pytest.raises(
            SettingsError, match=r"f\.png: no installed font has . .; name an \.html"
        ):
            attention_figure(tmp_path / "f.png", strange)
        assert list(tmp_path.iterdir()) == []
        attention_figure(tmp_path / "f.svg", strange)

    def test_too_many_tokens(self, tmp_path: Path) -> None:
        endless = sentence(("a",) * 401)
        with pytest.raises(SettingsError, match="expected at most 400 tokens for a picture"):
            attention_figure(tmp_path / "f.png", endless)
        attention_figure(tmp_path / "f.html", endless)


@pytest.mark.parametrize("name", ["f.pdf", "f", "html"])
def test_other_endings_are_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=r"expected a name that ends in \.png, \.svg or \.html"):
        check_attention_figure(Path(name))


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected a file that can be written"):
        attention_figure(tmp_path / "no" / "f.html", sentence())
