"""Which character model stands for each candidate in d*_P."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auxadvisor.errors import SettingsError
from auxadvisor.languages import catalogue
from auxadvisor.pack import language_model
from auxadvisor.published import Published, cached, fetch, forward_model
from auxadvisor.records import MeasureSettings, Pool


@dataclass(frozen=True)
class ModelChoice:
    """The models of one column of distances.

    Attributes:
        name: ``pack``, ``flair``, or ``given`` where every model is the user's.
        paths: of the forward model of each candidate that has one, by tag.
        missing: why a candidate has none, by tag.
        notes: what a reader must know of them.
    """

    name: str
    paths: dict[str, Path]
    missing: dict[str, str]
    notes: tuple[str, ...] = ()


def choose_models(pool: Pool, settings: MeasureSettings) -> ModelChoice:
    """One kind of model for all candidates, but for those of which the user gave one.

    Raises:
        SettingsError: an unknown kind.
        AssetError: ``flair`` was asked for, and a model can neither be found nor fetched.
    """
    kind = settings.char_models
    if kind not in MODELS:
        raise SettingsError(f"--char-models {kind!r}: expected one of {', '.join(MODELS)}")
    given = {tag: path for tag, path in pool.aux_models.items() if tag in pool.tags}
    others = [tag for tag in pool.tags if tag not in given]
    name, found, missing = MODELS[kind](others, settings) if others else ("given", {}, {})
    paths = {tag: given.get(tag) or found[tag] for tag in pool.tags if tag in given or tag in found}
    if not (given and found):
        return ModelChoice(name if found else "given", paths, missing)
    note = (
        f"d*_P mixes models: {', '.join(sorted(given))} given by you, the others {name}'s; models "
        "of different texts and sizes are not strictly comparable"
    )
    return ModelChoice(name, paths, missing, (note,))


Chosen = tuple[str, dict[str, Path], dict[str, str]]
"""Name of the kind, paths, and reasons for gaps."""


def _packs(tags: list[str], settings: MeasureSettings) -> Chosen:
    del settings
    found = {tag: path for tag in tags if (path := language_model(tag)) is not None}
    reason = "the pack has no character model of it; give --aux-lm"
    return "pack", found, {tag: f"{reason} {tag}=FILE" for tag in tags if tag not in found}


def _flairs(tags: list[str], settings: MeasureSettings) -> Chosen:
    models = {tag: _published_model(tag) for tag in tags}
    found = {
        tag: fetch(model, offline=settings.offline)[0]
        for tag, model in models.items()
        if model is not None
    }
    reason = "FLAIR published no model of it; give --aux-lm"
    return "flair", found, {tag: f"{reason} {tag}=FILE" for tag in tags if tag not in found}


def _best_at_hand(tags: list[str], settings: MeasureSettings) -> Chosen:
    """FLAIR's, if the cache has one of every candidate; else the pack's. Nothing is fetched."""
    models = [_published_model(tag) for tag in tags]
    if all(model is not None and _is_cached(model) for model in models):
        return _flairs(tags, settings)
    return _packs(tags, settings)


def _published_model(tag: str) -> Published | None:
    language = catalogue().get(tag)
    codes = [tag] if language is None or language.bpemb is None else [tag, language.bpemb]
    return forward_model(*codes)


def _is_cached(model: Published) -> bool:
    return all(cached(file) is not None for file in model.files)


MODELS: dict[str, Callable[[list[str], MeasureSettings], Chosen]] = {
    "auto": _best_at_hand,
    "flair": _flairs,
    "pack": _packs,
}
"""Where the models come from, by the name that ``--char-models`` takes."""
