"""Sentences of the test part with the attention's weights, from a saved tagger of ``meta``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from auxadvisor.attention_figure import AttendedSentence
from auxadvisor.corpora import to_iob2
from auxadvisor.errors import NO_TORCH, AuxAdvisorError, DataError
from auxadvisor.experiments.results import PREDICTIONS
from auxadvisor.report.saved_training import SavedTraining, median_run

SHORTEST, LONGEST = 5, 16
"""Tokens of an example: enough to see something, and not more than a screen is wide."""
LOOKED_AT = 300
"""Sentences of that length that are tagged to find the examples."""


@dataclass(frozen=True)
class Example:
    """A sentence and what the attention made of it.

    Attributes:
        number: its place in the test part, from 1.
        sentence: with its weights.
        right: its right tags; spans, like the predicted ones, as IOB2.
    """

    number: int
    sentence: AttendedSentence
    right: tuple[str, ...]


def examples(one: SavedTraining, setting: str, most: int) -> tuple[Example, ...] | str:
    """The sentences in which the weights move most, in the text's order, or why there are none.

    The tagger is that of the run with the median dev score. Only this loads torch.
    """
    if one.folder is None:
        return "the folder of the runs was not given"
    if find_spec("torch") is None:
        return NO_TORCH
    run = one.folder / setting / f"seed-{median_run(one.runs[setting]).seed}"
    try:
        read = _test_sentences(run / PREDICTIONS["test"])
        chosen = [each for each in read if SHORTEST <= len(each[1]) <= LONGEST][:LOOKED_AT]
        if not chosen:
            return f"none has {SHORTEST} to {LONGEST} tokens"
        return _attended(run, chosen, most)
    except AuxAdvisorError as error:
        return str(error)


def _attended(
    run: Path, chosen: list[tuple[int, tuple[str, ...], tuple[str, ...]]], most: int
) -> tuple[Example, ...] | str:
    from auxadvisor.tagger.saved import load_tagger

    tagger = load_tagger(run)
    tags, weights = tagger.tag_and_attend([tokens for _, tokens, _ in chosen])
    if weights is None:
        return f"{run} has no attention"
    moves = [float(each.std(axis=0).sum()) for each in weights]
    best = sorted(np.argsort(moves)[::-1][:most].tolist())
    recipe = tagger.recipe
    return tuple(
        Example(
            chosen[place][0],
            AttendedSentence(
                recipe.language, recipe.sets, chosen[place][1], tags[place], weights[place]
            ),
            to_iob2(chosen[place][2]) if recipe.task == "ner" else chosen[place][2],
        )
        for place in best
    )


def _test_sentences(path: Path) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Number, tokens and right tags of each sentence of a predictions file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, None, "a run's predictions", str(error)) from error
    blocks = [block for block in text.split("\n\n") if block.strip()]
    found = []
    for number, block in enumerate(blocks, 1):
        rows = [line.split("\t") for line in block.split("\n") if line.strip()]
        if any(len(row) != 3 for row in rows):
            raise DataError(path, None, "token, right tag and predicted tag", "other columns")
        found.append((number, tuple(row[0] for row in rows), tuple(row[1] for row in rows)))
    return found
