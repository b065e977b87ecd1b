"""The settings' names: each gives the sets that the module's table says."""

from __future__ import annotations

import pytest

from auxadvisor.errors import SettingsError
from auxadvisor.experiments import settings
from auxadvisor.experiments.settings import EACH, FIXED, Setting, settings_named

LANGUAGES = ("de", "es")
TABLE = {
    "mono": ("fi",),
    "multi": ("multi",),
    "mono+multi": ("fi", "multi"),
    "mono+de": ("fi", "de"),
    "mono+es": ("fi", "es"),
    "mono+all": ("fi", "de", "es", "multi"),
    "meta": ("fi", "de", "es", "multi"),
    "mono+mono": ("fi", "fi"),
    "mono+noise": ("fi", "noise"),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_name_gives_its_sets(name: str) -> None:
    (found,) = settings_named([name], "fi", LANGUAGES)
    assert (found.name, found.sets) == (name, TABLE[name])
    assert found.combination == ("meta" if name == "meta" else "concatenation")


def test_every_name_of_the_modules_table_is_tested() -> None:
    table = (settings.__doc__ or "").split("==========\n")[2]
    listed = {line.split()[0] for line in table.splitlines() if line[:1].isalpha()}
    assert listed == {name for name in TABLE if name not in ("mono+de", "mono+es")} | {"mono+XX"}
    assert listed == {*FIXED, "mono+XX"}


def test_mono_x_is_one_of_each_language() -> None:
    found = settings_named([EACH], "fi", LANGUAGES)
    assert found == (Setting("mono+de", ("fi", "de")), Setting("mono+es", ("fi", "es")))


def test_names_keep_their_order_and_come_once() -> None:
    found = settings_named(["meta", "mono+es", EACH, "mono", "meta"], "fi", LANGUAGES)
    assert [one.name for one in found] == ["meta", "mono+es", "mono+de", "mono"]
    with pytest.raises(SettingsError, match=r"--settings: expected some of mono, .*, found none"):
        settings_named([], "fi", LANGUAGES)


def test_all_are_those_that_there_are() -> None:
    assert settings_named(["meta"], "fi", [])[0].sets == ("fi", "multi")
    assert settings_named(["mono+all"], "fi", LANGUAGES, has_multi=False)[0].sets == (
        "fi",
        "de",
        "es",
    )


def test_what_needs_neither_languages_nor_multi_goes_without() -> None:
    names = ["mono", "mono+mono", "mono+noise"]
    assert [one.name for one in settings_named(names, "fi", [], has_multi=False)] == names


@pytest.mark.parametrize("name", ["mono+sv", "mono+fi", "Meta", "all", "mono+", "", "mono + de"])
def test_an_unknown_name_is_told_the_known_ones(name: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings_named(["mono", name], "fi", LANGUAGES)
    assert str(raised.value) == (
        f"--settings {name!r}: expected some of mono, multi, mono+multi, mono+all, meta, "
        "mono+mono, mono+noise, mono+X, mono+de, mono+es"
    )


@pytest.mark.parametrize("name", ["mono+all", "meta", "mono+X"])
def test_settings_of_auxiliaries_need_some(name: str) -> None:
    with pytest.raises(SettingsError, match=f"--settings {name.replace('+', '.')}: needs --lang"):
        settings_named([name], "fi", [], has_multi=False)


@pytest.mark.parametrize("name", ["multi", "mono+multi"])
def test_settings_of_multi_need_it(name: str) -> None:
    with pytest.raises(SettingsError, match="there are no multilingual embeddings"):
        settings_named([name], "fi", LANGUAGES, has_multi=False)
