"""``auxadvisor assets``: what there is, fetching it, and whether it is whole."""

from __future__ import annotations

import json

import pytest
import server as serving

from auxadvisor.assets import manifest

FLAIR_PATH = "/resources/embeddings/flair/lm-fi-opus-large-forward-v0.1.pt"


@pytest.fixture
def cache(tmp_path, monkeypatch, auxadvisor):
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_list(auxadvisor, cache):
    found = json.loads(auxadvisor("assets", "list", "--format", "json").out)
    rows = {row["code"]: row for row in found["languages"]}
    assert rows["fi"]["pack"] and 200_000 in rows["fi"]["bpemb"]
    assert rows["no"]["pack"] and rows["no"]["flair"] == ["no-backward", "no-forward"]
    assert rows["multi"]["name"] == "multilingual" and len(rows) > 275
    assert found["cache"] == str(cache)
    finnish = auxadvisor("assets", "list", "--language", "Finnish").out
    assert "Finnish (fi)" in finnish and "fi-forward" in finnish and "German" not in finnish
    flair = auxadvisor("assets", "list", "--kind", "flair", "--format", "csv").out.splitlines()
    assert flair[0] == "code,name,pack,bpemb,flair,cached" and len(flair) < 40


@pytest.mark.parametrize("format", ["table", "md"])
def test_list_formats(auxadvisor, cache, format):
    assert "Finnish (fi)" in auxadvisor("assets", "list", "--format", format).out


def test_fetch_prints_where_it_lies_and_list_knows_it(auxadvisor, cache):
    with serving.running() as server:
        server.behaviours[FLAIR_PATH] = serving.whole(b"weights")
        ran = auxadvisor("assets", "fetch", "flair/fi-forward", "--mirror", server.url)
    place = cache / "flair" / "fi-forward.pt"
    assert (ran.code, ran.out) == (0, f"{place}\n") and place.read_bytes() == b"weights"
    listed = auxadvisor("assets", "list", "--language", "fi", "--format", "json").out
    assert json.loads(listed)["languages"][0]["cached"] == ["flair/fi-forward"]
    assert auxadvisor("assets", "fetch", "flair/fi-forward", "--offline").code == 0


def test_files_of_other_names_in_the_cache_are_passed_over(auxadvisor, cache):
    (cache / "bpemb" / "fi").mkdir(parents=True)
    for name in ("custom.w2v.bin", "fi.wiki.bpe.vs10000.d100.w2v.bin"):
        (cache / "bpemb" / "fi" / name).write_bytes(b"x")
    listed = auxadvisor("assets", "list", "--language", "fi", "--format", "json").out
    assert json.loads(listed)["languages"][0]["cached"] == ["bpemb/fi/10000/100"]


def test_fetch_fails_with_a_code(auxadvisor, cache):
    assert auxadvisor("assets", "fetch", "flair/fi", "--offline").code == 4
    assert auxadvisor("assets", "fetch", "bpemb/multi").code == 2
    assert auxadvisor("assets", "fetch").code == 2
    with serving.running() as server:
        ran = auxadvisor("assets", "fetch", "flair/fi-forward", "--mirror", server.url)
    assert ran.code == 4 and "the server answers 404" in ran.err and "by hand" in ran.err
    assert not (cache / "flair" / "fi-forward.pt").exists()


def test_verify(auxadvisor, cache):
    good = auxadvisor("assets", "verify")
    assert good.code == 0 and f"{len(manifest())} files" in good.out
    (cache / "flair").mkdir(parents=True)
    (cache / "flair" / "de-forward.pt").write_bytes(b"as it was")
    assert auxadvisor("assets", "verify", "--format", "csv").code == 0
    (cache / "flair" / "de-forward.pt").write_bytes(b"changed")
    bad = auxadvisor("assets", "verify", "--format", "json")
    assert bad.code == 4 and "de-forward.pt: expected sha256" in bad.err
    assert sum(row["wrong"] is not None for row in json.loads(bad.out)["files"]) == 1
    assert "de-forward.pt" in auxadvisor("assets", "verify", "--format", "md").out


def test_dir(auxadvisor, cache):
    assert auxadvisor("assets", "dir").out == f"{cache}\n"


def test_ranking_with_flairs_models_says_what_is_missing(auxadvisor, cache):
    command = ["rank", "--target", "sv", "--candidates", "fi,de", "--measures", "flair-perplexity"]
    ran = auxadvisor(*command, "--char-models", "flair", "--offline")
    assert ran.code == 4 and "auxadvisor assets fetch flair/fi-forward" in ran.err
