"""Families of embeddings: whose stand for each language, and where a language has others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from auxadvisor.embeddings.pack import packed_languages
from auxadvisor.errors import SettingsError
from auxadvisor.languages import catalogue, resolve
from auxadvisor.published import BPEMB_DIMENSION, MULTI, bpemb_sizes, flair_models

BPEMB_MULTI = 320_000
"""Pieces of BPEmb's multilingual embeddings, which exist at 100,000, 320,000 and 1,000,000; the
paper does not say which it took."""
BPEMB_NAMES = {"gsw": "als"}
"""What BPEmb calls a language that the pack does not have, where that is not its tag."""


def _pack_byte_pairs(tag: str) -> str | None:
    return f"pack/{tag}/bpe" if tag in packed_languages() else None


def _pack_flair(tag: str) -> str | None:
    return f"pack/{tag}/flair" if tag in packed_languages() else None


def _bpemb(tag: str) -> str | None:
    if tag == MULTI:
        return f"bpemb/{MULTI}/{BPEMB_MULTI}/{BPEMB_DIMENSION}"
    language = catalogue().get(tag)
    code = language.bpemb if language is not None else BPEMB_NAMES.get(tag, tag)
    return f"bpemb/{code}" if code in bpemb_sizes() else None


def _flair(tag: str) -> str | None:
    language = catalogue().get(tag)
    codes = (tag, language.bpemb) if language is not None and language.bpemb else (tag,)
    models = flair_models()
    ways = ("forward", "backward")
    found = (code for code in codes if all(f"{code}-{way}" in models for way in ways))
    return next((f"flair/{code}" for code in found), None)


KINDS: dict[str, Callable[[str], str | None]] = {
    "pack": _pack_byte_pairs,
    "pack-flair": _pack_flair,
    "bpemb": _bpemb,
    "flair": _flair,
}
"""Families by the name that ``--embeddings`` takes: what gives the name of a language's embeddings,
for ``embeddings.locate``, or ``None`` where there are none."""


@dataclass(frozen=True)
class Family:
    """Whose embeddings are taken: a kind's, but for the languages of which others are named.

    Attributes:
        kind: a key of ``KINDS``.
        given: names of embeddings by tag.
    """

    kind: str
    given: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """As ``family`` takes it, and ``--embeddings`` with commas between."""
        return (self.kind, *(f"{tag}={name}" for tag, name in self.given))

    def name(self, tag: str) -> str | None:
        """Name of a language's embeddings; ``None`` where there are none."""
        return dict(self.given).get(tag) or KINDS[self.kind](tag)

    def named(self, tags: Iterable[str]) -> dict[str, str]:
        """Names by tag.

        Raises:
            SettingsError: a language has none.
        """
        found = {tag: self.name(tag) for tag in tags}
        for tag, name in found.items():
            if name is None:
                raise SettingsError(
                    f"--embeddings {self.kind}: there are none of {tag!r}; name some with "
                    f"--embeddings {tag}=word2vec/FILE, or train them with 'auxadvisor embed bpe' "
                    f"and name --embeddings {tag}=bpemb/FOLDER"
                )
        return {tag: name for tag, name in found.items() if name}


def family(specifications: Sequence[str]) -> Family:
    """What ``--embeddings`` says: a kind, and ``LANGUAGE=NAME`` for single languages.

    Raises:
        SettingsError: it says neither, or two kinds, or two names for a language.
    """
    kinds: list[str] = []
    given: dict[str, str] = {}
    for said in specifications:
        language, equals, name = said.partition("=")
        if equals and language and "/" in name:
            tag = MULTI if language == MULTI else resolve(language).tag
            if given.setdefault(tag, name) != name:
                raise SettingsError(
                    f"--embeddings: two names for {tag}, {given[tag]} and {name}; leave one out"
                )
        elif said in KINDS:
            kinds.append(said)
        else:
            raise SettingsError(
                f"--embeddings {said!r}: expected {', '.join(KINDS)}, or LANGUAGE=NAME such as "
                "fi=word2vec/vectors.bin, fi=bpemb/FOLDER or fi=flair/FOLDER"
            )
    if len(kinds) > 1:
        raise SettingsError(f"--embeddings: expected one kind for all, found {', '.join(kinds)}")
    return Family(kinds[0] if kinds else "pack", tuple(given.items()))
