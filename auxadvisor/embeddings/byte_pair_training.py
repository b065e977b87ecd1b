"""Trains byte-pair embeddings from raw text, in BPEmb's own files (Heinzerling and Strube, 2018).

Two stages: sentencepiece learns the pieces, gensim's skip-gram their vectors. Row i of the vectors
is piece number i, so that ``bpemb.BPEmb(model_file=…, emb_file=…)`` reads them as its own. A run is
settled by its text, settings and seed, interrupted or not.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from gensim.models import KeyedVectors, Word2Vec

from auxadvisor.counting import batches
from auxadvisor.embeddings.byte_pair import REMOVE, check_trained, preprocess
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.json_values import Json, json_text, sealed
from auxadvisor.whole_files import digest_of, made_folder, write_whole, written_whole

KIND, FORMAT = "auxadvisor byte-pair embeddings", 1
RMS = 2.0
QUIET = 2
"""Sentencepiece's level of errors: its progress would go to the terminal."""
_TOO_MANY = re.compile(r"<= (\d+)")
_TOO_FEW = re.compile(r"smaller than required_chars.*? vs (\d+)")


@dataclass(frozen=True)
class BytePairSettings:
    """How byte-pair embeddings are trained.

    Attributes:
        vocabulary_size: pieces, single characters among them.
        size: of a vector.
        epochs: times that the vectors' training reads the text.
        window: pieces on either side that a piece is to predict.
        negative: random pieces that each pair is told from.
        learning_rate: at the start; it falls in a line to nearly nothing.
        coverage: share of the text's characters that the pieces must be able to spell.
        normalization: sentencepiece's rule for text before it is cut; ``identity`` has no table
            of characters, which would be half of a small model's file.
        rms: root mean square of the vectors' components, which are centred: a tagger's SGD at the
            paper's rate hardly moves on skip-gram's own (about .3, with a mean in common).
        seed: of the vectors; the pieces have no chance in them.
    """

    vocabulary_size: int = 10_000
    size: int = 50
    epochs: int = 5
    window: int = 5
    negative: int = 5
    learning_rate: float = 0.025
    coverage: float = 0.9999
    normalization: str = "nmt_nfkc"
    rms: float = RMS
    seed: int = 1


@dataclass(frozen=True)
class BytePairFiles:
    """Trained embeddings on disk.

    Attributes:
        model: sentencepiece's pieces.
        vectors: word2vec's binary format, a row a piece.
        about: JSON: settings, text, learning curve.
        losses: mean loss of a piece in each epoch.
        was_there: whether they were finished before, by the same text and settings.
    """

    model: Path
    vectors: Path
    about: Path
    losses: tuple[float, ...]
    was_there: bool = False

    @property
    def paths(self) -> tuple[Path, Path, Path]:
        """All of them."""
        return self.model, self.vectors, self.about


def files_of(folder: Path, settings: BytePairSettings, name: str = "bpe") -> BytePairFiles:
    """Where embeddings lie, named as BPEmb names its own."""
    stem = f"{name}.vs{settings.vocabulary_size}"
    with_size = f"{stem}.d{settings.size}"
    return BytePairFiles(
        folder / f"{stem}.model",
        folder / f"{with_size}.w2v.bin",
        folder / f"{with_size}.json",
        (),
    )


def train_byte_pairs(
    lines: Sequence[str],
    folder: Path,
    settings: BytePairSettings,
    source: Mapping[str, Json],
    name: str = "bpe",
    progress: Callable[[int, float | None], None] = lambda _epoch, _loss: None,
) -> BytePairFiles:
    """Train pieces and vectors, and write them to a folder.

    Args:
        lines: raw sentences.
        folder: is made; a run that was interrupted in it is taken up.
        settings: of the run.
        source: what the text is; stands in the JSON file.
        name: what the files' names begin with.
        progress: told the epochs done so far, and the last one's loss: (0, None) once there are
            pieces.

    Raises:
        SettingsError: too little text, or there are embeddings of another text or settings.
        DataError: the embeddings or the checkpoint that are there are damaged.
    """
    prepared = [preprocess(piece) for piece in batches.pieces(lines)]
    run = _identity(prepared, settings)
    files = files_of(folder, settings, name)
    if files.about.exists():
        return _finished(files, run)
    made_folder(folder)
    checkpoint = folder / f".{files.vectors.name}.checkpoint.npz"
    kept = _kept(checkpoint, run)
    model = train_pieces(prepared, settings) if kept is None else kept["model"].tobytes()
    others = [path for path in folder.glob(f"{files.model.stem}.d*.json") if path != files.about]
    if others and files.model.exists() and files.model.read_bytes() != model:
        raise SettingsError(
            f"{files.model}: belongs to {others[0].name}, which is of another text; name another "
            "--output"
        )
    with written_whole(files.model) as part:
        part.write_bytes(model)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
    progress(0, None)
    keep = partial(_keep, checkpoint, run, model)
    vectors, losses = _train_vectors(prepared, pieces, settings, kept, keep, progress)
    with written_whole(files.vectors) as part:
        vectors.save_word2vec_format(str(part), binary=True)
    record: dict[str, Json] = {
        "kind": KIND,
        "format": FORMAT,
        "vocabulary_size": pieces.get_piece_size(),
        "size": settings.size,
        "training": {
            "run": run,
            "settings": asdict(settings),
            "text": {**source, "lines": len(lines), "characters": sum(map(len, lines))},
            "losses": [*losses],
        },
        "sha256": {file.name: digest_of(file) for file in (files.model, files.vectors)},
    }
    write_whole(files.about, json_text(sealed(record)))
    checkpoint.unlink(missing_ok=True)
    return BytePairFiles(files.model, files.vectors, files.about, tuple(losses))


def train_pieces(lines: Sequence[str], settings: BytePairSettings) -> bytes:
    """Learn byte-pair merges; the content of a sentencepiece ``.model`` file.

    Raises:
        SettingsError: the text has fewer pieces than asked for.
    """
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_writer=model,
            model_type="bpe",
            vocab_size=settings.vocabulary_size,
            character_coverage=settings.coverage,
            normalization_rule_name=settings.normalization,
            num_threads=1,
            max_sentence_length=8 * batches.LONGEST,
            minloglevel=QUIET,
        )
    except RuntimeError as error:
        said = " ".join(str(error).split())
        if least := _TOO_FEW.search(said):
            found = f"the text needs {least[1]} or more, one a character; ask for so many"
        else:
            most = _TOO_MANY.search(said)
            allowed = f"at most {most[1]}" if most else "fewer"
            found = f"the text allows {allowed} pieces ({said[-120:]}); ask for fewer, or give "
            found += "more text"
        raise SettingsError(f"--vocabulary-size {settings.vocabulary_size}: {found}") from error
    return model.getvalue()


def _train_vectors(
    lines: Sequence[str],
    pieces: Any,
    settings: BytePairSettings,
    kept: dict[str, Any] | None,
    keep: Callable[[Any, list[float]], None],
    progress: Callable[[int, float | None], None],
) -> tuple[Any, list[float]]:
    """Gensim's skip-gram over the lines' pieces, an epoch at a time, kept after each."""
    corpus = _Pieces(lines, pieces)
    model = Word2Vec(
        vector_size=settings.size,
        window=settings.window,
        negative=settings.negative,
        sg=1,
        min_count=1,
        sample=0,
        workers=1,
        seed=settings.seed,
    )
    model.build_vocab(corpus)
    total = sum(model.wv.get_vecattr(piece, "count") for piece in model.wv.index_to_key)
    losses: list[float] = []
    if kept is not None:
        model.wv.vectors[:], model.syn1neg[:] = kept["vectors"], kept["contexts"]
        model.random.set_state(("MT19937", kept["random"], *map(int, kept["random_at"]), 0.0))
        losses = [float(loss) for loss in kept["losses"]]
    rates = np.linspace(settings.learning_rate, settings.learning_rate / 250, settings.epochs + 1)
    for epoch in range(len(losses), settings.epochs):
        model.train(
            corpus,
            total_examples=len(lines),
            epochs=1,
            start_alpha=float(rates[epoch]),
            end_alpha=float(rates[epoch + 1]),
            compute_loss=True,
        )
        losses.append(float(model.get_latest_training_loss() / total))
        keep(model, losses)
        progress(epoch + 1, losses[-1])
    return _by_number(model.wv, pieces, settings.rms), losses


class _Pieces:
    """The lines as lists of pieces, as often as they are asked for."""

    def __init__(self, lines: Sequence[str], pieces: Any) -> None:
        self._lines, self._pieces = lines, pieces

    def __iter__(self) -> Iterator[list[str]]:
        for line in self._lines:
            yield self._pieces.encode(line, out_type=str)


def _by_number(trained: Any, pieces: Any, rms: float) -> Any:
    """The vectors in the order of the pieces' numbers, centred; zeros for those never seen.

    Pieces without text (``<s>``, ``</s>``) and merges that later merges took all of are never seen.
    """
    names = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    mean = trained.vectors.mean(axis=0)
    factor = rms / np.sqrt(np.square(trained.vectors - mean).mean())
    rows = [trained[name] if name in trained else mean for name in names]  # noqa: SIM401
    vectors = (np.stack(rows) - mean) * factor
    ordered = KeyedVectors(trained.vector_size)
    ordered.add_vectors(names, vectors.astype(np.float32))
    for number, name in enumerate(names):  # gensim writes the most frequent first
        ordered.set_vecattr(name, "count", len(names) - number)
    return ordered


def _keep(path: Path, run: str, pieces: bytes, model: Any, losses: list[float]) -> None:
    """Write what the next epoch needs, whole or not at all."""
    _, numbers, *place, _ = model.random.get_state()
    with written_whole(path) as part, part.open("wb") as file:
        np.savez(
            file,
            run=np.array(run),
            model=np.frombuffer(pieces, dtype=np.uint8),
            vectors=model.wv.vectors,
            contexts=model.syn1neg,
            random=numbers,
            random_at=np.array(place),
            losses=np.array(losses),
        )


def _kept(path: Path, run: str) -> dict[str, Any] | None:
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file) as stored:  # it compares its checksums
            kept = dict(stored)
        found = str(kept["run"])
    except (OSError, EOFError, ValueError, LookupError, zipfile.BadZipFile, zlib.error) as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:100]}"
        hint = "remove the file; the run then starts over"
        raise DataError(path, None, "a checkpoint of a training run", said, hint) from error
    if found != run:
        raise SettingsError(
            f"{path}: expected a checkpoint of this run, found one of another text or other "
            "settings; name another --output, or remove the file to start over"
        )
    return kept


def _finished(files: BytePairFiles, run: str) -> BytePairFiles:
    try:
        record = json.loads(files.about.read_text(encoding="utf-8"))
        found, losses = record["training"]["run"], tuple(map(float, record["training"]["losses"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        said = f"{type(error).__name__}: {error}"
        raise DataError(files.about, None, "how embeddings were trained", said, REMOVE) from error
    if found != run:
        raise SettingsError(
            f"{files.about}: expected no embeddings, or those of this text and these settings, "
            "found others; name another --output, or remove them"
        )
    check_trained(files.model, files.vectors)
    return BytePairFiles(files.model, files.vectors, files.about, losses, was_there=True)


def _identity(lines: Sequence[str], settings: BytePairSettings) -> str:
    """What a run is known by: the sha256 of its settings and its text."""
    digest = hashlib.sha256(f"{settings}\0".encode())
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
