"""From raw lines to the files of trained byte-pair embeddings, interrupted or not.

The files are BPEmb's own, so that ``bpemb.BPEmb(model_file=…, emb_file=…)`` reads them.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece

from auxadvisor.counting import batches
from auxadvisor.embeddings.byte_pair import REMOVE, check_trained, preprocess
from auxadvisor.embeddings.byte_pair_training import BytePairSettings, train_pieces, train_vectors
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.json_values import Json, json_text, sealed
from auxadvisor.whole_files import digest_of, made_folder, write_whole, written_whole

KIND, FORMAT = "auxadvisor byte-pair embeddings", 1


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
    vectors, losses = train_vectors(prepared, pieces, settings, kept, keep, progress)
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
