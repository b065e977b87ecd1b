"""The text that character models read.

Those that count n-grams read lower-cased letters and marks, words one space apart: punctuation,
digits and symbols say more about a text's genre than about its language, so they become spaces.
Accents stay: dropping them costs agreement with Table 4 (``docs/benchmarks.md``). Those that are
trained for tagging read the text as a tagger sees it: every token, one space apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from auxadvisor.corpora.text import tokenise

BOUNDARY = " "
"""The character between words; it also pads the start of a sentence and closes its end."""
LINE_END = "\n"
"""What parts documents, and here sentences, in the text that a character model reads."""


def normalise(sentence: str) -> str:
    """Lower-case, compose (NFC) and keep only letters and combining marks between single spaces.

    >>> normalise("Vuonna 1952 Helsingissä: «Olympialaiset»!")
    'vuonna helsingissä olympialaiset'
    """
    kept = unicodedata.normalize("NFC", sentence.lower()).translate(_KEPT)
    return BOUNDARY.join(kept.split())


_BETWEEN = re.compile(r"[^ \t\r\n]+")
"""Of what is tokenised: a token may hold any other space, such as that in 10 000."""


def spaced_tokens(sentence: str, tokenised: bool = False) -> str:
    """Compose (NFC) and put tokens one space apart; in a tokenised sentence they are already.

    >>> spaced_tokens("Vuonna 1952, Helsingissä!")
    'Vuonna 1952 , Helsingissä !'
    """
    composed = unicodedata.normalize("NFC", sentence)
    return " ".join(_BETWEEN.findall(composed) if tokenised else tokenise(composed))


def dictionary(text: str, min_count: int) -> tuple[str, ...]:
    """``<unk>`` and the characters that occur at least so often, the most frequent first.

    >>> dictionary("abba b", 2)
    ('<unk>', 'b', 'a')
    """
    counts = Counter(text)
    kept = sorted((c for c in counts if counts[c] >= min_count), key=lambda c: (-counts[c], c))
    return ("<unk>", *kept)


def hold_out(lines: Sequence[str], share: float = 0.02, most: int = 100_000) -> tuple[str, str]:
    r"""A text to train on and one held out, each a line after another behind ``LINE_END``.

    Every so-many-th line is held out, evenly over the text, up to ``most`` characters of them.

    >>> hold_out(["a", "b", "c", "d"], share=0.5)
    ('\nb\nd\n', '\na\nc\n')
    """
    every = round(1 / share)
    size, train, held = 0, [""], [""]
    for place, line in enumerate(lines):
        if place % every == 0 and size < most:
            held.append(line)
            size += len(line) + 1
        else:
            train.append(line)
    return LINE_END.join([*train, ""]), LINE_END.join([*held, ""])


def unknown_characters(text: str, dictionary: Iterable[str]) -> int:
    """How many of a text's characters, repeats included, are outside a model's dictionary.

    >>> unknown_characters("naïve, très naïve", "aenrstv ,")
    3
    """
    known = set(dictionary)
    return sum(character not in known for character in text)


def unknown_share(text: str, dictionary: Iterable[str]) -> float:
    """The same as a share of the text's characters; 0 of an empty text."""
    return unknown_characters(text, dictionary) / max(1, len(text))


class _Kept(dict[int, int]):
    """A translation table that fills itself: letters and marks stay, the rest is a boundary."""

    def __missing__(self, codepoint: int) -> int:
        kept = unicodedata.category(chr(codepoint))[0] in "LM"
        self[codepoint] = codepoint if kept else ord(BOUNDARY)
        return self[codepoint]


_KEPT = _Kept()

_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "TIBETAN": "Tibt",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "HANGUL": "Hang",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "CJK": "Hani",
    "TIFINAGH": "Tfng",
    "OL": "Olck",
    "NKO": "Nkoo",
    "CHEROKEE": "Cher",
    "CANADIAN": "Cans",
    "THAANA": "Thaa",
    "SYRIAC": "Syrc",
    "MONGOLIAN": "Mong",
    "ADLAM": "Adlm",
}
"""First word of a letter's Unicode name -> its ISO 15924 script code."""


@lru_cache(maxsize=65536)
def script_of(character: str) -> str | None:
    """The ISO 15924 code of a letter's script; ``None`` for anything that is not a letter.

    >>> script_of("д"), script_of("é"), script_of("5")
    ('Cyrl', 'Latn', None)
    """
    if unicodedata.category(character)[0] != "L":
        return None
    return _SCRIPTS.get(unicodedata.name(character, "").split(" ", 1)[0])


def script_shares(sentences: list[str]) -> dict[str, float]:
    """The share of each script among the letters of some sentences, largest first.

    >>> script_shares(["Привет, world"])
    {'Cyrl': 0.5454545454545454, 'Latn': 0.45454545454545453}
    """
    counts: dict[str, int] = {}
    for sentence in sentences:
        for character in sentence:
            script = script_of(character)
            if script is not None:
                counts[script] = counts.get(script, 0) + 1
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {script: count / total for script, count in ordered}
