"""Everything that reads files: what a good file is, how it is read, and which lines do it."""

from __future__ import annotations

import gzip
import io
import json
import sys
import tarfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from typer.exceptions import TyperException
from typer.main import get_command

from auxadvisor import checkpoint, downloads
from auxadvisor.cli import app
from auxadvisor.cli.project import NAME, default_map
from auxadvisor.cli.tag_input import raw_sentences
from auxadvisor.data_check.raw_text import read_raw_text
from auxadvisor.distances.long_texts import lines_of
from auxadvisor.embeddings import byte_pair_training
from auxadvisor.embeddings.byte_pair import check_trained, load_bpemb, load_compact, save_compact
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.experiments.comparison import read_side
from auxadvisor.experiments.experiment import claim, prepare
from auxadvisor.experiments.results import read_counts, read_result
from auxadvisor.experiments.work_file import keep_work
from auxadvisor.inputs import read_lines, read_text, text_size
from auxadvisor.json_values import SEAL, Json, sealed
from auxadvisor.language_models import char_lstm_files
from auxadvisor.language_models.char_lstm_runs import train_to_files
from auxadvisor.project_files import find_files
from auxadvisor.published import fetch
from auxadvisor.report import read_results
from auxadvisor.report.attention_examples import _test_sentences
from auxadvisor.report.saved_training import _history, trainings
from auxadvisor.tagger.saved import load_tagger, save_tagger
from auxadvisor.tagger.vectors import thaw

from .damage import CACHED, begun_bpe, cached, frozen, pieces, whole_run, work_of_others
from .material import MODEL, PIECES, WORDS, experiment, language_model, lines, recipe, word_vectors


@dataclass(frozen=True)
class Reader:
    """Something that reads a file.

    Attributes:
        make: writes good files to a folder, and gives the one that is then damaged.
        read: reads them.
        places: functions of the source that it stands for.
        is_json: whether values in the file may be exchanged, too, and the file sealed again.
    """

    make: Callable[[Path], Path]
    read: Callable[[Path], object]
    places: tuple[str, ...]
    is_json: bool = False


def written(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def unsealed(path: Path, **others: Json) -> Path:
    """A JSON file without digests, so that what is behind their check is reached."""
    about = json.loads(path.read_text(encoding="utf-8"))
    left = {key: value for key, value in about.items() if key not in (SEAL, "sha256")}
    return written(path, json.dumps(left | others))


def binary_vectors(path: Path) -> Path:
    from gensim.models import KeyedVectors

    text = str(word_vectors(path.with_suffix(".txt")))
    KeyedVectors.load_word2vec_format(text).save_word2vec_format(str(path), binary=True)
    return path


def bpe(folder: Path, ending: str) -> Path:
    """One of the three files of trained byte pairs, which nothing tells that it is damaged."""
    pieces(folder)
    unsealed(folder / "bpe.vs40.d4.json")
    return folder / f"bpe.vs40.{ending}"


def as_bpemb(folder: Path) -> object:
    model, vectors = folder / "bpe.vs40.model", folder / "bpe.vs40.d4.w2v.bin"
    return load_bpemb(model, vectors, "x").vectors(WORDS)


def compact(folder: Path, ending: str) -> Path:
    found = as_bpemb_files(folder)
    save_compact(folder / "compact", found.model, found.matrix, {})
    return folder / f"compact{ending}"


def as_bpemb_files(folder: Path):
    pieces(folder)
    return load_bpemb(folder / "bpe.vs40.model", folder / "bpe.vs40.d4.w2v.bin", "x")


def flair_model(folder: Path) -> Path:
    """As flair saves one, but without flair, which takes seconds to import."""
    module, dictionary = ModuleType("flair.data"), type("Dictionary", (), {})
    dictionary.__module__, dictionary.__qualname__ = "flair.data", "Dictionary"
    module.Dictionary = dictionary  # type: ignore[attr-defined]
    items = dictionary()
    model = language_model()
    items.idx2item = [character.encode() for character in model.shape.characters]
    kept = {
        "state_dict": model.state_dict(), "dictionary": items, "is_forward_lm": True,
        "hidden_size": 8, "nlayers": 1, "embedding_size": 4, "nout": None,
    }  # fmt: skip
    before = {name: sys.modules.get(name) for name in ("flair", "flair.data")}
    sys.modules |= {"flair": ModuleType("flair"), "flair.data": module}
    try:
        torch.save(kept, folder / "lm.pt", _use_new_zipfile_serialization=False)
    finally:
        for name, old in before.items():
            del sys.modules[name]
            if old is not None:
                sys.modules[name] = old
    return folder / "lm.pt"


def model_file(folder: Path, ending: str) -> Path:
    char_lstm_files.save(language_model(), folder / "lm", {"run": "1"}, eight_bits=True)
    unsealed(folder / "lm.json")
    return folder / f"lm{ending}"


def finished_model(folder: Path) -> Path:
    train_to_files(lines(), folder / "forward", MODEL, {})
    return folder / "forward.json"


def checkpoint_file(folder: Path) -> Path:
    state = {"best": {"w": torch.ones(3, 3)}, "history": [{"epoch": 1}], "rate": 0.1}
    checkpoint.keep(folder / "checkpoint.pt", {"run": "1"}, state)
    return folder / "checkpoint.pt"


def taken_up(folder: Path) -> object:
    with checkpoint.kept(folder / "checkpoint.pt", {"run": "1"}, torch.device("cpu")) as state:
        return state["best"]["w"] + 1, [epoch["epoch"] for epoch in state["history"]]


def begun_pieces(folder: Path) -> Path:
    begun_bpe(folder)
    (path,) = folder.glob(".*.checkpoint.npz")
    return path


def tagger_file(folder: Path, name: str) -> Path:
    save_tagger(folder / "tagger", *recipe(folder))
    unsealed(folder / "tagger" / "tagger.json", sha256={})
    return folder / "tagger" / name


def tagger(folder: Path) -> object:
    return load_tagger(folder / "tagger").tag([WORDS])


def run_file(folder: Path, name: str) -> Path:
    whole_run(folder)
    return folder / "runs" / name


def of_runs(folder: Path) -> None:
    run_folder = folder / "runs" / "meta" / "seed-1"
    read_result(run_folder)
    read_side(folder / "runs" / "meta")
    read_counts(run_folder / "test.conll", "ner")
    _test_sentences(run_folder / "test.conll")
    _history(run_folder / "history.json")
    for one in trainings(read_results([folder / "runs"])):
        one.histories()
    claim(experiment(folder), {})


def raw_text(folder: Path) -> None:
    path = folder / "raw.txt"
    text = read_text(path)
    read_lines(path)
    text_size(path)
    read_raw_text(path)
    list(lines_of(text))
    for _ in raw_sentences(path, "utf-8", tokenised=False):
        pass


def project(folder: Path) -> None:
    """Have every command take its settings from the project file, and run none."""
    group = get_command(app)
    _take(group, default_map(folder / NAME, group))


def _take(group, settings: dict[str, object]) -> None:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            _take(command, settings[name])
            continue
        with suppress(TyperException):  # a value that the flag does not take: a usage error
            command.make_context(name, [], default_map=settings[name])


def archive(folder: Path) -> Path:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo("vectors.bin")
        member.size = 400
        tar.addfile(member, io.BytesIO(bytes(400)))
    return written(folder / "vectors.bin.part", packed.getvalue())


def unpacked(folder: Path) -> None:
    part, path = folder / "vectors.bin.part", folder / "vectors.bin"
    try:
        downloads._check(part, None, archive=True)
        downloads._unpack(part, path)
    except downloads._Refused:
        return
    assert path.read_bytes()


def cache_file(folder: Path) -> Path:
    cached(folder)
    return folder / f"{CACHED.files[0].path}.sha256"


def note(folder: Path) -> Path:
    return written(folder / "f.part.json", '{"url": "http://here/f", "version": "\\"v1\\""}')


def vectors_file(folder: Path) -> Path:
    frozen(folder)
    (path,) = (folder / "vectors").glob("*.vectors")
    return path


def thawed(folder: Path) -> None:
    (path,) = (folder / "vectors").glob("*.vectors")
    thaw(path, "fi", "1", [WORDS]).of(np.arange(len(WORDS)))


def work_file(folder: Path) -> Path:
    return keep_work(prepare(experiment(folder)))


def data_folder(folder: Path) -> Path:
    return written(folder / "data" / "train.conll", "Aino B-PER\nistuu O\n. O\n\n" * 4)


BOTH = (".model", ".d4.w2v.bin")
READERS: dict[str, Reader] = {
    "raw text": Reader(
        lambda folder: written(folder / "raw.txt", "Aino istuu.\nJärvi jäätyy.\n" * 5),
        raw_text,
        (
            "inputs.read_text", "inputs.read_lines", "inputs.text_size",
            "data_check.raw_text.read_raw_text", "distances.long_texts.lines_of",
            "cli.tag_input.raw_sentences", "corpora.files.TextFile.lines",
        ),
    ),
    "a folder of data": Reader(
        data_folder, lambda folder: find_files(folder / "data"), ("project_files._format",)
    ),
    "word vectors": Reader(
        lambda folder: word_vectors(folder / "fi.txt"),
        lambda folder: load_word_vectors(folder / "fi.txt", "fi").vectors(WORDS),
        ("embeddings.word_vectors.load_word_vectors", "embeddings.word_vectors._has_header"),
    ),
    "word vectors, compressed": Reader(
        lambda folder: written(
            folder / "fi.txt.gz", gzip.compress(word_vectors(folder / "fi.txt").read_bytes())
        ),
        lambda folder: load_word_vectors(folder / "fi.txt.gz", "fi").vectors(WORDS),
        ("embeddings.word_vectors.load_word_vectors",),
    ),
    "word vectors, binary": Reader(
        lambda folder: binary_vectors(folder / "fi.bin"),
        lambda folder: load_word_vectors(folder / "fi.bin", "fi").vectors(WORDS),
        ("embeddings.word_vectors.load_word_vectors",),
    ),
    "pieces of BPEmb": Reader(
        lambda folder: bpe(folder, "model"), as_bpemb,
        ("embeddings.byte_pair._model_content", "embeddings.byte_pair.BytePairEmbeddings.pieces"),
    ),
    "vectors of BPEmb": Reader(
        lambda folder: bpe(folder, "d4.w2v.bin"), as_bpemb,
        ("embeddings.word_vectors.load_word_vectors",),
    ),
    "record of byte pairs": Reader(
        lambda folder: bpe(folder, "d4.json"),
        lambda folder: (
            check_trained(folder / "bpe.vs40.model", folder / "bpe.vs40.d4.w2v.bin"),
            pieces(folder),
        ),
        ("embeddings.byte_pair.check_trained", "embeddings.byte_pair_training._finished"),
        is_json=True,
    ),
    "byte pairs half-way": Reader(
        begun_pieces,
        lambda folder: byte_pair_training.train_byte_pairs(lines(), folder, PIECES, {}),
        (
            "embeddings.byte_pair_training._kept",
            "embeddings.byte_pair_training.train_byte_pairs",
        ),
    ),
    "compact pieces": Reader(
        lambda folder: compact(folder, ".model"),
        lambda folder: load_compact(folder / "compact", "x").vectors(WORDS),
        ("embeddings.byte_pair._model_content",),
    ),
    "compact vectors": Reader(
        lambda folder: compact(folder, ".safetensors"),
        lambda folder: load_compact(folder / "compact", "x").vectors(WORDS),
        ("embeddings.byte_pair.load_compact",),
    ),
    "a model of flair": Reader(
        flair_model,
        lambda folder: char_lstm_files.read_model(folder / "lm.pt"),
        ("language_models.flair_files._unpickled",),
    ),
    "weights of a model": Reader(
        lambda folder: model_file(folder, ".safetensors"),
        lambda folder: char_lstm_files.read_model(folder / "lm"),
        ("language_models.char_lstm_files.load",),
    ),
    "dictionary of a model": Reader(
        lambda folder: model_file(folder, ".json"),
        lambda folder: char_lstm_files.read_model(folder / "lm"),
        ("language_models.char_lstm_files.read_about",),
        is_json=True,
    ),
    "record of a model": Reader(
        finished_model,
        lambda folder: train_to_files(lines(), folder / "forward", MODEL, {}),
        ("language_models.char_lstm_files.read_about",),
        is_json=True,
    ),
    "a checkpoint": Reader(checkpoint_file, taken_up, ("checkpoint.kept", "checkpoint._check")),
    "a tagger's record": Reader(
        lambda folder: tagger_file(folder, "tagger.json"), tagger, ("tagger.saved._read_recipe",),
        is_json=True,
    ),
    "a tagger's weights": Reader(
        lambda folder: tagger_file(folder, "model.safetensors"), tagger,
        ("tagger.saved.load_tagger",),
    ),
    "a run's metrics": Reader(
        lambda folder: run_file(folder, "meta/seed-1/metrics.json"), of_runs,
        ("experiments.results.read_result",), is_json=True,
    ),
    "a run's predictions": Reader(
        lambda folder: run_file(folder, "meta/seed-1/test.conll"), of_runs,
        ("experiments.results.read_counts", "report.attention_examples._test_sentences"),
    ),
    "a run's history": Reader(
        lambda folder: run_file(folder, "meta/seed-1/history.json"), of_runs,
        ("report.saved_training._history",), is_json=True,
    ),
    "what runs are of": Reader(
        lambda folder: run_file(folder, "experiment.json"), of_runs,
        ("experiments.experiment._identity_in", "report.reading._content"), is_json=True,
    ),
    "frozen vectors": Reader(
        vectors_file, frozen,
        ("tagger.vectors.freeze", "tagger.vectors._check"),
    ),
    "frozen vectors of other processes": Reader(
        vectors_file, thawed, ("tagger.vectors.thaw",),
    ),
    "the work of runs": Reader(
        work_file, work_of_others, ("experiments.work_file.kept_work",), is_json=True,
    ),
    "the project file": Reader(
        lambda folder: written(
            folder / NAME, 'target = "fi"\n[rank]\ncandidates = ["et", "sv"]\norder = 3\n'
        ),
        project,
        ("cli.project.default_map",),
    ),
    "an archive": Reader(
        archive, unpacked, ("downloads._unpack", "downloads._attempt"),
    ),
    "a digest of the cache": Reader(
        cache_file, lambda _: fetch(CACHED, offline=True), ("downloads.recorded_digest",)
    ),
    "a note of a download": Reader(
        note, lambda folder: downloads._version_of(folder / "f.part", "http://here/f"),
        ("downloads._version_of",),
    ),
}  # fmt: skip
"""Every reader by name."""


def resealed(record: Json) -> bytes:
    """A changed record as one writes it who means it."""
    if isinstance(record, dict) and SEAL in record:
        with suppress(ValueError):  # a number that is none cannot be sealed
            record = sealed({k: v for k, v in record.items() if k != SEAL})
    return json.dumps(record).encode()
