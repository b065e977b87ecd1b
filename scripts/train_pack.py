"""Trains the pack's character language models in ``data/embeddings/`` from open raw text.

    python scripts/train_pack.py --shared ../shared/data [--jobs 2] [language ...]

For every language a forward and a backward one, all with the same settings on the same amount of
text where there is enough; ``multi`` is trained on equal parts of all of them. Lines that the
pack's n-gram models find likelier English than of their language (untranslated ones: 4 % of the
Finnish text) are left out, or those models would know English too well. Finished models are
passed over and an interrupted one is taken up again, so the script can be stopped at any time.
``--jobs`` and ``--executor`` are those of ``auxadvisor train``: a model is a job.

    python scripts/train_pack.py --pieces
    python scripts/train_pack.py --perplexities

The first trains byte-pair embeddings on the same text; the second then lets every model read the
test text of every language, and writes ``perplexities.json``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import tempfile
import time
from concurrent.futures import Executor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import torch

from auxadvisor.distances.neural_perplexity import character_scores
from auxadvisor.embeddings.byte_pair import load_bpemb, save_compact
from auxadvisor.embeddings.byte_pair_runs import train_byte_pairs
from auxadvisor.embeddings.byte_pair_training import BytePairSettings
from auxadvisor.executors import executor_named, outcome
from auxadvisor.language_models import char_lstm_files as files
from auxadvisor.language_models.char_lstm import CharLanguageModel
from auxadvisor.language_models.char_lstm_runs import train_to_files
from auxadvisor.language_models.char_lstm_training import CurvePoint, TrainingSettings
from auxadvisor.language_models.char_ngram import WittenBell
from auxadvisor.language_models.text import normalise, spaced_tokens, unknown_share
from auxadvisor.languages import resolve
from auxadvisor.pack import MODELS, load_ngram_counts

DATA = Path(__file__).parent.parent / "data"
PAPER = ("de", "en", "es", "fi", "nl")
LANGUAGES = (
    *PAPER, "ca", "cs", "da", "el", "eo", "eu", "fr", "hr", "hu", "is", "it", "lt", "no", "pl",
    "pt", "ro", "ru", "rw", "sl", "sv", "tr", "uk",
)  # fmt: skip
MULTI = "multi"
TEST = 100_000
"""Characters of each text, its first, that nothing is trained on or chosen by."""
CHARACTERS = 6_000_000
"""Characters of each text to train on, where it has as many."""
WHAT = (
    f"raw text of SOURCES.tsv, tokenised, without English lines and the first {TEST:,} characters"
)
GO_ON = "finished models are kept, and the same command goes on"
BLOCK = 20_000
"""Lines read at a time."""
SETTINGS = TrainingSettings()
MULTI_SETTINGS = replace(SETTINGS, hidden_size=512, learning_rate=0.005, characters=24_000_000)
PIECES = BytePairSettings(normalization="identity")
MULTI_PIECES = replace(PIECES, vocabulary_size=30_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", default=[*LANGUAGES, MULTI])
    parser.add_argument("--shared", type=Path, default=DATA.parent.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=DATA / "embeddings")
    parser.add_argument("--executor")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--pieces", action="store_true")
    parser.add_argument("--perplexities", action="store_true")
    options = parser.parse_args()
    texts, out = (path.absolute() for path in (options.shared / "raw" / "text", options.out))
    with executor_named(options.executor, options.jobs, say=print) as executor:
        if options.perplexities:
            write_perplexities(texts, out, executor)
            return
        if options.pieces:
            futures = [executor.submit(train_pieces_of, c, texts, out) for c in options.languages]
        else:
            futures = [
                executor.submit(train_one, code, forward, texts, out)
                for code in options.languages
                for forward in (True, False)
            ]
        for future in futures:
            print(outcome(future, GO_ON), flush=True)


def train_one(code: str, is_forward: bool, texts: Path, out: Path) -> str:
    """Train one model, unless it is there, and say what it reached: a job."""
    torch.set_num_threads(1)
    settings = replace(MULTI_SETTINGS if code == MULTI else SETTINGS, is_forward=is_forward)
    name = f"{tag_of(code)}/{'forward' if is_forward else 'backward'}"
    start = time.strftime("%H:%M:%S")

    def show(_: int, point: CurvePoint | None) -> None:
        if point is not None:
            print(f"{name} {start} {point}", flush=True)

    lines = multi_lines(texts) if code == MULTI else training_lines(texts, code)
    made = train_to_files(lines, out / name, settings, {"what": WHAT}, show, eight_bits=True)
    return f"{name} {made.held_out_perplexity:.3f} held-out perplexity"


def train_pieces_of(code: str, texts: Path, out: Path) -> str:
    """Train a language's byte-pair embeddings, unless they are there, in 8 bits: a job."""
    torch.set_num_threads(1)
    folder = out / tag_of(code)
    if (folder / "bpe.json").exists():
        return f"{folder.name}/bpe is there"
    lines = multi_lines(texts) if code == MULTI else training_lines(texts, code)
    settings = MULTI_PIECES if code == MULTI else PIECES
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        trained = train_byte_pairs(lines, Path(name), settings, {"what": WHAT})
        embeddings = load_bpemb(trained.model, trained.vectors, code)
        about = json.loads(trained.about.read_text(encoding="utf-8"))
    seconds = round(time.perf_counter() - start, 1)
    about["training"] |= {"seconds": seconds}
    folder.mkdir(parents=True, exist_ok=True)
    save_compact(folder / "bpe", embeddings.model, embeddings.matrix, about)
    return f"{folder.name}/bpe {seconds} s {trained.losses}"


def tag_of(code: str) -> str:
    """The pack's tag of a raw text."""
    return MULTI if code == MULTI else resolve(code).tag


def training_lines(texts: Path, code: str, characters: int = CHARACTERS) -> list[str]:
    """Tokenised lines of a text behind its test lines, so many characters of them."""
    return lines_between(texts, code, TEST, TEST + characters)


def multi_lines(texts: Path) -> list[str]:
    """Lines of every language in turn, the same number of characters of each."""
    each = [training_lines(texts, code, CHARACTERS * 4 // len(LANGUAGES)) for code in LANGUAGES]
    in_turn = sorted(
        (row / len(lines), language, row)
        for language, lines in enumerate(each)
        for row in range(len(lines))
    )
    return [each[language][row] for _, language, row in in_turn]


def lines_between(texts: Path, code: str, start: int, end: int) -> list[str]:
    """A text's lines that begin between two places of it, counted in characters.

    As the models read them: composed (NFC), tokens one space apart.
    """
    found, size = [], 0
    with lzma.open(texts / f"{code}.txt.xz", "rt", encoding="utf-8", newline="\n") as lines:
        while size < end and (block := list(islice(lines, BLOCK))):
            for line in own_language(block, code):
                tokens = spaced_tokens(line)
                if tokens and start <= size < end:
                    found.append(tokens)
                size += len(tokens) + bool(tokens)
    return found


def own_language(lines: list[str], code: str) -> list[str]:
    """The lines without those that are likelier English."""
    tag = tag_of(code)
    if tag == "en":
        return lines
    models = WittenBell(load_ngram_counts(MODELS).of((tag, "en")))
    scores = models.sentence_scores([normalise(line) for line in lines])  # (lines, 2)
    return [line for line, (own, english) in zip(lines, scores, strict=True) if own >= english]


def forward_models(out: Path) -> dict[str, CharLanguageModel]:
    """Those that are trained, by tag."""
    return {tag_of(code): files.load(out / tag_of(code) / "forward") for code in LANGUAGES}


def perplexities_of(
    code: str, texts: Path, out: Path, alphabet: set[str]
) -> dict[str, dict[str, float]]:
    """A language's test text under every forward model, by tag: a job."""
    torch.set_num_threads(1)
    text = "\n".join(["", *lines_between(texts, code, 0, TEST), ""])
    return {
        tag: {
            "perplexity": round(float(2.0 ** -character_scores(model, text, alphabet).mean()), 4),
            "unknown": round(unknown_share(text, model.shape.characters), 6),
        }
        for tag, model in forward_models(out).items()
    }


def write_perplexities(texts: Path, out: Path, executor: Executor) -> None:
    """Every language's test text read by every language's forward model."""
    alphabet = {c for model in forward_models(out).values() for c in model.shape.characters[1:]}
    codes = [path.name.split(".")[0] for path in sorted(texts.glob("*.txt.xz"))]
    futures = [executor.submit(perplexities_of, code, texts, out, alphabet) for code in codes]
    found = {}
    for code, future in zip(codes, futures, strict=True):
        found[tag_of(code)] = outcome(future)
        print(code, flush=True)
    content = {
        "what": "perplexity per character of each language's test text (outer key) under the "
        "forward model of each language of the pack (inner key), and the share of the text's "
        "characters that the model does not know",
        "alphabet": "".join(sorted(alphabet)),
        "perplexities": dict(sorted(found.items())),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (out / "perplexities.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
