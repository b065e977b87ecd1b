"""What predictors say of the languages whose worth was trained, and what that costs.

    python scripts/measure_predictors.py --runs DIR [case ...]

A case is a corpus of the record of truth (few labels, little text: ``train_record.py``) or of the
reproduction (the pack's embeddings: ``reproduce_training.py``). Reads only what a user has: the
labelled training and development sentences, and text of the target. Writes
``docs/record/predictors.json`` case by case, and measures only what is missing there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np
import reproduce_training
import torch
import train_record
from studies import FEW_TRAINING, few_labels, parts_of
from study_raw_text import embeddings_of
from threadpoolctl import threadpool_limits
from train_pack import training_lines

from auxadvisor.distances import MEASURES
from auxadvisor.embeddings import Stored, locate
from auxadvisor.embeddings.noise import Noise
from auxadvisor.experiments.data import TaggingData, tagging_data
from auxadvisor.experiments.settings import NOISE, settings_named
from auxadvisor.json_values import Json, json_text
from auxadvisor.pool import build_pool
from auxadvisor.probe.evidence import evidence_of, losses_of
from auxadvisor.probe.labelled import Labelled, drawn
from auxadvisor.probe.probing import CONTROLS
from auxadvisor.probe.short_runs import DRAWS, UNITS, halves
from auxadvisor.published import MULTI
from auxadvisor.rank import rank
from auxadvisor.records import MeasureSettings, Pool, Source, Text, TrainingCorpus
from auxadvisor.tagger.batches import training_batches
from auxadvisor.tagger.model import Architecture
from auxadvisor.tagger.training import TaggedData, TrainingRun, predict
from auxadvisor.tagger.vectors import FrozenVectors, freeze

FILE = train_record.RESULTS / "predictors.json"
META_EPOCHS = 20
"""Of the run whose attention is looked at."""
SETTINGS = MeasureSettings(resamples=0, max_sentences=500)
"""Some 50,000 characters are enough for a perplexity."""
Values = dict[str, Json]


@dataclass(frozen=True)
class Case:
    """What a user has.

    Attributes:
        target: tag of the language.
        data: labelled sentences.
        candidates: tags.
        own: embeddings of the target.
    """

    target: str
    data: TaggingData
    candidates: tuple[str, ...]
    own: Stored


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    record = [
        f"{name.replace('/', '_')}_{size}"
        for size in train_record.SIZES
        for name in train_record.CORPORA
    ]
    whole = [name.replace("/", "_") for name in reproduce_training.CORPORA]
    parser.add_argument("cases", nargs="*", default=[*record, *whole])
    parser.add_argument("--runs", type=Path, required=True, help="as train_record.py has it")
    parser.add_argument("--shared", type=Path, default=train_record.ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    torch.set_num_threads(1)
    found: dict[str, Values] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    for name in options.cases:
        there = found.setdefault(name, {})
        missing = [measure for key, measure in MEASURED.items() if key not in there]
        if missing:
            case = _case(name, options.shared, options.runs)
            with threadpool_limits(1, "blas"):
                for measure in missing:
                    there |= measure(case, options.shared)
            FILE.write_text(json_text(found), encoding="utf-8")
            print(name, flush=True)


def _case(name: str, shared: Path, runs: Path) -> Case:
    task, _, rest = name.partition("_")
    folder = shared / "labelled" / task
    if (folder / rest).is_dir():
        target, parts = reproduce_training.CORPORA[f"{task}/{rest}"], parts_of(folder / rest)
        most = reproduce_training.SENTENCES
        data = tagging_data(parts["train"], parts["dev"], parts["test"], most=most)
        others = tuple(tag for tag in reproduce_training.LANGUAGES if tag != target)
        return Case(target, data, others, locate(f"pack/{target}/bpe"))
    corpus, _, size = rest.rpartition("_")
    target = train_record.target_of(f"{task}/{corpus}")
    own = embeddings_of(
        target, train_record.CHARACTERS, shared / "raw" / "text", runs / "embeddings"
    )
    data = few_labels(folder / corpus, int(size))
    others = train_record.candidates_of(f"{task}/{corpus}")
    return Case(target, data, others, own)


def _distances(case: Case, shared: Path) -> Values:
    """Scores of every measure and of the vote, by tag, higher is better; the seconds they took."""
    lines = training_lines(shared / "raw" / "text", case.target, train_record.CHARACTERS)
    nowhere = Source("", "", 0)
    words = tuple(case.data.sentences[place] for place in case.data.train)
    pool = build_pool(
        case.target,
        case.candidates,
        Text(tuple(lines), len(lines), nowhere),
        TrainingCorpus(words, nowhere, case.data.task == "ner"),
    )
    scores: Values = {}
    seconds: Values = {}
    for name, measure in MEASURES.items():
        began = process_time()
        found = _scores(pool, name)
        if found is not None:
            scores[measure.symbol] = found
            seconds[measure.symbol] = (process_time() - began) / len(case.candidates)
    began = process_time()
    ranking = rank(pool, settings=SETTINGS)
    vote = zip(ranking.pool.tags, ranking.combined.tolist(), strict=True)
    scores["d_MV"] = {tag: -place for tag, place in vote}
    seconds["d_MV"] = (process_time() - began) / len(case.candidates)
    return {"scores": scores, "seconds": seconds}


def _scores(pool: Pool, measure: str) -> dict[str, Json] | None:
    ranking = rank(pool, (measure,), settings=SETTINGS)
    if not ranking.computed:
        return None
    (found,) = ranking.computed
    sign = -1 if found.closer == "lower" else 1
    values = zip(ranking.pool.tags, found.values.tolist(), strict=True)
    return {tag: sign * value for tag, value in values if value == value}


def _labelled(case: Case) -> Labelled:
    """The sentences that are probed."""
    both = [*case.data.train, *case.data.dev]
    return drawn(
        case.data.task,
        [case.data.sentences[place] for place in both],
        [case.data.gold[place] for place in both],
    )


def _probes(case: Case, _shared: Path) -> Values:
    """What the probe finds of every setting, controls too.

    Losses of short runs by their draw, and of each draw by the half of the sentences it is of.
    """
    data = _labelled(case)
    vectors = _vectors(case, data)
    names = [*CONTROLS, "mono+X", "multi", "mono+multi", "mono+all"]
    judged = [halves(len(data.sentences), DRAWS + number) for number in range(DRAWS)]  # of seed 1
    probed: Values = {}
    for setting in settings_named(names, case.target, case.candidates):
        found = evidence_of(data, vectors, setting)
        probed[setting.name] = {
            "losses": [
                [float(losses[half].sum() / data.lengths.sum()) for half in parts]
                for losses, parts in zip(found.losses, judged, strict=True)
            ],
            "ridge": found.ridge,
            "logme": found.logme,
            "hscore": found.hscore,
        }
    return {"probed": probed, "probe_seconds": _costs(case, data, vectors)}


def _attention(case: Case, _shared: Path) -> Values:
    """Mean weight of each language in one meta run of a small tagger, and its seconds."""
    began = process_time()
    data = _labelled(case)
    vectors, sets = _vectors(case, data), (case.target, *case.candidates)
    sentences = np.arange(len(data.sentences))
    tagged = TaggedData(
        data.starts, data.classes, tuple(vectors[tag] for tag in sets), sentences, sentences
    )
    sizes = tuple(vectors[tag].size for tag in sets)
    architecture = Architecture(sizes, data.tags, "meta", UNITS)
    settings = replace(FEW_TRAINING, seed=1)
    run = TrainingRun(tagged, architecture, settings, None, torch.device("cpu"), torch.float32)
    for epoch in range(META_EPOCHS):
        draw = np.random.default_rng((1, epoch))
        for batch in training_batches(sentences, data.starts, settings.batch_size, draw):
            run.step(batch)
    _, weights = predict(run.model, tagged.vectors, data.starts, sentences)
    means = np.asarray(weights).mean(axis=0).tolist()
    return {
        "attention": dict(zip(sets[1:], means[1:], strict=True)),
        "attention_seconds": (process_time() - began) / len(case.candidates),
    }


MEASURED: dict[str, Callable[[Case, Path], Values]] = {
    "scores": _distances,
    "probed": _probes,
    "attention": _attention,
}
"""What finds what stands under a key, of a case and the shared data."""


def _costs(case: Case, data: Labelled, vectors: Mapping[str, FrozenVectors]) -> Values:
    """Seconds of a core for one language."""
    (setting,) = settings_named(["mono+X"], case.target, case.candidates[:1])
    began = process_time()
    losses_of(data, vectors, setting)
    short = process_time() - began
    evidence_of(data, vectors, setting)
    return {"loss": short, "ridge, LogME and H-score": process_time() - began - 2 * short}


def _vectors(case: Case, data: Labelled) -> Mapping[str, FrozenVectors]:
    stored = {tag: locate(f"pack/{tag}/bpe") for tag in (*case.candidates, MULTI)}
    found = {tag: freeze(one.load(), data.sentences) for tag, one in stored.items()}
    own = freeze(case.own.load(), data.sentences)
    noise = freeze(Noise.like(own.matrix), data.sentences)
    return {**found, case.target: own, NOISE: noise}


if __name__ == "__main__":
    main()
