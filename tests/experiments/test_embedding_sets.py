"""Whose embeddings stand for a language, and the files of a corpus."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.embeddings import locate
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.auxiliaries import recommended
from auxadvisor.experiments.embedding_sets import KINDS, Family, family, noise_like
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.languages import resolve
from auxadvisor.published import published
from auxadvisor.tagger.vectors import FrozenVectors, freeze


@pytest.mark.parametrize(
    ("kind", "tag", "name"),
    [
        ("pack", "fi", "pack/fi/bpe"),
        ("pack", "multi", "pack/multi/bpe"),
        ("pack", "yo", None),
        ("pack-flair", "fi", "pack/fi/flair"),
        ("bpemb", "fi", "bpemb/fi"),
        ("bpemb", "nb", "bpemb/no"),
        ("bpemb", "multi", "bpemb/multi/320000/300"),
        ("flair", "fi", "flair/fi"),
        ("flair", "multi", "flair/multi"),
        ("flair", "is", None),
    ],
)
def test_a_kind_names_its_embeddings(kind: str, tag: str, name: str | None) -> None:
    assert KINDS[kind](tag) == name
    if name is not None and not kind.startswith("pack"):
        assert published(name)


def test_single_languages_can_have_others() -> None:
    given = family(["bpemb", "Finnish=word2vec/mine.bin", "multi=pack/multi/bpe"])
    assert given.named(["fi", "de", "multi"]) == {
        "fi": "word2vec/mine.bin",
        "de": "bpemb/de",
        "multi": "pack/multi/bpe",
    }
    assert family([]) == Family("pack")
    with pytest.raises(SettingsError, match=r"there are none of 'yo'; name some with --embeddings"):
        family(["pack"]).named(["yo"])


@pytest.mark.parametrize("wrong", ["glove", "fi=vectors.bin", "=pack/fi/bpe", "fi="])
def test_what_names_no_embeddings_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="expected pack, pack-flair, bpemb, flair, or LANGUAGE"):
        family([wrong])


def test_noise_is_as_wide_and_as_large_as_what_it_stands_for() -> None:
    draw = np.random.default_rng(1)
    vectors = FrozenVectors(
        "x", draw.normal(scale=0.3, size=(500, 8)).astype("f4"), np.arange(9), "x"
    )
    name = noise_like(vectors)
    noise = locate(name).load()
    made = noise.vectors([str(number) for number in range(2000)])
    assert made.shape == (2000, 8) and np.sqrt((made**2).mean()) == pytest.approx(0.3, rel=0.05)
    assert (noise.vectors(["7"]) == made[7]).all()


def test_the_first_of_the_ranking_are_recommended(samples: Path) -> None:
    corpus = read_parts(samples / "fi.conll", None, None, Reading())["train"]
    found = recommended(resolve("fi"), corpus, family(["pack"]), most=3)
    assert len(set(found)) == 3 and "fi" not in found and "ru" not in found  # another script
    assert recommended(resolve("fi"), corpus, family(["pack"])) == (
        *found,
        *recommended(resolve("fi"), corpus, family(["pack"]))[3:],
    )


def test_a_folders_files_are_its_parts(tmp_path: Path) -> None:
    for name in ("train.conll", "testa.conll", "README.md"):
        (tmp_path / name).write_text("a O\n\nb O\n")
    other = tmp_path / "other.conll"
    other.write_text("c O\n")
    parts = read_parts(tmp_path, None, other, Reading())
    assert {name: corpus.path.name for name, corpus in parts.items()} == {
        "train": "train.conll",
        "dev": "testa.conll",
        "test": "other.conll",
    }
    (tmp_path / "dev.tsv").write_text("a\tO\n")
    with pytest.raises(SettingsError, match=r"dev\.tsv and testa\.conll could both be"):
        read_parts(tmp_path, None, None, Reading())
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"empty: expected a file train\.\* in the folder, found n"):
        read_parts(tmp_path / "empty", None, None, Reading())


def test_mapped_vectors_travel_as_a_file_name(tmp_path: Path) -> None:
    class Types:
        name, size = "types/x", 400

        def vectors(self, types):
            return np.random.default_rng(1).normal(size=(len(types), 400)).astype("f4")

    sentences = [[f"w{n}" for n in range(500)]]
    mapped = freeze(Types(), sentences, tmp_path)
    sent = pickle.dumps(mapped)
    assert len(sent) < 8_000
    again = pickle.loads(sent)
    assert isinstance(again.matrix, np.memmap) and (again.matrix == mapped.matrix).all()
    in_memory = freeze(Types(), sentences)
    assert (pickle.loads(pickle.dumps(in_memory)).matrix == in_memory.matrix).all()
