"""Nearest neighbours of ten words in each language's byte-pair embeddings, to be looked at.

    python scripts/show_neighbours.py > docs/neighbours.md

The words are whole pieces of at least four letters, evenly spaced among the first 4,000 pieces, the
earliest of which are the most frequent; the neighbours are the nearest such pieces by cosine.
"""

from __future__ import annotations

import numpy as np

from auxadvisor.embeddings import packed_languages
from auxadvisor.embeddings.byte_pair import BytePairEmbeddings, load_compact
from auxadvisor.embeddings.pack import pack_byte_pairs
from auxadvisor.languages import resolve
from auxadvisor.published import MULTI

WORDS, NEIGHBOURS, FIRST, SHORTEST = 10, 4, 4_000, 4
WORD_START = "▁"
HEAD = f"""# Nearest neighbours in the pack's byte-pair embeddings

Made by `python scripts/show_neighbours.py`, which says how the words were chosen: none by
hand. Each is followed by its {NEIGHBOURS} nearest.
"""


def main() -> None:
    print(HEAD)
    for tag in packed_languages():
        print(f"## {'All of them together' if tag == MULTI else resolve(tag)}\n")
        for word, near in neighbours(byte_pairs(tag)):
            print(f"- **{word}**: {', '.join(near)}")
        print()


def byte_pairs(tag: str) -> BytePairEmbeddings:
    model, _ = pack_byte_pairs(tag)
    return load_compact(model.with_suffix(""), tag)


def neighbours(embeddings: BytePairEmbeddings) -> list[tuple[str, list[str]]]:
    """Some words, each with its nearest."""
    pieces = embeddings.pieces
    names = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    whole = np.array(
        [
            place
            for place, name in enumerate(names)
            if name.startswith(WORD_START) and name[1:].isalpha() and len(name) > SHORTEST
        ]
    )
    frequent = whole[whole < FIRST]
    chosen = frequent[np.linspace(0, len(frequent) - 1, WORDS).astype(int)]
    lengths = np.linalg.norm(embeddings.matrix, axis=1, keepdims=True)
    unit = embeddings.matrix / np.maximum(lengths, 1e-9)  # pieces that were never seen have none
    near = whole[np.argsort(-unit[chosen] @ unit[whole].T, axis=1)[:, 1 : NEIGHBOURS + 1]]
    return [
        (names[place][1:], [names[other][1:] for other in row])
        for place, row in zip(chosen, near, strict=True)
    ]


if __name__ == "__main__":
    main()
