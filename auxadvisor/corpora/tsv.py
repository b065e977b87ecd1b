"""Two columns, ``token<TAB>tag``, one token per line; tokens may hold spaces.

By content such a file is not to be told from CoNLL-2002 with tabs, and need not be: both read it
alike. Named by its suffix or by the user, it is held to exactly two columns at tabs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auxadvisor.corpora.columns import parse_columns
from auxadvisor.corpora.parsing import Format, Line, TagReader
from auxadvisor.corpora.sentences import Sentence

LAYOUTS = {2: "token tag"}


def parse(lines: Iterable[Line], tags: TagReader) -> Iterator[Sentence]:
    """Yield the sentences; see ``columns.parse_columns`` for what is an error."""
    return parse_columns(lines, tags, LAYOUTS, tabs_only=True)


def recognises(_: Sequence[str]) -> bool:
    """Never: CoNLL-2002 claims the same lines."""
    return False


FORMAT = Format("tsv", "token<TAB>tag, one token per line", parse, recognises, ".tsv")
