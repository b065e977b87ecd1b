"""Scores of predicted tags: span F1 (named entities, chunks) and accuracy (parts of speech).

Both are kept as counts by sentence, so that a test or a resample is a sum of rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from auxadvisor.corpora import Task, spans

Counts = NDArray[np.int64]
TagSequences = Sequence[Sequence[str]]
SCORES: dict[Task, str] = {"ner": "span F1", "pos": "accuracy"}
"""What a task is scored by, out of 100."""


def sentence_counts(task: Task, right: TagSequences, predicted: TagSequences) -> Counts:
    """What a score is made of, a sentence a row.

    Returns:
        ``(S, 3)``. Of spans: those that are right in label and both ends, those predicted, those
        there (conlleval's, broken sequences repaired). Of tokens: right ones, and twice all.

    Raises:
        SettingsError: spans are asked for, and a tag is no span tag.
        ValueError: a sentence is missing, or has another number of tags.
    """
    for gold, found in zip(right, predicted, strict=True):
        if len(gold) != len(found):
            raise ValueError(f"{len(gold)} right tags and {len(found)} predicted")
    if task == "ner":
        rows = []
        for gold, found in zip(right, predicted, strict=True):
            there, predicted_spans = set(spans(gold)), set(spans(found))
            rows.append((len(there & predicted_spans), len(predicted_spans), len(there)))
    else:
        rows = [
            (sum(map(str.__eq__, gold, found)), len(gold), len(gold))
            for gold, found in zip(right, predicted, strict=True)
        ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def score(counts: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
    """``100 * 2 right / (predicted + there)``: F1 of spans, accuracy of tokens.

    Args:
        counts: ``(..., 3)`` sums of rows of ``sentence_counts``.

    Returns:
        ``(...)``; 0 where there is nothing and nothing was predicted.
    """
    right = 200.0 * counts[..., 0]
    either = counts[..., 1] + counts[..., 2]
    found: NDArray[np.float64] = np.divide(
        right, either, out=np.zeros(right.shape), where=either > 0
    )
    return found
