"""Plain text, one sentence per line; blank lines are skipped."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from auxadvisor.corpora.parsing import Format, Line, TagReader, is_blank, most
from auxadvisor.corpora.sentences import PLAIN_TEXT, Sentence
from auxadvisor.errors import DataError

_MARK_BLOCKS = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))
_JOINERS = "\u00ad\u200c\u200d"
_COLUMNS_AT_MOST = 5


def tokenise(line: str) -> tuple[str, ...]:
    """Split a line into words and single punctuation characters.

    A word is a run of letters, marks (vowel signs, accents) and digits, which may hold single
    apostrophes (``'``, ``’``) and hyphens (``-``, U+2010, U+2011) inside: ``l'été``,
    ``well-known``, but ``'`` ``tis``. Soft hyphens and zero-width joiners do not part words.
    Every other character that is no white space is a token of its own: ``3.5`` is three tokens.
    A script without spaces between words gives a token per run.
    """
    return tuple(_token_pattern().findall(line))


def parse(lines: Iterable[Line], tags: TagReader) -> Iterator[Sentence]:
    """Yield one untagged sentence per line that has a token, cut by ``tokenise``.

    Raises:
        DataError: tags were asked for.
    """
    if tags.required:
        hint = "choose a tagged format with --corpus-format"
        raise DataError(tags.path, None, "tagged sentences", "plain text", hint)
    for number, line in lines:
        tokens = tokenise(line)
        if tokens:
            yield Sentence(tuple(map(sys.intern, tokens)), None, number)


def recognises(head: Sequence[str]) -> bool:
    """Whether the lines are longer than a CoNLL file has columns, and unlike a table's.

    That is: more than five words in the mean, no tabs, and not nearly all of one length.
    """
    words = [len(line.split()) for line in head if not is_blank(line)]
    if sum(words) <= _COLUMNS_AT_MOST * len(words) or any("\t" in line for line in head):
        return False
    usual = max(words, key=words.count)
    return len(words) < 3 or not most([count == usual for count in words])


@cache
def _token_pattern() -> re.Pattern[str]:
    # ``\w`` has letters and digits but no marks, and ``re`` cannot name a category. Compiled at
    # the first use: the search for marks takes about 20 ms. Only single sets are possessive:
    # Python 3.11.2 errs on groups that are.
    import unicodedata

    codes = (code for block in _MARK_BLOCKS for code in block)
    marks = "".join(chr(code) for code in codes if unicodedata.category(chr(code))[0] == "M")
    word = rf"(?:[^\W_]++[{marks}{_JOINERS}]*+)+"
    return re.compile(rf"[{marks}]*+{word}(?:['’\-\u2010\u2011]{word})*|[{marks}]++|\S")


FORMAT = Format(PLAIN_TEXT, "plain text, one sentence per line", parse, recognises, ".txt")
