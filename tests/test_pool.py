"""Which candidates are compared, and the reasons why others are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auxadvisor.errors import SettingsError
from auxadvisor.languages import catalogue, share_script
from auxadvisor.pool import build_pool
from auxadvisor.published import bpemb_sizes
from auxadvisor.records import Pool, Text, TrainingCorpus

MakeText = Callable[..., Text]
MakeCorpus = Callable[..., TrainingCorpus]


def reasons(pool: Pool) -> dict[str, str]:
    return {aside.language.tag: aside.reason for aside in pool.set_aside}


def test_by_default_candidates_are_the_languages_with_large_embeddings() -> None:
    pool = build_pool("fi")
    expected = {
        tag
        for tag, language in catalogue().items()
        if max(bpemb_sizes().get(language.bpemb or "", [0])) >= 50_000
        and share_script(language.script, "Latn")
        and tag != "fi"
    }
    assert set(pool.tags) == expected
    assert reasons(pool)["din"].startswith("BPEmb has fewer than 50,000 pieces of it; name it")
    assert len(set(pool.tags)) == len(pool.tags)
    assert "ks-Deva" not in reasons(pool)


def test_a_language_with_small_embeddings_can_be_named_or_given(text: MakeText) -> None:
    assert build_pool("rw", ["rn", "lg"]).tags == ("rn", "lg")
    assert "rn" in build_pool("rw", aux_texts={"rn": text("Amahoro kuri mwese")}).tags
    assert "rn" not in build_pool("rw").tags


def test_all_takes_languages_without_embeddings_too() -> None:
    tags = set(build_pool("fi", ["all"]).tags)
    assert tags == {t for t, lang in catalogue().items() if lang.script == "Latn"} - {"fi"}
    assert any(catalogue()[tag].bpemb is None for tag in tags)


def test_every_language_is_ranked_or_set_aside() -> None:
    pool = build_pool("fi", ["all"])
    assert {*pool.tags, *reasons(pool), "fi"} == set(catalogue())


def test_another_script_is_set_aside_with_that_reason() -> None:
    pool = build_pool("fi", ["et", "ru", "el"])
    assert pool.tags == ("et",)
    assert reasons(pool) == {
        "ru": "written in Cyrl, the target in Latn",
        "el": "written in Grek, the target in Latn",
    }


def test_candidates_keep_the_order_asked_for_and_come_once() -> None:
    assert build_pool("fi", ["sv", "Estonian", "et", "no", "nb", "ekk"]).tags == ("sv", "et", "nb")


def test_japanese_and_chinese_share_a_script() -> None:
    assert build_pool("ja", ["zh", "zh-Hant", "en"]).tags == ("zh", "zh-Hant")


def test_the_target_is_no_candidate() -> None:
    assert "fi" not in build_pool("fi").tags
    assert "fi" not in build_pool("Finnish", ["all"]).tags
    for name in ("fi", "fin", "Finnish"):
        with pytest.raises(SettingsError, match="cannot be its own auxiliary language"):
            build_pool("fi", ["sv", name])


@pytest.mark.parametrize(("target", "candidates"), [("Finish", ["sv"]), ("fi", ["sv", "Estnian"])])
def test_unknown_names_are_refused(target: str, candidates: list[str]) -> None:
    with pytest.raises(SettingsError, match="did you mean"):
        build_pool(target, candidates)


def test_unknown_names_of_files_are_refused(text: MakeText) -> None:
    with pytest.raises(SettingsError, match="no language is called 'Estnian'"):
        build_pool("fi", aux_texts={"Estnian": text("tere")})


def test_what_is_set_aside_has_the_script_of_its_text(text: MakeText) -> None:
    pool = build_pool("tr", ["uz", "az"], aux_texts={"uz": text("Бу ўзбекча матн")})
    (aside,) = pool.set_aside
    assert (aside.language.tag, aside.language.script) == ("uz", "Cyrl")


def test_all_candidates_can_be_set_aside() -> None:
    pool = build_pool("fi", ["ru", "uk"])
    assert pool.candidates == () and set(reasons(pool)) == {"ru", "uk"}


def test_text_in_latin_letters_changes_the_script_of_serbian(text: MakeText) -> None:
    assert catalogue()["sr"].script == "Cyrl"
    usual = build_pool("sr", ["mk", "hr"])
    assert (usual.tags, usual.target.script) == (("mk",), "Cyrl")
    latin = build_pool("sr", ["mk", "hr"], text=text("Ovo je rečenica na srpskom.", "И ово."))
    assert (latin.tags, latin.target.script) == (("hr",), "Latn")
    assert reasons(latin) == {"mk": "written in Cyrl, the target in Latn"}


def test_a_corpus_shows_the_script_too(corpus: MakeCorpus) -> None:
    assert build_pool("sr", ["hr"], corpus=corpus("Ovo je rečenica")).target.script == "Latn"


def test_text_goes_before_corpus_for_the_script(text: MakeText, corpus: MakeCorpus) -> None:
    given = build_pool("sr", ["mk"], text=text("Ово је реченица"), corpus=corpus("Ovo je"))
    assert given.target.script == "Cyrl"


def test_the_script_of_a_candidate_is_that_of_its_text(text: MakeText) -> None:
    pool = build_pool("fi", ["sr"], aux_texts={"sr": text("Ovo je rečenica na srpskom")})
    assert pool.tags == ("sr",)
    pool = build_pool("ru", ["sr", "uk"], aux_texts={"sr": text("Ovo je rečenica na srpskom")})
    assert reasons(pool) == {"sr": "written in Latn, the target in Cyrl"}


def test_text_of_a_part_of_the_script_keeps_the_whole(text: MakeText) -> None:
    assert build_pool("ja", ["zh"], text=text("これはぶんです", "カナ")).target.script == "Jpan"


def test_text_without_letters_keeps_the_script(text: MakeText) -> None:
    assert build_pool("sr", ["mk"], text=text("1 2 3")).target.script == "Cyrl"


def test_a_language_outside_the_pack_needs_a_file(text: MakeText, corpus: MakeCorpus) -> None:
    pool = build_pool("de", ["nl", "gsw"])
    assert pool.tags == ("nl",)
    assert reasons(pool) == {"gsw": "not in the pack; give --aux-text gsw=FILE"}
    given = build_pool("de", ["nl", "gsw"], aux_texts={"gsw": text("Grüezi mitenand")})
    assert given.tags == ("nl", "gsw")
    given = build_pool("de", ["nl", "gsw"], aux_corpora={"gsw": corpus("Grüezi mitenand")})
    assert given.tags == ("nl", "gsw")


def test_a_file_makes_a_language_a_candidate_by_default(text: MakeText) -> None:
    without = next(t for t, lang in catalogue().items() if not lang.bpemb and lang.script == "Latn")
    texts = {"gsw": text("Grüezi mitenand"), without: text("a b c")}
    pool = build_pool("de", aux_texts=texts)
    assert {"gsw", without} <= set(pool.tags)
    assert {"gsw", without}.isdisjoint(build_pool("de").tags)


def test_a_file_for_a_candidate_that_is_not_named_is_refused(
    text: MakeText, corpus: MakeCorpus
) -> None:
    with pytest.raises(SettingsError, match="a file is given for nl, which --candidates"):
        build_pool("de", ["sv"], aux_texts={"Dutch": text("dag")})
    with pytest.raises(SettingsError, match="a file is given for nl, which --candidates"):
        build_pool("de", ["sv"], aux_corpora={"nl": corpus("dag")})


@pytest.mark.parametrize("candidates", [[], ["all"], ["sv"]])
def test_a_candidates_file_for_the_target_is_refused(
    text: MakeText, corpus: MakeCorpus, candidates: list[str]
) -> None:
    """It would be ignored, or be taken for the target's own corpus."""
    with pytest.raises(SettingsError, match="de"):
        build_pool("de", candidates, aux_texts={"German": text("Guten Tag")})
    with pytest.raises(SettingsError, match="de"):
        build_pool("de", candidates, aux_corpora={"de": corpus("Guten Tag")})


def test_two_files_for_a_language_are_refused(text: MakeText) -> None:
    with pytest.raises(SettingsError, match="nl"):
        build_pool("de", ["nl"], aux_texts={"nl": text("dag"), "Dutch": text("nacht")})


def test_files_are_found_under_the_languages_tag(text: MakeText, corpus: MakeCorpus) -> None:
    texts = {"Dutch": text("dag")}
    corpora = {"alb": corpus("dita"), "nld": corpus("nacht")}
    pool = build_pool("de", ["nl", "sq"], aux_texts=texts, aux_corpora=corpora)
    assert pool.sentences_of("nl") == ("dag",)
    assert pool.sentences_of("sq") == ("dita",)
    assert pool.sentences_of("de") is None
    assert pool.corpora.keys() == {"nl", "sq"}


@pytest.mark.parametrize("name", ["Serbo-Croatian", "sh"])
def test_a_file_of_a_macrolanguage_reaches_its_candidate(text: MakeText, name: str) -> None:
    texts = {name: text("Ovo je rečenica")}
    for candidates in ([], [name]):
        pool = build_pool("sl", candidates, aux_texts=texts)
        (given,) = texts.keys() and pool.aux_texts
        assert given in pool.tags
