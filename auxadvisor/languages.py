"""Languages: which the pack knows, how users name them, and which share a script.

A language is known by its tag: ISO 639-1 where there is a code, else ISO 639-3, with a script
behind it where the pack holds a language in a script that is not its usual one (``ks-Deva``).
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from auxadvisor.assets import asset_path
from auxadvisor.errors import SettingsError

CATALOGUE = "languages.json"
SCRIPT_PARTS = {
    "Hans": frozenset({"Hani"}),
    "Hant": frozenset({"Hani"}),
    "Jpan": frozenset({"Hani", "Hira", "Kana"}),
    "Kore": frozenset({"Hang", "Hani"}),
}
"""Scripts that are written with the letters of others; every other script is its own only part."""


MIN_NAME_LENGTH = 4
"""Anything shorter can only be a code: no language's English name is looked up for it."""


@dataclass(frozen=True)
class Language:
    """A language as the pack knows it.

    Attributes:
        tag: its name everywhere in auxadvisor, such as ``fi`` or ``ks-Deva``.
        name: its English name.
        script: ISO 15924 code of the script it is written in.
        bpemb: BPEmb's code for it, or ``None`` where BPEmb has no embeddings.
    """

    tag: str
    name: str
    script: str
    bpemb: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.tag})"


@cache
def catalogue() -> Mapping[str, Language]:
    """The pack's languages by tag."""
    listed = json.loads(asset_path(CATALOGUE).read_text(encoding="utf-8"))
    return {entry["tag"]: Language(**entry) for entry in listed["languages"]}


def resolve(name: str) -> Language:
    """The language a user means by a code or an English name.

    Takes ISO 639-1, 639-2 and 639-3 codes, retired codes, macrolanguages and English names:
    ``fi``, ``fin``, ``Finnish``; ``no`` and ``nb``; ``alb`` and ``sqi``; ``iw``. A language that
    exists but is not in the pack is returned with its usual script and no embeddings.

    Raises:
        SettingsError: no language of that name; the message has the nearest ones.
    """
    wanted = name.strip()
    known = catalogue()
    if wanted in known:
        return known[wanted]
    for language in known.values():
        if language.name.lower() == wanted.lower():
            return language
    tag = _tag(wanted)
    if tag is None:
        raise SettingsError(_unknown(wanted))
    return _in_catalogue(tag) or _outside(tag)


def _in_catalogue(tag: str) -> Language | None:
    """The pack's language for a standard tag, unless the tag asks for another script."""
    import langcodes

    known = catalogue()
    plain = tag.split("-", 1)[0]
    bases = [tag, plain, langcodes.standardize_tag(plain, macro=True)]
    found = next((known[b] for base in bases if (b := _ALIASES.get(base, base)) in known), None)
    if found is None or tag in (plain, found.tag):
        return found
    script = langcodes.Language.get(tag).maximize().script or found.script
    if f"{plain}-{script}" in known:  # zh-TW is written like zh-Hant
        return known[f"{plain}-{script}"]
    return found if share_script(script, found.script) else None


def _outside(tag: str) -> Language:
    """A language that the pack does not know."""
    import langcodes

    language = langcodes.Language.get(tag)
    script = _SCRIPTS.get(tag) or language.maximize().script or "Latn"
    return Language(tag, language.display_name(), script)


_SCRIPTS = {
    "grc": "Grek", "non": "Latn", "ojp": "Jpan", "okm": "Kore", "orv": "Cyrl", "sga": "Latn",
    "syc": "Syrc", "xcl": "Armn",
}  # fmt: skip
"""How corpora of old languages are written, where the registry says how stones are, or nothing."""
_ALIASES = {"no": "nb", "fil": "tl", "quy": "qu", "pbt": "ps"}
"""Tags that stand for a tag of the pack without being the same in the registries."""


def _tag(wanted: str) -> str | None:
    """The standard tag of a code or an English name; ``None`` for neither."""
    import langcodes
    from langcodes.tag_parser import LanguageTagError

    try:
        tag = langcodes.standardize_tag(wanted.replace("_", "-"))
        if langcodes.tag_is_valid(tag) and not _is_placeholder(tag):
            return tag
    except (LanguageTagError, ValueError):
        pass
    if len(wanted) < MIN_NAME_LENGTH or not wanted.isprintable():  # its table chokes on controls
        return None
    try:
        tag = langcodes.standardize_tag(langcodes.find(wanted).to_tag())
    except (LookupError, LanguageTagError):  # "private use" is the name of a range of tags
        return None
    return None if _is_placeholder(tag) else tag


def _is_placeholder(tag: str) -> bool:
    """Whether a tag is one of those that name no language: private use, undetermined, many."""
    code = tag.split("-", 1)[0]
    return code in ("und", "mul", "mis", "zxx", "x") or "qaa" <= code <= "qtz"


def _unknown(wanted: str) -> str:
    names = {str(language).lower(): str(language) for language in catalogue().values()}
    codes = {tag: str(language) for tag, language in catalogue().items()}
    plain = {language.name.lower(): str(language) for language in catalogue().values()}
    table = names | plain | codes
    near = difflib.get_close_matches(wanted.lower(), table, n=3, cutoff=0.6)
    found = list(dict.fromkeys(table[key] for key in near))
    advice = (
        f"did you mean {' or '.join(found)}?"
        if found
        else "give an ISO 639 code such as fi or fin, or an English name such as Finnish"
    )
    return f"no language is called {wanted!r}: {advice}"


def script_parts(script: str) -> frozenset[str]:
    """The scripts whose letters a script is written with: ``Jpan`` has Han and the two kana."""
    return SCRIPT_PARTS.get(script, frozenset({script}))


def share_script(one: str, other: str) -> bool:
    """Whether two scripts have letters in common, as the paper asks of an auxiliary language."""
    return not script_parts(one).isdisjoint(script_parts(other))


def in_pack(language: Language) -> bool:
    """Whether the pack knows a language in the script that it is written in here."""
    known = catalogue().get(language.tag)
    return known is not None and share_script(known.script, language.script)
