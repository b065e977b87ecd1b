"""The embeddings that BPEmb and FLAIR have published, and where they lie once fetched.

``data/published.json`` names them. The cache is the folder of ``AUXADVISOR_CACHE_DIR``, else the
platform's; ``bpemb/`` in it is laid out as the bpemb library lays out its own, so that both can
share it.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from auxadvisor.assets import asset_path
from auxadvisor.downloads import LOCK, Patience, download, record_digest, recorded_digest
from auxadvisor.errors import AssetError, SettingsError
from auxadvisor.whole_files import digest_of

TABLE = "published.json"
CACHE_VARIABLE, MIRROR_VARIABLE = "AUXADVISOR_CACHE_DIR", "AUXADVISOR_MIRROR"
BPEMB_SIZE, BPEMB_DIMENSION = 200_000, 300
"""The paper's, taken where a name says none."""
LARGE = 50_000
"""Pieces. A vocabulary ends where a Wikipedia is too small for more: of its 275 languages half have
25,000 at most, the paper's five all have 200,000. A judgement, no measurement."""
MULTI = "multi"
"""The code of the multilingual embeddings, BPEmb's and FLAIR's."""
FetchProgress = Callable[[Path, int, int | None], None]
"""Told the file, the bytes that are there and, where known, those of the whole."""


@dataclass(frozen=True)
class PublishedFile:
    """A file on a server.

    Attributes:
        url: its address.
        path: its place below the cache.
        archive: whether the server sends it in a ``.tar.gz``.
    """

    url: str
    path: str
    archive: bool = False


@dataclass(frozen=True)
class Published:
    """Published embeddings by name.

    Attributes:
        name: ``bpemb/fi/200000/300``, ``flair/fi-forward``.
        language: their publisher's code of it.
        files: that they consist of.
    """

    name: str
    language: str
    files: tuple[PublishedFile, ...]


def cache_folder() -> Path:
    """Where fetched files go."""
    import platformdirs

    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else platformdirs.user_cache_path("auxadvisor")


def bpemb_sizes() -> dict[str, list[int]]:
    """Vocabulary sizes that exist, by BPEmb's code of the language."""
    return dict(_table()["bpemb"]["sizes"])


def has_large_bpemb(code: str | None) -> bool:
    """Whether BPEmb has a vocabulary of ``LARGE`` pieces or more of a language, by BPEmb's code."""
    return max(bpemb_sizes().get(code or "", [0])) >= LARGE


def flair_models() -> dict[str, str]:
    """Addresses of FLAIR's language models by name."""
    return dict(_table()["flair"]["models"])


def published(name: str) -> tuple[Published, ...]:
    """What a name stands for.

    ``bpemb/fi`` is the paper's size, ``bpemb/fi/10000/100`` any other; ``flair/fi`` is the pair of
    models, ``flair/fi-forward`` one.

    Raises:
        SettingsError: nothing of that name was published; nothing else is taken for it.
    """
    kind, _, rest = name.partition("/")
    if kind == "bpemb" and rest:
        return (_bpemb(name, *rest.split("/")),)
    if kind == "flair" and rest:
        models = flair_models()
        names = [rest] if rest in models else [f"{rest}-forward", f"{rest}-backward"]
        if all(one in models for one in names):
            return tuple(_flair(one) for one in names)
        raise SettingsError(f"{name}: FLAIR has published no such model; {_near(rest, models)}")
    raise SettingsError(f"{name}: expected a name such as bpemb/fi/10000/100 or flair/fi-forward")


def is_published(name: str) -> bool:
    """Whether something is published under a name; it goes before a folder that is called so."""
    try:
        return bool(published(name))
    except SettingsError:
        return False


def forward_model(*codes: str) -> Published | None:
    """FLAIR's forward model of a language by the first of its codes that has one."""
    known = flair_models()
    names = (f"{code}-forward" for code in codes)
    return next((_flair(name) for name in names if name in known), None)


def cached(file: PublishedFile) -> Path | None:
    """Where a file lies in the cache, if it does."""
    path = cache_folder() / file.path
    return path if path.is_file() else None


def fetch(
    wanted: Published,
    offline: bool = False,
    patience: Patience | None = None,
    mirror: str | None = None,
    progress: FetchProgress = lambda _path, _done, _total: None,
) -> tuple[Path, ...]:
    """The files in the cache, downloaded if they are not there; those that are there are checked.

    Args:
        wanted: what to fetch.
        offline: whether what is missing is an error instead.
        patience: with a server that fails.
        mirror: a server that stands for the publishers'; by default ``AUXADVISOR_MIRROR``'s.
        progress: told each file, and its bytes so far and in all.

    Raises:
        AssetError: a file is missing and may not, or cannot, be fetched; or it is not what it was
            when it arrived.
    """
    found = []
    for file in wanted.files:
        path = cache_folder() / file.path
        found.append(path)
        if path.is_file():
            _check(path)
            continue
        url = mirrored(file.url, mirror or os.environ.get(MIRROR_VARIABLE))
        if offline:
            raise AssetError(
                f"{path}: {wanted.name} is not in the cache and --offline forbids fetching it; run "
                f"'auxadvisor assets fetch {wanted.name}' with a network, or put what {url} has "
                "there by hand"
            )
        download(
            url,
            path,
            archive=file.archive,
            patience=patience,
            progress=partial(progress, path),
        )
    return tuple(found)


def verify_cached() -> list[tuple[Path, str | None]]:
    """Every file of the cache with what is wrong with it; ``None`` where nothing is.

    A file that was put there by hand has no sha256 yet: it is recorded now.
    """
    checked: list[tuple[Path, str | None]] = []
    for path in sorted(path for path in cache_folder().glob("*/**/*") if path.is_file()):
        if path.suffix in (".sha256", ".part") or path.name.endswith((".part.json", LOCK)):
            continue
        if recorded_digest(path) is None:
            record_digest(path)
        checked.append((path, _wrong(path)))
    return checked


def _check(path: Path) -> None:
    """Raise where a file is not what it was; one that was put there by hand is as it is."""
    if recorded_digest(path) is not None and (wrong := _wrong(path)):
        raise AssetError(f"{path}: {wrong}; remove it and fetch it anew")


def _wrong(path: Path) -> str | None:
    expected, found = recorded_digest(path), digest_of(path)
    return None if found == expected else f"expected sha256 {expected}, found {found}"


def mirrored(url: str, mirror: str | None) -> str:
    """The address at a mirror: another server, the same path behind the mirror's own."""
    if not mirror:
        return url
    there = urlsplit(mirror)
    if there.scheme not in ("http", "https") or not there.netloc:
        raise SettingsError(
            f"--mirror {mirror!r}: expected an address such as https://mirror.local"
        )
    path = there.path.rstrip("/") + urlsplit(url).path
    return urlunsplit((there.scheme, there.netloc, path, "", ""))


@cache
def _table() -> dict[str, Any]:
    return dict(json.loads(asset_path(TABLE).read_text(encoding="utf-8")))


def _bpemb(name: str, language: str, *sizes: str) -> Published:
    table = _table()["bpemb"]
    known = table["sizes"].get(language)
    if known is None:
        raise SettingsError(f"{name}: BPEmb has no {language!r}; {_near(language, table['sizes'])}")
    try:
        given = [int(size) for size in sizes]
    except ValueError:
        given = [0, 0, 0]
    if len(given) > 2:
        raise SettingsError(f"{name}: expected bpemb/LANGUAGE/PIECES/DIMENSIONS, whole numbers")
    size, dimension = (*given, *(BPEMB_SIZE, BPEMB_DIMENSION)[len(given) :])
    dimensions = table["dimensions_multi" if language == MULTI else "dimensions"]
    for found, exist, what in ((size, known, "pieces"), (dimension, dimensions, "dimensions")):
        if found not in exist:
            listed = ", ".join(map(str, exist))
            raise SettingsError(
                f"{name}: BPEmb's {language} has no {found} {what}; it has {listed}"
            )
    base = table["base_multi" if language == MULTI else "base"]
    files = []
    for template in (table["model"], table["vectors"]):
        remote = template.format(lang=language, vs=size, dim=dimension)
        local = remote.removesuffix(".tar.gz")
        files.append(PublishedFile(base + remote, f"bpemb/{local}", archive=local != remote))
    return Published(f"bpemb/{language}/{size}/{dimension}", language, tuple(files))


def _flair(name: str) -> Published:
    url = flair_models()[name]
    return Published(f"flair/{name}", name.split("-")[0], (PublishedFile(url, f"flair/{name}.pt"),))


def _near(name: str, known: dict[str, Any]) -> str:
    near = difflib.get_close_matches(name, known)
    return f"near: {', '.join(near)}" if near else "see 'auxadvisor assets list'"
