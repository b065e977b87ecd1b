"""CoNLL-2002: ``token [POS] NE``, one token per line, at spaces or tabs.

The Spanish files of the shared task have two columns, the Dutch ones three (Tjong Kim Sang 2002,
"Introduction to the CoNLL-2002 Shared Task"); much later data is written the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auxadvisor.corpora.columns import parse_columns, recognise_columns
from auxadvisor.corpora.parsing import Format, Line, TagReader
from auxadvisor.corpora.sentences import Sentence

LAYOUTS = {2: "token NE", 3: "token POS NE"}


def parse(lines: Iterable[Line], tags: TagReader) -> Iterator[Sentence]:
    """Yield the sentences; see ``columns.parse_columns`` for what is an error."""
    return parse_columns(lines, tags, LAYOUTS)


def recognises(head: Sequence[str]) -> bool:
    """Whether most lines have two or three columns, the last of them like a tag."""
    return recognise_columns(head, LAYOUTS)


FORMAT = Format("conll2002", "token [POS] NE, one token per line", parse, recognises)
