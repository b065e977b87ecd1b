"""Trains the paper's settings on its corpora (Table 1), with the pack's byte-pair embeddings.

    python scripts/reproduce_training.py --runs DIR [corpus ...]
    python scripts/reproduce_training.py --runs DIR --collect

The first trains what ``docs/reproduction/`` has no result of, the second puts results there
(``studies.py``).
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from studies import Study, collect, how, parts_of, train, work_of

from auxadvisor.embeddings import locate
from auxadvisor.experiments.data import tagging_data
from auxadvisor.experiments.results import Cell
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import settings_named
from auxadvisor.published import MULTI

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "docs" / "reproduction"
CORPORA = {
    "ner/nl_conll02": "nl",
    "ner/fi_finer": "fi",
    "pos/en_ewt": "en",
    "pos/fi_tdt": "fi",
    "pos/nl_alpino": "nl",
    "ner/es_conll02": "es",
}
"""Corpora and their languages: those of the paper that are to be had whole."""
LANGUAGES = ("de", "en", "es", "fi", "nl")
SETTINGS = ("mono", "multi", "mono+multi", "mono+X", "mono+all", "meta", "mono+mono")
SEEDS = (1, 2, 3, 4, 5)
SENTENCES = 1000
"""Of each training part, the first ones."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", default=list(CORPORA))
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--collect", action="store_true")
    options = parser.parse_args()
    studies = [study_of(name, options.shared) for name in options.corpora]
    if options.collect:
        collect(studies, options.runs)
    else:
        train(studies, options.runs)


def study_of(name: str, shared: Path) -> Study:
    """The paper's settings for a corpus."""
    target = CORPORA[name]
    settings = settings_named(SETTINGS, target, [tag for tag in LANGUAGES if tag != target])
    about = {
        "corpus": name,
        "language": target,
        "sentences": SENTENCES,
        "embeddings": "pack/XX/bpe",
        **how(),
    }
    return Study(
        name.replace("/", "_"),
        RESULTS,
        tuple(Cell(setting, seed) for seed in SEEDS for setting in settings),
        about,
        partial(_work, target, shared / "labelled" / name),
    )


def _work(target: str, corpus: Path, runs: Path) -> Work:
    parts = parts_of(corpus)
    data = tagging_data(parts["train"], parts["dev"], parts["test"], most=SENTENCES)
    embeddings = {tag: locate(f"pack/{tag}/bpe") for tag in (*LANGUAGES, MULTI)}
    return work_of(target, data, embeddings, runs)


if __name__ == "__main__":
    main()
