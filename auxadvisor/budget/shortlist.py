"""The probe that shortlists auxiliary languages, in turns with the ranking."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from auxadvisor.errors import DataError
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.runs import Work
from auxadvisor.experiments.settings import Setting
from auxadvisor.probe.evidence import losses_of
from auxadvisor.probe.labelled import FEWEST, Labelled
from auxadvisor.tagger.vectors import FrozenVectors

READ = 3000
"""Sentences at most that are probed, drawn: what bounds its time."""


def predicted(
    experiment: Experiment, work: Work, step: Callable[[str], None] = lambda _: None
) -> dict[str, float]:
    """What a probe makes of each auxiliary language beside the target, the best first.

    Args:
        experiment: whose languages are candidates.
        work: with vectors of all of them.
        step: told what is being done.

    Returns:
        Held-out loss a token of mono + X (``probe.evidence``) by the language's tag; lower is
        better. Training and development part are read, never the test part.

    Raises:
        DataError: there are too few sentences.
    """
    data, tokens = _labels(experiment)
    vectors = {
        name: FrozenVectors(one.name, one.matrix, one.rows[tokens], one.identity)
        for name, one in work.vectors.items()
    }
    found = {}
    for tag in experiment.languages:
        step(f"probing mono+{tag}")
        setting = Setting(f"mono+{tag}", (experiment.target.tag, tag))
        found[tag] = float(losses_of(data, vectors, setting).mean(axis=0).sum()) / len(tokens)
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _labels(experiment: Experiment) -> tuple[Labelled, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Sentences to probe on, in random order, and the places of their tokens in the corpus."""
    data, path = experiment.data, experiment.corpora["train"].path
    places = np.concatenate([data.train, data.dev])
    if len(places) < FEWEST:
        expected = f"{FEWEST} sentences or more to train and choose by, for --budget"
        raise DataError(path, None, expected, str(len(places)), "leave out --budget")
    places = np.random.default_rng(1).permutation(places)[:READ]
    starts = data.starts
    tokens = np.concatenate([np.arange(starts[place], starts[place + 1]) for place in places])
    sentences = tuple(data.sentences[place] for place in places)
    return Labelled(data.task, sentences, tuple(data.gold[place] for place in places)), tokens
