"""How users name languages, and which languages share a script."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.errors import SettingsError
from auxadvisor.languages import Language, catalogue, resolve, script_parts, share_script


@pytest.mark.parametrize(
    ("names", "tag"),
    [
        ("fi fin Finnish finnish FI fi_FI fi-FI", "fi"),
        ("de deu ger German de-AT", "de"),
        ("nl nld dut Dutch", "nl"),
        ("no nb nob nor Norwegian", "nb"),
        ("nn nno", "nn"),
        ("zh zho chi cmn Chinese zh-CN", "zh"),
        ("zh-Hant zh_Hant", "zh-Hant"),
        ("sq alb sqi als Albanian", "sq"),
        ("he heb iw Hebrew", "he"),
        ("id ind in Indonesian", "id"),
        ("yi yid ji Yiddish", "yi"),
        ("tl tgl fil Tagalog Filipino", "tl"),
        ("ro ron rum mo", "ro"),
        ("ar ara arb Arabic", "ar"),
        ("fa fas per pes Persian", "fa"),
        ("et est ekk Estonian", "et"),
        ("lv lav lvs Latvian", "lv"),
        ("ms msa may zsm Malay", "ms"),
        ("sw swa swh Swahili", "sw"),
        ("qu que quy Quechua", "qu"),
        ("ps pus pbt Pashto", "ps"),
        ("ku kur kmr Kurdish", "ku"),
        ("uz uzb uzn Uzbek", "uz"),
        ("ks kas Kashmiri", "ks"),
        ("ks-Deva ks_Deva", "ks-Deva"),
        ("pt pt-BR Portuguese", "pt"),
    ],
)
def test_names_of_a_language(names: str, tag: str) -> None:
    assert tag in catalogue()
    assert {resolve(name).tag for name in names.split()} == {tag}


@pytest.mark.parametrize(
    ("name", "tag"), [("zh-Hans", "zh"), ("sr-Cyrl", "sr"), ("ks-Arab", "ks"), ("en-Latn", "en")]
)
def test_the_packs_own_script_may_be_said(name: str, tag: str) -> None:
    assert resolve(name) is catalogue()[tag]


@pytest.mark.parametrize("name", ["zh-TW", "zh-HK"])
def test_a_region_that_decides_the_script_of_chinese(name: str) -> None:
    assert resolve(name).tag == "zh-Hant"


@pytest.mark.parametrize("tag", catalogue())
def test_the_packs_own_tags_and_names_lead_back_to_them(tag: str) -> None:
    language = catalogue()[tag]
    assert resolve(tag) is language
    if "(" not in language.name and "-" not in tag:
        assert resolve(language.name) is language


@pytest.mark.parametrize(
    "name",
    ["Serbo-Croatian", "sh", "hbs", "gsw", "Klingon", "sr-Latn", "sr_Latn", "ang", "Old English"],
)
def test_a_resolved_tag_resolves_to_the_same_language(name: str) -> None:
    language = resolve(name)
    assert resolve(language.tag) == language


def test_two_names_of_a_language_that_is_not_in_the_pack_are_one() -> None:
    assert resolve("Serbo-Croatian") == resolve("sh") == resolve("hbs")


def test_a_language_outside_the_pack_has_its_usual_script_and_no_embeddings() -> None:
    assert resolve("gsw") == Language("gsw", "Swiss German", "Latn", None)
    assert resolve("Gothic").script == "Goth"
    assert resolve("sr-Latn").script == "Latn"
    assert resolve("grc").script == "Grek" and resolve("Old Russian").script == "Cyrl"
    assert "sr-Latn" not in catalogue()


def test_bpembs_als_is_not_albanian() -> None:
    """BPEmb names Alemannic German ``als``, which is ISO 639-3 for Tosk Albanian."""
    assert resolve("als") == resolve("sq")
    assert catalogue()["sq"].bpemb == "sq"
    assert "als" not in {language.bpemb for language in catalogue().values()}


def test_bpembs_names_where_they_differ() -> None:
    assert catalogue()["nb"].bpemb == "no"
    assert catalogue()["nn"].bpemb == "nn"
    assert catalogue()["zh"].bpemb == catalogue()["zh-Hant"].bpemb == "zh"
    assert catalogue()["ks-Deva"].bpemb is None


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Finish", "Finnish (fi)"),
        ("Estnian", "Estonian (et)"),
        ("duthc", "Dutch (nl)"),
        ("SPANICH", "Spanish (es)"),
    ],
)
def test_a_misspelt_name_gets_the_nearest(name: str, near: str) -> None:
    with pytest.raises(SettingsError) as error:
        resolve(name)
    assert f"no language is called {name!r}: did you mean " in str(error.value)
    assert near in str(error.value)


@pytest.mark.parametrize(
    "name",
    [
        *("", "xx", "qaa", "und", "mul", "zxx", "12", "%%%%", "f", "qwxzqwxz", "x-foo"),
        *("Private-Use", "private use", "undetermined", "Multiple languages"),
    ],
)
def test_what_names_no_language_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=f"no language is called {re.escape(repr(name))}"):
        resolve(name)


@given(st.text(max_size=12))
def test_any_other_string_is_a_language_or_a_settings_error(name: str) -> None:
    try:
        language = resolve(name)
    except SettingsError as error:
        assert repr(name.strip()) in str(error)
    else:
        assert language.tag


def test_the_catalogue_is_sound() -> None:
    known = catalogue()
    assert len(known) > 190
    for tag, language in known.items():
        assert tag == language.tag
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3}|-[A-Z]{2})?", tag)
        assert re.fullmatch(r"[A-Z][a-z]{3}", language.script)
        assert language.name
    assert len({language.name for language in known.values()}) == len(known)
    assert str(known["fi"]) == "Finnish (fi)"


def test_scripts_share_letters_through_their_parts() -> None:
    assert share_script("Latn", "Latn")
    assert not share_script("Latn", "Cyrl")
    assert share_script("Hans", "Hant")
    assert share_script("Jpan", "Hans")
    assert share_script("Jpan", "Kana")
    assert share_script("Kore", "Hang")
    assert not share_script("Hang", "Hani")
    assert not share_script("Kore", "Kana")
    assert script_parts("Latn") == {"Latn"}


SCRIPTS = st.sampled_from(["Latn", "Cyrl", "Hans", "Hant", "Jpan", "Kore", "Hani", "Hang", "Kana"])


@given(SCRIPTS, SCRIPTS)
def test_sharing_a_script_is_mutual(one: str, other: str) -> None:
    assert share_script(one, other) == share_script(other, one)
    assert share_script(one, one)
