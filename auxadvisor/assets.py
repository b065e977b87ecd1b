"""The pack: the files in ``data/`` that make auxadvisor work with no network.

``manifest.json`` names every file with what it is, where it comes from, its licence and its
sha256; ``scripts/build_pack.py`` writes both. Nothing in the pack is running text.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from auxadvisor.errors import AssetError
from auxadvisor.whole_files import digest_of

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Asset:
    """One file of the pack.

    Attributes:
        path: its path below the pack's folder.
        what: what it holds, in words.
        source: where the numbers in it were computed from.
        licence: of the source, and so of the file.
        sha256: hex digest of the file.
        size: bytes.
    """

    path: str
    what: str
    source: str
    licence: str
    sha256: str
    size: int


def pack_folder() -> Path:
    """Where the pack lies: inside the installed package, or beside it in a checkout.

    Raises:
        AssetError: there is no pack at either place.
    """
    package = Path(str(files("auxadvisor")))
    for folder in (package / "data", package.parent / "data"):
        if (folder / MANIFEST).is_file():
            return folder
    raise AssetError(
        f"the pack's {MANIFEST} is neither in {package / 'data'} nor in {package.parent / 'data'}: "
        "expected an installed auxadvisor or a whole checkout; reinstall with "
        "'pip install --force-reinstall auxadvisor'"
    )


def asset_path(name: str) -> Path:
    """The path of a file of the pack, which is what the manifest says.

    Raises:
        AssetError: the file is missing, or its content is not what the manifest says.
    """
    path = _present(name)
    if name != MANIFEST:
        now = path.stat()
        _check(path, name, now.st_mtime_ns, now.st_size)
    return path


@cache
def manifest() -> tuple[Asset, ...]:
    """Every file of the pack, as its manifest lists it.

    Raises:
        AssetError: the manifest is missing or damaged.
    """
    path = asset_path(MANIFEST)
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Asset(**entry) for entry in listed["assets"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        found = f"{type(error).__name__}: {error}"
        raise AssetError(
            f"{path}: expected the pack's manifest, found {found}; reinstall auxadvisor"
        ) from error


@cache
def pack_version() -> str:
    """The pack's name in signatures: the first eight digits of its manifest's sha256."""
    return hashlib.sha256(asset_path(MANIFEST).read_bytes()).hexdigest()[:8]


def verify(asset: Asset) -> None:
    """Check a file of the pack against the manifest.

    Raises:
        AssetError: the file is missing or its content is not what the manifest says.
    """
    path = _present(asset.path)
    found = digest_of(path)
    if found != asset.sha256:
        raise AssetError(
            f"{path}: expected sha256 {asset.sha256}, found {found}; reinstall auxadvisor"
        )


def _present(name: str) -> Path:
    path = pack_folder() / name
    if not path.is_file():
        raise AssetError(
            f"{path}: expected a file of the pack, found none; reinstall auxadvisor, or run "
            "'python scripts/build_pack.py' in a checkout"
        )
    return path


@cache  # once in a process: what is asked for often is hashed again only where it was written anew
def _check(path: Path, name: str, written: int, size: int) -> None:
    del path, written, size
    listed = {asset.path: asset for asset in manifest()}
    if name not in listed:
        raise AssetError(f"{_present(name)}: expected a file that {MANIFEST} lists, found another")
    verify(listed[name])
