"""Every source by name: the pack's, published ones, and files of word vectors."""

from __future__ import annotations

import gc
import gzip
import re
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.embeddings import load_embeddings
from auxadvisor.embeddings.pack import packed_languages
from auxadvisor.embeddings.sources import TokenEmbeddings, TypeEmbeddings
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.errors import AssetError, DataError, SettingsError

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
WORDS = ["Kissa", "koira", "vuosi####", "0000", "ja"]
VECTORS = np.arange(20, dtype=np.float32).reshape(5, 4) + 1
LOOKED_UP = ["Kissa", "Koira", "VUOSI1952", "1952", "kissa", "hevonen"]
EXPECTED = np.stack(
    [VECTORS[0], VECTORS[1], VECTORS[2], VECTORS[3], VECTORS[0] * 0, VECTORS[0] * 0]
)


@pytest.fixture(autouse=True)
def files_that_gensim_leaves_open():
    """It opens a file without a header twice, and one that it cannot read it does not close."""
    yield
    gc.collect()


def text(header: bool) -> bytes:
    lines = [f"{w} {' '.join(map(str, v))}" for w, v in zip(WORDS, VECTORS, strict=True)]
    return "\n".join([*(["5 4"] if header else []), *lines, ""]).encode()


def binary() -> bytes:
    rows = [f"{w} ".encode() + v.tobytes() + b"\n" for w, v in zip(WORDS, VECTORS, strict=True)]
    return b"5 4\n" + b"".join(rows)


FILES = {
    "v.txt": text(True),
    "v.vec": text(True),
    "plain.txt": text(False),
    "v.bin": binary(),
    "v.txt.gz": gzip.compress(text(True)),
    "plain.vec.gz": gzip.compress(text(False)),
    "v.bin.gz": gzip.compress(binary()),
}


@pytest.mark.parametrize("name", FILES)
def test_word_vectors_of_every_format(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    found = load_embeddings(f"word2vec/{tmp_path / name}")
    assert isinstance(found, TypeEmbeddings) and found.size == 4
    assert np.array_equal(found.vectors(LOOKED_UP), EXPECTED)
    assert load_word_vectors(tmp_path / name, "v").coverage(LOOKED_UP) == 4 / 6


def test_words_are_looked_up_as_flair_does(tmp_path: Path) -> None:
    from flair.data import Sentence
    from flair.embeddings import WordEmbeddings
    from gensim.models import KeyedVectors

    (tmp_path / "v.txt").write_bytes(text(True))
    stored = KeyedVectors.load_word2vec_format(str(tmp_path / "v.txt"))
    stored.save(str(tmp_path / "v.gensim"))
    theirs = WordEmbeddings(str(tmp_path / "v.gensim"))
    sentence = Sentence(LOOKED_UP)
    theirs.embed(sentence)
    expected = np.stack([token.embedding.numpy() for token in sentence])
    assert np.array_equal(load_word_vectors(tmp_path / "v.txt", "v").vectors(LOOKED_UP), expected)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("v.txt", b"5 4\nKissa 1 2 3\n"),
        ("v.txt", b"Kissa 1 2 x y\n"),
        ("v.txt", b""),
        ("v.bin", binary()[:40]),
        ("v.bin", b"<html>"),
        ("v.txt.gz", b"no gzip"),
    ],
)
def test_what_is_no_file_of_vectors_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=f"{name}: expected word vectors"):
        load_word_vectors(tmp_path / name, "v")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.bin: expected word vectors"):
        load_word_vectors(tmp_path / "none.bin", "v")


def test_the_pack_has_both_kinds_of_every_language() -> None:
    languages = packed_languages()
    assert len(languages) == 28 and {"de", "en", "es", "fi", "nl", "nb", "multi"} <= {*languages}
    pieces, states = load_embeddings("pack/fi/bpe"), load_embeddings("pack/fi/flair")
    assert isinstance(pieces, TypeEmbeddings) and isinstance(states, TokenEmbeddings)
    assert (pieces.size, states.size) == (100, 512)
    found = pieces.vectors(["punainen", "sininen", "juoksee"])
    length = np.linalg.norm(found, axis=1)
    cosine = found @ found.T / length[:, None] / length
    assert cosine[0, 1] > cosine[0, 2], "red is nearer to blue than to running"
    (vectors,) = states.sentence_vectors([["Kissa", "istuu", "."]])
    assert vectors.shape == (3, 512) and np.isfinite(vectors).all()


@pytest.mark.parametrize("language", packed_languages())
def test_every_embedding_of_the_pack_can_be_read(language: str) -> None:
    assert load_embeddings(f"pack/{language}/bpe").size == 100
    states = load_embeddings(f"pack/{language}/flair")
    assert states.size == (1024 if language == "multi" else 512)


def test_names_that_are_none() -> None:
    for name in ("fi", "glove/fi", "pack/"):
        with pytest.raises(SettingsError, match="expected one of pack/…, bpemb/…"):
            load_embeddings(name)
    with pytest.raises(SettingsError, match="expected pack/fi/bpe or pack/fi/flair"):
        load_embeddings("pack/fi")
    with pytest.raises(AssetError, match="the pack has no embeddings of 'lb', only of"):
        load_embeddings("pack/lb/bpe")


def test_files_that_are_named_without_their_source(tmp_path: Path) -> None:
    states, pieces, vectors = tmp_path / "states", tmp_path / "pieces", tmp_path / "vectors.bin"
    states.mkdir()
    pieces.mkdir()
    for file in (states / "forward.json", vectors):
        file.touch()
    for source, path in (("flair", states), ("bpemb", pieces), ("word2vec", vectors)):
        with pytest.raises(SettingsError, match=f"did you mean {source}/{re.escape(str(path))}"):
            load_embeddings(str(path))


@pytest.mark.parametrize("source", ["bpemb", "flair"])
def test_what_is_neither_published_nor_a_folder(source: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{source}/models/fi: .*; nor is there a folder mod"):
        load_embeddings(f"{source}/models/fi")


def test_published_ones_are_not_fetched_offline(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(tmp_path))
    for name in ("bpemb/fi", "flair/fi"):
        with pytest.raises(AssetError, match="--offline forbids"):
            load_embeddings(name, offline=True)


@pytest.mark.parametrize("source", ["bpemb", "flair"])
def test_a_folder_does_not_stand_for_what_is_published(tmp_path: Path, monkeypatch, source) -> None:
    """A folder of data is often called by its language."""
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fi").mkdir()
    with pytest.raises(AssetError, match="--offline forbids"):
        load_embeddings(f"{source}/fi", offline=True)
    with pytest.raises((SettingsError, DataError), match="fi"):
        load_embeddings(f"{source}/./fi", offline=True)


def test_a_folder_of_trained_models_is_a_source(tmp_path: Path) -> None:
    from auxadvisor.embeddings.byte_pair_runs import train_byte_pairs
    from auxadvisor.embeddings.byte_pair_training import BytePairSettings

    lines = ["kissa istuu talossa", "koira juoksee metsässä"] * 50
    train_byte_pairs(lines, tmp_path / "fi", BytePairSettings(40, 6, 1), {})
    assert load_embeddings(f"bpemb/{tmp_path / 'fi'}").vectors(["kissa"]).shape == (1, 12)
    with pytest.raises(SettingsError, match=r"expected one \.model and one \.w2v\.bin, found 0"):
        load_embeddings(f"bpemb/{tmp_path}")
