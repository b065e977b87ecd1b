"""How much raw text do embeddings of the target need? (the second question of Figure 3)

    python scripts/study_raw_text.py --runs DIR [corpus ...]
    python scripts/study_raw_text.py --runs DIR --collect

Trains the target's byte-pair embeddings on more and more of its raw text, the other languages'
being the pack's, and taggers on them; results in ``docs/raw_text/`` (``studies.py``).
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path

from studies import FEW_TRAINING, Study, collect, few_labels, how, train, work_of
from train_pack import PIECES, WHAT, training_lines

from auxadvisor.embeddings import Stored, locate
from auxadvisor.embeddings.byte_pair_runs import train_byte_pairs
from auxadvisor.experiments.results import Cell
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import settings_named
from auxadvisor.published import MULTI

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "docs" / "raw_text"
CORPORA = {
    "pos/fi_tdt": ("fi", ("sv", "de", "en")),
    "ner/nl_conll02": ("nl", ("de", "en", "sv")),
    "ner/fi_turku": ("fi", ("sv", "de", "en")),
    "pos/nl_alpino": ("nl", ("de", "en", "sv")),
}
"""Corpora, their languages and auxiliaries, of which the first is X; Estonian, Finnish's closest,
has no embeddings in the pack."""
CHARACTERS = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
CHARACTERS_A_PIECE = 100
"""A vocabulary has a piece for so many characters, 10,000 at most: the pack's."""
SEEDS = (1, 2, 3)
SENTENCES = 300
"""To train on, as where labels are scarce; the development part is no larger."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", default=list(CORPORA))
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--collect", action="store_true")
    options = parser.parse_args()
    studies = [
        study_of(name, characters, options.shared, options.runs)
        for name in options.corpora
        for characters in CHARACTERS
    ]
    if options.collect:
        collect(studies, options.runs)
    else:
        train(studies, options.runs)


def study_of(name: str, characters: int, shared: Path, runs: Path) -> Study:
    """Settings with and without help, at one size of the target's text."""
    target, languages = CORPORA[name]
    (alone, many, one), (meta,) = (
        settings_named(names, target, tags)
        for names, tags in (
            (("mono", "mono+multi", f"mono+{languages[0]}"), languages[:1]),
            (("meta",), languages),
        )
    )
    about = {
        "corpus": name,
        "language": target,
        "sentences": SENTENCES,
        "characters": characters,
        "embeddings": f"of {target} trained on so many characters ({WHAT}), pack/XX/bpe",
        **how(FEW_TRAINING),
    }
    return Study(
        f"{name.replace('/', '_')}_{characters}",
        RESULTS,
        tuple(Cell(setting, seed) for seed in SEEDS for setting in (alone, many, one, meta)),
        about,
        partial(_work, name, characters, shared, runs),
        parts=("test",),
    )


def _work(name: str, characters: int, shared: Path, all_runs: Path, runs: Path) -> Work:
    target, languages = CORPORA[name]
    data = few_labels(shared / "labelled" / name, SENTENCES)
    own = embeddings_of(target, characters, shared / "raw" / "text", all_runs / "embeddings")
    others = {tag: locate(f"pack/{tag}/bpe") for tag in (*languages, MULTI)}
    return work_of(target, data, {target: own, **others}, runs, FEW_TRAINING)


def embeddings_of(tag: str, characters: int, texts: Path, folder: Path) -> Stored:
    """Embeddings of the pack's kind on so many characters, trained unless they are there."""
    pieces = min(PIECES.vocabulary_size, characters // CHARACTERS_A_PIECE)
    there = folder / f"{tag}-{characters}"
    train_byte_pairs(
        training_lines(texts, tag, characters),
        there,
        replace(PIECES, vocabulary_size=pieces),
        {"what": WHAT, "characters": characters},
    )
    return locate(f"bpemb/{there}")


if __name__ == "__main__":
    main()
