"""What the runs of an experiment share, as one JSON file in their folder.

Other processes, perhaps on other machines, make the runs' ``Work`` of it: sentences and settings
stand in it, vectors and embeddings by the names of their files.
"""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import numpy as np

from auxadvisor.corpora import Task
from auxadvisor.embeddings import Stored
from auxadvisor.errors import AuxAdvisorError, DataError
from auxadvisor.experiments.data import TaggingData
from auxadvisor.experiments.runs import PRECISIONS, Work
from auxadvisor.json_values import check_seal, json_text, sealed
from auxadvisor.language_models.char_lstm import device_named
from auxadvisor.tagger.batches import Places
from auxadvisor.tagger.training import TrainingSettings
from auxadvisor.tagger.vectors import FrozenVectors, thaw
from auxadvisor.whole_files import write_whole

KIND, FORMAT = "auxadvisor work", 1
PARTS = ("train", "dev", "test")
NEXT = "run the command again: it writes the file anew"
_UNREADABLE = (
    OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError
)  # fmt: skip
"""What follows from a file with other content."""


def keep_work(work: Work) -> Path:
    """Write what the runs share into their folder, under a name by its content.

    Raises:
        SettingsError: the file cannot be written.
    """
    data = work.data
    precision = next(name for name, dtype in PRECISIONS.items() if dtype == work.precision)
    text = json_text(
        sealed(
            {
                "kind": KIND,
                "format": FORMAT,
                "language": work.language,
                "data": {
                    "identity": data.identity,
                    "task": data.task,
                    "sentences": data.sentences,
                    "gold": data.gold,
                    "tags": data.tags,
                    "drawn": data.drawn,
                    "parts": {name: getattr(data, name).tolist() for name in PARTS},
                },
                "vectors": {name: _named(one) for name, one in work.vectors.items()},
                "embeddings": {
                    name: {
                        "name": one.name,
                        "form": one.form,
                        "files": [str(file.absolute()) for file in one.files],
                    }
                    for name, one in work.embeddings.items()
                },
                "training": asdict(work.training),
                "runs": str(work.runs.absolute()),
                "constrained": work.constrained,
                "device": work.device,
                "precision": precision,
            }
        )
    )
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = work.runs.absolute() / f".work-{digest}.json"
    write_whole(path, text)
    return path


def kept_work(path: Path, sets: Iterable[str]) -> Work:
    """What ``keep_work`` wrote, its vectors mapped from their files.

    Args:
        path: of the file.
        sets: of embeddings that a run needs.

    Raises:
        AuxAdvisorError: this machine does not see a file.
        DataError: a file is not what was written.
        SettingsError: this machine has no such device.
    """
    work = _read(path)
    device_named(work.device)
    for name in sets:
        if name not in work.vectors or name not in work.embeddings:
            found = ", ".join(work.vectors) or "none"
            raise DataError(path, None, f"vectors and embeddings of {name}", found, NEXT)
        for file in work.embeddings[name].files:
            _see(file)
    return work


@lru_cache(maxsize=1)  # the runs of a process are of one experiment
def _read(path: Path) -> Work:
    _see(path)
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        check_seal(record)
        if (record["kind"], record["format"]) != (KIND, FORMAT):
            raise ValueError(f"it is none of {KIND!r}, format {FORMAT}")
        data = _data(record["data"])
        return Work(
            _name(record["language"]),
            data,
            {name: _vectors(one, data) for name, one in record["vectors"].items()},
            {name: _stored(one) for name, one in record["embeddings"].items()},
            _training(record["training"]),
            Path(record["runs"]),
            record["constrained"] is True,
            _name(record["device"]),
            PRECISIONS[record["precision"]],
        )
    except _UNREADABLE as error:
        found = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise DataError(path, None, "what runs share", found, NEXT) from error


def _see(file: Path) -> None:
    """Raise an ``AuxAdvisorError`` where this machine has no such file."""
    if not file.exists():
        raise AuxAdvisorError(
            f"{socket.gethostname()} does not see {file}: the folder of runs and the embeddings "
            "must lie under the same path on every worker's machine"
        )


def _named(vectors: FrozenVectors) -> dict[str, str]:
    if vectors.file is None:
        raise ValueError(f"vectors of {vectors.name} lie in no file")
    return {
        "name": vectors.name,
        "identity": vectors.identity,
        "file": str(vectors.file.absolute()),
    }


def _data(record: Mapping[str, Any]) -> TaggingData:
    if record["task"] not in get_args(Task):
        raise ValueError(f"task {record['task']!r} is none of {', '.join(get_args(Task))}")
    data = TaggingData(
        record["task"],
        tuple(_names(sentence) for sentence in record["sentences"]),
        tuple(_names(tags) for tags in record["gold"]),
        _names(record["tags"]),
        drawn=_names(record["drawn"]),
        **{name: _places(record["parts"][name]) for name in PARTS},
    )
    if data.identity != record["identity"]:
        raise ValueError("its sentences are not those that its identity is of")
    return data


def _vectors(record: Mapping[str, str], data: TaggingData) -> FrozenVectors:
    file = Path(record["file"])
    _see(file)
    return thaw(file, record["name"], record["identity"], data.sentences)


def _stored(record: Mapping[str, Any]) -> Stored:
    return Stored(record["name"], record["form"], tuple(map(Path, record["files"])))


def _training(record: Mapping[str, Any]) -> TrainingSettings:
    settings = TrainingSettings(**record)
    for name, value in asdict(settings).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{name} {value!r} is no number")
    return settings


def _names(listed: list[str]) -> tuple[str, ...]:
    if not isinstance(listed, list):
        raise TypeError(f"expected a list of words, found {str(listed)[:50]!r}")
    return tuple(_name(name) for name in listed)


def _name(found: str) -> str:
    if not isinstance(found, str):
        raise TypeError(f"expected a word, found {str(found)[:50]!r}")
    return found


def _places(listed: list[int]) -> Places:
    return np.array(listed, dtype=np.int64)
