"""Everything that auxadvisor keeps and reads again, and how to tell that it reads as before."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from auxadvisor import pack
from auxadvisor.distances.neural_perplexity import _packed
from auxadvisor.downloads import record_digest
from auxadvisor.embeddings import load_embeddings
from auxadvisor.embeddings.byte_pair_runs import files_of, train_byte_pairs
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.errors import AuxAdvisorError
from auxadvisor.experiments.experiment import claim, prepare
from auxadvisor.experiments.results import read_predicted, read_result
from auxadvisor.experiments.runs import run_cell
from auxadvisor.experiments.work_file import _read, keep_work, kept_work
from auxadvisor.language_models.char_lstm_files import read_model
from auxadvisor.language_models.char_lstm_runs import train_to_files
from auxadvisor.languages import catalogue
from auxadvisor.paper_tables import published_table
from auxadvisor.published import fetch, published
from auxadvisor.report import read_results
from auxadvisor.report.saved_training import trainings
from auxadvisor.tagger.saved import load_tagger, save_tagger
from auxadvisor.tagger.vectors import freeze

from .conftest import forget
from .material import MODEL, PIECES, WORDS, experiment, lines, recipe, word_vectors


@dataclass(frozen=True)
class Kept:
    """Something on disk that is read again.

    Attributes:
        make: what writes it to a folder.
        file: of it that is damaged, below the folder.
        read: gives what was read, as something that can be compared.
        in_pack: whether the file is the pack's.
        made_anew: whether it is written again rather than refused.
    """

    make: Callable[[Path], object]
    file: str
    read: Callable[[Path], object]
    in_pack: bool = False
    made_anew: bool = False


class Stopped(Exception):  # noqa: N818
    """Ends a training before its end."""


def stop(*said: object) -> None:
    """Progress that ends a training once there is something to go on with."""
    if said[-1] is not None:
        raise Stopped


def begun_lm(folder: Path) -> None:
    with suppress(Stopped):
        train_to_files(lines(), folder / "forward", MODEL, {}, stop)


def begun_bpe(folder: Path) -> None:
    with suppress(Stopped):
        train_byte_pairs(lines(), folder, PIECES, {}, progress=stop)


def begun_run(folder: Path) -> None:
    """A run whose epochs are done, and nothing else, as a kill leaves it."""
    made = experiment(folder)

    def interrupt(_cell: object, done: int, history: Sequence[object]) -> None:
        if len(history) == made.training.epochs and not done:
            raise Stopped

    with suppress(Stopped):
        run_cell(prepare(made), made.cells[0], interrupt)


def finished_run(folder: Path) -> object:
    made = experiment(folder)
    result = run_cell(prepare(made), made.cells[0])
    assert result is not None
    return asdict(result) | {"seconds": 0, "tokens_per_second": 0}


def work_of_others(folder: Path) -> object:
    """What runs share, as another process reads it, which has read none before."""
    _read.cache_clear()
    path = next((folder / "runs").glob(".work-*.json"), folder / "runs" / "none")
    cells = experiment(folder).cells
    works = [kept_work(path, cell.setting.sets) for cell in cells]
    identities = [work.identity(cell) for work, cell in zip(works, cells, strict=True)]
    return works[0].training, works[0].embeddings, identities


def whole_run(folder: Path) -> None:
    made = experiment(folder)
    claim(made, {"target": "fi"})
    run_cell(prepare(made), made.cells[1])


def run_as_compared(folder: Path) -> object:
    run = folder / "runs" / "meta" / "seed-1"
    result = read_result(run)
    if result is None:
        raise AuxAdvisorError("the run is not done")
    return asdict(result), [read_predicted(run, result, part).tolist() for part in ("dev", "test")]


def run_as_reported(folder: Path) -> object:
    (found,) = trainings(read_results([folder / "runs"]))
    return asdict(found.summary), found.title, found.signature, found.histories()


def frozen(folder: Path) -> object:
    vectors = load_word_vectors(word_vectors(folder / "fi.txt"), "fi")
    return freeze(vectors, [tuple(WORDS)], folder / "vectors").matrix.tobytes()


def tags(folder: Path) -> object:
    tagger = load_tagger(folder / "tagger")
    vectors = tagger.embeddings[0].vectors(WORDS).tobytes()
    return tagger.recipe.architecture, tagger.recipe.sets, tagger.tag([WORDS]), vectors


def weights(path: Path) -> object:
    model = read_model(path)
    return model.shape, {name: w.numpy().tobytes() for name, w in model.state_dict().items()}


def pieces(folder: Path) -> object:
    found = train_byte_pairs(lines(), folder, PIECES, {})
    read = load_embeddings(f"bpemb/{folder}")
    return found.losses, read.vectors(WORDS).tobytes()


CACHED = published("bpemb/fi/1000/25")[0]


def cached(folder: Path) -> None:
    for file in CACHED.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(np.random.default_rng(1).bytes(5_000))
        record_digest(path)


def of_cache(_folder: Path) -> object:
    return [path.read_bytes() for path in fetch(CACHED, offline=True)]


def counts(name: str) -> object:
    forget()
    table = pack.load_ngram_counts(name)
    return table.languages, table.keys.tobytes(), table.counts.data.tobytes()


def lists(name: str) -> object:
    forget()
    found = pack.load_word_lists(name)
    return found.names, found.words, [ids.tobytes() for ids in found.ids]


def vectors_of(name: str) -> object:
    forget()
    read = load_embeddings(name)
    if name.endswith("bpe"):
        return read.vectors(WORDS).tobytes()
    return [vector.tobytes() for vector in read.sentence_vectors([WORDS])]


def nothing(_folder: Path) -> None:
    """The pack is there already."""


KEPT: dict[str, Kept] = {
    "pack: manifest": Kept(nothing, "manifest.json", lambda _: lists(pack.WORD_LISTS), True),
    "pack: n-grams": Kept(nothing, pack.MODELS, lambda _: counts(pack.MODELS), True),
    "pack: held-out n-grams": Kept(nothing, pack.HELD_OUT, lambda _: counts(pack.HELD_OUT), True),
    "pack: word lists": Kept(nothing, pack.WORD_LISTS, lambda _: lists(pack.WORD_LISTS), True),
    "pack: training words": Kept(
        nothing, pack.TRAINING_WORDS, lambda _: lists(pack.TRAINING_WORDS), True
    ),
    "pack: languages": Kept(
        nothing, "languages.json", lambda _: (forget(), sorted(catalogue()))[1], True
    ),
    "pack: published": Kept(
        nothing, "published.json", lambda _: (forget(), published("flair/fi"))[1], True
    ),
    "pack: perplexities": Kept(
        nothing, pack.LANGUAGE_MODEL_PERPLEXITIES,
        lambda _: (forget(), json.dumps(_packed()))[1], True,
    ),
    "pack: the paper's tables": Kept(
        nothing, "paper/table3.json", lambda _: (forget(), published_table(3))[1], True
    ),
    "pack: pieces": Kept(
        nothing, "embeddings/fi/bpe.model", lambda _: vectors_of("pack/fi/bpe"), True
    ),
    "pack: vectors": Kept(
        nothing, "embeddings/fi/bpe.safetensors", lambda _: vectors_of("pack/fi/bpe"), True
    ),
    "pack: weights": Kept(
        nothing, "embeddings/fi/forward.safetensors", lambda _: vectors_of("pack/fi/flair"), True
    ),
    "pack: dictionary": Kept(
        nothing, "embeddings/fi/backward.json", lambda _: vectors_of("pack/fi/flair"), True
    ),
    "cache: a fetched file": Kept(cached, CACHED.files[0].path, of_cache),
    "cache: its sha256": Kept(cached, f"{CACHED.files[0].path}.sha256", of_cache),
    "train: checkpoint.pt": Kept(begun_run, "runs/mono/seed-1/checkpoint.pt", finished_run),
    "train: vectors": Kept(frozen, "vectors/*.vectors", frozen),
    "train: what runs share": Kept(
        lambda folder: keep_work(prepare(experiment(folder))), "runs/.work-*.json", work_of_others
    ),
    "train: metrics.json": Kept(whole_run, "runs/meta/seed-1/metrics.json", run_as_compared),
    "train: test.conll": Kept(whole_run, "runs/meta/seed-1/test.conll", run_as_compared),
    "train: dev.conll": Kept(whole_run, "runs/meta/seed-1/dev.conll", run_as_compared),
    "train: experiment.json": Kept(whole_run, "runs/experiment.json", run_as_reported),
    "tagger: tagger.json": Kept(
        lambda folder: save_tagger(folder / "tagger", *recipe(folder)), "tagger/tagger.json", tags
    ),
    "tagger: weights": Kept(
        lambda folder: save_tagger(folder / "tagger", *recipe(folder)),
        "tagger/model.safetensors", tags,
    ),
    "tagger: embeddings": Kept(
        lambda folder: save_tagger(folder / "tagger", *recipe(folder)),
        "tagger/embeddings/*/fi.txt", tags,
    ),
    "embed lm: checkpoint": Kept(
        begun_lm, ".forward.checkpoint",
        lambda folder: train_to_files(lines(), folder / "forward", MODEL, {}).curve,
    ),
    "embed lm: weights": Kept(
        lambda folder: train_to_files(lines(), folder / "forward", MODEL, {}),
        "forward.safetensors", lambda folder: weights(folder / "forward"),
    ),
    "embed lm: dictionary": Kept(
        lambda folder: train_to_files(lines(), folder / "forward", MODEL, {}),
        "forward.json", lambda folder: weights(folder / "forward"),
    ),
    "embed bpe: checkpoint": Kept(begun_bpe, ".*.checkpoint.npz", pieces),
    "embed bpe: pieces half-way": Kept(
        begun_bpe, files_of(Path(), PIECES).model.name, pieces, made_anew=True
    ),
    "embed bpe: pieces": Kept(pieces, files_of(Path(), PIECES).model.name, pieces),
    "embed bpe: vectors": Kept(pieces, files_of(Path(), PIECES).vectors.name, pieces),
    "embed bpe: record": Kept(pieces, files_of(Path(), PIECES).about.name, pieces),
}  # fmt: skip
"""What is kept, by who keeps it."""
