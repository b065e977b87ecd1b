"""Corpora: tagged and plain text, read from files in the field's formats.

``read_corpus`` gives a whole file with its checksum, ``iter_sentences`` streams it, and
``iter_lines`` streams plain text uncut. A new format is one file in this folder and one line in
``formats.FORMATS``.
"""

from auxadvisor.corpora.formats import FORMATS, detect_format
from auxadvisor.corpora.parsing import Format, Task, detect_task
from auxadvisor.corpora.reading import iter_lines, iter_sentences, read_corpus, stream_corpus
from auxadvisor.corpora.sentences import Corpus, Sentence
from auxadvisor.corpora.tagging_schemes import (
    Scheme,
    Span,
    check_span_tag,
    detect_scheme,
    spans,
    to_bioes,
    to_iob2,
)
from auxadvisor.corpora.text import tokenise

__all__ = [
    "FORMATS",
    "Corpus",
    "Format",
    "Scheme",
    "Sentence",
    "Span",
    "Task",
    "check_span_tag",
    "detect_format",
    "detect_scheme",
    "detect_task",
    "iter_lines",
    "iter_sentences",
    "read_corpus",
    "spans",
    "stream_corpus",
    "to_bioes",
    "to_iob2",
    "tokenise",
]
