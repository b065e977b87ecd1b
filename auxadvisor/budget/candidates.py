"""What an experiment on a budget is of: the settings of candidates and of finalists."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.settings import settings_named
from auxadvisor.published import MULTI

SHARED = ("mono", "mono+multi", "meta")
"""Settings that are trained in full whoever the finalists are."""


def settings_of(experiment: Experiment, languages: Sequence[str]) -> Experiment:
    """An experiment with the settings that a budget trains.

    Args:
        experiment: any of the same family of embeddings.
        languages: tags of those that are added alone, and that ``meta`` weighs.
    """
    has_multi = experiment.family.name(MULTI) is not None
    shared = [name for name in SHARED if has_multi or name != "mono+multi"]
    names = [*shared[:-1], *(f"mono+{tag}" for tag in languages), shared[-1]]
    found = settings_named(names, experiment.target.tag, languages, has_multi)
    return replace(experiment, languages=tuple(languages), settings=found)


def identity_of(experiment: Experiment) -> str:
    """A hash of what all decisions have in common; minutes and seeds are no part of it."""
    languages = experiment.languages
    embeddings = settings_of(experiment, languages).embeddings
    said = repr((experiment.identity, sorted(languages), sorted(embeddings.items())))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
