"""How trained embeddings are reported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict

from auxadvisor import __version__
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.embeddings.byte_pair_runs import BytePairFiles
from auxadvisor.json_values import json_text
from auxadvisor.language_models.char_lstm_runs import Outcome

SCHEMA_VERSION = 1
LANGUAGE_MODELS = [
    "model", "held-out perplexity", "unknown", "characters read", "seconds", "files",
]  # fmt: skip
NOTABLE = 0.01
"""Share of unknown characters that is told of."""


def show(outcomes: Sequence[Outcome]) -> str:
    """A table for a terminal."""
    screen = Screen()
    screen.title("Character language models", "perplexity per character of the held-out lines")
    screen.table(LANGUAGE_MODELS, _rows(outcomes))
    done = [f"{outcome.path.name} was finished before" for outcome in outcomes if outcome.was_there]
    screen.entries("Not trained anew", done)
    notable = [
        f"{outcome.path.name}: {outcome.unknown:.1%} of the held-out characters are outside the "
        "dictionary, and count as one that is easy to foresee; a smaller --min-count takes more in"
        for outcome in outcomes
        if outcome.unknown >= NOTABLE
    ]
    screen.entries("Note", notable)
    return screen.text()


def markdown(outcomes: Sequence[Outcome]) -> str:
    """The table in Markdown."""
    return markdown_table(LANGUAGE_MODELS, _rows(outcomes))


def comma_separated(outcomes: Sequence[Outcome]) -> str:
    """The learning curves, a look a line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["model", "characters", "train_bits", "held_out_bits"])
    for outcome in outcomes:
        for point in outcome.curve:
            bits = (point.train_bits, point.held_out_bits)
            writer.writerow([outcome.path.name, point.characters, *bits])
    return buffer.getvalue()


def as_json(outcomes: Sequence[Outcome]) -> str:
    """Everything."""
    record = {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "models": [asdict(outcome) | {"path": str(outcome.path)} for outcome in outcomes],
    }
    return json_text(record)


LANGUAGE_MODEL_FORMATS: dict[Format, Callable[[Sequence[Outcome]], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``--format`` prints of trained language models."""


def show_byte_pairs(trained: BytePairFiles) -> str:
    """The files and the learning curve, for a terminal."""
    screen = Screen()
    screen.title("Byte-pair embeddings", "loss a piece in each epoch of the vectors")
    screen.table(*_losses(trained))
    screen.entries("Files", [str(path) for path in trained.paths])
    screen.entries("Not trained anew", ["finished before"] if trained.was_there else [])
    return screen.text()


def byte_pairs_markdown(trained: BytePairFiles) -> str:
    """The learning curve in Markdown."""
    return markdown_table(*_losses(trained))


def byte_pairs_csv(trained: BytePairFiles) -> str:
    """The learning curve, an epoch a line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["epoch", "loss"])
    writer.writerows(enumerate(trained.losses, 1))
    return buffer.getvalue()


def byte_pairs_json(trained: BytePairFiles) -> str:
    """Everything."""
    record = {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "files": [str(path) for path in trained.paths],
        "losses": list(trained.losses),
        "was_there": trained.was_there,
    }
    return json_text(record)


BYTE_PAIR_FORMATS: dict[Format, Callable[[BytePairFiles], str]] = {
    Format.table: show_byte_pairs,
    Format.json: byte_pairs_json,
    Format.csv: byte_pairs_csv,
    Format.md: byte_pairs_markdown,
}
"""What ``--format`` prints of trained byte-pair embeddings."""


def _losses(trained: BytePairFiles) -> tuple[list[str], list[list[str]]]:
    rows = [[str(epoch), f"{loss:.3f}"] for epoch, loss in enumerate(trained.losses, 1)]
    return ["epoch", "loss a piece"], rows


def _rows(outcomes: Sequence[Outcome]) -> list[list[str]]:
    return [
        [
            outcome.path.name,
            f"{outcome.held_out_perplexity:.3f}",
            f"{outcome.unknown:.2%}",
            f"{outcome.curve[-1].characters:,}",
            f"{outcome.seconds:,.1f}",
            f"{outcome.path}.safetensors, .json",
        ]
        for outcome in outcomes
    ]
