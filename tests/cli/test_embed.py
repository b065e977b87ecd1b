"""``auxadvisor embed``: from raw text to embeddings that the other commands take."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from auxadvisor.embeddings import load_embeddings
from auxadvisor.language_models.char_lstm_files import load

WORDS = [
    "kissa",
    "koira",
    "talo",
    "metsä",
    "laulaa",
    "juoksee",
    "istuu",
    "vanha",
    "suuri",
    "ja",
    "on",
    "ei",
]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    draw = np.random.default_rng(1)
    lines = [" ".join(draw.choice(WORDS, 6)).capitalize() + "." for _ in range(500)]
    (tmp_path / "raw.txt").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "raw.txt"


def lm(auxadvisor, raw, *more):
    small = ["--hidden-size", 8, "--embedding-size", 4, "--characters", 12_000, "--sequence", 16]
    return auxadvisor("embed", "lm", "--text", raw, "--output", "fi", *small, *more)


def test_a_pair_of_models_with_their_records(auxadvisor, raw, tmp_path):
    ran = lm(auxadvisor, raw, "--format", "json")
    assert ran.code == 0 and ran.err == ""
    found = json.loads(ran.out)["models"]
    assert [Path(model["path"]).name for model in found] == ["forward", "backward"]
    for model in found:
        stored = load(tmp_path / "fi" / Path(model["path"]).name)
        assert stored.shape.is_forward is model["path"].endswith("forward")
        assert 1 < model["held_out_perplexity"] < len(stored.shape.characters)
        assert model["curve"][-1]["characters"] == 12_000 // 512 * 512
    record = json.loads((tmp_path / "fi" / "forward.json").read_text())["training"]
    assert record["text"]["path"].endswith("raw.txt") and len(record["text"]["sha256"]) == 64
    assert record["curve"] == found[0]["curve"]
    tokens = set(load(tmp_path / "fi" / "forward").shape.characters)
    assert {" ", ".", "\n", "ä"} <= tokens


def test_again_trains_nothing_and_other_settings_are_refused(auxadvisor, raw, tmp_path):
    assert lm(auxadvisor, raw, "--direction", "forward").code == 0
    weights = (tmp_path / "fi" / "forward.safetensors").read_bytes()
    again = lm(auxadvisor, raw, "--direction", "forward")
    assert again.code == 0 and "forward was finished before" in again.out
    other = lm(auxadvisor, raw, "--direction", "forward", "--seed", 2)
    assert other.code == 2 and "found another; name another --output" in other.err
    assert (tmp_path / "fi" / "forward.safetensors").read_bytes() == weights


@pytest.mark.parametrize("format", ["table", "md", "csv"])
def test_formats(auxadvisor, raw, format):
    out = lm(auxadvisor, raw, "--direction", "backward", "--format", format).out
    assert "backward" in out and ("held_out_bits" if format == "csv" else "perplexity") in out


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (["--dropout", 1], 2, "--dropout 1.0: expected a share from 0 to below 1"),
        (["--learning-rate", 0], 2, "--learning-rate 0.0: expected a number above 0"),
        (["--rows", 5000], 2, "give more text, or fewer --rows"),
        (["--text", "missing.txt"], 3, "expected a readable file"),
        (["--output", "raw.txt"], 2, "--output raw.txt: expected a folder, found a file"),
        (["--device", "gpu9"], 2, "--device 'gpu9'"),
        (["--device", "meta"], 2, "--device 'meta'"),
        (["--min-count", 9999], 2, "--min-count 9999: expected 2 or more characters"),
        (["--learning-rate", "1e30"], 2, "--learning-rate 1e+30: the training diverged after"),
    ],
)
def test_what_is_wrong_is_named(auxadvisor, raw, more, code, message):
    ran = lm(auxadvisor, raw, *more)
    assert (ran.code, message in ran.err) == (code, True), ran.err
    assert not list(Path().rglob("*.safetensors"))


def test_what_the_dictionary_lacks_is_told(auxadvisor, raw):
    ran = lm(auxadvisor, raw, "--direction", "forward", "--min-count", 800)
    assert "of the held-out characters are outside the dictionary" in ran.out
    again = lm(auxadvisor, raw, "--direction", "forward", "--min-count", 800)
    assert ran.out.split("Note")[1] == again.out.split("Note")[1]
    record = json.loads(lm(auxadvisor, raw, "--format", "json", "--output", "other").out)
    assert 0 <= record["models"][0]["unknown"] < 0.01


def test_a_trained_model_ranks(auxadvisor, raw, tmp_path):
    assert lm(auxadvisor, raw, "--direction", "forward").code == 0
    (tmp_path / "target.txt").write_text("kissa istuu\nkoira juoksee\n" * 20)
    command = ["rank", "--target", "et", "--text", "target.txt", "--candidates", "fi,de"]
    command += ["--measures", "flair-perplexity", "--aux-lm", "fi=fi/forward", "--format", "json"]
    ran = auxadvisor(*command)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert [row["tag"] for row in found["ranking"]] == ["fi", "de"]
    assert "fi given by you" in ran.out


def bpe(auxadvisor, raw, *more):
    small = ["--vocabulary-size", 60, "--size", 6, "--epochs", 2]
    return auxadvisor("embed", "bpe", "--text", raw, "--output", "fi", *small, *more)


def test_byte_pairs_in_bpembs_files(auxadvisor, raw, tmp_path):
    ran = bpe(auxadvisor, raw, "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    names = ["bpe.vs60.model", "bpe.vs60.d6.w2v.bin", "bpe.vs60.d6.json"]
    assert [Path(path).name for path in found["files"]] == names and len(found["losses"]) == 2
    assert sorted(path.name for path in (tmp_path / "fi").iterdir()) == sorted(names)
    again = bpe(auxadvisor, raw)
    assert again.code == 0 and "finished before" in again.out
    assert bpe(auxadvisor, raw, "--seed", 2).code == 2


@pytest.mark.parametrize("format", ["table", "md", "csv"])
def test_byte_pair_formats(auxadvisor, raw, format):
    assert "epoch" in bpe(auxadvisor, raw, "--format", format).out


def test_too_many_pieces(auxadvisor, raw):
    ran = bpe(auxadvisor, raw, "--vocabulary-size", 9000)
    assert ran.code == 2 and re.search(r"allows at most \d+ pieces; ask for fewer", ran.err)


def test_as_many_pieces_as_there_are_where_nothing_is_said(auxadvisor, raw, tmp_path):
    command = ("embed", "bpe", "--text", raw, "--output", "some", "--epochs", 1)
    ran = auxadvisor(*command)
    assert ran.code == 0, ran.err
    most = re.fullmatch(r"the text allows (\d+) pieces, not 10,000: taking these\n", ran.err)
    assert most and (tmp_path / "some" / f"bpe.vs{most[1]}.model").is_file()
    assert "finished before" in auxadvisor(*command).out


def test_too_few_pieces(auxadvisor, raw):
    ran = bpe(auxadvisor, raw, "--vocabulary-size", 12)
    assert ran.code == 2 and re.search(r"the text needs \d\d or more, one a character", ran.err)


def test_long_lines_are_learnt_from(auxadvisor, raw, tmp_path):
    """Sentencepiece and gensim pass over what is longer than they expect."""
    raw.write_text(raw.read_text() + "\n" + " ".join(["zyxwv"] * 30_000) + "\n")
    assert bpe(auxadvisor, raw).code == 0
    pieces = load_embeddings(f"bpemb/{tmp_path / 'fi'}").pieces
    assert "▁zyxwv" in pieces.encode("zyxwv", out_type=str)


def test_embeddings_of_another_text_are_not_spoilt(auxadvisor, raw, tmp_path):
    assert bpe(auxadvisor, raw).code == 0
    other = tmp_path / "other.txt"
    other.write_text("\n".join(reversed(raw.read_text().replace("kissa", "hiiri").split("\n"))))
    ran = bpe(auxadvisor, other, "--size", 8)
    assert ran.code == 2 and "belongs to bpe.vs60.d6.json" in ran.err
    assert bpe(auxadvisor, raw).code == 0 and bpe(auxadvisor, raw, "--size", 8).code == 0
