"""The record of truth: what each auxiliary language adds, trained, for the contest of predictors.

    python scripts/train_record.py --runs DIR [corpus ...]
    python scripts/train_record.py --runs DIR --collect

Every corpus at 100, 300 and 1,000 training sentences, with each auxiliary language of the pool and
the controls; the development part is no larger than the training part, as where labels are scarce.
Results in ``docs/record/`` (``studies.py``).
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from studies import FEW_TRAINING, VECTORS, Study, collect, few_labels, how, train, work_of

from auxadvisor.embeddings import locate
from auxadvisor.embeddings.noise import Noise
from auxadvisor.experiments.results import Cell
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import NOISE, settings_named
from auxadvisor.published import MULTI
from auxadvisor.tagger.vectors import freeze

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "docs" / "record"
CORPORA = (
    "ner/da_ddt_uner", "ner/de_europeana", "ner/de_mobie", "ner/en_ewt_uner", "ner/en_wnut17",
    "ner/es_conll02", "ner/fi_finer", "ner/fi_turku", "ner/hr_set_uner", "ner/nl_conll02",
    "ner/nl_europeana", "ner/sv_talbanken_uner",
    "pos/da_ddt", "pos/de_gsd_ud22_part", "pos/en_ewt", "pos/es_gsd_ud22_part", "pos/eu_bdt",
    "pos/fi_tdt", "pos/fi_ftb", "pos/hu_szeged", "pos/is_modern", "pos/it_partut", "pos/nl_alpino",
    "pos/sv_lines", "pos/tr_imst",
)  # fmt: skip
"""Of languages that the pack has embeddings of; a folder's first part is the language."""
POOL = ("de", "en", "es", "fi", "fr", "nl", "sv", "hr", "tr")
"""Candidates: three Romance or Germanic neighbours of most targets, and some that are far from
all, so that there is something to tell apart."""
CONTROLS = ("mono", "multi", "mono+multi", "mono+mono", "mono+noise")
SIZES = (100, 300, 1000)
SEEDS = (1, 2, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", default=CORPORA)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--collect", action="store_true")
    options = parser.parse_args()
    studies = [
        study_of(name, size, options.shared) for size in options.sizes for name in options.corpora
    ]
    if options.collect:
        collect(studies, options.runs)
    else:
        train(studies, options.runs)


def study_of(name: str, size: int, shared: Path) -> Study:
    """Each candidate and the controls, at one size."""
    target = name.split("/")[1].split("_")[0]
    candidates = [tag for tag in POOL if tag != target]
    settings = settings_named((*CONTROLS, "mono+X"), target, candidates)
    about = {
        "corpus": name,
        "language": target,
        "sentences": size,
        "embeddings": "pack/XX/bpe",
        **how(FEW_TRAINING),
    }
    return Study(
        f"{name.replace('/', '_')}_{size}",
        RESULTS,
        tuple(Cell(setting, seed) for seed in SEEDS for setting in settings),
        about,
        partial(_work, target, size, shared / "labelled" / name),
        parts=("test",),
    )


def _work(target: str, size: int, corpus: Path, runs: Path) -> Work:
    data = few_labels(corpus, size)
    candidates = [tag for tag in POOL if tag != target]
    embeddings = {tag: locate(f"pack/{tag}/bpe") for tag in (target, *candidates, MULTI)}
    own = freeze(embeddings[target].load(), data.sentences, runs / VECTORS)
    embeddings[NOISE] = locate(Noise.like(own.matrix).name)
    return work_of(target, data, embeddings, runs, FEW_TRAINING)


if __name__ == "__main__":
    main()
