"""d_P counted anew from the parallel text: orders, smoothings, text and base distribution."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

from kenlm_models import ORDERS as KENLM_ORDERS
from kenlm_models import kenlm_perplexities
from measuring import Row, say, show
from nltk_models import NLTK_MODELS, NLTK_ORDERS, nltk_perplexities
from published import FILES, LANGUAGES, Agreement, Scores, agreement, halves, parallel_lines

from auxadvisor.json_values import Json
from auxadvisor.language_models import char_ngram
from auxadvisor.language_models.char_ngram import WittenBell, count_ngrams, perplexity
from auxadvisor.language_models.gamallo import Gamallo, count_stream, respell
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import predicted_characters

ORDERS = range(1, 8)
BASES = (-10.0, -13.0, -16.0, -20.0)

Texts = dict[str, list[str]]
Spelling = Callable[[str], str]


@dataclass(frozen=True)
class Result:
    """One way to compute d_P at one order.

    Attributes:
        agreement: with Table 4's d_P.
        own: held-out perplexity under the language's own model, mean of the five.
    """

    agreement: Agreement
    own: float

    @property
    def json(self) -> dict[str, Json]:
        """The figures for the report."""
        return {**self.agreement.json, "own_text_perplexity": round(self.own, 4)}


def model_choices(shared: Path, kenlm: Path | None) -> dict[str, Json]:
    """Every choice behind d_P's defaults, measured on the raw parallel text."""
    lines = {tag: parallel_lines(shared, f"{FILES[tag]}_Latn") for tag in LANGUAGES}
    smoothings = dict(_smoothings(lines, kenlm))
    spellings = {name: _witten_bell_orders(lines, spell) for name, spell in SPELLINGS.items()}
    bases = {}
    for base in BASES:
        with patch.object(char_ngram, "LOG2_UNIFORM", base):
            bases[f"2**{base:.0f}"] = _witten_bell_orders(lines, normalise)
    _show("Smoothing x order", smoothings)
    _show("Text x order (Witten-Bell)", spellings)
    _show("Base distribution x order (Witten-Bell)", bases)
    return {
        "smoothing": _json(smoothings),
        "text": _json(spellings),
        "base": _json(bases),
    }


def _smoothings(lines: Texts, kenlm: Path | None) -> Iterator[tuple[str, dict[int, Result]]]:
    yield "Witten-Bell", _witten_bell_orders(lines, normalise)
    yield "gamallo (his respelling)", {n: _gamallo(lines, n, respell) for n in ORDERS}
    yield "gamallo (our text)", {n: _gamallo(lines, n, _as_stream) for n in ORDERS}
    models, held_out = _split(lines, normalise)
    for name in NLTK_MODELS:
        results = {}
        for order in NLTK_ORDERS:
            say(f"nltk {name}, order {order}")
            results[order] = _result(nltk_perplexities(name, models, held_out, order))
        yield f"{name} (nltk)", results
    if kenlm is None:
        print("\nmodified Kneser-Ney left out: no --kenlm")
    else:
        yield (
            "modified Kneser-Ney (KenLM)",
            {n: _result(kenlm_perplexities(kenlm, models, held_out, n)) for n in KENLM_ORDERS},
        )


def _witten_bell_orders(lines: Texts, spell: Spelling) -> dict[int, Result]:
    models, held_out = _split(lines, spell)
    top = count_ngrams(models, max(ORDERS))
    results = {}
    for order in ORDERS:
        model = WittenBell(top.at_order(order))
        scores = {}
        for target, sentences in held_out.items():
            total = model.sentence_scores(sentences).sum(axis=0)
            size = float(predicted_characters(sentences).sum())
            values = perplexity(total, size).tolist()
            scores[target] = dict(zip(model.languages, values, strict=True))
        results[order] = _result(scores)
    return results


def _gamallo(lines: Texts, order: int, spell: Spelling) -> Result:
    models, held_out = _split(lines, spell)
    model = Gamallo(count_stream(models, order))
    scores = {}
    for target, sentences in held_out.items():
        total, windows = model.line_scores(sentences)
        values = perplexity(total.sum(axis=0), float(windows.sum())).tolist()
        scores[target] = dict(zip(model.languages, values, strict=True))
    return _result(scores)


def _split(lines: Texts, spell: Spelling) -> tuple[Texts, Texts]:
    models, held_out = {}, {}
    for tag, text in lines.items():
        first, last = halves(text)
        models[tag] = [spelt for line in first if (spelt := spell(line))]
        held_out[tag] = [spelt for line in last if (spelt := spell(line))]
    return models, held_out


def _result(scores: Scores) -> Result:
    own = fmean(scores[tag][tag] for tag in LANGUAGES)
    others = {t: {c: v for c, v in row.items() if c != t} for t, row in scores.items()}
    return Result(agreement(others, "perplexity", "lower"), own)


def _without_accents(line: str) -> str:
    split = unicodedata.normalize("NFD", normalise(line))
    return "".join(c for c in split if not unicodedata.combining(c))


def _cased(line: str) -> str:
    kept = (c if unicodedata.category(c)[0] in "LM" else " " for c in _composed(line))
    return _spaced(kept)


def _with_punctuation(line: str) -> str:
    return _spaced(_composed(line).lower())


def _as_written(line: str) -> str:
    return _spaced(_composed(line))


def _with_respelling(line: str) -> str:
    return _spaced(respell(line).replace("#", " "))


def _composed(line: str) -> str:
    return unicodedata.normalize("NFC", line)


def _spaced(characters: Iterable[str]) -> str:
    return " ".join("".join(characters).split())


def _as_stream(line: str) -> str:
    return normalise(line).replace(" ", "#") + "#"


SPELLINGS: dict[str, Spelling] = {
    "lower-case letters and accents (default)": normalise,
    "the same without accents": _without_accents,
    "the same with case": _cased,
    "the same with punctuation and digits": _with_punctuation,
    "as written": _as_written,
    "Gamallo's respelling": _with_respelling,
}


def _json(table: dict[str, dict[int, Result]]) -> dict[str, Json]:
    return {
        name: {str(order): result.json for order, result in results.items()}
        for name, results in table.items()
    }


def _show(title: str, table: dict[str, dict[int, Result]]) -> None:
    """Spearman, first places and own perplexity, an order a column."""
    rows: list[Row] = []
    for name, results in table.items():
        cells = {
            f"n={order}": f"{r.agreement.spearman:.2f} {r.agreement.first:.0f}/5 {r.own:.2f}"
            if (r := results.get(order))
            else "-"
            for order in ORDERS
        }
        rows.append({"": name, **cells})
    show(f"{title}: mean Spearman, first places, own-text perplexity", rows)
