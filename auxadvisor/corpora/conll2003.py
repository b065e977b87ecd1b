"""CoNLL-2003: ``token POS chunk NE``, with ``-DOCSTART-`` lines between documents.

The German files of the shared task have the lemma as a fifth column, after the token (Tjong Kim
Sang and De Meulder 2003, "Introduction to the CoNLL-2003 Shared Task").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auxadvisor.corpora.columns import parse_columns, recognise_columns
from auxadvisor.corpora.parsing import Format, Line, TagReader
from auxadvisor.corpora.sentences import Sentence

LAYOUTS = {4: "token POS chunk NE", 5: "token lemma POS chunk NE"}


def parse(lines: Iterable[Line], tags: TagReader) -> Iterator[Sentence]:
    """Yield the sentences; see ``columns.parse_columns`` for what is an error."""
    return parse_columns(lines, tags, LAYOUTS)


def recognises(head: Sequence[str]) -> bool:
    """Whether most lines have four or five columns, the last of them like a tag."""
    return recognise_columns(head, LAYOUTS)


FORMAT = Format("conll2003", "token [lemma] POS chunk NE, one token per line", parse, recognises)
