"""Gathers the facts of a case: what embeddings there are, how much text they were trained on."""

from __future__ import annotations

import json
from collections.abc import Mapping

from auxadvisor.assets import asset_path
from auxadvisor.embeddings.families import KINDS, Family
from auxadvisor.embeddings.pack import packed_languages
from auxadvisor.errors import AssetError
from auxadvisor.inputs import TextSize
from auxadvisor.languages import Language
from auxadvisor.pack import EMBEDDINGS
from auxadvisor.published import MULTI, bpemb_sizes, cached, published
from auxadvisor.rank import Ranking
from auxadvisor.recommendation.case import AUTO
from auxadvisor.records import Pool
from auxadvisor.situation import Pretrained, Resources, Situation

PACK_FILES = {"bpe": "bpe.json", "flair": "forward.json"}
"""What says how the pack's embeddings of a kind were trained."""


def chosen_kind(kind: str, target: Language, offline: bool) -> str:
    """A kind of embeddings: the named one, or what ``auto`` stands for.

    That is BPEmb, the paper's, where it has the target's and may be fetched or lies in the cache;
    else the pack's.
    """
    if kind != AUTO:
        return kind
    name = KINDS["bpemb"](target.tag)
    if name is not None and (not offline or _bpemb(name).at_hand):
        return "bpemb"
    return "pack"


def gather(
    pool: Pool,
    ranking: Ranking | None,
    family: Family,
    raw: Mapping[str, TextSize],
    sentences: int | None,
) -> Situation:
    """Put together what is known.

    Args:
        pool: the target and the candidates.
        ranking: of those that it left, if any.
        family: of the embeddings that would be trained on.
        raw: sizes of the raw texts given, by tag.
        sentences: labelled ones, if a corpus was given.
    """

    def resources(language: Language) -> Resources:
        size = raw.get(language.tag, TextSize(0, 0, 0))
        found = pretrained(family, language.tag)
        return Resources(language, found, size.characters, size.tokens)

    ranked, contenders = [], []
    if ranking is not None:
        pool = ranking.pool
        ranked = [pool.candidates[place] for place in ranking.order]
        contenders = [pool.tags[place] for place in ranking.contenders]
    apart = [one.language for one in pool.set_aside]
    return Situation(
        target=resources(pool.target),
        candidates=tuple(resources(language) for language in (*ranked, *apart)),
        contenders=tuple(contenders),
        multilingual=multilingual(family, pool.target.tag),
        sentences=sentences,
    )


def pretrained(family: Family, tag: str) -> Pretrained | None:
    """The embeddings of a family for a language, with what is known of them."""
    name = family.name(tag)
    if name is None:
        return None
    source = name.partition("/")[0]
    if tag in dict(family.given):
        return Pretrained(name, at_hand=True)
    if source == "pack":
        return Pretrained(name, characters=_pack_characters(name), at_hand=True)
    if source == "bpemb":
        return _bpemb(name)
    return Pretrained(name, at_hand=_at_hand(name))


def multilingual(family: Family, target: str) -> Pretrained | None:
    """The family's multilingual embeddings, if they were trained on the target too.

    BPEmb's were on all its languages, the pack's on all of the pack's; FLAIR's on some 300 that
    nobody lists, so they are taken to cover any.
    """
    found = pretrained(family, MULTI)
    if found is None or MULTI in dict(family.given):
        return found
    covered = {
        "pack": target in packed_languages(),
        "bpemb": KINDS["bpemb"](target) is not None,
        "flair": True,
    }
    return found if covered[found.name.partition("/")[0]] else None


def _bpemb(name: str) -> Pretrained:
    """BPEmb's at the paper's size, else at the largest that there is."""
    code = name.split("/")[1]
    if name == f"bpemb/{code}":
        most = max(size for size in bpemb_sizes()[code] if size <= 200_000)
        name = name if most == 200_000 else f"{name}/{most}/300"
    pieces = published(name)[0].name.split("/")[2]
    return Pretrained(name, pieces=int(pieces), at_hand=_at_hand(name))


def _at_hand(name: str) -> bool:
    return all(cached(file) is not None for one in published(name) for file in one.files)


def _pack_characters(name: str) -> int:
    _, tag, kind = name.split("/")
    path = asset_path(f"{EMBEDDINGS}/{tag}/{PACK_FILES[kind]}")
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        return int(about["training"]["text"]["characters"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = f"{type(error).__name__}: {error}"
        raise AssetError(
            f"{path}: expected how the embeddings were trained, found {found}; reinstall auxadvisor"
        ) from error
