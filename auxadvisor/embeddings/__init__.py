"""Sources of embeddings, one file each: frozen vectors by word type or by token in context.

``SOURCES`` is the folder's table of names. A new source is one file, one line here, and one in
``stored.FORMS`` if its files have a form of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auxadvisor.embeddings.noise import Noise
from auxadvisor.embeddings.pack import pack_byte_pairs, pack_language_models, packed_languages
from auxadvisor.embeddings.sources import TokenEmbeddings, TypeEmbeddings
from auxadvisor.embeddings.stored import Embeddings, Stored
from auxadvisor.errors import SettingsError
from auxadvisor.published import Published, fetch, is_published, published

__all__ = [
    "Embeddings",
    "Stored",
    "TokenEmbeddings",
    "TypeEmbeddings",
    "load_embeddings",
    "locate",
    "packed_languages",
]


def load_embeddings(name: str, offline: bool = False) -> Embeddings:
    """Embeddings by name.

    ``pack/fi/bpe`` and ``pack/fi/flair`` are the pack's; ``bpemb/fi``, ``bpemb/fi/10000/100``,
    ``flair/fi`` and ``flair/fi-forward`` the published ones, fetched if need be; ``bpemb/FOLDER``
    and ``flair/FOLDER`` those of ``embed bpe`` and ``embed lm`` (``bpemb/./fi`` where something
    published is called so, too); ``word2vec/FILE`` word vectors;
    ``noise/100/0.5`` random ones of that size and standard deviation.

    Raises:
        SettingsError: no such source, or nothing of that name.
        AssetError: what is named is neither at hand nor can be fetched.
        DataError: a file says something else than expected.
    """
    return locate(name, offline).load()


def locate(name: str, offline: bool = False) -> Stored:
    """Where the embeddings of a name lie, fetched if need be.

    Raises:
        SettingsError, AssetError: as ``load_embeddings``.
    """
    source, _, rest = name.partition("/")
    if source not in SOURCES or not rest:
        known = ", ".join(f"{one}/…" for one in SOURCES)
        raise SettingsError(f"embeddings {name!r}: expected one of {known}{_meant(Path(name))}")
    return SOURCES[source](rest, offline)


def _meant(path: Path) -> str:
    """How files that are named without their source should be named; "" where there are none."""
    if path.is_file():
        return f"; did you mean word2vec/{path}?"
    if path.is_dir():
        source = "flair" if (path / "forward.json").exists() else "bpemb"
        return f"; did you mean {source}/{path}?"
    return ""


def _pack(rest: str, offline: bool) -> Stored:
    del offline
    tag, _, kind = rest.partition("/")
    if kind == "bpe":
        return Stored(f"pack/{rest}", "compact byte-pair", pack_byte_pairs(tag))
    if kind == "flair":
        models = pack_language_models(tag)
        files = tuple(model.with_suffix(end) for model in models for end in _MODEL_FILES)
        return Stored(f"pack/{rest}", "flair", files)
    raise SettingsError(f"embeddings 'pack/{rest}': expected pack/{tag}/bpe or pack/{tag}/flair")


def _bpemb(rest: str, offline: bool) -> Stored:
    folder = Path(rest)
    if _is_folder("bpemb", rest):
        models, vectors = sorted(folder.glob("*.model")), sorted(folder.glob("*.w2v.bin"))
        if len(models) != 1 or len(vectors) != 1:
            found = f"{len(models)} and {len(vectors)}"
            raise SettingsError(f"{folder}: expected one .model and one .w2v.bin, found {found}")
        return Stored(f"bpemb/{folder.name}", "byte-pair", (models[0], vectors[0]))
    (wanted,) = _published("bpemb", rest)
    return Stored(wanted.name, "byte-pair", fetch(wanted, offline))


def _flair(rest: str, offline: bool) -> Stored:
    folder = Path(rest)
    if _is_folder("flair", rest):
        ways = ("forward", "backward")
        files = tuple((folder / way).with_suffix(end) for way in ways for end in _MODEL_FILES)
        return Stored(f"flair/{folder.name}", "flair", files)
    wanted = _published("flair", rest)
    return Stored(f"flair/{rest}", "flair", tuple(fetch(one, offline)[0] for one in wanted))


def _is_folder(source: str, rest: str) -> bool:
    """Whether a name is a folder's; what is published goes before, and ``./fi`` is a folder."""
    return Path(rest).is_dir() and not is_published(f"{source}/{rest}")


def _published(source: str, rest: str) -> tuple[Published, ...]:
    """What is published under a name that is no folder's."""
    try:
        return published(f"{source}/{rest}")
    except SettingsError as error:
        raise SettingsError(f"{error}; nor is there a folder {rest}") from None


def _word2vec(rest: str, offline: bool) -> Stored:
    del offline
    return Stored(f"word2vec/{Path(rest).name}", "word2vec", (Path(rest),))


def _noise(rest: str, offline: bool) -> Stored:
    del offline
    return Stored(Noise.named(f"noise/{rest}").name, "noise", ())


_MODEL_FILES = (".safetensors", ".json")
SOURCES: dict[str, Callable[[str, bool], Stored]] = {
    "pack": _pack,
    "bpemb": _bpemb,
    "flair": _flair,
    "word2vec": _word2vec,
    "noise": _noise,
}
"""Sources by the first part of a name: what finds the rest of it, on disk only if offline."""
