"""d_V on the pack's word lists and on words of the user's text, against sets of words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from auxadvisor.distances.vocabulary import vocabulary_overlap
from auxadvisor.language_models.text import normalise
from auxadvisor.languages import Language, resolve
from auxadvisor.pack import WORD_LISTS, load_word_lists
from auxadvisor.pool import build_pool
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped, Text

from .oracles import literal_overlap, words_of

MakeText = Callable[..., Text]
XA, XB, XC = (Language(f"x{letter}", letter.upper(), "Latn") for letter in "abc")
SETTINGS = MeasureSettings()


def words_in(text: Text, script: str = "Latn") -> set[str]:
    """The words of a text given, without those that are the same in many languages."""
    words = {word for sentence in text.sentences for word in normalise(sentence).split()}
    return words - words_of(WORD_LISTS, f"international/{script}")


def computed(pool: Pool) -> Distances:
    found = vocabulary_overlap(pool, SETTINGS)
    assert isinstance(found, Distances)
    return found


def test_wordfreq_serves_a_pool_that_it_knows_whole() -> None:
    tags = ("de", "en", "es", "nl")
    found = computed(Pool(resolve("fi"), tuple(resolve(tag) for tag in tags)))
    assert found.made_of == {"types": "lower-cased", "lists": "wordfreq"}
    sets = [words_of(WORD_LISTS, f"wordfreq/{tag}") for tag in ("fi", *tags)]
    np.testing.assert_allclose(found.values, literal_overlap(sets[0], sets[1:]))
    assert found.replicates is None
    assert found.closer == "higher"
    assert found.notes == ()


def test_one_language_outside_wordfreq_moves_all_to_the_parallel_text() -> None:
    assert "wordfreq/et" not in load_word_lists(WORD_LISTS).names
    found = computed(Pool(resolve("fi"), (resolve("sv"), resolve("et"))))
    assert found.made_of["lists"] == "text"
    sets = [words_of(WORD_LISTS, f"text/{tag}") for tag in ("fi", "sv", "et")]
    np.testing.assert_allclose(found.values, literal_overlap(sets[0], sets[1:]))


def test_languages_outside_the_pack_are_given_the_users_words(text: MakeText) -> None:
    texts = {"xb": text("Kaksi koiraa, 3 kissaa!"), "xc": text("lampaat hevonen")}
    target = text("kaksi KISSAA", "yksi hevonen")
    found = computed(Pool(XA, (XB, XC), text=target, aux_texts=texts))
    sets = [words_in(given) for given in texts.values()]
    np.testing.assert_allclose(found.values, literal_overlap(words_in(target), sets))
    assert found.values.tolist() == [1.0, 1.0]
    assert {found.made_of[tag] for tag in ("xa", "xb", "xc")} == {"given"}
    assert len(found.notes) == 3
    assert all("from your file" in note for note in found.notes)


def test_a_target_outside_the_pack_meets_the_packs_words(text: MakeText) -> None:
    pool = Pool(XA, (resolve("de"), resolve("nl")), text=text("und das wasser", "xyzzy"))
    found = computed(pool)
    sets = [words_of(WORD_LISTS, f"text/{tag}") for tag in ("de", "nl")]
    expected = literal_overlap({"und", "das", "wasser", "xyzzy"}, sets)
    np.testing.assert_allclose(found.values, expected)


def test_identical_word_lists_overlap_wholly(text: MakeText) -> None:
    same = text("yksi kaksi kolme")
    pool = Pool(XA, (XB, XC), text=same, aux_texts={"xb": same, "xc": text("kolme neljä")})
    assert computed(pool).values[0] == 1.0


def test_words_that_many_languages_have_are_left_out_of_a_text_too(text: MakeText) -> None:
    everywhere = sorted(words_of(WORD_LISTS, "international/Latn"))[:40]
    assert everywhere
    target, texts = text("ovi", *everywhere), {"xb": text("ovi"), "xc": text(*everywhere, "katto")}
    found = computed(Pool(XA, (XB, XC), text=target, aux_texts=texts))
    assert found.values[0] == 1.0
    assert found.missing.keys() == {"xc"}


def test_what_has_no_words_is_missing_with_the_reason(text: MakeText) -> None:
    texts = {"xb": text("ovi ikkuna")}
    target = text("ovi katto")
    found = computed(Pool(XA, (XB, XC), text=target, aux_texts=texts))
    assert found.missing == {"xc": "no word list in the pack; give --aux-text"}
    assert np.isnan(found.values[1])
    texts["xc"] = text("1 2 3")
    found = computed(Pool(XA, (XB, XC), text=target, aux_texts=texts))
    assert found.missing.keys() == {"xc"}
    assert "N = 0" in found.missing["xc"]


def test_it_is_skipped_where_nothing_can_be_said(text: MakeText) -> None:
    unknown = vocabulary_overlap(Pool(XA, (resolve("fi"),)), SETTINGS)
    assert isinstance(unknown, Skipped)
    assert "--text or --corpus" in unknown.reason
    apart = Pool(XA, (XB,), text=text("ovi"), aux_texts={"xb": text("ikkuna")})
    nothing = vocabulary_overlap(apart, SETTINGS)
    assert isinstance(nothing, Skipped)
    assert "N = 0" in nothing.reason


def test_text_in_another_script_is_not_compared_by_the_packs_list(text: MakeText) -> None:
    """The pack has Serbian in Cyrillic: its words say nothing of a text in Latin letters."""
    written = text("Ovo je rečenica na srpskom jeziku", "Deca su išla u školu sa knjigom")
    found = computed(build_pool("sr", ["hr", "de"], text=written))
    sets = [words_of(WORD_LISTS, f"text/{tag}") for tag in ("hr", "de")]
    np.testing.assert_allclose(found.values, literal_overlap(words_in(written), sets))
