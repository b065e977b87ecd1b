"""Training: it learns, a seed settles it, an interruption changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from auxadvisor.errors import DataError, SettingsError
from auxadvisor.tagger.batches import sentence_starts
from auxadvisor.tagger.model import Architecture
from auxadvisor.tagger.training import TaggedData, TrainingSettings, predict, train
from auxadvisor.tagger.vectors import FrozenVectors, freeze

TAGS = ("a", "b", "c")
ARCHITECTURE = Architecture((8, 5), TAGS, "meta", hidden_size=12)
QUICK = TrainingSettings(epochs=6, batch_size=4, learning_rate=0.3)


@pytest.fixture(scope="module")
def data() -> TaggedData:
    """Each word has its tag, but for one that has its neighbour's."""
    draw = np.random.default_rng(1)
    starts = sentence_starts(draw.integers(1, 8, 60))
    words = draw.integers(0, 12, starts[-1])
    tags = words % 3
    copied = np.flatnonzero(words == 11)
    tags[copied[copied > 0]] = tags[copied[copied > 0] - 1]
    vectors = tuple(
        FrozenVectors(name, draw.normal(size=(12, size)).astype(np.float32), words, name)
        for name, size in (("one", 8), ("two", 5))
    )
    return TaggedData(starts, tags, vectors, np.arange(40), np.arange(40, 60))


def accuracy(data: TaggedData):
    right = data.tags[data.starts[40] :]
    return lambda tags: float((tags == right).mean() * 100)


def weights(trained) -> list[torch.Tensor]:
    return list(trained.model.state_dict().values())


@pytest.mark.parametrize("combination", ["concatenation", "meta"])
def test_it_learns_and_keeps_the_best_epoch(data, combination) -> None:
    architecture = replace(ARCHITECTURE, combination=combination)
    found = train(data, architecture, accuracy(data), replace(QUICK, epochs=25))
    assert found.best.dev_score > 80 and found.history[-1].loss < found.history[0].loss
    tags, attention = predict(found.model, data.vectors, data.starts, data.dev)
    assert accuracy(data)(tags) == pytest.approx(found.best.dev_score)
    assert (attention is not None) == (combination == "meta")
    if attention is not None:
        assert attention.shape == (len(tags), 2)
        np.testing.assert_allclose(attention.sum(axis=1), 1, rtol=1e-5)


def test_a_seed_settles_the_weights(data) -> None:
    one, same, other = (
        weights(train(data, ARCHITECTURE, accuracy(data), replace(QUICK, seed=seed)))
        for seed in (1, 1, 2)
    )
    assert all(torch.equal(a, b) for a, b in zip(one, same, strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("after", [1, 2, 5])
def test_an_interrupted_run_ends_as_an_unbroken_one(data, after: int, tmp_path: Path) -> None:
    unbroken = train(data, ARCHITECTURE, accuracy(data), QUICK)
    checkpoint = tmp_path / "run" / "checkpoint.pt"
    short = replace(QUICK, epochs=after)
    train(data, ARCHITECTURE, accuracy(data), short, kept_in=checkpoint, identity="x")
    resumed = train(data, ARCHITECTURE, accuracy(data), QUICK, kept_in=checkpoint, identity="x")
    assert all(torch.equal(a, b) for a, b in zip(weights(unbroken), weights(resumed), strict=True))
    assert [replace(e, seconds=0) for e in unbroken.history] == [
        replace(e, seconds=0) for e in resumed.history
    ]
    with pytest.raises(SettingsError, match="expected a checkpoint of this run"):
        train(data, ARCHITECTURE, accuracy(data), QUICK, kept_in=checkpoint, identity="y")


def test_a_damaged_checkpoint_is_said_and_left(data, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint.pt"
    train(data, ARCHITECTURE, accuracy(data), QUICK, kept_in=checkpoint, identity="x")
    whole = checkpoint.read_bytes()
    for damaged in (b"", whole[:2000], b"not a checkpoint", whole[:-20_000] + b"\0" * 20_000):
        checkpoint.write_bytes(damaged)
        with pytest.raises(
            DataError, match=r"checkpoint\.pt: expected a checkpoint .*remove the file"
        ):
            train(data, ARCHITECTURE, accuracy(data), QUICK, kept_in=checkpoint, identity="x")
        assert checkpoint.read_bytes() == damaged


def test_the_schedule_is_the_papers(data) -> None:
    """Halved after three epochs in a row without a better score; the end below the least rate."""
    scores = iter([10, 20, 20, 19, 18, 30, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    settings = replace(QUICK, epochs=99, learning_rate=0.1, least_rate=0.02)
    found = train(data, ARCHITECTURE, lambda _: float(next(scores)), settings)
    rates = [epoch.learning_rate for epoch in found.history]
    assert rates == [0.1] * 5 + [0.05] * 4 + [0.025] * 3
    assert found.best.epoch == 6


def test_epochs_in_which_nothing_is_right_yet_do_not_lower_the_rate(data) -> None:
    scores = iter([0] * 12 + [5, 5, 0, 5, 5])
    settings = replace(QUICK, epochs=17, learning_rate=0.1)
    found = train(data, ARCHITECTURE, lambda _: float(next(scores)), settings)
    assert [epoch.learning_rate for epoch in found.history] == [0.1] * 16 + [0.05]


class Types:
    name, size = "types/x", 3

    def vectors(self, types):
        return np.array([[len(t), ord(t[0]), 1] for t in types], dtype=np.float32)


class Tokens:
    name, size = "tokens/x", 2

    def sentence_vectors(self, sentences):
        return [
            np.array([[place, len(s)] for place, _ in enumerate(s)], dtype=np.float32)
            for s in sentences
        ]


SENTENCES = [("a", "bb"), ("bb", "ccc", "a"), ("d",)]


@pytest.mark.parametrize("on_disk", [False, True])
def test_vectors_are_computed_once_and_found_by_token(on_disk: bool, tmp_path: Path) -> None:
    folder = tmp_path / "vectors" if on_disk else None
    types = freeze(Types(), SENTENCES, folder)
    assert types.matrix.shape == (4, 3)
    assert types.of(np.array([3, 1, 2])).tolist() == [[3, 99, 1], [2, 98, 1], [2, 98, 1]]
    tokens = freeze(Tokens(), SENTENCES, folder)
    assert tokens.of(np.array([0, 4, 5])).tolist() == [[0, 2], [2, 3], [0, 1]]
    if folder is not None:
        written = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        freeze(Types(), SENTENCES, folder)
        freeze(Tokens(), SENTENCES, folder)
        assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == written
        freeze(Types(), [("other",)], folder)
        assert len(list(folder.iterdir())) == 3
        other = freeze(Types(), SENTENCES, folder, made_of="0123")
        assert len(list(folder.iterdir())) == 4 and other.identity != types.identity
