"""The facts of a case: which embeddings, of how much text, at hand or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auxadvisor.assets import pack_folder
from auxadvisor.embeddings.families import Family, family
from auxadvisor.inputs import TextSize, text_size
from auxadvisor.languages import resolve
from auxadvisor.pool import build_pool
from auxadvisor.published import CACHE_VARIABLE, published
from auxadvisor.rank import rank
from auxadvisor.recommendation.facts import chosen_kind, gather, multilingual, pretrained
from auxadvisor.records import MeasureSettings


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    return tmp_path


def fetched(cache: Path, name: str) -> None:
    for one in published(name):
        for file in one.files:
            path = cache / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")


def test_the_pack_says_how_much_text_is_behind_its_embeddings() -> None:
    about = json.loads((pack_folder() / "embeddings/fi/bpe.json").read_text(encoding="utf-8"))
    found = pretrained(Family("pack"), "fi")
    assert found is not None and found.at_hand and found.pieces is None
    assert found.characters == about["training"]["text"]["characters"] > 1_000_000
    in_context = pretrained(Family("pack-flair"), "fi")
    assert in_context is not None and in_context.name == "pack/fi/flair" and in_context.characters


def test_bpemb_is_taken_at_the_papers_size_else_the_largest(cache: Path) -> None:
    large, small = pretrained(Family("bpemb"), "fi"), pretrained(Family("bpemb"), "gn")
    assert large is not None and (large.name, large.pieces) == ("bpemb/fi", 200_000)
    assert small is not None and (small.name, small.pieces) == ("bpemb/gn/25000/300", 25_000)
    assert not large.at_hand
    fetched(cache, "bpemb/fi/200000/300")
    again = pretrained(Family("bpemb"), "fi")
    assert again is not None and again.at_hand


def test_what_a_user_names_is_at_hand_and_of_unknown_size() -> None:
    found = pretrained(family(["fi=word2vec/mine.bin"]), "fi")
    assert found is not None and found.at_hand and found.characters is found.pieces is None
    assert pretrained(Family("pack"), "gn") is None


def test_multilingual_embeddings_cover_what_they_were_trained_on() -> None:
    assert multilingual(Family("pack"), "fi") is not None
    assert multilingual(Family("pack"), "gn") is None
    assert multilingual(Family("bpemb"), "gn") is not None
    assert multilingual(Family("bpemb"), "lij-x") is None
    assert multilingual(Family("flair"), "gn") is not None
    given = family(["pack", "multi=word2vec/all.bin"])
    assert multilingual(given, "gn") is not None


def test_auto_is_bpemb_where_it_can_be_had_else_the_pack(cache: Path) -> None:
    finnish = resolve("fi")
    assert chosen_kind("auto", finnish, offline=False) == "bpemb"
    assert chosen_kind("auto", finnish, offline=True) == "pack"
    fetched(cache, "bpemb/fi/200000/300")
    assert chosen_kind("auto", finnish, offline=True) == "bpemb"
    assert chosen_kind("flair", finnish, offline=True) == "flair"
    without = next(resolve(tag) for tag in ("kea", "quc", "shn") if resolve(tag).bpemb is None)
    assert chosen_kind("auto", without, offline=False) == "pack"


def test_candidates_stand_in_the_order_of_the_ranking_and_what_is_apart_behind() -> None:
    pool = build_pool("fi", ["ru", "nl", "et", "de"])
    ranking = rank(pool, settings=MeasureSettings())
    raw = {"fi": TextSize(1, 2, 70), "et": TextSize(1, 2, 30)}
    found = gather(pool, ranking, Family("pack"), raw, 40)
    tags = [one.language.tag for one in found.candidates]
    assert tags == [ranking.pool.tags[place] for place in ranking.order] + ["ru"]
    assert found.target.raw_characters == 70 and found.sentences == 40
    assert {one.language.tag: one.raw_characters for one in found.candidates}["et"] == 30
    assert set(found.contenders) <= set(tags)


def test_without_a_ranking_all_candidates_are_apart() -> None:
    found = gather(build_pool("el", ["fi", "ru"]), None, Family("pack"), {}, None)
    assert [one.language.tag for one in found.candidates] == ["fi", "ru"]
    assert found.contenders == () and found.multilingual is not None


def test_a_text_is_counted_without_its_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "raw.txt"
    path.write_text("Järvi jäätyy .\n\n   \nKesä\n", encoding="utf-8")
    assert text_size(path) == TextSize(lines=2, tokens=4, characters=14 + 4)
