"""What the workers of tagger.py share: their task, the corpus, the frozen vectors, the scorer.

Imports nothing heavy by itself, as tagger.py must stay small (see measuring.py).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from measuring import ROOT, Run, timed

if TYPE_CHECKING:
    from auxadvisor.experiments.data import TaggingData
    from auxadvisor.tagger.batches import Places
    from auxadvisor.tagger.vectors import FrozenVectors

EMBEDDINGS = "pack/es/bpe"
WIDE = "noise/600/0.3"
"""What stands for embeddings of the paper's width: speed does not look at what vectors say."""
RATE, CLIP, HIDDEN, DROPOUT = 0.1, 5.0, 256, 0.1
"""Of both taggers: learning rate, norm of the gradients at most, units a direction, dropout."""


@dataclass(frozen=True)
class Job:
    """What a worker is to do.

    Attributes:
        shared: folder that holds ``data/``.
        threads: of torch.
        sentences: of the training part, the first ones; 0 is all.
        held: development sentences, the first ones; 0 is all.
        epochs: to train.
        seeds: of the runs.
        batch: sentences of a training step.
        repeats: turns of what is timed inside the worker.
        precision: of our matrix products, ``float32`` or ``bfloat16``.
        embeddings: of the words.
        as_flair: whether our steps are as long as flair's, see ``tagger_workers.settings``.
    """

    shared: str
    threads: int
    sentences: int = 0
    held: int = 0
    epochs: int = 1
    seeds: tuple[int, ...] = (1,)
    batch: int = 64
    repeats: int = 1
    precision: str = "float32"
    embeddings: str = EMBEDDINGS
    as_flair: bool = False


@dataclass(frozen=True)
class Scale:
    """How much is measured.

    Attributes:
        turns: of each tool, in turn with the others.
        repeats: inside a process.
        trained: first sentences of the training part.
        held: first sentences of the development part, which are tagged.
        epochs: of training; flair embeds the words in the first only.
        learnt: sentences of ``quality``.
        rounds: epochs of ``quality``.
        batch: sentences of its steps; with 64, so few steps leave every F1 near 0.
        seeds: of ``quality`` and ``seeds``.
        whole: training sentences of ``memory``; 0 is all.
    """

    turns: int = 3
    repeats: int = 3
    trained: int = 2000
    held: int = 1000
    epochs: int = 2
    learnt: int = 1000
    rounds: int = 8
    batch: int = 16
    seeds: tuple[int, ...] = (1, 2, 3, 4, 5)
    whole: int = 0


QUICK = Scale(1, 1, 128, 50, 2, 64, 2, 16, (1, 2, 3), 128)


@dataclass(frozen=True)
class Setup:
    """What the parts share.

    Attributes:
        job: what all workers are told.
        scale: how much is measured.
        precisions: of our matrix products: float32, and what is faster on this processor.
    """

    job: Job
    scale: Scale
    precisions: tuple[str, ...]

    @property
    def ours(self) -> dict[str, str]:
        """Name of a row to precision."""
        return {f"auxadvisor, {precision}": precision for precision in self.precisions}


Found = Mapping[str, Sequence[float]]
"""What a worker gives."""


def work(script: str, part: str, job: Job) -> tuple[Found, Run]:
    """Let a worker do a part in a process of its own; give what it found, and the process.

    It works in a temporary folder, where flair also keeps what it keeps.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = timed(
            [sys.executable, ROOT / "benchmarks" / script, part, json.dumps(asdict(job))],
            cwd=Path(folder),
            environment={
                "FLAIR_CACHE_ROOT": folder,
                "OMP_NUM_THREADS": str(job.threads),
                "TMPDIR": folder,
                "PYTHONWARNINGS": "ignore",
            },
        )
    found: Found = json.loads(done.output.splitlines()[-1])
    return found, done


def best_of(cases: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Seconds of the best of several turns, A B C A B C ..., after one that does not count."""
    best = dict.fromkeys(cases, float("inf"))
    for turn in range(repeats + 1):
        for name, case in cases.items():
            start = time.perf_counter()
            case()
            seconds = time.perf_counter() - start
            if turn:
                best[name] = min(best[name], seconds)
    return best


def answer(parts: Mapping[str, Callable[[Job], Found]]) -> None:
    """Be a worker: do the part that the command line names, and print what was found as JSON."""
    import torch

    read = json.loads(sys.argv[2])
    job = Job(**{**read, "seeds": tuple(read["seeds"])})
    torch.set_num_threads(job.threads)
    found = parts[sys.argv[1]](job)
    print(json.dumps(found, allow_nan=False))


def corpus(job: Job) -> TaggingData:
    """Spanish, CoNLL 2002."""
    from auxadvisor.corpora import read_corpus
    from auxadvisor.experiments.data import tagging_data

    folder = Path(job.shared) / "data" / "labelled" / "ner" / "es_conll02"
    train, dev, test = (read_corpus(folder / f"{p}.conll.xz") for p in ("train", "dev", "test"))
    return tagging_data(train, dev, test, most=job.sentences or None)


def held_out(job: Job, data: TaggingData) -> Places:
    """The development sentences that the job speaks of."""
    return data.dev[: job.held or None]


def frozen(data: TaggingData, name: str = EMBEDDINGS, folder: Path | None = None) -> FrozenVectors:
    """The vectors of all tokens."""
    from auxadvisor.embeddings import load_embeddings
    from auxadvisor.tagger.vectors import freeze

    return freeze(load_embeddings(name, offline=True), data.sentences, folder)


def span_f1(data: TaggingData, places: Places, predicted: Sequence[Sequence[str]]) -> float:
    """F1 of spans, out of 100, by one scorer for everybody."""
    from auxadvisor.experiments.scoring import score, sentence_counts

    gold = [data.gold[place] for place in places]
    return float(score(sentence_counts("ner", gold, predicted).sum(axis=0)))


def tokens_of(data: TaggingData, places: Places) -> int:
    """How many tokens some sentences have."""
    return sum(len(data.sentences[place]) for place in places)
