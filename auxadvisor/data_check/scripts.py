"""Scripts: another one than the target's, and letters of two in one word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from auxadvisor.data_check.data import Data
from auxadvisor.data_check.findings import Finding, Severity, Sightings, counted
from auxadvisor.language_models.text import script_of
from auxadvisor.languages import SCRIPT_PARTS, Language, script_parts

LOOK_ALIKE = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Cher"})
"""Scripts that share the shapes of letters, so that one is typed for another and not seen."""
FEW_LETTERS = 2
"""Letters of a word in which two scripts are no mistake: ``μm``."""


def other_script(data: Data) -> Iterator[Finding]:
    """A part that is mostly in another script than the target is written in."""
    for name, part in data.parts.items():
        found = next(iter(shares(data.words[name])), None)
        if data.target is not None and found is not None and not belongs(found, data.target):
            what = f"most letters are {found}; {data.target} is written in {data.target.script}"
            advice = "see whether it is the right file, or --target the right language"
            yield Finding(Severity.warning, name, part.path, what, advice)


def foreign_words(data: Data) -> Iterator[Finding]:
    """Words without a letter of the part's main script: names, mostly, or leftovers."""
    for name, part in data.parts.items():
        words = data.words[name]
        main = written_with(next(iter(shares(words)), ""))
        odd = {word for word in words if (found := scripts_of(word)) and not found & main}
        seen = Sightings()
        for one in part.sentences if odd else ():
            for place, token in enumerate(one.tokens):
                if token in odd:
                    seen.add(part.line_of(one, place), token)
        if seen.count:
            what = f"{counted(seen.count, 'token')} in another script: {seen.quoted}"
            advice = "right for names and quotations; the target's embeddings know none of them"
            yield Finding(Severity.note, name, part.path, what, advice, tuple(seen.lines))


def two_scripts(data: Data) -> Iterator[Finding]:
    """Letters of two scripts side by side in a word: one only looks like the right one."""
    for name, part in data.parts.items():
        odd = {word for word in data.words[name] if mixes_scripts(word)}
        seen = Sightings()
        for one in part.sentences if odd else ():
            for place, token in enumerate(one.tokens):
                if token in odd:
                    seen.add(part.line_of(one, place), f"{token} ({_named(token)})")
        if seen.count:
            what = f"{counted(seen.count, 'word')} with letters of two scripts: "
            what += ", ".join(seen.examples)
            advice = "write each word in one script: letters that look alike are not the same"
            yield Finding(Severity.warning, name, part.path, what, advice, tuple(seen.lines))


def mixes_scripts(word: str) -> bool:
    """Whether letters of different scripts that look alike stand side by side.

    A word of two letters (``μm``) does not count, nor do parts at a hyphen (``β-Carotin``).

    >>> mixes_scripts("Стаханoв"), mixes_scripts("QPR准备"), mixes_scripts("β-Carotin")
    (True, False, False)
    """
    if word.isascii() or sum(map(str.isalpha, word)) <= FEW_LETTERS:
        return False
    scripts = [script_of(character) for character in word]
    return any(a != b and a in LOOK_ALIKE and b in LOOK_ALIKE for a, b in pairwise(scripts))


def scripts_of(word: str) -> set[str]:
    """The scripts of a word's letters."""
    if word.isascii():
        return {"Latn"} if any(map(str.isalpha, word)) else set()
    return {script for character in word if (script := script_of(character))}


def shares(words: Mapping[str, int]) -> dict[str, float]:
    """The share of each script among the letters of some words, the largest first.

    Args:
        words: with their number of tokens.
    """
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            if script := script_of(character):
                counts[script] += count
    return {script: count / counts.total() for script, count in counts.most_common()}


def written_with(script: str) -> frozenset[str]:
    """The scripts that some language writes together with one: for kana, also Han."""
    together = (parts for parts in SCRIPT_PARTS.values() if script in parts)
    return frozenset({script}).union(*together)


def belongs(script: str, language: Language) -> bool:
    """Whether a language is written with letters of a script."""
    return script in script_parts(language.script)


def _named(word: str) -> str:
    """The letters of the rarer script of a word: ``Cyrl а``."""
    scripts = Counter(script for character in word if (script := script_of(character)))
    rarer = scripts.most_common()[-1][0]
    return f"{''.join(c for c in word if script_of(c) == rarer)} is {rarer}"
