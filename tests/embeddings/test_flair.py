"""FLAIR vectors: equal to flair's own on the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from auxadvisor.embeddings import flair as module
from auxadvisor.embeddings.flair import FlairEmbeddings
from auxadvisor.language_models.flair_files import read_flair

SENTENCES = [
    ["Sade", "lakkasi", ",", "linnut", "lauloivat", "."],
    ["Yksi"],
    ["Ж🙂", "tuntematon", "é"],
    ["pitkä"] * 130 + ["loppu", "."],  # longer than a chunk
    ["Koira", "nukkuu", "sängyn", "alla", ",", "kissa", "sen", "päällä", "."],
]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory):
    """Forward and backward models of flair's with random weights, and their files."""
    from flair.data import Dictionary
    from flair.models import LanguageModel

    folder, items = tmp_path_factory.mktemp("flair"), Dictionary()
    for character in "abcdefghijklmnopqrstuvwxyzäöåSYK .,\n":
        items.add_item(character)
    torch.manual_seed(2)
    models = []
    for forward in (True, False):
        model = LanguageModel(items, forward, hidden_size=40, nlayers=1, nout=None)
        model.eval()
        model.save(folder / f"{forward}.pt")
        models.append(model)
    return models, [folder / "True.pt", folder / "False.pt"]


def with_flair(models, sentences) -> list[np.ndarray]:
    from flair.data import Sentence
    from flair.embeddings import FlairEmbeddings as Theirs
    from flair.embeddings import StackedEmbeddings

    embedder = StackedEmbeddings([Theirs(model) for model in models])
    given = [Sentence(tokens) for tokens in sentences]
    embedder.embed(given)
    return [np.stack([token.embedding.numpy() for token in sentence]) for sentence in given]


@pytest.mark.parametrize("at_once", [16, 200, 100_000])
@pytest.mark.parametrize("chunk", [7, 512])
def test_vectors_are_those_of_flair(pair, monkeypatch, at_once: int, chunk: int) -> None:
    models, paths = pair
    monkeypatch.setattr(module, "CHARACTERS_AT_ONCE", at_once)
    monkeypatch.setattr(module, "CHUNK", chunk)
    ours = FlairEmbeddings("random", tuple(read_flair(path) for path in paths))
    expected = with_flair(models, SENTENCES)
    found = ours.sentence_vectors(SENTENCES)
    assert ours.size == 80
    for mine, theirs in zip(found, expected, strict=True):
        assert mine.shape == theirs.shape
        assert np.allclose(mine, theirs, atol=1e-4), np.abs(mine - theirs).max()


def test_sentences_that_come_again_are_read_once(pair, monkeypatch) -> None:
    _, paths = pair
    ours = FlairEmbeddings("random", (read_flair(paths[0]),))
    seen = []
    plain = module._states
    monkeypatch.setattr(module, "_states", lambda m, s, p: seen.append(len(s)) or plain(m, s, p))
    found = ours.sentence_vectors([SENTENCES[0], SENTENCES[1], SENTENCES[0]])
    assert seen == [2] and np.array_equal(found[0], found[2])
    assert ours.sentence_vectors([]) == []


def test_a_word_has_another_vector_in_another_sentence(pair) -> None:
    _, paths = pair
    ours = FlairEmbeddings("random", tuple(read_flair(Path(path)) for path in paths))
    one, other = ours.sentence_vectors([["koira", "nukkuu"], ["kissa", "nukkuu"]])
    assert not np.allclose(one[1], other[1])
