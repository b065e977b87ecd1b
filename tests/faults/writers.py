"""Everything that writes files: how it is called, and which lines of the source it stands for."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import server as serving
import torch

from auxadvisor import checkpoint, pack, whole_files
from auxadvisor.attention_figure import AttendedSentence, attention_figure
from auxadvisor.cli import app
from auxadvisor.cli.errors import run
from auxadvisor.cli.output import emit
from auxadvisor.cli.tag_output import streamed
from auxadvisor.counting.sums import Sums
from auxadvisor.downloads import Patience, download
from auxadvisor.embeddings import Stored
from auxadvisor.embeddings.byte_pair import save_compact
from auxadvisor.embeddings.byte_pair_runs import train_byte_pairs
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.errors import AuxAdvisorError
from auxadvisor.experiments.experiment import claim, prepare
from auxadvisor.experiments.runs import run_cell
from auxadvisor.experiments.work_file import keep_work
from auxadvisor.language_models import char_lstm_files
from auxadvisor.language_models.char_lstm_runs import train_to_files
from auxadvisor.language_models.char_ngram import count_ngrams
from auxadvisor.paper_figure import figure2_plot
from auxadvisor.tagger.saved import save_tagger
from auxadvisor.tagger.vectors import freeze

from .material import (
    LONG,
    MODEL,
    PIECES,
    WORDS,
    budget,
    experiment,
    language_model,
    lines,
    recipe,
    word_vectors,
)

CONTENT = np.random.default_rng(1).bytes(60_000)


@dataclass(frozen=True)
class Writer:
    """Something that writes.

    Attributes:
        write: into a folder of its own; may be called again.
        places: functions of the source that it stands for.
        prepare: what must be there before, and is no part of what is written.
    """

    write: Callable[[Path], object]
    places: tuple[str, ...]
    prepare: Callable[[Path], object] = lambda _folder: None


def failed(code: int) -> None:
    """An exit code as the exception that the command line made it of."""
    if code:
        raise AuxAdvisorError(f"exit code {code}")


def sentence() -> AttendedSentence:
    """What Figure 4 is drawn of."""
    weights = np.full((2, 2), 0.5, dtype=np.float32)
    return AttendedSentence("fi", ("fi", "et"), ("kissa", "istuu"), ("O", "O"), weights)


def stream(folder: Path) -> None:
    with streamed(folder / "tags.conll") as write:
        write(LONG)


def fetched(folder: Path) -> None:
    with serving.running() as server:
        server.behaviours["/f"] = serving.whole(CONTENT)
        path = folder / "cache" / "vectors.bin"
        path.unlink(missing_ok=True)
        download(f"{server.url}/f", path, patience=Patience(attempts=1))


def fetched_archive(folder: Path) -> None:
    import io
    import tarfile

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo("vectors.bin")
        member.size = len(CONTENT)
        archive.addfile(member, io.BytesIO(CONTENT))
    with serving.running() as server:
        server.behaviours["/f"] = serving.whole(packed.getvalue())
        path = folder / "cache" / "vectors.bin"
        path.unlink(missing_ok=True)
        download(f"{server.url}/f", path, archive=True, patience=Patience(attempts=1))


def copied(folder: Path) -> None:
    """Embeddings to a place that no link reaches."""
    source = folder / "source" / "fi.txt"
    with_link, os.link = os.link, _no_link
    try:
        Stored("fi", "word2vec", (source,)).kept_in(folder / "kept")
    finally:
        os.link = with_link


def _no_link(*_: object) -> None:
    raise OSError("another file system")


def frozen(folder: Path) -> None:
    vectors = load_word_vectors(folder / "source" / "fi.txt", "fi")
    freeze(vectors, [tuple(WORDS)], folder / "vectors")


def counted(folder: Path) -> None:
    with Sums(most=10, folder=folder) as sums:
        for start in range(0, 3_000, 1_000):
            keys = np.arange(start, start + 1_000, dtype=np.uint64)
            sums.add(keys, np.ones(1_000, dtype=np.int64))


def written_work(folder: Path) -> None:
    keep_work(prepare(experiment(folder)))


def trained(folder: Path) -> None:
    made = experiment(folder)
    claim(made, {})
    run_cell(prepare(made), made.cells[1])


def word_lists() -> pack.WordLists:
    names = {f"l{n}": ("made up", {f"{word}{n}{m}" for word in WORDS for m in range(30)})
             for n in range(3)}  # fmt: skip
    return pack.word_lists_of(names)


WRITERS: dict[str, Writer] = {
    "a text": Writer(
        lambda folder: whole_files.write_whole(folder / "text", LONG),
        ("whole_files.write_whole", "cli.report.report"),
    ),
    "--output": Writer(lambda folder: emit(LONG, folder / "out.json"), ("cli.output.emit",)),
    "init": Writer(
        lambda folder: failed(run(app, ["init", str(folder), "--target", "fi", "--force"])),
        ("cli.init.init",),
    ),
    "tag --output": Writer(stream, ("cli.tag_output.streamed",)),
    "attention as a page": Writer(
        lambda folder: attention_figure(folder / "figure.html", sentence()),
        ("attention_figure.__init__.attention_figure",),
    ),
    "attention as a picture": Writer(
        lambda folder: attention_figure(folder / "figure.png", sentence()),
        ("attention_figure.picture._Picture.save",),
    ),
    "Figure 2": Writer(lambda folder: figure2_plot(folder / "figure.svg"), ("paper_figure._save",)),
    "a checkpoint": Writer(
        lambda folder: checkpoint.keep(
            folder / "checkpoint.pt", {"run": "1"}, {"best": {"w": torch.ones(50, 50)}}
        ),
        ("checkpoint.keep",),
    ),
    "frozen vectors": Writer(
        frozen,
        ("tagger.vectors._write",),
        lambda folder: word_vectors(folder / "source" / "fi.txt", 300),
    ),
    "a tagger": Writer(
        lambda folder: save_tagger(folder / "tagger", *recipe(folder)),
        ("tagger.saved.save_tagger",),
        recipe,
    ),
    "embeddings copied": Writer(
        copied,
        ("embeddings.stored.Stored.kept_in",),
        lambda folder: word_vectors(folder / "source" / "fi.txt", 300),
    ),
    "a run": Writer(
        trained,
        (
            "experiments.runs._Run._result", "experiments.runs._Run.trained.told",
            "experiments.runs._Run.made", "experiments.experiment.claim",
        ),
        experiment,
    ),
    "a budget": Writer(budget, ("budget.record.write_state",)),
    "the work of runs": Writer(
        written_work, ("experiments.work_file.keep_work",), experiment
    ),
    "a character model": Writer(
        lambda folder: char_lstm_files.save(language_model(), folder / "lm", {}),
        ("language_models.char_lstm_files.save",),
    ),
    "embed lm": Writer(
        lambda folder: train_to_files(lines(), folder / "forward", MODEL, {}), ("checkpoint.keep",)
    ),
    "embed bpe": Writer(
        lambda folder: train_byte_pairs(lines(), folder, PIECES, {}),
        (
            "embeddings.byte_pair_runs.train_byte_pairs",
            "embeddings.byte_pair_runs._keep",
        ),
    ),
    "compact byte pairs": Writer(
        lambda folder: save_compact(folder / "bpe", CONTENT, np.ones((30, 8), np.float32), {}),
        ("embeddings.byte_pair.save_compact",),
    ),
    "a download": Writer(
        fetched, ("downloads._attempt", "downloads._note_version", "downloads.record_digest")
    ),
    "a download from an archive": Writer(fetched_archive, ("downloads._unpack",)),
    "counts on disk": Writer(counted, ("counting.sums.Sums._write",)),
    "n-grams of the pack": Writer(
        lambda folder: pack.save_ngram_counts(folder / "n.npz", count_ngrams({"fi": lines()}, 3)),
        ("pack.save_ngram_counts",),
    ),
    "word lists of the pack": Writer(
        lambda folder: pack.save_word_lists(folder / "w.npz", word_lists()),
        ("pack.save_word_lists",),
    ),
}  # fmt: skip
"""Every writer by name."""
