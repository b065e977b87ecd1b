"""Every labelled corpus at hand, against the counts its table gives.

The folder is ``$AUXADVISOR_SHARED_DATA``, or ``../shared/data`` beside the repository. The table
counts the sentences and words of a file, in CoNLL-U without ranges and empty nodes.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import pytest

from auxadvisor.corpora import Scheme, detect_scheme, read_corpus

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
LABELLED = Path(os.environ.get("AUXADVISOR_SHARED_DATA", BESIDE)) / "labelled"
FILES = sorted(LABELLED.glob("**/*.xz"))

pytestmark = pytest.mark.skipif(not FILES, reason=f"no labelled corpora in {LABELLED}")


@cache
def counts() -> dict[str, tuple[int, int]]:
    """Sentences and tokens of every file of the table."""
    with (LABELLED / "SOURCES.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["path"]: (int(row["sentences"]), int(row["tokens"])) for row in rows}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(LABELLED)))
def test_counts_are_those_of_the_table(path: Path) -> None:
    name = path.relative_to(LABELLED).with_suffix("").as_posix()
    is_ner = name.startswith("ner/")
    corpus = read_corpus(path, task="ner" if is_ner else "pos")
    assert (len(corpus.sentences), corpus.token_count) == counts()[name]
    assert corpus.is_tagged
    assert corpus.size == path.stat().st_size
    scheme = detect_scheme(s.tags for s in corpus.sentences if s.tags is not None)
    assert scheme is (Scheme.IOB2 if is_ner else None)
