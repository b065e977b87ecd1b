"""A recommendation: ranking, walked flow, what speaks for it, what it costs, what to run next."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from auxadvisor import __version__
from auxadvisor.advice import Advice, Choice, advise
from auxadvisor.assets import pack_version
from auxadvisor.corpora import Task
from auxadvisor.costs import Cost, cost
from auxadvisor.embeddings.families import KINDS, Family
from auxadvisor.errors import SettingsError
from auxadvisor.inputs import words_of
from auxadvisor.language_check import mismatch
from auxadvisor.languages import Language, catalogue
from auxadvisor.paper import over_mono
from auxadvisor.pool import build_pool
from auxadvisor.published import MULTI
from auxadvisor.rank import Ranking, rank
from auxadvisor.recommendation.case import Case
from auxadvisor.recommendation.facts import chosen_kind, gather
from auxadvisor.recommendation.labels import ByLabels, by_labels, lacking
from auxadvisor.records import MeasureSettings, Pool
from auxadvisor.situation import BATCH_OF_FEW, FEW, Situation, Thresholds
from auxadvisor.verdict import verdict

TASKS: tuple[Task, ...] = ("ner", "pos")
SEEDS = 5
"""As many as ``train`` runs by default."""
PLACEHOLDER = "train.conll"
"""Stands in the command where no corpus was given."""
PROOFS: dict[Choice, tuple[str, ...]] = {
    "meta": ("mono", "mono+multi", "meta"),
    "mono+multi": ("mono", "mono+multi"),
    "mono+X": ("mono", "mono+multi", "mono+X"),
    "mono": ("mono",),
    "multi": ("multi",),
    "none": (),
}
"""The settings that show whether an advice holds."""
MODELS = Path("models")
"""Where the commands put embeddings that are trained first."""


@dataclass(frozen=True, eq=False)
class Recommendation:
    """What to do next, and all that speaks for and against it.

    Attributes:
        kind: of the embeddings.
        ranking: of the candidates; ``None`` where none is in the target's script.
        situation: what was found.
        thresholds: that the answers rest on.
        labels: what a probe of the labels found, where one was made.
        advice: the walked path.
        sure: sentences on how sure it is.
        cost: of the training that proves it.
        commands: to run next, in order.
        notes: what is odd about what was given.
    """

    kind: str
    ranking: Ranking | None
    situation: Situation
    thresholds: Thresholds
    labels: ByLabels | None
    advice: Advice
    sure: tuple[str, ...]
    cost: Cost
    commands: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def signature(self) -> str:
        """One line that says how the advice was come to."""
        bounds = self.thresholds
        enough = (
            f"characters={bounds.characters},pieces={bounds.pieces},"
            f"sentences={bounds.sentences},several={bounds.several}"
        )
        walked = ",".join(f"{step.key}={'yes' if step.yes else 'no'}" for step in self.advice.steps)
        parts = (f"advice:{self.advice.choice}", f"path:{walked}", f"enough:{enough}")
        probed = () if self.labels is None else (self.labels.signature,)
        ranked = _unranked(self.situation) if self.ranking is None else self.ranking.signature
        return "|".join((*parts, f"embeddings:{self.kind}", *probed, ranked))


def _unranked(situation: Situation) -> str:
    """In place of a ranking's signature."""
    target = situation.target.language.tag
    return f"target:{target}|candidates:0|pack:{pack_version()}|version:{__version__}"


def recommend(
    case: Case,
    thresholds: Thresholds | None = None,
    settings: MeasureSettings | None = None,
    progress: Callable[[str], None] = lambda _: None,
    probe: bool | None = None,
    executor: Executor | None = None,
) -> Recommendation:
    """Find the facts, walk the flow, and say what to run.

    Args:
        case: what there is.
        thresholds: by default as they stand.
        settings: of the measures.
        progress: told what is being done.
        probe: whether a probe of the labels orders the candidates, and chooses between the first
            of them and multilingual embeddings; by default where it has what it needs.
        executor: of the probe's settings; by default they are scored here, one after another.

    Raises:
        SettingsError: a name is unknown, or a probe is asked for and lacks something.
    """
    thresholds = thresholds or Thresholds()
    chosen = Family(chosen_kind(case.kind, case.target, case.offline), case.named)
    pool = _pool(case, chosen)
    ranking = rank(pool, settings=settings, progress=progress) if pool.candidates else None
    train = case.parts.get("train")
    sentences = None if train is None else len(train.sentences)
    situation = gather(pool, ranking, chosen, case.sizes, sentences)
    lacks, labels = lacking(case, chosen, situation), None
    if probe and lacks is not None:
        raise SettingsError(f"--probe: {lacks}")
    if probe is not False and lacks is None:
        labels = by_labels(case, chosen, situation, progress, executor)
        situation = labels.reorder(situation)
    advice = advise(situation, thresholds)
    return Recommendation(
        chosen.kind,
        ranking,
        situation,
        thresholds,
        labels,
        advice,
        _sure(advice, ranking, chosen.kind, case.task, labels, lacks),
        _cost(case, chosen.kind, situation, advice),
        _commands(case, chosen, situation, advice, thresholds),
        _notes(case),
    )


def _pool(case: Case, chosen: Family) -> Pool:
    given = set(case.aux_texts)
    able = [
        tag
        for tag in catalogue()
        if tag != case.target.tag and (tag in given or chosen.name(tag) is not None)
    ]
    train = case.parts.get("train")
    return build_pool(
        case.target.tag,
        case.candidates or able,
        text=case.text,
        corpus=None if train is None else words_of(train),
        aux_texts=case.aux_texts,
    )


def _sure(
    advice: Advice,
    ranking: Ranking | None,
    kind: str,
    task: Task | None,
    labels: ByLabels | None,
    lacks: str | None,
) -> tuple[str, ...]:
    if advice.choice in ("mono", "none"):
        return ()
    said = [_in_paper(advice.choice, kind, one) for one in (TASKS if task is None else (task,))]
    if labels is not None:
        asked = any(step.key == "probe" for step in advice.steps)
        return (*labels.said, *(labels.of_choice if asked or labels.losses is None else ()), *said)
    if ranking is not None and advice.choice in ("mono+X", "meta"):
        said += verdict(ranking)[:2]
    measured = "None of this was measured on your labels; the training below does that."
    look = "'--probe' looks at them" if lacks is None else f"A probe would, but {lacks}"
    return (*said, f"{measured} {look}.")


def _in_paper(choice: Choice, kind: str, task: Task) -> str:
    """What a choice changed in the paper, with embeddings of the same make."""
    make = "FLAIR" if kind in ("flair", "pack-flair") else "BPEmb"
    changes = over_mono(f"{task.upper()}-{make}", choice)
    unit = "F1" if task == "ner" else "accuracy"
    return (
        f"In the paper ({task.upper()}, {make}, large corpora) {choice} changed mono by "
        f"{fmean(changes):+.2f} points of {unit}, from {min(changes):+.2f} to {max(changes):+.2f} "
        f"in {len(changes)} cases."
    )


def _sets(situation: Situation, advice: Advice) -> tuple[tuple[str, ...], ...]:
    """The sets of embeddings of each setting that is trained."""
    target = situation.target.language.tag
    together = (target, *advice.languages, *([MULTI] if situation.multilingual else []))
    each: list[tuple[str, ...]] = [(target, tag) for tag in advice.languages]
    known: dict[str, list[tuple[str, ...]]] = {
        "mono": [(target,)],
        "multi": [(MULTI,)],
        "mono+multi": [(target, MULTI)] if situation.multilingual else [],
        "mono+X": each,
        "meta": [together],
    }
    return tuple(one for name in PROOFS[advice.choice] for one in known[name])


def _cost(case: Case, kind: str, situation: Situation, advice: Advice) -> Cost:
    """Of the training that proves an advice; its sizes are the training part's."""
    sets = _sets(situation, advice)
    found = {MULTI: situation.multilingual} | {
        one.language.tag: one.embeddings for one in (situation.target, *situation.candidates)
    }
    used = {tag for one in sets for tag in one}
    fetched = sum((have := found.get(tag)) is not None and not have.at_hand for tag in used)
    train = case.parts.get("train")
    words = None if train is None else [word for one in train.sentences for word in one.tokens]
    tokens = None if words is None else len(words)
    in_context = kind in ("flair", "pack-flair")
    types = None if words is None else tokens if in_context else len(set(words))
    return cost(kind, sets, SEEDS, fetched, tokens, types)


def _commands(
    case: Case, chosen: Family, situation: Situation, advice: Advice, thresholds: Thresholds
) -> tuple[str, ...]:
    """What to run: embeddings that must be trained first, then the training that proves it."""
    if advice.choice == "none":
        return ()
    by_tag = {one.language.tag: one for one in situation.candidates}
    used = [situation.target, *(by_tag[tag] for tag in advice.languages)]
    embeddings, commands = [chosen.kind], []
    for one in used:
        tag = one.language.tag
        if one.must_be_trained(thresholds) and tag in case.text_files:
            folder = MODELS / tag
            read = [] if case.encoding == Case.encoding else ["--encoding", case.encoding]
            text = ["--text", str(case.text_files[tag]), *read]
            commands.append(["embed", "bpe", *text, "--output", str(folder)])
            embeddings.append(f"{tag}=bpemb/{folder}")
        elif one.embeddings is not None and one.embeddings.name != KINDS[chosen.kind](tag):
            embeddings.append(f"{tag}={one.embeddings.name}")
    if situation.multilingual and MULTI in dict(chosen.given):
        embeddings.append(f"{MULTI}={situation.multilingual.name}")
    settings = [
        name
        for name in PROOFS[advice.choice]
        if name != "mono+multi" or situation.multilingual is not None
    ]
    train = [
        "train",
        "--target",
        case.target.tag,
        *(() if case.parts else ("--corpus", PLACEHOLDER)),
        *case.corpus_flags,
    ]
    train += ["--embeddings", ",".join(embeddings)]
    if advice.languages:
        train += ["--languages", ",".join(advice.languages)]
    train += ["--settings", ",".join(settings)]
    if situation.sentences is not None and situation.sentences < FEW:
        train += ["--batch-size", str(BATCH_OF_FEW)]
    if case.offline:
        train.append("--offline")
    return tuple(shlex.join(["auxadvisor", *words]) for words in (*commands, train))


def _notes(case: Case) -> tuple[str, ...]:
    """Texts that seem to be of another language, and what was not given."""
    notes = []
    texts: list[tuple[str, Language, Sequence[str]]] = [
        (str(corpus.path), case.target, [" ".join(one.tokens) for one in corpus.sentences])
        for corpus in case.parts.values()
    ]
    if case.text is not None:
        texts.append((case.text.source.path, case.target, case.text.sentences))
    texts += [
        (text.source.path, catalogue()[tag], text.sentences)
        for tag, text in case.aux_texts.items()
        if tag in catalogue()
    ]
    for path, language, sentences in texts:
        found = mismatch(language, sentences)
        if found is not None:
            notes.append(f"{path}: {found}; check the file, or name its language")
    if not case.parts:
        notes.append(
            f"no --corpus was given: put your tagged training file in place of {PLACEHOLDER}"
        )
    return tuple(notes)
