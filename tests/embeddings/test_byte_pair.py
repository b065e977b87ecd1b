"""Byte pairs: trained files are BPEmb's, and vectors are those of bpemb and flair."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.embeddings import byte_pair_runs
from auxadvisor.embeddings.byte_pair import (
    BytePairEmbeddings,
    load_bpemb,
    load_compact,
    preprocess,
    save_compact,
)
from auxadvisor.embeddings.byte_pair_runs import BytePairFiles, train_byte_pairs
from auxadvisor.embeddings.byte_pair_training import BytePairSettings
from auxadvisor.errors import DataError, SettingsError

SMALL = BytePairSettings(vocabulary_size=120, size=12, epochs=3)
NOUNS = ["Kissa", "koira", "hevonen", "lintu", "talo", "metsä", "Helsinki", "vuonna 1952"]
VERBS = ["istuu", "juoksee", "laulaa", "nukkuu", "lentää"]
TYPES = ["Kissa", "KOIRA", "metsässä", "1952", "2026-luvulla", "a", "Ж", "xylofoni", "ä", "kissaŁ"]


def sentences(seed: int = 0) -> list[str]:
    draw = np.random.default_rng(seed)
    return [
        f"{draw.choice(NOUNS)} {draw.choice(VERBS)} , ja {draw.choice(NOUNS)} ." for _ in range(400)
    ]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> BytePairFiles:
    folder = tmp_path_factory.mktemp("bpe")
    return train_byte_pairs(sentences(), folder, SMALL, {"what": "made up"})


@pytest.fixture
def ours(trained: BytePairFiles) -> BytePairEmbeddings:
    return load_bpemb(trained.model, trained.vectors, "made up")


def test_bpembs_library_reads_the_files_and_sees_the_same(trained, ours) -> None:
    from bpemb import BPEmb

    theirs = BPEmb(model_file=trained.model, emb_file=trained.vectors, dim=12)
    assert theirs.vectors.shape == ours.matrix.shape == (120, 12)
    for number, name in enumerate(theirs.emb.index_to_key):
        assert theirs.spm.id_to_piece(number) == name
    mean = replace(ours, pooling="mean").vectors(TYPES)
    for word, vector in zip(TYPES, mean, strict=True):
        assert ours.pieces.encode(preprocess(word), out_type=str) == theirs.encode(word)
        assert np.allclose(theirs.embed(word).mean(axis=0), vector, atol=1e-6), word


def test_first_and_last_piece_as_flair_joins_them(trained, ours) -> None:
    from flair.data import Sentence
    from flair.embeddings import BytePairEmbeddings as Theirs

    embedder = Theirs(model_file_path=trained.model, embedding_file_path=trained.vectors, dim=12)
    sentence = Sentence(TYPES)
    embedder.embed(sentence)
    expected = np.stack([token.embedding.numpy() for token in sentence])
    assert ours.size == 24
    assert np.allclose(ours.vectors(TYPES), expected, atol=1e-6)


def test_blanks_have_no_vector_and_no_types_no_rows(ours) -> None:
    assert not ours.vectors([" ", ""]).any()
    assert ours.vectors([]).shape == (0, 24)
    assert replace(ours, pooling="mean").vectors(["a"]).shape == (1, 12)
    with pytest.raises(SettingsError, match="--pooling 'max'"):
        replace(ours, pooling="max")


def test_eight_bits_are_nearly_the_same(ours, tmp_path) -> None:
    save_compact(tmp_path / "bpe", ours.model, ours.matrix, {"size": 12})
    small = load_compact(tmp_path / "bpe", "small")
    most = np.abs(ours.matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(small.matrix - ours.matrix) <= most * 0.501).all()
    assert json.loads((tmp_path / "bpe.json").read_text()) == {"size": 12}
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["bpe.json", "bpe.model", "bpe.safetensors"]


def test_the_curve_falls_and_is_kept(trained) -> None:
    record = json.loads(trained.about.read_text())
    assert record["training"]["losses"] == list(trained.losses) and len(trained.losses) == 3
    assert trained.losses[-1] < trained.losses[0]
    assert record["training"]["text"]["what"] == "made up" and record["vocabulary_size"] == 120


def test_vectors_are_centred_and_of_one_size(trained, ours) -> None:
    seen = ours.matrix[ours.matrix.any(axis=1)]
    assert len(ours.matrix) - len(seen) >= 2  # <s>, </s>, and pieces that merges took all of
    np.testing.assert_allclose(seen.mean(axis=0), 0, atol=1e-5)
    assert np.sqrt(np.square(seen).mean()) == pytest.approx(SMALL.rms, rel=1e-5)


def test_neighbours_are_what_stands_alike(ours) -> None:
    """Nouns stand where nouns do: a verb's nearest whole word is a verb."""
    trained = dict(zip(VERBS, ours.vectors(VERBS), strict=True))
    nouns = ours.vectors(["koira", "hevonen", "talo"])

    def cosine(one: np.ndarray, other: np.ndarray) -> float:
        return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))

    like = np.mean([cosine(trained["istuu"], trained[verb]) for verb in VERBS[1:]])
    unlike = np.mean([cosine(trained["istuu"], noun) for noun in nouns])
    assert like > unlike


def test_the_seed_settles_the_run_in_any_process(trained, tmp_path) -> None:
    again = train_byte_pairs(sentences(), tmp_path / "a", SMALL, {})
    assert again.model.read_bytes() == trained.model.read_bytes()
    assert again.vectors.read_bytes() == trained.vectors.read_bytes()
    other = train_byte_pairs(sentences(), tmp_path / "b", replace(SMALL, seed=2), {})
    assert other.vectors.read_bytes() != trained.vectors.read_bytes()
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path; import test_byte_pair as t\n"
        f"t.train_byte_pairs(t.sentences(), Path({str(tmp_path / 'c')!r}), t.SMALL, {{}})"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    elsewhere = tmp_path / "c" / trained.vectors.name
    assert elsewhere.read_bytes() == trained.vectors.read_bytes()


@pytest.mark.parametrize("stop", [0, 1, 2])
def test_a_run_that_was_interrupted_ends_as_one_that_was_not(trained, tmp_path, stop) -> None:
    def interrupt(epoch: int, _: float | None) -> None:
        if epoch == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_byte_pairs(sentences(), tmp_path, SMALL, {}, progress=interrupt)
    epochs: list[int] = []
    resumed = train_byte_pairs(
        sentences(), tmp_path, SMALL, {}, progress=lambda epoch, _: epochs.append(epoch)
    )
    assert epochs == [0, *range(stop + 1, 4)]
    assert resumed.vectors.read_bytes() == trained.vectors.read_bytes()
    assert resumed.losses == trained.losses
    assert not list(tmp_path.glob(".*"))


def test_finished_or_other_runs(trained, tmp_path) -> None:
    folder = trained.model.parent
    again = train_byte_pairs(sentences(), folder, SMALL, {})
    assert again.was_there and again.losses == trained.losses
    with pytest.raises(SettingsError, match="found others; name another --output"):
        train_byte_pairs(sentences(1), folder, SMALL, {})
    kept = byte_pair_runs._kept(tmp_path / "none", "run")
    assert kept is None


def test_a_checkpoint_of_another_run_is_refused(tmp_path) -> None:
    def interrupt(epoch: int, _: float | None) -> None:
        if epoch == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_byte_pairs(sentences(), tmp_path, SMALL, {}, progress=interrupt)
    with pytest.raises(SettingsError, match="expected a checkpoint of this run"):
        train_byte_pairs(sentences(1), tmp_path, SMALL, {})


def test_more_pieces_than_the_text_has(tmp_path) -> None:
    with pytest.raises(SettingsError, match=r"--vocabulary-size 5000: the text allows at most \d+"):
        train_byte_pairs(sentences(), tmp_path, replace(SMALL, vocabulary_size=5000), {})


def test_files_that_are_none_are_named(trained, tmp_path) -> None:
    (tmp_path / "x.bin").write_bytes(b"no vectors")
    with pytest.raises(DataError, match=r"x\.bin: expected word vectors"):
        load_bpemb(trained.model, tmp_path / "x.bin", "x")
    with pytest.raises(DataError, match="expected a sentencepiece model"):
        load_bpemb(tmp_path / "none.model", trained.vectors, "x")
    with pytest.raises(DataError, match=r"x\.bin: expected a sentencepiece model"):
        load_bpemb(tmp_path / "x.bin", trained.vectors, "x")
    fewer = tmp_path / "few.txt"
    fewer.write_text("2 3\na 1 2 3\nb 1 2 3\n")
    with pytest.raises(DataError, match="expected 120 vectors, one a piece, found those of shape"):
        load_bpemb(trained.model, fewer, "x")
