"""The order of the candidates by a probe of the user's own labels, where that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from auxadvisor.embeddings.families import Family
from auxadvisor.errors import SettingsError
from auxadvisor.languages import share_script
from auxadvisor.recommendation.case import Case
from auxadvisor.situation import Resources, Situation


@dataclass(frozen=True)
class ByLabels:
    """What a probe makes of the candidates.

    Attributes:
        tags: of those that were probed, the smallest loss first.
        tied: tags that may be as good as the first.
        said: who leads, how sure that is, and what such an order was worth elsewhere.
    """

    tags: tuple[str, ...]
    tied: tuple[str, ...]
    said: tuple[str, ...]

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
        )


def by_labels(
    case: Case, chosen: Family, situation: Situation, progress: Callable[[str], None]
) -> ByLabels:
    """Probe the first of the candidates whose embeddings are here.

    Args:
        case: with a tagged corpus.
        chosen: whose embeddings would be trained on.
        situation: the candidates in the order of the ranking.
        progress: told what is being done.

    Raises:
        SettingsError: there is no corpus, or embeddings of the target or of all candidates would
            have to be fetched or trained first.
        DataError: there are too few labelled sentences.
    """
    from auxadvisor.probe.probing import CANDIDATES, probe, set_up
    from auxadvisor.probe.wording import stability_said, verdict, worth_said

    corpora = {name: part for name, part in case.parts.items() if name != "test"}
    if not corpora:
        raise SettingsError("--probe reads labels: name a tagged corpus with --corpus")
    target = situation.target
    usable = [one for one in situation.candidates if _is_here(one, target)]
    if not _has_embeddings(target) or not usable:
        whose = "any candidate" if _has_embeddings(target) else str(target.language)
        raise SettingsError(
            f"--probe: there are no embeddings of {whose} here; say --embeddings pack, or fetch "
            f"those of {chosen.kind} with 'auxadvisor assets fetch'"
        )
    languages = [one.language.tag for one in usable[:CANDIDATES]]
    made = set_up(case.target.tag, corpora, embeddings=chosen.said, languages=languages)
    found, task = probe(made, offline=True, step=progress), made.data.task
    return ByLabels(
        made.added_by(found.standings.answers),
        made.added_by(found.standings.tied),
        (*verdict(found, task), *stability_said(found), *worth_said(task)),
    )


def _is_here(one: Resources, target: Resources) -> bool:
    return _has_embeddings(one) and share_script(one.language.script, target.language.script)


def _has_embeddings(one: Resources) -> bool:
    return one.embeddings is not None and one.embeddings.at_hand
