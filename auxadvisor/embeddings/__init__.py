"""Sources of embeddings, one file each: frozen vectors by word type or by token in context.

``SOURCES`` is the folder's table of names. A new source is one file and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auxadvisor.embeddings.byte_pair import load_bpemb
from auxadvisor.embeddings.pack import load_pack_byte_pairs, pack_language_models
from auxadvisor.embeddings.sources import TokenEmbeddings, TypeEmbeddings
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.errors import SettingsError
from auxadvisor.published import fetch, published

Embeddings = TypeEmbeddings | TokenEmbeddings


def load_embeddings(name: str, offline: bool = False) -> Embeddings:
    """Embeddings by name.

    ``pack/fi/bpe`` and ``pack/fi/flair`` are the pack's; ``bpemb/fi``, ``bpemb/fi/10000/100``,
    ``flair/fi`` and ``flair/fi-forward`` the published ones, fetched if need be; ``bpemb/FOLDER``
    and ``flair/FOLDER`` those of ``embed bpe`` and ``embed lm``; ``word2vec/FILE`` word vectors.

    Raises:
        SettingsError: no such source, or nothing of that name.
        AssetError: what is named is neither at hand nor can be fetched.
        DataError: a file says something else than expected.
    """
    source, _, rest = name.partition("/")
    if source not in SOURCES or not rest:
        known = ", ".join(f"{one}/…" for one in SOURCES)
        raise SettingsError(f"embeddings {name!r}: expected one of {known}")
    return SOURCES[source](rest, offline)


def _pack(rest: str, offline: bool) -> Embeddings:
    del offline
    tag, _, kind = rest.partition("/")
    if kind == "bpe":
        return load_pack_byte_pairs(tag)
    if kind == "flair":
        return _flair_of(f"pack/{rest}", pack_language_models(tag))
    raise SettingsError(f"embeddings 'pack/{rest}': expected pack/{tag}/bpe or pack/{tag}/flair")


def _bpemb(rest: str, offline: bool) -> Embeddings:
    folder = Path(rest)
    if folder.is_dir():
        models, vectors = sorted(folder.glob("*.model")), sorted(folder.glob("*.w2v.bin"))
        if len(models) != 1 or len(vectors) != 1:
            found = f"{len(models)} and {len(vectors)}"
            raise SettingsError(f"{folder}: expected one .model and one .w2v.bin, found {found}")
        return load_bpemb(models[0], vectors[0], f"bpemb/{folder.name}")
    (wanted,) = published(f"bpemb/{rest}")
    model, matrix = fetch(wanted, offline)
    return load_bpemb(model, matrix, wanted.name)


def _flair(rest: str, offline: bool) -> Embeddings:
    folder = Path(rest)
    if folder.is_dir():
        paths = tuple(folder / way for way in ("forward", "backward"))
        return _flair_of(f"flair/{folder.name}", paths)
    wanted = published(f"flair/{rest}")
    return _flair_of(f"flair/{rest}", tuple(fetch(one, offline)[0] for one in wanted))


def _flair_of(name: str, paths: tuple[Path, ...]) -> Embeddings:
    from auxadvisor.embeddings.flair import FlairEmbeddings
    from auxadvisor.language_models.char_lstm_files import read_model

    return FlairEmbeddings(name, tuple(read_model(path) for path in paths))


def _word2vec(rest: str, offline: bool) -> Embeddings:
    del offline
    return load_word_vectors(Path(rest), f"word2vec/{Path(rest).name}")


SOURCES: dict[str, Callable[[str, bool], Embeddings]] = {
    "pack": _pack,
    "bpemb": _bpemb,
    "flair": _flair,
    "word2vec": _word2vec,
}
"""Sources by the first part of a name: what loads the rest of it, from disk only if offline."""
