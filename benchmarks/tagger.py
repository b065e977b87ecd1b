"""The tagger beside its peers and its limits, on es_conll02 and the pack's Spanish byte pairs.

python benchmarks/tagger.py [--only PARTS] [--threads N] [--quick]

Parts:
train    tokens a second of training, against flair's SequenceTagger and ModelTrainer
wide     the same on vectors of 600 components, the width of the paper's BPEmb
tag      tokens a second of tagging and of evaluation, against flair's predict and evaluate
quality  F1 of the development part over five seeds, ours and flair's
limit    what of a training step is the LSTM, which torch computes
crf      loss and gradients of our CRF, against pytorch-crf's
seeds    five runs one after another, in a pool of processes, and batched in one LSTM
memory   speed and memory of meta-embeddings of six sets, vectors on disk

Every figure is taken in a process of its own, with torch's threads as --threads says; quality has
as many processes of one thread. The whole takes about 20 minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from statistics import mean, stdev, variance

from measuring import Row, parser, say, show, write_report
from tagger_data import EMBEDDINGS, QUICK, WIDE, Found, Job, Scale, Setup, work

from auxadvisor.json_values import Json

OURS, FLAIR, STEPS = "tagger_workers.py", "tagger_flair.py", "tagger_steps.py"
ASKED = {"train": 8.0, "tag": 5.0, "crf": 3.0}
"""Times the peer's speed."""
ASKED_MB = 3000.0
CORPUS = "es_conll02"


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--only", help="parts, with commas between; the report is then not written")
    made.add_argument("--threads", type=int, default=2, help="of torch, for all alike (default: 2)")
    made.add_argument("--quick", action="store_true", help="see if it works; no report is written")
    options = made.parse_args()
    wanted = options.only.split(",") if options.only else list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        made.error(f"--only {','.join(unknown)}: expected some of {', '.join(PARTS)}")
    job = Job(str(options.shared.resolve()), options.threads)
    faster = work(OURS, "fastest", job)[0]["bits"] == [16.0]
    precisions = ("float32", "bfloat16") if faster else ("float32",)
    setup = Setup(job, QUICK if options.quick else Scale(), precisions)
    figures: dict[str, Json] = {"corpus": CORPUS, "threads": options.threads}
    figures |= {name: PARTS[name](setup) for name in wanted}
    if not (options.no_report or options.only or options.quick):
        write_report("tagger", figures, ("torch", "flair", "pytorch-crf"))


@cache
def speeds(setup: Setup, embeddings: str = EMBEDDINGS) -> dict[str, list[tuple[Found, float]]]:
    """For ``train`` and ``tag``: what each tool's turns found, and their peaks in MB."""
    scale = setup.scale
    job = replace(
        setup.job,
        sentences=scale.trained,
        held=scale.held,
        epochs=scale.epochs,
        embeddings=embeddings,
    )
    cases = {"flair": (FLAIR, job)}  # it tags in batches of two sizes, we twice
    for name, precision in setup.ours.items():
        cases[name] = (OURS, replace(job, precision=precision, repeats=2))
    found: dict[str, list[tuple[Found, float]]] = {name: [] for name in cases}
    for turn in range(1, scale.turns + 1):
        for name, (script, told) in cases.items():
            say(f"speed of {name}: turn {turn} of {scale.turns}")
            result, run = work(script, "speed", told)
            found[name].append((result, run.peak_mb))
    return found


def train(setup: Setup, embeddings: str = EMBEDDINGS) -> dict[str, Json]:
    """Training: an epoch that flair embeds in, and those behind it; the best of all turns."""
    rows = {
        name: {
            "tokens/s, first epoch": max(found["training"][0] for found, _ in turns),
            "tokens/s": max(max(found["training"][1:]) for found, _ in turns),
            "peak MB": max(peak for _, peak in turns),
        }
        for name, turns in speeds(setup, embeddings).items()
    }
    title = f"Training on {embeddings}, batches of 64, {setup.scale.trained} sentences"
    shown = against("flair", f"{title}{asked('train')}", rows, "tokens/s")
    return {"sentences": setup.scale.trained, **shown}


def wide(setup: Setup) -> dict[str, Json]:
    """The same at the width of the paper's embeddings, 600 components a word."""
    return train(setup, WIDE)


def tag(setup: Setup) -> dict[str, Json]:
    """Tagging from words on, and evaluation: tagging and scoring; the best of all turns."""
    rows = {
        name: {
            "tagged tokens/s": max(max(found["tagging"]) for found, _ in turns),
            "evaluated tokens/s": max(max(found["evaluation"]) for found, _ in turns),
        }
        for name, turns in speeds(setup).items()
    }
    theirs = rows["flair"]["evaluated tokens/s"]
    for row in rows.values():
        row["evaluation, times flair"] = row["evaluated tokens/s"] / theirs
    title = f"Tagging, {setup.scale.held} sentences{asked('tag')}"
    return {"sentences": setup.scale.held, **against("flair", title, rows, "tagged tokens/s")}


def quality(setup: Setup) -> dict[str, Json]:
    """F1 after the same epochs on the same sentences; one process of one thread a run.

    The batches are not the same: flair shuffles by itself, and we put sentences of like length
    together. flair's loss is the sum of a batch's, bounded mostly by clipping; it has dropout
    behind the LSTM too, and its transitions begin at N(0, 1), ours within .1 of 0. The rows
    "flair's step" are ours with steps as long as flair's.
    """
    scale = setup.scale
    job = replace(
        setup.job,
        threads=1,
        sentences=scale.learnt,
        held=scale.held,
        epochs=scale.rounds,
        batch=scale.batch,
    )
    cases = {"flair": (FLAIR, job)}
    for name, precision in setup.ours.items():
        for ending, as_flair in (("", False), (", flair's step", True)):
            told = replace(job, precision=precision, as_flair=as_flair)
            cases[name + ending] = (OURS, told)
    runs = [(name, seed) for name in cases for seed in scale.seeds]

    def f1(run: tuple[str, int]) -> float:
        name, seed = run
        say(f"quality of {name}: seed {seed}")
        script, told = cases[name]
        return work(script, "quality", replace(told, seeds=(seed,)))[0]["f1"][0]

    with ThreadPoolExecutor(setup.job.threads) as pool:
        scores = dict(zip(runs, pool.map(f1, runs), strict=True))
    by_case = {name: [scores[name, seed] for seed in scale.seeds] for name in cases}
    rows: list[Row] = []
    for name, values in by_case.items():
        spread = ((variance(values) + variance(by_case["flair"])) / 2) ** 0.5
        difference = mean(values) - mean(by_case["flair"])
        rows.append(
            {
                "": name,
                "mean F1": mean(values),
                "std": stdev(values),
                "less flair": difference,
                "in std": abs(difference) / spread if spread else None,
            }
        )
    sizes = f"{scale.learnt} sentences, {scale.rounds} epochs, batches of {scale.batch}"
    show(f"F1, {sizes} (asked: within 1 std of flair)", rows)
    listed: dict[str, Json] = {name: list[Json](values) for name, values in by_case.items()}
    return {"of": sizes, "scores": listed, **by_name(rows)}


def limit(setup: Setup) -> dict[str, Json]:
    """What an epoch's time is made of."""
    scale = setup.scale
    rows: list[Row] = []
    for name, precision in setup.ours.items():
        say(f"limit of {name}")
        job = replace(
            setup.job, sentences=scale.trained, repeats=scale.repeats, precision=precision
        )
        found = {part: values[0] for part, values in work(STEPS, "limit", job)[0].items()}
        tokens, epoch = found.pop("tokens"), found["epoch"]
        shares = {f"share of {part}": seconds / epoch for part, seconds in found.items()}
        rows.append(
            {
                "": name,
                "tokens/s": tokens / epoch,
                "tokens/s, LSTMs alone": tokens / found["LSTMs alone"],
                "LSTMs in steps": found["LSTMs alone"] / found["steps"],
                "their products in LSTMs": found["their products"] / found["LSTMs alone"],
                **{key: value for key, value in shares.items() if key != "share of epoch"},
            }
        )
    show("What a training epoch is made of, as shares of its time", rows)
    return {"sentences": scale.trained, **by_name(rows)}


def crf(setup: Setup) -> dict[str, Json]:
    """Loss and gradients of the CRF against pytorch-crf's."""
    say("crf")
    job = replace(setup.job, sentences=setup.scale.trained, repeats=setup.scale.repeats)
    rows: list[Row] = [
        {"": case, "auxadvisor, s": ours, "pytorch-crf, s": theirs, "times": theirs / ours}
        for case, (ours, theirs) in work(STEPS, "crf", job)[0].items()
    ]
    show(f"CRF, loss and gradients, batches of 64{asked('crf')}", rows)
    return by_name(rows)


def seeds(setup: Setup) -> dict[str, Json]:
    """Runs that differ in the seed: one after another, side by side, and in one LSTM."""
    scale, threads = setup.scale, setup.job.threads
    job = replace(
        setup.job,
        sentences=scale.learnt,
        epochs=scale.epochs,
        seeds=scale.seeds,
        precision=setup.precisions[-1],
    )
    shares = [
        replace(job, threads=1, seeds=scale.seeds[first::threads]) for first in range(threads)
    ]
    whole, pool, balanced = [], [], []
    for turn in range(1, scale.turns + 1):
        say(f"seeds: turn {turn} of {scale.turns}")
        whole.append(work(OURS, "seeds", job)[0]["seconds"][0])
        with ThreadPoolExecutor(threads) as workers:
            done = list(workers.map(lambda share: work(OURS, "seeds", share)[0], shares))
        seconds = [found["seconds"][0] for found in done]
        pool.append(max(seconds))
        balanced.append(sum(seconds) / threads)
    rows: list[Row] = [
        {"": name, "seconds": min(taken), "times the first": min(whole) / min(taken)}
        for name, taken in (
            (f"one process, {threads} threads", whole),
            (f"{threads} processes, one thread each", pool),
            ("the same, were none idle at the end", balanced),
        )
    ]
    show(f"{len(scale.seeds)} runs of one setting, {job.precision}", rows)
    return {"runs": by_name(rows), "LSTM": batched(setup)}


def batched(setup: Setup) -> dict[str, Json]:
    """One LSTM, forward and backward, for five models."""
    threads = setup.job.threads
    rows: list[Row] = []
    for precision in setup.precisions:
        job = replace(setup.job, repeats=10 * setup.scale.repeats, precision=precision)
        found = {name: values[0] for name, values in work(STEPS, "batched", job)[0].items()}
        rows.append(
            {
                "": precision,
                f"in turn, {threads} threads, s": found["in turn"],
                f"in {threads} processes, s": found["one thread"] / threads,
                f"batched, {threads} threads, s": found["bmm"],
                "in turn / batched": found["in turn"] / found["bmm"],
                "in processes / batched": found["one thread"] / threads / found["bmm"],
            }
        )
    show("LSTM of five models, 30 steps of 64 sentences, forward and backward", rows)
    return by_name(rows)


def memory(setup: Setup) -> dict[str, Json]:
    """Meta-embeddings of six sets."""
    say("memory")
    job = replace(setup.job, sentences=setup.scale.whole, precision=setup.precisions[-1])
    found, run = work(OURS, "memory", job)
    row: Row = {
        "": f"meta, six sets, {job.precision}",
        "tokens/s": max(found["training"]),
        "peak MB before training": found["peak MB before training"][0],
        "peak MB": run.peak_mb,
    }
    show(f"Memory (asked: below {ASKED_MB:.0f} MB)", [row])
    return by_name([row])


def asked(part: str) -> str:
    """For a table's title."""
    return f" (asked: {ASKED[part]:.0f} times the peer's speed)"


def against(
    peer: str, title: str, rows: Mapping[str, Mapping[str, float]], speed: str
) -> dict[str, Json]:
    """Show rows with their ratio to the peer's speed, and give them as JSON."""
    theirs = rows[peer][speed]
    shown: list[Row] = [
        {"": name, f"times {peer}": row[speed] / theirs, **row} for name, row in rows.items()
    ]
    show(title, shown)
    return by_name(shown)


def by_name(rows: Sequence[Row]) -> dict[str, Json]:
    """Rows as JSON."""
    return {str(row[""]): {key: value for key, value in row.items() if key} for row in rows}


PARTS: dict[str, Callable[[Setup], dict[str, Json]]] = {
    "train": train,
    "wide": wide,
    "tag": tag,
    "quality": quality,
    "limit": limit,
    "crf": crf,
    "seeds": seeds,
    "memory": memory,
}

if __name__ == "__main__":
    main()
