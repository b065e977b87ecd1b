"""Everything that reads files: what a good file is, how it is read, and which lines do it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auxadvisor import downloads
from auxadvisor.budget.record import read_state
from auxadvisor.cli.project import NAME
from auxadvisor.embeddings import byte_pair_runs
from auxadvisor.embeddings.byte_pair import check_trained, load_compact
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.language_models import char_lstm_files
from auxadvisor.language_models.char_lstm_runs import train_to_files
from auxadvisor.project_files import find_files
from auxadvisor.published import fetch

from .damage import CACHED, frozen, pieces, work_of_others
from .material import MODEL, PIECES, WORDS, budget, lines, word_vectors
from .reading import (
    archive,
    as_bpemb,
    begun_pieces,
    binary_vectors,
    bpe,
    cache_file,
    checkpoint_file,
    compact,
    data_folder,
    finished_model,
    flair_model,
    model_file,
    note,
    of_runs,
    project,
    raw_text,
    run_file,
    tagger,
    tagger_file,
    taken_up,
    thawed,
    unpacked,
    vectors_file,
    work_file,
    written,
)


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
        ("embeddings.byte_pair.check_trained", "embeddings.byte_pair_runs._finished"),
        is_json=True,
    ),
    "byte pairs half-way": Reader(
        begun_pieces,
        lambda folder: byte_pair_runs.train_byte_pairs(lines(), folder, PIECES, {}),
        (
            "embeddings.byte_pair_runs._kept",
            "embeddings.byte_pair_runs.train_byte_pairs",
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
    "a budget": Reader(budget, read_state, ("budget.record.read_state",), is_json=True),
    "the work of runs": Reader(
        work_file, work_of_others, ("experiments.work_file._read",), is_json=True,
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
