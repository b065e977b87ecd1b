"""From what a user says to an experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from auxadvisor.corpora import Corpus, Task
from auxadvisor.embeddings.families import Family, family
from auxadvisor.errors import SettingsError
from auxadvisor.experiments.auxiliaries import MOST, named, recommended
from auxadvisor.experiments.data import check_scored, tagging_data
from auxadvisor.experiments.experiment import Experiment
from auxadvisor.experiments.parts import check_tags
from auxadvisor.experiments.runs import PRECISIONS
from auxadvisor.experiments.settings import EACH, FIXED, NOISE, settings_named
from auxadvisor.language_models.char_lstm import device_named, fastest_precision
from auxadvisor.languages import Language, resolve
from auxadvisor.published import MULTI
from auxadvisor.tagger.training import TrainingSettings

ADDED = "mono+"
"""How the setting of one auxiliary language begins."""


def set_up(
    target: str,
    parts: Mapping[str, Corpus],
    *,
    task: Task | None,
    sentences: int | None,
    split_seed: int,
    embeddings: Sequence[str],
    languages: Sequence[str] | None,
    settings: Sequence[str],
    seeds: int,
    training: TrainingSettings,
    runs: Path,
    constrained: bool,
    device: str,
    precision: str,
    most: int = MOST,
    is_elsewhere: bool = False,
) -> Experiment:
    """Resolve names, choose what is left open, and see that all of it goes together.

    Args:
        target: code or English name of the language.
        parts: of the corpus, ``train`` and perhaps ``dev`` and ``test``.
        task: ``None`` to look at the tags.
        sentences: of the training part at most.
        split_seed: of parts that are drawn.
        embeddings: as ``families.family`` takes them.
        languages: codes or names of auxiliary languages; ``None`` for the first of the ranking.
        settings: names of ``settings``' table.
        seeds: how many; they are 1, 2, ….
        training: of each run.
        runs: folder of the runs.
        constrained: whether illegal transitions are kept out.
        device: of torch, or ``auto``.
        precision: ``float32``, ``bfloat16`` or ``auto``.
        most: languages of the ranking, where none are named.
        is_elsewhere: whether others may train: then this machine need not have the ``cuda`` device.

    Raises:
        SettingsError, DataError: something is unknown, missing or does not fit.
    """
    language = resolve(target)
    data = tagging_data(
        parts["train"], parts.get("dev"), parts.get("test"), task, sentences, split_seed
    )
    check_tags(data.tags, len(data.train), parts["train"])
    check_scored(data, parts)
    settings = [_resolved(name, language) for name in settings]
    chosen = family(embeddings)
    auxiliaries = _auxiliaries(language, languages, settings, parts["train"], chosen, most)
    has_multi = chosen.name(MULTI) is not None
    wanted = settings_named(settings, language.tag, auxiliaries, has_multi)
    chosen.named(name for one in wanted for name in one.sets if name != NOISE)
    place, products = _computed(device, precision, is_elsewhere)
    return Experiment(
        language,
        dict(parts),
        data,
        auxiliaries,
        chosen,
        wanted,
        tuple(range(1, seeds + 1)),
        training,
        runs,
        constrained,
        place,
        products,
    )


def _computed(device: str, precision: str, is_elsewhere: bool) -> tuple[str, torch.dtype]:
    """Where, and in what precision; ``auto`` is what this machine would take."""
    try:
        place = device_named(device)
    except SettingsError:
        if not (is_elsewhere and device.startswith("cuda")):
            raise
        if precision == "auto":
            raise SettingsError(
                f"--precision auto: this machine has no {device} to ask what it can; name "
                f"{' or '.join(PRECISIONS)}"
            ) from None
        return device, PRECISIONS[precision]
    return str(place), fastest_precision(place) if precision == "auto" else PRECISIONS[precision]


def _adds_language(setting: str) -> bool:
    """Whether a setting is ``mono+XX`` of one language."""
    return setting.startswith(ADDED) and setting not in FIXED and setting != EACH


def _resolved(setting: str, target: Language) -> str:
    """``mono+fin`` and ``mono+Finnish`` as ``mono+fi``; other settings as they are."""
    if not _adds_language(setting):
        return setting
    (tag,) = named(target, [setting.removeprefix(ADDED)], f"--settings {setting}")
    return f"{ADDED}{tag}"


def _auxiliaries(
    target: Language,
    languages: Sequence[str] | None,
    settings: Sequence[str],
    corpus: Corpus,
    chosen: Family,
    most: int,
) -> tuple[str, ...]:
    """Tags of those that are named, in ``languages`` or by a setting; else the ranking's first."""
    if languages is not None:
        return named(target, languages)
    single = [name.removeprefix(ADDED) for name in settings if _adds_language(name)]
    if single:
        return tuple(dict.fromkeys(single))
    needed = {EACH, "mono+all", "meta"} & set(settings)
    return recommended(target, corpus, chosen, most) if needed else ()
