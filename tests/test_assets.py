"""The pack's manifest against the files, and what happens where they are missing or damaged."""

from __future__ import annotations

import hashlib
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from auxadvisor import assets
from auxadvisor.assets import MANIFEST, asset_path, manifest, pack_folder, pack_version, verify
from auxadvisor.errors import AssetError
from auxadvisor.pack import (
    HELD_OUT,
    MODELS,
    TRAINING_WORDS,
    WORD_LISTS,
    load_ngram_counts,
    load_word_lists,
)

WHEEL_BUDGET = 60_000_000


def test_the_manifest_lists_every_file_and_no_other() -> None:
    folder = pack_folder()
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert [asset.path for asset in manifest()].count(MANIFEST) == 0
    assert sorted(asset.path for asset in manifest()) == sorted(there - {MANIFEST})


@pytest.mark.parametrize("asset", manifest(), ids=lambda asset: asset.path)
def test_a_file_is_what_the_manifest_says(asset: assets.Asset) -> None:
    content = asset_path(asset.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == asset.sha256
    assert len(content) == asset.size
    verify(asset)


@pytest.mark.parametrize("asset", manifest(), ids=lambda asset: asset.path)
def test_a_file_has_a_source_and_a_licence(asset: assets.Asset) -> None:
    assert asset.what.strip()
    assert asset.source.strip()
    assert asset.licence.strip()


def test_the_pack_keeps_its_budget() -> None:
    contents = [asset_path(asset.path).read_bytes() for asset in manifest()]
    assert sum(len(zlib.compress(content)) for content in contents) < WHEEL_BUDGET


def test_the_packs_name_is_the_manifests_digest() -> None:
    digest = hashlib.sha256(asset_path(MANIFEST).read_bytes()).hexdigest()
    assert pack_version() == digest[:8]


@pytest.mark.parametrize("name", [MODELS, HELD_OUT])
def test_no_text_can_be_read_back_from_ngrams(name: str) -> None:
    """Order 4 at most, and in no order but that of the codes."""
    table = load_ngram_counts(name)
    assert table.order <= 4
    assert (table.keys[1:] > table.keys[:-1]).all()
    assert set(np.unique(table.counts.data) > 0) == {True}


@pytest.mark.parametrize("name", [WORD_LISTS, TRAINING_WORDS])
def test_word_lists_are_sorted_sets_and_no_running_text(name: str) -> None:
    lists = load_word_lists(name)
    vocabulary = lists.words.decode("utf-8").split("\n")
    assert (np.array(vocabulary[1:], dtype=object) > np.array(vocabulary[:-1], dtype=object)).all()
    assert len(set(lists.names)) == len(lists.names) == len(lists.ids) == len(lists.sources)
    for ids in lists.ids:
        assert (np.diff(ids) > 0).all()
        assert ids[0] >= 0
        assert ids[-1] < len(vocabulary)
    if name == WORD_LISTS:
        assert not re.search(r"[ \t]", lists.words.decode("utf-8"))


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the pack that a test may damage."""
    folder = tmp_path / "data"
    shutil.copytree(pack_folder(), folder)
    monkeypatch.setattr(assets, "pack_folder", lambda: folder)
    yield folder


def test_a_missing_file_is_an_asset_error(copied: Path) -> None:
    asset = manifest()[0]
    (copied / asset.path).unlink()
    with pytest.raises(AssetError, match=f"{re.escape(asset.path)}: expected a file of the pack"):
        asset_path(asset.path)
    with pytest.raises(AssetError, match="found none"):
        verify(asset)


def test_a_damaged_file_is_an_asset_error(copied: Path) -> None:
    asset = manifest()[0]
    path = copied / asset.path
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(AssetError, match=f"expected sha256 {asset.sha256}, found [0-9a-f]{{64}}"):
        verify(asset)


def test_a_pack_that_is_nowhere_is_an_asset_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "files", lambda package: tmp_path / package)
    with pytest.raises(AssetError, match=f"{MANIFEST} is neither in .* nor in"):
        pack_folder()


def test_the_installed_pack_goes_before_the_checkouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "files", lambda package: tmp_path / package)
    for folder in (tmp_path / "data", tmp_path / "auxadvisor" / "data"):
        folder.mkdir(parents=True)
        (folder / MANIFEST).write_text("{}")
        assert pack_folder() == folder
