"""A trained tagger in a folder that holds all it needs: weights, embeddings, and what it is.

::

    from auxadvisor.tagger.saved import load_tagger

    tagger = load_tagger("runs/es/meta/seed-1")
    tagger.tag([["María", "vive", "en", "Vigo", "."]])
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save

from auxadvisor.corpora import Task, to_iob2
from auxadvisor.embeddings import Embeddings, Stored
from auxadvisor.embeddings.stored import FORMS
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.json_values import check_seal, json_text, sealed
from auxadvisor.tagger.batches import sentence_starts
from auxadvisor.tagger.crf import illegal_transitions
from auxadvisor.tagger.model import Architecture, Combination, Tagger
from auxadvisor.tagger.training import predict
from auxadvisor.tagger.vectors import freeze, plain
from auxadvisor.whole_files import digest_of, write_whole, written_whole

ABOUT, WEIGHTS, EMBEDDINGS = "tagger.json", "model.safetensors", "embeddings"
KIND, FORMAT = "auxadvisor tagger", 2
NEXT = "train the tagger again with 'auxadvisor train'"

Tokens = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Recipe:
    """What a tagger is made of, besides its weights.

    Attributes:
        task: ``ner`` for spans, inside which the tags are BIOES, or ``pos``.
        language: tag of the language that it was trained on.
        architecture: of the network.
        embeddings: in the order of the architecture's sizes.
        sets: what each set is called in the setting: a language's tag, ``multi`` or ``noise``.
        legal: pairs of tags that may follow each other; empty where all may.
    """

    task: Task
    language: str
    architecture: Architecture
    embeddings: tuple[Stored, ...]
    sets: tuple[str, ...]
    legal: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class SavedTagger:
    """A tagger that is ready to tag.

    Attributes:
        recipe: what it is made of.
        model: the network.
        embeddings: what it reads words by.
    """

    recipe: Recipe
    model: Tagger
    embeddings: tuple[Embeddings, ...]

    def tag(self, sentences: Tokens) -> list[tuple[str, ...]]:
        """The tags of each sentence's tokens; spans are written as IOB2."""
        return self.tag_and_attend(sentences)[0]

    def tag_and_attend(
        self, sentences: Tokens
    ) -> tuple[list[tuple[str, ...]], list[NDArray[np.float32]] | None]:
        """The tags, and of each sentence the attention's weights ``(tokens, sets)``.

        The weights are ``None`` for a tagger without attention.
        """
        filled = [place for place, sentence in enumerate(sentences) if sentence]
        tags: list[tuple[str, ...]] = [()] * len(sentences)
        names, count = self.recipe.architecture.tags, len(self.recipe.sets)
        weights = [np.zeros((0, count), dtype=np.float32)] * len(sentences)
        if not filled:
            return tags, weights if self.has_attention else None
        chosen = [sentences[place] for place in filled]
        vectors = [freeze(one, chosen) for one in self.embeddings]
        starts = sentence_starts([len(sentence) for sentence in chosen])
        found, attention = predict(self.model, vectors, starts, np.arange(len(chosen)))
        for place, start, end in zip(filled, starts, starts[1:], strict=False):
            named = tuple(names[number] for number in found[start:end])
            tags[place] = to_iob2(named) if self.recipe.task == "ner" else named
            if attention is not None:
                weights[place] = attention[start:end]
        return tags, weights if self.has_attention else None

    @property
    def has_attention(self) -> bool:
        """Whether its embeddings are weighed."""
        return self.recipe.architecture.combination == "meta"


def save_tagger(folder: Path, recipe: Recipe, model: Tagger) -> None:
    """Write ``tagger.json``, ``model.safetensors`` and the embeddings' files into a folder.

    The first has the sha256 of all others, and of itself.

    Raises:
        SettingsError: a file cannot be written.
    """
    kept = [
        _kept(one, folder / EMBEDDINGS / f"{recipe.embeddings.index(one)}-{plain(one.name)}")
        if one.files
        else one
        for one in recipe.embeddings
    ]
    with written_whole(folder / WEIGHTS) as part:
        part.write_bytes(save({name: w.contiguous() for name, w in model.state_dict().items()}))
    stored = [
        {"name": one.name, "form": one.form}
        | {"files": [file.relative_to(folder).as_posix() for file in one.files]}
        for one in kept
    ]
    files = [folder / WEIGHTS, *(file for one in kept for file in one.files)]
    about = {"kind": KIND, "format": FORMAT} | asdict(recipe) | {"embeddings": stored}
    about |= {"sha256": {file.relative_to(folder).as_posix(): digest_of(file) for file in files}}
    write_whole(folder / ABOUT, json_text(sealed(about)))


def _kept(stored: Stored, folder: Path) -> Stored:
    """The embeddings in a folder, where older ones of the same name may lie."""
    for file in stored.files:
        there = folder / file.name
        if there.exists() and not there.samefile(file):
            there.unlink()
    return stored.kept_in(folder)


def load_tagger(folder: Path | str) -> SavedTagger:
    """Read a tagger that ``save_tagger`` wrote.

    Raises:
        SettingsError: the folder holds no tagger.
        DataError: a file is missing, or says something else than expected.
    """
    folder = Path(folder)
    path = folder / ABOUT
    if not path.is_file():
        raise SettingsError(f"{folder}: expected a trained tagger's folder, found no {ABOUT} in it")
    recipe, digests = _read_recipe(folder)
    model = _network(recipe, path)
    weights = folder / WEIGHTS
    for name, digest in digests.items():
        _check_file(folder / name, digest)
    try:
        model.load_state_dict(load_file(weights))
    except (OSError, SafetensorError, RuntimeError) as error:
        found = " ".join(str(error).split())[:200]
        raise DataError(weights, None, "the tagger's weights", found, NEXT) from error
    model.eval()
    embeddings = tuple(_loaded(one, path) for one in recipe.embeddings)
    for one, size in zip(embeddings, recipe.architecture.sizes, strict=True):
        if one.size != size:
            raise DataError(path, None, f"{one.name} of size {size}", str(one.size), NEXT)
    return SavedTagger(recipe, model, embeddings)


def _read_recipe(folder: Path) -> tuple[Recipe, dict[str, str]]:
    """What the tagger is made of, and the sha256 of each file of it."""
    path = folder / ABOUT
    try:
        about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if (about["kind"], about["format"]) != (KIND, FORMAT):
            raise DataError(path, None, f"{KIND!r}, format {FORMAT}", "something else", NEXT)
        shape = about["architecture"]
        architecture = Architecture(
            **shape | {"sizes": tuple(shape["sizes"]), "tags": tuple(shape["tags"])}
        )
        embeddings = tuple(
            Stored(one["name"], one["form"], tuple(folder / file for file in one["files"]))
            for one in about["embeddings"]
        )
        legal = tuple((before, after) for before, after in about["legal"])
        recipe = Recipe(
            about["task"], about["language"], architecture, embeddings, tuple(about["sets"]), legal
        )
        _check(recipe)
        check_seal(about)
        return recipe, dict(about["sha256"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _not_made(path, error) from error


def _check_file(path: Path, expected: str) -> None:
    """Raise where a file is not what was saved: a number in it may be another one."""
    try:
        found = digest_of(path)
    except OSError as error:
        raise DataError(path, None, "a file of the tagger", str(error), NEXT) from error
    if found != expected:
        raise DataError(path, None, f"a file of the tagger, of sha256 {expected}", found, NEXT)


def _check(recipe: Recipe) -> None:
    """Raise a ``ValueError`` for what would be taken for something else."""
    known = {
        "task": (recipe.task, get_args(Task)),
        "combination": (recipe.architecture.combination, get_args(Combination)),
    } | {f"form of {one.name}": (one.form, tuple(FORMS)) for one in recipe.embeddings}
    for what, (found, names) in known.items():
        if found not in names:
            raise ValueError(f"{what} {found!r} is none of {', '.join(names)}")
    counts = (len(recipe.architecture.sizes), len(recipe.embeddings), len(recipe.sets))
    if len(set(counts)) > 1:
        raise ValueError("{} sizes, {} embeddings, {} sets".format(*counts))
    if not all(isinstance(name, str) for name in (*recipe.architecture.tags, *recipe.sets)):
        raise ValueError("a tag or a set that is no name")


def _network(recipe: Recipe, path: Path) -> Tagger:
    try:
        illegal = None
        if recipe.legal:
            illegal = illegal_transitions(recipe.architecture.tags, recipe.legal)
        return Tagger(recipe.architecture, illegal)
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _not_made(path, error) from error


def _loaded(stored: Stored, path: Path) -> Embeddings:
    try:
        return stored.load()
    except DataError as error:
        raise DataError(error.path, error.line, error.expected, error.found, NEXT) from error
    except (SettingsError, ValueError, IndexError) as error:
        raise _not_made(path, error) from error


def _not_made(path: Path, error: Exception) -> DataError:
    found = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return DataError(path, None, "what a tagger is made of", found, NEXT)
