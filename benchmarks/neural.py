"""d*_P by text and by rule for unknown characters, against Table 4."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
from published import FILES, LANGUAGES, agreement, parallel_lines
from training_types import CORPORA
from word_lists import show_agreements

from auxadvisor import pack
from auxadvisor.assets import asset_path
from auxadvisor.corpora import iter_sentences
from auxadvisor.distances.neural_perplexity import character_scores
from auxadvisor.json_values import Json
from auxadvisor.language_models.char_lstm import (
    UNKNOWN,
    CharLanguageModel,
    encode,
    log2_probabilities,
)
from auxadvisor.language_models.char_lstm_files import read_model
from auxadvisor.language_models.text import spaced_tokens
from auxadvisor.records import Floats

CHARACTERS = 100_000
"""Of each target that are read: as many as the pack's test texts have."""

Rule = Callable[[CharLanguageModel, str], Floats]


def neural_rules(shared: Path) -> dict[str, Json]:
    """Agreement of d*_P with Table 4 by text and by what an unknown character costs."""
    models = {tag: _model(tag) for tag in LANGUAGES}
    texts: dict[str, Callable[[str], str]] = {
        "test texts": lambda tag: _test_text(shared, tag),
        "tagged corpora": lambda tag: _tagged(shared, tag),
        "FLORES": lambda tag: _joined(parallel_lines(shared, f"{FILES[tag]}_Latn")),
    }
    found = {}
    for text_name, text_of in texts.items():
        read = {tag: text_of(tag) for tag in LANGUAGES}
        for rule_name, rule in RULES.items():
            scores = {
                target: {
                    tag: float(2 ** -rule(models[tag], text).mean())
                    for tag in LANGUAGES
                    if tag != target
                }
                for target, text in read.items()
            }
            found[f"{text_name}, {rule_name}"] = agreement(scores, "flair-perplexity", "lower")
    show_agreements("d*_P of the pack's models, by text and rule for unknown characters", found)
    return {name: result.json for name, result in found.items()}


def _model(tag: str) -> CharLanguageModel:
    path = pack.language_model(tag)
    if path is None:
        raise SystemExit(f"the pack has no character model of {tag}")
    return read_model(path)


def _shared_alphabet(model: CharLanguageModel, text: str) -> Floats:
    """What is shipped: ``<unk>`` is shared by the alphabet's characters that the model lacks."""
    stored = json.loads(asset_path(pack.LANGUAGE_MODEL_PERPLEXITIES).read_text(encoding="utf-8"))
    return character_scores(model, text, set(stored["alphabet"]))


def _as_flair(model: CharLanguageModel, text: str) -> Floats:
    """Flair's own: an unknown character is ``<unk>``, and costs what ``<unk>`` does."""
    return log2_probabilities(model, text).astype(np.float64)


def _shared_by_text(model: CharLanguageModel, text: str) -> Floats:
    """``<unk>`` is shared by the text's characters that the model lacks."""
    return character_scores(model, text, set())


def _left_out(model: CharLanguageModel, text: str) -> Floats:
    """Unknown characters are not counted."""
    scores = log2_probabilities(model, text).astype(np.float64)
    known: Floats = scores[encode(text, model.shape.characters)[1:] != UNKNOWN]
    return known


RULES: dict[str, Rule] = {
    "over one alphabet (shipped)": _shared_alphabet,
    "as flair": _as_flair,
    "over the text's characters": _shared_by_text,
    "left out": _left_out,
}


def _test_text(shared: Path, tag: str) -> str:
    path = shared / "data" / "raw" / "text" / f"{tag}.txt.xz"
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        return _joined(list(islice(lines, 2000)))


def _tagged(shared: Path, tag: str) -> str:
    """A training corpus of named entities: the paper's own for es, fi and nl."""
    path = shared / "data" / "labelled" / "ner" / CORPORA[tag][0] / "train.conll.xz"
    sentences = islice(iter_sentences(path), 5000)
    return _joined([" ".join(sentence.tokens) for sentence in sentences], tokenised=True)


def _joined(lines: list[str], tokenised: bool = False) -> str:
    return ("\n" + "\n".join(spaced_tokens(line, tokenised) for line in lines))[:CHARACTERS]
