"""What each predictor says of the languages in the record of truth, and what it costs.

    python scripts/measure_predictors.py [--shared DIR] [--sizes N ...] [corpus ...]

Reads what a user with few labels and little text has: the labelled sentences of the record and the
characters that the target's embeddings are trained on. Writes ``docs/record/predictors.json``,
case by case, and goes on where it stopped; ``benchmarks/selection.py`` holds it against the truth.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import torch
from studies import few_labels, parts_of
from study_raw_text import embeddings_of
from train_pack import training_lines
from train_record import CHARACTERS, CORPORA, RESULTS, ROOT, SIZES, candidates_of, target_of

from auxadvisor.corpora import Corpus
from auxadvisor.distances import MEASURES
from auxadvisor.embeddings import locate
from auxadvisor.embeddings.noise import Noise
from auxadvisor.experiments.settings import NOISE, settings_named
from auxadvisor.json_values import Json, json_text
from auxadvisor.pool import build_pool
from auxadvisor.probe.evidence import evidence_of
from auxadvisor.probe.labelled import Labelled
from auxadvisor.published import MULTI
from auxadvisor.rank import rank
from auxadvisor.records import MeasureSettings, Source, Text, TrainingCorpus
from auxadvisor.tagger.vectors import freeze

FILE = RESULTS / "predictors.json"
Values = dict[str, Json]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", default=CORPORA)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    torch.set_num_threads(1)
    found: Values = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    for size in options.sizes:
        for name in options.corpora:
            case = f"{name.replace('/', '_')}_{size}"
            if case not in found:
                found[case] = {**_distances(name, size, options.shared), **_probes(name, size)}
                FILE.write_text(json_text(found), encoding="utf-8")
                print(case, flush=True)


if __name__ == "__main__":
    main()
