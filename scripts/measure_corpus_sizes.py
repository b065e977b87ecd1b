"""How large the labelled corpora of the record's candidates are, for the contest of predictors.

    python scripts/measure_corpus_sizes.py --shared DIR

Reads ``DIR/labelled/SOURCES.tsv`` and writes ``docs/record/corpus_sizes.json``: by task and
language the tokens of the largest training part, as in the baseline "largest source corpus" of
cross-lingual transfer (Lin et al., 2019). A language that has no corpus there is left out.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from auxadvisor.json_values import Json, json_text

ROOT = Path(__file__).parent.parent
FILE = ROOT / "docs" / "record" / "corpus_sizes.json"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    table = parser.parse_args().shared / "labelled" / "SOURCES.tsv"
    found: dict[str, dict[str, int]] = {}
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            task, corpus, part = row["path"].split("/")
            if part.startswith("train."):
                sizes = found.setdefault(task, {})
                language = corpus.split("_")[0]
                sizes[language] = max(sizes.get(language, 0), int(row["tokens"]))
    record: dict[str, Json] = {
        "made_by": "scripts/measure_corpus_sizes.py",
        "tokens": {task: dict(sorted(sizes.items())) for task, sizes in sorted(found.items())},
    }
    FILE.write_text(json_text(record), encoding="utf-8")


if __name__ == "__main__":
    main()
