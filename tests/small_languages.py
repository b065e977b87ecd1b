"""A corpus whose tags Estonian's vectors give away, Swedish's half, and all others' not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np

CANDIDATES = ("et", "sv", "de", "en", "es", "nl")
EVERY = ("fi", "multi", *CANDIDATES)
TAGS = ("NOUN", "VERB", "ADJ")
WORDS, SIZE = 60, 6


def write_material(folder: Path) -> Path:
    """``corpus/train.tsv``, ``dev.tsv`` and ``test.tsv``, and ``fi.txt`` and so on with vectors."""
    draw = np.random.default_rng(1)
    (folder / "corpus").mkdir()
    for part, count in (("train", 60), ("dev", 25), ("test", 25)):
        sentences = [draw.integers(0, WORDS, draw.integers(2, 9)) for _ in range(count)]
        text = "\n".join("".join(f"w{n}\t{TAGS[n % 3]}\n" for n in one) for one in sentences)
        (folder / "corpus" / f"{part}.tsv").write_text(text)
    for name in EVERY:
        told = {"et": 6.0, "sv": 3.0}.get(name, 0.0)
        vectors = draw.normal(size=(WORDS, SIZE)) + told * np.eye(SIZE)[np.arange(WORDS) % 3]
        rows = [f"w{n} {' '.join(f'{x:.4f}' for x in row)}" for n, row in enumerate(vectors)]
        (folder / f"{name}.txt").write_text("\n".join([f"{WORDS} {SIZE}", *rows, ""]))
    return folder


def embeddings(folder: Path) -> list[str]:
    """Values of ``--embeddings``."""
    return [f"{name}=word2vec/{folder / name}.txt" for name in EVERY]
