"""The catalogue of what was published, and fetching it in the publishers' own formats."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import server as serving

from auxadvisor.downloads import Patience
from auxadvisor.embeddings.byte_pair_runs import train_byte_pairs
from auxadvisor.embeddings.byte_pair_training import BytePairSettings
from auxadvisor.errors import AssetError, SettingsError
from auxadvisor.published import (
    bpemb_sizes,
    cache_folder,
    fetch,
    flair_models,
    forward_model,
    mirrored,
    published,
    verify_cached,
)

QUICK = Patience(attempts=2, connect=2, read=0.3, pause=0.01)
WORDS = ["kissa", "koira", "talossa", "metsä", "laulaa", "juoksee", "vanha", "1952", "suuri"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[serving.Server]:
    with serving.running() as running:
        monkeypatch.setenv("AUXADVISOR_MIRROR", running.url)
        yield running


def test_the_catalogue_is_the_publishers() -> None:
    """275 languages and one of all; the sizes that do not exist are known too."""
    sizes = bpemb_sizes()
    assert len(sizes) == 276 and sizes["multi"] == [100_000, 320_000, 1_000_000]
    assert sizes["fi"][-1] == 200_000 and 10_000 not in sizes["ab"]
    models = flair_models()
    assert {"fi-forward", "en-backward", "multi-forward", "de-forward"} <= models.keys()
    assert models["en-forward"].endswith("/flair/news-forward-0.4.1.pt")


def test_the_catalogue_equals_that_of_the_installed_bpemb() -> None:
    from bpemb.available_vocab_sizes import vocab_sizes

    ours = bpemb_sizes()
    assert all(sorted(vocab_sizes[code]) == ours[code] for code in ours)


def test_names() -> None:
    (paper,) = published("bpemb/fi")
    assert paper == published("bpemb/fi/200000/300")[0] and paper.name == "bpemb/fi/200000/300"
    model, vectors = paper.files
    assert model.url == "https://nlp.h-its.org/bpemb/fi/fi.wiki.bpe.vs200000.model"
    assert vectors.url.endswith("fi.wiki.bpe.vs200000.d300.w2v.bin.tar.gz") and vectors.archive
    assert vectors.path == "bpemb/fi/fi.wiki.bpe.vs200000.d300.w2v.bin"
    (multi,) = published("bpemb/multi/100000")
    assert multi.files[0].url.startswith("https://bpemb.h-its.org/multi/multi/multi.wiki.bpe.vs1")
    assert [one.name for one in published("flair/fi")] == ["flair/fi-forward", "flair/fi-backward"]
    found = forward_model("nb", "no")
    assert found is not None and found.name == "flair/no-forward" and forward_model("xx") is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bpemb/multi", "multi has no 200000 pieces; it has 100000, 320000, 1000000"),
        ("bpemb/multi/100000/100", "multi has no 100 dimensions; it has 300"),
        ("bpemb/ab", "ab has no 200000 pieces; it has 1000, 3000, 5000"),
        ("bpemb/fi/many/300", "whole numbers"),
        ("bpemb/fi/10000/100/3", "whole numbers"),
        ("bpemb/zz", "BPEmb has no 'zz'"),
        ("flair/fi-forwrd", "near: fi-forward"),
        ("flair/rw", "no such model"),
        ("fi", "expected a name such as"),
    ],
)
def test_nothing_else_is_taken_for_what_does_not_exist(name: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        published(name)


def test_offline_names_the_file_and_the_address(cache: Path) -> None:
    with pytest.raises(AssetError) as raised:
        fetch(published("flair/fi-forward")[0], offline=True)
    said = str(raised.value)
    assert str(cache / "flair" / "fi-forward.pt") in said and "--offline" in said
    assert "lm-fi-opus-large-forward-v0.1.pt" in said and "by hand" in said
    assert not cache.exists()


def test_bpembs_own_library_finds_what_was_fetched(server, cache, tmp_path) -> None:
    """A real ``.model`` and a real ``.tar.gz`` of a word2vec file, as BPEmb's server has them."""
    from bpemb import BPEmb

    draw = np.random.default_rng(1)
    lines = [" ".join(draw.choice(WORDS, 5)) for _ in range(300)]
    settings = BytePairSettings(vocabulary_size=60, size=25, epochs=1)
    made = train_byte_pairs(lines, tmp_path / "made", settings, {})
    name = "fi.wiki.bpe.vs1000"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.add(made.vectors, f"data/fi/{name}.d25.w2v.bin")
    server.behaviours["/bpemb/fi/" + name + ".model"] = serving.whole(made.model.read_bytes())
    remote = f"/bpemb/fi/{name}.d25.w2v.bin.tar.gz"
    server.behaviours[remote] = serving.whole(buffer.getvalue(), "application/x-gzip")
    model, vectors = fetch(published("bpemb/fi/1000/25")[0], patience=QUICK)
    theirs = BPEmb(lang="fi", vs=1000, dim=25, cache_dir=cache / "bpemb")
    assert theirs.model_file == model and theirs.emb_file == vectors
    assert theirs.encode("kissa laulaa") == BPEmb(
        model_file=made.model, emb_file=made.vectors, dim=25
    ).encode("kissa laulaa")
    assert len(server.requests) == 2
    fetch(published("bpemb/fi/1000/25")[0], offline=True)
    assert len(server.requests) == 2, "what is in the cache is not asked for"


def test_the_cache_is_verified(server, cache) -> None:
    path = "/resources/embeddings/flair/lm-fi-opus-large-forward-v0.1.pt"
    server.behaviours[path] = serving.whole(b"weights")
    (fetched,) = fetch(published("flair/fi-forward")[0], patience=QUICK)
    by_hand = cache / "flair" / "de-forward.pt"
    by_hand.write_bytes(b"put here")
    assert verify_cached() == [(by_hand, None), (fetched, None)]
    by_hand.write_bytes(b"changed")
    fetched.write_bytes(b"damaged")
    assert [wrong is not None for _, wrong in verify_cached()] == [True, True]


def test_the_cache_is_where_it_is_named_else_the_platforms(cache, monkeypatch) -> None:
    assert cache_folder() == cache
    monkeypatch.delenv("AUXADVISOR_CACHE_DIR")
    assert cache_folder().name == "auxadvisor" and cache_folder() != cache


def test_a_mirror_stands_for_every_server() -> None:
    mirror = "https://mirror.local/models/"
    assert mirrored("https://a.b/c/d.pt", mirror) == "https://mirror.local/models/c/d.pt"
    assert mirrored("https://a.b/c/d.pt", None) == "https://a.b/c/d.pt"
    with pytest.raises(SettingsError, match="expected an address"):
        mirrored("https://a.b/c", "mirror.local")
