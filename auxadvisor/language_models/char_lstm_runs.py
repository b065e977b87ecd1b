"""From raw lines to the files of a trained character model, interrupted or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from auxadvisor.errors import DataError, SettingsError
from auxadvisor.json_values import Json
from auxadvisor.language_models import char_lstm_files as files
from auxadvisor.language_models.char_lstm_training import (
    CurvePoint,
    TrainingSettings,
    identity,
    train,
)
from auxadvisor.language_models.flair_files import NEXT
from auxadvisor.language_models.text import hold_out, unknown_share
from auxadvisor.whole_files import made_folder


@dataclass(frozen=True)
class Outcome:
    """A model on disk.

    Attributes:
        path: of its files, without an ending.
        held_out_perplexity: per character; one outside the dictionary counts as ``<unk>``.
        unknown: share of the held-out characters that are outside the dictionary.
        curve: what the held-out text was found to be at each look.
        seconds: spent training, over all the runs that it took.
        was_there: whether it was finished before, by the same text and settings.
    """

    path: Path
    held_out_perplexity: float
    curve: tuple[CurvePoint, ...]
    seconds: float
    was_there: bool
    unknown: float


def train_to_files(
    lines: Sequence[str],
    path: Path,
    settings: TrainingSettings,
    source: Mapping[str, Json],
    progress: Callable[[int, CurvePoint | None], None] = lambda _characters, _point: None,
    device: torch.device | None = None,
    eight_bits: bool = False,
) -> Outcome:
    """Train a model on lines and write it to ``path.safetensors`` and ``path.json``.

    The run is kept in ``.NAME.checkpoint`` beside them until it is done; calling again takes it
    up, and returns at once where it is done.

    Args:
        lines: tokenised sentences (``text.spaced_tokens``).
        path: without an ending; its folder is made.
        settings: of the run.
        source: what the text is; stands in the JSON file.
        progress: as in ``char_lstm_training.train``.
        device: as there.
        eight_bits: as in ``char_lstm_files.save``.

    Raises:
        SettingsError: too little text, or there is a model or run of another text or settings.
        DataError: the model or the run that is there is damaged.
    """
    text, held_out = hold_out(lines)
    run = identity(text, held_out, settings)
    if path.with_name(path.name + files.ABOUT).exists():
        return _finished(path, run, held_out)
    made_folder(path.parent)
    checkpoint = path.with_name(f".{path.name}.checkpoint")
    trained = train(text, held_out, settings, checkpoint, progress, device)
    record: dict[str, Json] = {
        "run": run,
        "settings": asdict(settings),
        "text": {**source, "characters": len(text), "held_out_characters": len(held_out)},
        "curve": [asdict(point) for point in trained.curve],
        "held_out_perplexity": trained.held_out_perplexity,
        "seconds": round(trained.seconds, 1),
        "threads": torch.get_num_threads(),
        "torch": str(torch.__version__),
    }
    files.save(trained.model, path, record, eight_bits)
    checkpoint.unlink(missing_ok=True)
    perplexity = trained.held_out_perplexity
    unknown = unknown_share(held_out, trained.model.shape.characters)
    return Outcome(path, perplexity, trained.curve, trained.seconds, False, unknown)


def _finished(path: Path, run: str, held_out: str) -> Outcome:
    about = path.with_name(path.name + files.ABOUT)
    record = files.read_about(path).get("training")
    if not isinstance(record, dict) or record.get("run") != run:
        raise SettingsError(
            f"{about}: expected no model, or one of this text and these settings, "
            "found another; name another --output, or remove it"
        )
    unknown = unknown_share(held_out, files.read_model(path).shape.characters)
    try:
        curve = tuple(CurvePoint(**point) for point in record["curve"])
        perplexity = float(record["held_out_perplexity"])
        return Outcome(path, perplexity, curve, float(record["seconds"]), True, unknown)
    except (KeyError, TypeError, ValueError) as error:
        found = f"{type(error).__name__}: {error}"
        raise DataError(about, None, "how a model was trained", found, NEXT) from error
