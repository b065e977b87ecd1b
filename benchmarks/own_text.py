"""How well the models of the pack tell languages apart, and what each order costs in megabytes.

A model is good if the text of its own language is the text it foresees best. Asked of every
language that shares its script with another: is its held-out text's perplexity lowest under its own
model (a), and is that so for single held-out sentences (b), where the orders differ more?
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
from measuring import Row, say, show
from published import halves, parallel_lines

from auxadvisor.json_values import Json
from auxadvisor.language_models.char_ngram import NgramCounts, WittenBell, count_ngrams
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import alphabet_of, max_alphabet, predicted_characters
from auxadvisor.languages import share_script
from auxadvisor.pack import save_ngram_counts

PACK_ORDERS = range(1, 5)
MORE_ORDERS = (5, 6)
"""Counted script by script: all scripts together have more letters than their windows can hold."""

Texts = dict[str, list[str]]


@dataclass
class Recognition:
    """What was recognised at one order.

    Attributes:
        languages: texts with a rival in the same script, and how many were their own model's.
        sentences: likewise for single sentences.
        perplexities: of those texts under their own model.
        counted: all languages that are in the table.
        megabytes: of the counts' file.
    """

    perplexities: list[float] = field(default_factory=list)
    languages: int = 0
    languages_right: int = 0
    sentences: int = 0
    sentences_right: int = 0
    counted: int = 0
    megabytes: float = 0.0

    @property
    def json(self) -> dict[str, Json]:
        """The figures for the report."""
        return {
            "languages": self.languages,
            "languages_right": self.languages_right,
            "sentences": self.sentences,
            "sentences_right": self.sentences_right,
            "median_own_text_perplexity": round(median(self.perplexities), 4),
            "languages_counted": self.counted,
            "megabytes": round(self.megabytes, 3),
        }


def own_text(shared: Path) -> dict[str, Json]:
    """Recognition and size by order, over all languages of the parallel text."""
    models: Texts = {}
    held_out: Texts = {}
    for path in sorted((shared / "data" / "raw" / "parallel").glob("*.txt.xz")):
        name = path.name.removesuffix(".txt.xz")
        first, last = halves(parallel_lines(shared, name))
        models[name] = [kept for line in first if (kept := normalise(line))]
        held_out[name] = [kept for line in last if (kept := normalise(line))]
    groups = _groups(list(models))
    found = {order: Recognition() for order in (*PACK_ORDERS, *MORE_ORDERS)}
    whole = count_ngrams(models, max(PACK_ORDERS))
    for order in PACK_ORDERS:
        say(f"own text, order {order}")
        table = whole.at_order(order)
        found[order].megabytes = _megabytes(table)
        for group in groups:
            _recognise(table.of(group), held_out, found[order])
    del whole, table
    for order in MORE_ORDERS:
        for group in groups:
            say(f"own text, order {order}, {len(group)} languages like {group[0]}")
            text = {name: models[name] for name in group}
            alphabet = alphabet_of([sentence for part in text.values() for sentence in part])
            if len(alphabet) <= max_alphabet(order):
                table = count_ngrams(text, order, alphabet)
                found[order].megabytes += _megabytes(table)
                _recognise(table, held_out, found[order])
    _show(found)
    return {str(order): result.json for order, result in found.items()}


def _groups(names: list[str]) -> list[tuple[str, ...]]:
    """The languages that share a script, directly or through a third."""
    groups: list[list[str]] = []
    for name in names:
        script = name.split("_")[1]
        near = [g for g in groups if any(share_script(script, o.split("_")[1]) for o in g)]
        groups = [g for g in groups if g not in near]
        groups.append([name, *(other for group in near for other in group)])
    return [tuple(sorted(group)) for group in groups]


def _recognise(table: NgramCounts, held_out: Texts, found: Recognition) -> None:
    """Score each language's held-out sentences under its group's models."""
    found.counted += len(table.languages)
    if len(table.languages) < 2:
        return
    model = WittenBell(table)
    for own, language in enumerate(table.languages):
        scores = model.sentence_scores(held_out[language])  # (S, L)
        total = scores.sum(axis=0)
        size = float(predicted_characters(held_out[language]).sum())
        found.languages += 1
        found.languages_right += int(total.argmax() == own)
        found.sentences += len(scores)
        found.sentences_right += int(np.count_nonzero(scores.argmax(axis=1) == own))
        found.perplexities.append(float(2.0 ** (-total[own] / size)))


def _megabytes(table: NgramCounts) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.npz"
        save_ngram_counts(path, table)
        return path.stat().st_size / 1e6


def _show(found: dict[int, Recognition]) -> None:
    rows: list[Row] = [
        {
            "order": order,
            "texts right": f"{r.languages_right} of {r.languages}",
            "sentences right": f"{r.sentences_right / r.sentences:.1%}",
            "own perplexity (median)": median(r.perplexities),
            "MB": r.megabytes,
            "languages counted": r.counted,
        }
        for order, r in found.items()
    ]
    show("Own-text recognition among languages of the same script, Witten-Bell", rows)
