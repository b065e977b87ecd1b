"""The processes that perplexity_speed.py times: train on all texts of a folder, score all on all.

python benchmarks/speed_workers.py gamallo|witten-bell|nltk ORDER TRAIN [TEXT]

TRAIN and TEXT are folders of the same .txt names; without TEXT the training texts are scored. Each
worker does everything from reading and normalising on, imports only what its tool needs, and prints
the perplexities as JSON: {text: {model: perplexity}}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    tool, order, *folders = sys.argv[1:]
    texts = [_lines(Path(folder)) for folder in folders]
    table = WORKERS[tool](int(order), texts[0], texts[-1])
    print(json.dumps(table))


Texts = dict[str, list[str]]
Table = dict[str, dict[str, float]]


def gamallo(order: int, train: Texts, scored: Texts) -> Table:
    """auxadvisor, as Gamallo's scripts compute it."""
    from auxadvisor.language_models.char_ngram import perplexity
    from auxadvisor.language_models.gamallo import Gamallo, count_stream, respell

    spelt = {name: [respell(line) for line in lines] for name, lines in train.items()}
    same = scored is train
    texts = spelt if same else {name: [respell(x) for x in lines] for name, lines in scored.items()}
    model = Gamallo(count_stream(spelt, order))
    table = {}
    for name, lines in texts.items():
        scores, windows = model.line_scores(lines)
        values = perplexity(scores.sum(axis=0), float(windows.sum())).tolist()
        table[name] = dict(zip(model.languages, values, strict=True))
    return table


def witten_bell(order: int, train: Texts, scored: Texts) -> Table:
    """Auxadvisor's default."""
    from auxadvisor.language_models.char_ngram import WittenBell, count_ngrams, perplexity
    from auxadvisor.language_models.windows import predicted_characters

    model = WittenBell(count_ngrams(_normalised(train), order))
    table = {}
    for name, sentences in _normalised(scored).items():
        total = model.sentence_scores(sentences).sum(axis=0)
        values = perplexity(total, float(predicted_characters(sentences).sum())).tolist()
        table[name] = dict(zip(model.languages, values, strict=True))
    return table


def nltk(order: int, train: Texts, scored: Texts) -> Table:
    """nltk.lm's interpolated Witten-Bell, on the same windows."""
    from nltk.lm import Vocabulary, WittenBellInterpolated
    from nltk_models import windows

    models = {}
    normalised = _normalised(train)
    letters = sorted({c for text in normalised.values() for s in text for c in s})
    for name, sentences in normalised.items():
        models[name] = WittenBellInterpolated(order, vocabulary=Vocabulary(letters))
        models[name].fit(
            [tuple(window[-k:]) for window in windows(s, order) for k in range(1, order + 1)]
            for s in sentences
        )
    return {
        name: {
            tag: float(model.perplexity(tuple(w) for s in sentences for w in windows(s, order)))
            for tag, model in models.items()
        }
        for name, sentences in _normalised(scored).items()
    }


WORKERS = {"gamallo": gamallo, "witten-bell": witten_bell, "nltk": nltk}


def _normalised(texts: Texts) -> Texts:
    from auxadvisor.language_models.text import normalise

    return {
        name: [kept for line in lines if (kept := normalise(line))] for name, lines in texts.items()
    }


def _lines(folder: Path) -> Texts:
    """The lines of each text, carriage returns gone, split at LF as the scripts do."""
    return {
        path.stem: path.read_bytes().decode("utf-8").replace("\r", "").split("\n")
        for path in sorted(folder.glob("*.txt"))
    }


if __name__ == "__main__":
    main()
