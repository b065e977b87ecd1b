"""Speed of the character LSTM against flair, in the same process, on the same text.

python benchmarks/char_lstm.py [--only PARTS]

Parts:
evaluate  perplexity with FLAIR's published architecture (hidden 2048) and random weights, against
          flair's calculate_perplexity, and the share of the matrix products' limit
train     characters a second of one pass over a text, against flair's LanguageModelTrainer
embed     vectors of a corpus with the published architecture, against FlairEmbeddings.embed
precision what bfloat16 does to the perplexities and ranks of the pack's models

Random weights take as long as trained ones. Texts are of the shared data.
"""

from __future__ import annotations

import lzma
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

import torch
from measuring import Row, parser, say, show, write_report

from auxadvisor.json_values import Json
from auxadvisor.language_models.char_lstm import (
    CharLanguageModel,
    fastest_precision,
    perplexity,
)
from auxadvisor.language_models.char_lstm_training import TrainingSettings, train
from auxadvisor.language_models.flair_files import read_flair
from auxadvisor.language_models.text import hold_out, spaced_tokens

HIDDEN, EMBEDDING = 2048, 100
CHARACTERS = 275
"""Of FLAIR's common dictionary."""
EVALUATED, EMBEDDED = 100_000, 400
"""Characters of text, and sentences."""
TRAINED = {"pack": (256, 64, 32, 64, 30_000), "FLAIR": (1024, 100, 100, 250, 4_000)}
"""Name -> hidden size, embedding size, rows, sequence, lines of text."""
ASKED = {"evaluate": 10.0, "train": 1.5, "embed": 2.0}


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--only", help="parts, with commas between; the report is then not written")
    options = made.parse_args()
    text = options.shared / "data" / "raw" / "text" / "fi.txt.xz"
    parts: dict[str, Callable[[], dict[str, Json]]] = {
        "evaluate": lambda: evaluation(text),
        "train": lambda: training(text),
        "embed": lambda: embedding(text),
        "precision": lambda: reduced_precision(text.parent),
    }
    wanted = options.only.split(",") if options.only else list(parts)
    if unknown := [name for name in wanted if name not in parts]:
        made.error(f"--only {','.join(unknown)}: expected some of {', '.join(parts)}")
    figures: dict[str, Json] = {name: parts[name]() for name in wanted}
    if not (options.no_report or options.only):
        write_report("char_lstm", figures, ("torch", "flair"))


def evaluation(path: Path) -> dict[str, Json]:
    """Characters a second of a perplexity, ours and flair's."""
    text = "\n" + "\n".join(lines(path, 2000))
    text = text[:EVALUATED]
    with tempfile.TemporaryDirectory() as folder:
        theirs = published_model(text, Path(folder) / "lm.pt")
        ours = read_flair(Path(folder) / "lm.pt")
    fastest = fastest_precision(torch.device("cpu"))
    cases: dict[str, Callable[[], float]] = {
        "flair": lambda: theirs.calculate_perplexity(text),
        "auxadvisor, float32": lambda: perplexity(ours, text),
        f"auxadvisor, {name_of(fastest)}": lambda: perplexity(ours, text, precision=fastest),
    }
    found = in_turn(cases, len(text), repeats=1)
    limits = {torch.float32: product_limit(torch.float32), fastest: product_limit(fastest)}
    for name, row in found.items():
        precision = fastest if name_of(fastest) in name else torch.float32
        row["share of limit"] = row["per second"] * operations(ours) / limits[precision]
    return reported("Perplexity, hidden 2048", found, "evaluate")


def training(path: Path) -> dict[str, Json]:
    """Characters a second of training, ours and flair's, at the same sizes."""
    figures: dict[str, Json] = {}
    for name, (hidden, embedding_size, rows, sequence, count) in TRAINED.items():
        text, held_out = hold_out(lines(path, count), most=20_000)
        settings = TrainingSettings(
            hidden_size=hidden,
            embedding_size=embedding_size,
            characters=len(text) - rows * sequence,
            rows=rows,
            sequence=sequence,
            dropout=0.1,
            evaluate_every=len(text),
        )
        exact = torch.float32
        cases: dict[str, Callable[[], float]] = {
            "flair": lambda: flair_training(text, held_out, settings),  # noqa: B023
            "auxadvisor, float32": lambda: train(
                text, held_out, settings, precision=exact  # noqa: B023
            ).held_out_perplexity,
            "auxadvisor, fastest": lambda: train(
                text, held_out, settings  # noqa: B023
            ).held_out_perplexity,
        }  # fmt: skip
        found = in_turn(cases, len(text), warm_up=False)
        figures[name] = reported(f"Training, sizes of {name}", found, "train")
    return figures


def flair_training(text: str, held_out: str, settings: TrainingSettings) -> float:
    """One pass of flair's trainer over a text; its workers only read files."""
    from flair.data import Dictionary
    from flair.models import LanguageModel
    from flair.optim import ReduceLRWDOnPlateau
    from flair.trainers.language_model_trainer import LanguageModelTrainer, TextCorpus

    # flair 0.15.1 calls it by the name it had before torch 2.13
    ReduceLRWDOnPlateau.is_better = (  # type: ignore[attr-defined]
        ReduceLRWDOnPlateau._is_better
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "train").mkdir()
        (folder / "train" / "1.txt").write_text(text, encoding="utf-8")
        for part in ("valid.txt", "test.txt"):
            (folder / part).write_text(held_out, encoding="utf-8")
        items = Dictionary()
        for character in sorted(set(text)):
            items.add_item(character)
        corpus = TextCorpus(folder, items, random_case_flip=False)
        model = LanguageModel(
            items, True, settings.hidden_size, 1, settings.embedding_size, dropout=0.1
        )
        trainer = LanguageModelTrainer(model, corpus, optimizer=torch.optim.AdamW)
        trainer.train(
            folder / "out",
            sequence_length=settings.sequence,
            mini_batch_size=settings.rows,
            learning_rate=0.005,
            clip=1.0,
            max_epochs=1,
            num_workers=0,
        )
        return float(trainer.model.calculate_perplexity(held_out[:1000]))


def embedding(path: Path) -> dict[str, Json]:
    """Tokens a second of FLAIR vectors, ours and flair's."""
    from flair.data import Sentence
    from flair.embeddings import FlairEmbeddings

    from auxadvisor.embeddings.flair import FlairEmbeddings as OurEmbeddings

    sentences = [line.split() for line in lines(path, EMBEDDED)]
    with tempfile.TemporaryDirectory() as folder:
        theirs = FlairEmbeddings(published_model("".join(lines(path, 100)), Path(folder) / "lm.pt"))
        ours = OurEmbeddings("random", (read_flair(Path(folder) / "lm.pt"),))

    def with_flair() -> float:
        for start in range(0, len(sentences), 32):
            theirs.embed([Sentence(tokens) for tokens in sentences[start : start + 32]])
        return 0.0

    def with_ours() -> float:
        ours.sentence_vectors(sentences)
        return 0.0

    tokens = sum(map(len, sentences))
    found = in_turn({"flair": with_flair, "auxadvisor, float32": with_ours}, tokens)
    return reported("FLAIR vectors of a corpus, hidden 2048", found, "embed")


def reduced_precision(texts: Path) -> dict[str, Json]:
    """The pack's models on the pack's test texts, float32 and the fastest precision."""
    import numpy as np

    from auxadvisor.assets import pack_folder
    from auxadvisor.language_models.char_lstm_files import load
    from auxadvisor.pack import EMBEDDINGS, language_model
    from auxadvisor.ranking import rank_values

    tags = sorted(path.name for path in (pack_folder() / EMBEDDINGS).iterdir() if path.is_dir())
    models = {tag: load(path) for tag in tags if (path := language_model(tag)) is not None}
    fastest = fastest_precision(torch.device("cpu"))
    largest, changed, rankings = 0.0, 0, 0
    for code in ("de", "en", "es", "fi", "nl"):
        text = "\n" + "\n".join(lines(texts / f"{code}.txt.xz", 500))
        exact = np.array([perplexity(model, text) for model in models.values()])
        reduced = np.array(
            [perplexity(model, text, precision=fastest) for model in models.values()]
        )
        largest = max(largest, float(np.abs(reduced / exact - 1).max()))
        changed += int((rank_values(exact, "lower") != rank_values(reduced, "lower")).sum())
        rankings += len(models)
    say(f"largest relative difference {largest:.2e}; {changed} of {rankings} ranks change")
    return {
        "precision": name_of(fastest),
        "models": len(models),
        "texts": 5,
        "largest_relative_difference": largest,
        "ranks": rankings,
        "ranks_changed": changed,
    }


def lines(path: Path, count: int) -> list[str]:
    """The first sentences of a text, tokenised."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as raw:
        return [kept for line in islice(raw, count) if (kept := spaced_tokens(line))]


def published_model(text: str, path: Path):  # type: ignore[no-untyped-def]
    """A flair model of the published architecture with random weights, also saved to a file."""
    from flair.data import Dictionary
    from flair.models import LanguageModel

    items = Dictionary()
    for character in sorted(set(text)):
        items.add_item(character)
    while len(items) < CHARACTERS:
        items.add_item(chr(0x4E00 + len(items)))
    torch.manual_seed(1)
    model = LanguageModel(items, True, HIDDEN, nlayers=1, embedding_size=EMBEDDING)
    model.eval()
    model.save(path)
    return model


def in_turn(
    cases: Mapping[str, Callable[[], float]], units: int, repeats: int = 3, warm_up: bool = True
) -> dict[str, dict[str, float]]:
    """Best of some turns of each case, with what it computed."""
    found: dict[str, dict[str, float]] = {}
    for turn in range(0 if warm_up else 1, repeats + 1):
        for name, case in cases.items():
            start = time.perf_counter()
            value = case()
            seconds = time.perf_counter() - start
            say(f"{name}: run {turn} of {repeats}, {seconds:.1f} s, {value:.4f}")
            if turn and seconds < found.get(name, {"seconds": float("inf")})["seconds"]:
                found[name] = {"seconds": seconds, "per second": units / seconds, "value": value}
    return found


def operations(model: CharLanguageModel) -> int:
    """Multiplications and additions of the matrix products for one character."""
    shape = model.shape
    gates = 4 * shape.hidden_size * (shape.hidden_size + shape.embedding_size)
    return 2 * (gates + shape.hidden_size * len(shape.characters))


def product_limit(precision: torch.dtype, rows: int = 64) -> float:
    """Operations a second of the LSTM's largest product alone, ``(rows, h) x (h, 4h)``.

    The weights are laid out for the product beforehand, as oneDNN does inside an LSTM; the plain
    ``@`` reaches less than half of that in float32.
    """
    left = torch.randn(rows, HIDDEN).to(precision)
    weights = torch.randn(4 * HIDDEN, HIDDEN).to(precision)
    best = float("inf")
    with torch.inference_mode():
        packed = torch.ops.mkldnn._reorder_linear_weight(weights, rows)
        for _ in range(20):
            start = time.perf_counter()
            torch.ops.mkldnn._linear_pointwise(left, packed, None, "none", [], "")
            best = min(best, time.perf_counter() - start)
    return 2 * rows * HIDDEN * 4 * HIDDEN / best


def reported(title: str, found: dict[str, dict[str, float]], part: str) -> dict[str, Json]:
    """Show the rows with their ratio to flair's, and give them as JSON."""
    theirs = found["flair"]["seconds"]
    rows: list[Row] = [
        {"": name, "times flair": theirs / row["seconds"], **row} for name, row in found.items()
    ]
    show(f"{title} (asked: {ASKED[part]} times flair's speed)", rows)
    return {str(row[""]): {key: value for key, value in row.items() if key} for row in rows}


def name_of(precision: torch.dtype) -> str:
    """``float32`` or ``bfloat16``."""
    return str(precision).removeprefix("torch.")


if __name__ == "__main__":
    main()
