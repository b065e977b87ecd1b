"""The normalisation that every character model reads, and the scripts of a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.language_models.text import normalise, script_of, script_shares
from auxadvisor.languages import catalogue, script_parts


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Hän asuu Ylä-Savossa.", "hän asuu ylä savossa"),
        ("  12 kg   jauhoja\t& 3 munaa ", "kg jauhoja munaa"),
        ("l'été n'est pas fini", "l été n est pas fini"),
        ("cafe\u0301", "caf\u00e9"),
        ("ГОРОД №7", "город"),
        ("हिन्दी में", "हिन्दी में"),
        ("snake_case", "snake case"),
        ("2024 — 17:30!", ""),
        ("", ""),
    ],
)
def test_normalise(written: str, kept: str) -> None:
    assert normalise(written) == kept


@given(st.text())
def test_normalised_text_is_letters_between_single_spaces(written: str) -> None:
    kept = normalise(written)
    assert all(c == " " or unicodedata.category(c)[0] in "LM" for c in kept)
    assert kept == " ".join(kept.split(" "))
    assert "  " not in kept
    assert kept == kept.strip(" ")


@given(st.text())
def test_normalising_twice_changes_nothing(written: str) -> None:
    assert normalise(normalise(written)) == normalise(written)


@given(st.text())
def test_composed_and_decomposed_spellings_are_one(written: str) -> None:
    composed = unicodedata.normalize("NFC", written)
    decomposed = unicodedata.normalize("NFD", written)
    assert normalise(composed) == normalise(decomposed)


@pytest.mark.parametrize(
    ("letters", "script"),
    [
        ("aÄßŋ", "Latn"),
        ("дЉ", "Cyrl"),
        ("λΩ", "Grek"),
        ("مڭ", "Arab"),
        ("ש", "Hebr"),
        ("क", "Deva"),
        ("한", "Hang"),
        ("の", "Hira"),
        ("カ", "Kana"),
        ("語", "Hani"),
        ("ᱚ", "Olck"),
        ("ⴰ", "Tfng"),
    ],
)
def test_script_of_letters(letters: str, script: str) -> None:
    assert {script_of(letter) for letter in letters} == {script}


@pytest.mark.parametrize("character", "5 .\u0301€")
def test_what_is_no_letter_has_no_script(character: str) -> None:
    assert script_of(character) is None


@given(st.lists(st.text(st.sampled_from("abдж語1 .λ"))))
def test_script_shares_by_counting(sentences: list[str]) -> None:
    letters = [c for sentence in sentences for c in sentence if c not in "1 ."]
    scripts = ["Latn" if c in "ab" else "Cyrl" if c in "дж" else
               "Hani" if c == "語" else "Grek" for c in letters]  # fmt: skip
    shares = script_shares(sentences)
    assert shares == {s: pytest.approx(scripts.count(s) / len(scripts)) for s in set(scripts)}
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_every_script_of_the_pack_can_be_recognised() -> None:
    examples = {"Latn": "a", "Cyrl": "я", "Arab": "ب", "Deva": "क", "Hebr": "א", "Grek": "α",
                "Hani": "漢", "Hang": "한", "Kana": "カ", "Hira": "ひ", "Beng": "ক", "Guru": "ਕ",
                "Gujr": "ક", "Orya": "କ", "Taml": "க", "Telu": "క", "Knda": "ಕ", "Mlym": "ക",
                "Sinh": "ක", "Thai": "ก", "Laoo": "ກ", "Tibt": "ཀ", "Mymr": "က", "Khmr": "ក",
                "Geor": "ა", "Armn": "հ", "Ethi": "አ", "Tfng": "ⴰ", "Olck": "ᱚ"}  # fmt: skip
    parts = set().union(*(script_parts(language.script) for language in catalogue().values()))
    assert parts <= examples.keys()
    assert {part: script_of(examples[part]) for part in parts} == {part: part for part in parts}
