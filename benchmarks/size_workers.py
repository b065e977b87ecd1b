"""The processes that size.py starts: made-up files, and measures on a text held in memory.

python benchmarks/size_workers.py text|conll BYTES FILE
python benchmarks/size_workers.py whole FILE LANGUAGE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from auxadvisor.pack import WORD_LISTS, load_word_lists

LIST = "text/et"
WORDS = 12
"""Of a sentence."""
COMPOUNDS = 0.1
"""Share of the words that are two of the list, written together."""
SENTENCES = 1 << 16
"""Written at a time."""


def main() -> None:
    kind, *arguments = sys.argv[1:]
    if kind == "whole":
        print(json.dumps(whole(Path(arguments[0]), arguments[1])))
    else:
        write(kind == "conll", int(arguments[0]), Path(arguments[1]))


def write(tagged: bool, size: int, path: Path) -> None:
    """Made-up sentences, the same in every run, up to so many bytes."""
    lists = load_word_lists(WORD_LISTS)
    vocabulary = lists.words.decode("utf-8").split("\n")
    draw = np.random.default_rng(1)
    words = np.array([vocabulary[number] for number in lists[LIST]], dtype=object)
    draw.shuffle(words)
    shares = 1 / (np.arange(len(words)) + 2.7)  # Zipf's law, as Mandelbrot has it
    cumulated = np.cumsum(shares / shares.sum())
    behind, last = ("\tO\n", ".\tB-END\n\n") if tagged else (" ", ".\n")

    def drawn(count: int) -> NDArray[np.object_]:
        places = np.searchsorted(cumulated, draw.random(count))
        return np.asarray(words[np.minimum(places, len(words) - 1)])

    with path.open("wb") as file:
        while (left := size - file.tell()) > 0:
            tokens = drawn(SENTENCES * WORDS)
            joined = np.flatnonzero(draw.random(len(tokens)) < COMPOUNDS)
            tokens[joined] += drawn(len(joined))
            tokens += behind
            ends = tokens.reshape(SENTENCES, WORDS)[:, -1]
            ends[:] = [word.removesuffix(behind) + last for word in ends]
            block = "".join(tokens.tolist()).encode("utf-8")
            file.write(block if left >= len(block) else _cut(block, left, tagged))
            if left < len(block):
                return


def _cut(block: bytes, size: int, tagged: bool) -> bytes:
    end = b"\n\n" if tagged else b"\n"
    return block[: block.rfind(end, 0, size) + len(end)]


def whole(path: Path, language: str) -> dict[str, float]:
    """d_P and d_V with all of a text in memory, as they are computed of small ones."""
    from auxadvisor.distances import MEASURES
    from auxadvisor.inputs import read_text, read_training_corpus
    from auxadvisor.pool import build_pool
    from auxadvisor.records import Distances, MeasureSettings

    corpus = Path(__file__).resolve().parent.parent / "data" / "samples" / "fi.conll"
    pool = build_pool(
        "fi",
        ["et", "sv", "de", language],
        corpus=read_training_corpus(corpus),
        aux_texts={language: read_text(path, most=10**9)},
    )
    values = {}
    for name in ("perplexity", "vocabulary"):
        found = MEASURES[name].compute(pool, MeasureSettings(resamples=0))
        assert isinstance(found, Distances)
        values[name] = float(found.values[pool.tags.index(language)])
    return values


if __name__ == "__main__":
    main()
