"""What a probe of the user's own labels says of the candidates and of multilingual embeddings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from importlib.util import find_spec

from auxadvisor.corpora import Corpus, Task
from auxadvisor.embeddings.families import Family
from auxadvisor.errors import NO_TORCH
from auxadvisor.languages import share_script
from auxadvisor.recommendation.case import Case
from auxadvisor.situation import Losses, Pretrained, Resources, Situation

SENTENCES = 1000
"""That are probed at most: the tagger learns from some hundreds, the others only judge it."""


@dataclass(frozen=True)
class ByLabels:
    """What a probe makes of the candidates.

    Attributes:
        tags: of those that were probed: in turns the smallest loss and the closest.
        tied: tags that may be as good as the first.
        losses: of the first of them and of multilingual embeddings, if there are any and the
            record shows that they choose well on such a task with so many labels.
        signature: how the probe was made.
        said: who leads, how sure that is, and what such an order was worth elsewhere.
        of_choice: what it was worth to choose so between a language and multilingual embeddings.
    """

    tags: tuple[str, ...]
    tied: tuple[str, ...]
    losses: Losses | None
    signature: str
    said: tuple[str, ...]
    of_choice: tuple[str, ...] = ()

    def reorder(self, situation: Situation) -> Situation:
        """Those that were probed before the others, in their order."""
        place = {tag: rank for rank, tag in enumerate(self.tags)}
        candidates = sorted(
            situation.candidates, key=lambda one: place.get(one.language.tag, len(place))
        )
        return replace(
            situation,
            candidates=tuple(candidates),
            contenders=self.tied,
            ordered_by="a probe of the labels",
            losses=self.losses,
        )


def lacking(case: Case, chosen: Family, situation: Situation) -> str | None:
    """What a probe would need that is not there; ``None`` where it needs nothing.

    Args:
        case: perhaps with a tagged corpus.
        chosen: whose embeddings would be trained on.
        situation: the target and the candidates.
    """
    parts, target = _probed_parts(case), situation.target
    if not parts:
        return "there are no labels: name a tagged corpus with --corpus"
    if not any(_same_script(one, target) for one in situation.candidates):
        return f"no candidate is written in {target.language.script}"
    if not _has_embeddings(target) or not _usable(situation):
        whose = "any candidate" if _has_embeddings(target) else str(target.language)
        mend = (
            "train some with 'auxadvisor embed', and name them with --embeddings LANGUAGE=NAME"
            if chosen.kind in ("pack", "pack-flair")
            else "say --embeddings pack, or fetch those of "
            f"{chosen.kind} with 'auxadvisor assets fetch'"
        )
        return f"there are no embeddings of {whose} here: {mend}"
    if find_spec("torch") is None:
        return NO_TORCH
    from auxadvisor.probe.labelled import FEWEST, FEWEST_WORDS, sampled

    count = sum(len(part.sentences) for part in parts.values())
    if count < FEWEST:
        return f"{count} labelled sentences are too few: {FEWEST} would do"
    drawn = sampled(list(parts.values()), case.task, SENTENCES)
    if len(drawn.tags) < 2:
        return f"the {SENTENCES:,} sentences that it draws have one tag only"
    if drawn.words < FEWEST_WORDS:
        return f"the sentences that it draws have {drawn.words} different words only"
    return None


def by_labels(
    case: Case,
    chosen: Family,
    situation: Situation,
    progress: Callable[[str], None],
    executor: Executor | None = None,
) -> ByLabels:
    """Probe the first of the candidates whose embeddings are here; ``lacking`` must find nothing.

    Args:
        case: with a tagged corpus.
        chosen: whose embeddings would be trained on.
        situation: the candidates in the order of the ranking.
        progress: told what is being done.
        executor: of the probe's settings; by default they are scored here, one after another.

    Raises:
        DataError: a sentence has no tags.
    """
    from auxadvisor.experiments.auxiliaries import in_turns
    from auxadvisor.probe.probing import CANDIDATES, TAGGER, probe, set_up
    from auxadvisor.probe.wording import verdict, worth_said
    from auxadvisor.probe.worth import worth_on

    languages = [one.language.tag for one in _usable(situation)[:CANDIDATES]]
    multilingual = situation.multilingual
    made = set_up(
        case.target.tag,
        _probed_parts(case),
        task=case.task,
        sentences=SENTENCES,
        embeddings=chosen.said,
        languages=languages,
        multilingual=multilingual is not None and multilingual.at_hand,
    )
    found = probe(made, True, progress, executor, by_size=False)
    standing, task, sentences = found.standings, made.data.task, made.trained_on
    loss = {row.name: row.loss for row in standing.rows}
    tags = in_turns(made.added_by(standing.answers), languages, len(languages))
    worth, losses = worth_on(task, sentences), None
    if "mono+multi" in loss and worth is not None and worth.chooses:
        losses = Losses(loss[f"mono+{tags[0]}"], loss["mono+multi"])
    return ByLabels(
        tags,
        made.added_by(standing.tied),
        losses,
        f"probe:{TAGGER},sentences={len(made.data.sentences)},seed={made.seed}",
        (
            *verdict(found, task),
            *worth_said(task, sentences),
        ),
        tuple(_choice_said(multilingual, task, sentences)),
    )


def _choice_said(multilingual: Pretrained | None, task: Task, sentences: int) -> list[str]:
    from auxadvisor.probe.wording import choice_said

    if multilingual is None:
        return []
    if multilingual.at_hand:
        return choice_said(task, sentences)
    fetch = f"auxadvisor assets fetch {multilingual.name}"
    return [f"Multilingual embeddings were not probed, for they are not here: '{fetch}'."]


def _probed_parts(case: Case) -> dict[str, Corpus]:
    return {name: part for name, part in case.parts.items() if name != "test"}


def _usable(situation: Situation) -> list[Resources]:
    """The candidates that can be probed."""
    target = situation.target
    return [
        one for one in situation.candidates if _has_embeddings(one) and _same_script(one, target)
    ]


def _same_script(one: Resources, target: Resources) -> bool:
    return share_script(one.language.script, target.language.script)


def _has_embeddings(one: Resources) -> bool:
    return one.embeddings is not None and one.embeddings.at_hand
