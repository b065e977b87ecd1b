"""The record of truth: what each auxiliary language adds, trained, for the contest of predictors.

    python scripts/train_record.py --runs DIR [--sizes N ...] [corpus ...]
    python scripts/train_record.py --runs DIR --collect

Every corpus as if its language had few labels and little text: 100, 300 or 1,000 training
sentences, a development part no larger, and embeddings of its own trained on 300,000 characters.
That is where an auxiliary language pays (``docs/raw_text.md``); the other languages' embeddings are
the pack's. Results in ``docs/record/`` (``studies.py``).
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from studies import FEW_TRAINING, Study, collect, few_labels, how, train, work_of
from study_raw_text import embeddings_of
from train_pack import WHAT

from auxadvisor.embeddings import locate
from auxadvisor.experiments.results import Cell
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import settings_named
from auxadvisor.published import MULTI

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "docs" / "record"
CORPORA = (
    "pos/da_ddt", "pos/de_gsd_ud22_part", "pos/en_ewt", "pos/es_gsd_ud22_part", "pos/et_ewt",
    "pos/eu_bdt", "pos/fi_ftb", "pos/fi_tdt", "pos/fr_gsd", "pos/gl_treegal", "pos/hu_szeged",
    "pos/id_gsd", "pos/is_modern", "pos/it_partut", "pos/lv_lvtb", "pos/nl_alpino",
    "pos/nl_lassysmall", "pos/sv_lines", "pos/tr_imst", "pos/vi_vtb",
    "ner/da_ddt_uner", "ner/de_europeana", "ner/de_mobie", "ner/en_ewt_uner", "ner/en_wnut17",
    "ner/es_conll02", "ner/fi_finer", "ner/fi_turku", "ner/hr_set_uner", "ner/nl_conll02",
    "ner/nl_europeana", "ner/sv_talbanken_uner",
)  # fmt: skip
"""Of languages that the pack has raw text of; a folder's first part is the language."""
POOL = ("de", "en", "es", "fi", "fr", "it", "nb", "nl", "sv", "tr")
"""Candidates: a close relative of most targets, and some that are far from all."""
SETTINGS = ("mono", "mono+X", "mono+multi")
CHARACTERS = 300_000
"""Of the target's text."""
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
        study_of(name, size, options.shared, options.runs)
        for size in options.sizes
        for name in options.corpora
    ]
    if options.collect:
        collect(studies, options.runs)
    else:
        train(studies, options.runs)


def target_of(name: str) -> str:
    """A corpus' language."""
    return name.split("/")[1].split("_")[0]


def study_of(name: str, size: int, shared: Path, runs: Path) -> Study:
    """The settings at one size."""
    settings = settings_named(SETTINGS, target_of(name), candidates_of(name))
    about = {
        "corpus": name,
        "language": target_of(name),
        "sentences": size,
        "characters": CHARACTERS,
        "embeddings": f"of {target_of(name)} trained on so many characters ({WHAT}), pack/XX/bpe",
        **how(FEW_TRAINING),
    }
    return Study(
        f"{name.replace('/', '_')}_{size}",
        RESULTS,
        tuple(Cell(setting, seed) for seed in SEEDS for setting in settings),
        about,
        partial(_work, name, size, shared, runs),
        parts=("test",),
    )


def candidates_of(name: str) -> tuple[str, ...]:
    """The pool without the target."""
    return tuple(tag for tag in POOL if tag != target_of(name))


def _work(name: str, size: int, shared: Path, all_runs: Path, runs: Path) -> Work:
    target = target_of(name)
    data = few_labels(shared / "labelled" / name, size)
    own = embeddings_of(target, CHARACTERS, shared / "raw" / "text", all_runs / "embeddings")
    others = {tag: locate(f"pack/{tag}/bpe") for tag in (*candidates_of(name), MULTI)}
    return work_of(target, data, {target: own, **others}, runs, FEW_TRAINING)


if __name__ == "__main__":
    main()
