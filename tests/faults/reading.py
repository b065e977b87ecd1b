"""Good files of every kind that is read, and what reads them."""

from __future__ import annotations

import io
import json
import sys
import tarfile
from contextlib import suppress
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
from auxadvisor.embeddings.byte_pair import load_bpemb, save_compact
from auxadvisor.experiments.comparison import read_side
from auxadvisor.experiments.experiment import claim, prepare
from auxadvisor.experiments.results import read_counts, read_result
from auxadvisor.experiments.work_file import keep_work
from auxadvisor.inputs import read_lines, read_text, text_size
from auxadvisor.json_values import SEAL, Json, sealed
from auxadvisor.language_models import char_lstm_files
from auxadvisor.language_models.char_lstm_runs import train_to_files
from auxadvisor.report import read_results
from auxadvisor.report.attention_examples import _test_sentences
from auxadvisor.report.saved_training import _history, trainings
from auxadvisor.tagger.saved import load_tagger, save_tagger
from auxadvisor.tagger.vectors import thaw

from .damage import CACHED, begun_bpe, cached, frozen, pieces, whole_run
from .material import MODEL, WORDS, experiment, language_model, lines, recipe, word_vectors


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


def resealed(record: Json) -> bytes:
    """A changed record as one writes it who means it."""
    if isinstance(record, dict) and SEAL in record:
        with suppress(ValueError):  # a number that is none cannot be sealed
            record = sealed({k: v for k, v in record.items() if k != SEAL})
    return json.dumps(record).encode()
