"""The pack's embeddings in ``data/embeddings/``: small byte-pair ones and character models."""

from __future__ import annotations

from pathlib import Path

from auxadvisor.assets import asset_path, pack_folder
from auxadvisor.errors import AssetError
from auxadvisor.pack import EMBEDDINGS, language_model


def packed_languages() -> tuple[str, ...]:
    """Tags that the pack has embeddings of, ``multi`` for the multilingual ones among them."""
    folder = pack_folder() / EMBEDDINGS
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def pack_byte_pairs(tag: str) -> tuple[Path, Path]:
    """Where the pack's byte-pair embeddings of a language lie: pieces, and their vectors.

    Raises:
        AssetError: it has none, or they are damaged.
    """
    name = f"{EMBEDDINGS}/{tag}/bpe"
    if not (pack_folder() / f"{name}.model").is_file():
        raise _missing(tag, "bpe")
    return asset_path(f"{name}.model"), asset_path(f"{name}.safetensors")


def pack_language_models(tag: str) -> tuple[Path, Path]:
    """Where the pack's forward and backward character models of a language lie.

    Raises:
        AssetError: it has none, or they are damaged.
    """
    forward, backward = language_model(tag), language_model(tag, forward=False)
    if forward is None or backward is None:
        raise _missing(tag, "lm")
    return forward, backward


def _missing(tag: str, kind: str) -> AssetError:
    return AssetError(
        f"the pack has no embeddings of {tag!r}, only of {', '.join(packed_languages())}; train "
        f"them with 'auxadvisor embed {kind} --text FILE --output FOLDER'"
    )
