"""How far language_models.gamallo is from the figures that Gamallo's own scripts print.

python benchmarks/gamallo_golden.py

Asked of NUMBERS section 2: the same figures. Reads golden/gamallo.json and golden/gamallo/.
"""

from __future__ import annotations

import json
from pathlib import Path

from measuring import Row, parser, show, write_report

from auxadvisor.language_models.char_ngram import perplexity
from auxadvisor.language_models.gamallo import Gamallo, count_stream, respell

LANGUAGES = ("gz", "pt", "es")
"""The scripts' names: gz is Galician."""
TEXTS = {"on_test_texts": "test", "on_train_texts": "train"}


def main() -> None:
    options = parser(__doc__).parse_args()
    golden = options.shared / "golden"
    train = {name: respelled(golden / "gamallo" / "train" / f"{name}.txt") for name in LANGUAGES}
    model = Gamallo(count_stream(train, 7))
    figures = json.loads((golden / "gamallo.json").read_text(encoding="utf-8"))
    rows: list[Row] = []
    for key, folder in TEXTS.items():
        for entry in figures[key]:
            lines = respelled(golden / "gamallo" / folder / f"{entry['text']}.txt")
            scores, windows = model.line_scores(lines)
            column = LANGUAGES.index(entry["lm"])
            ours = float(perplexity(scores.sum(axis=0), windows.sum())[column])
            rows.append(
                {
                    "texts": folder,
                    "lm": entry["lm"],
                    "text": entry["text"],
                    "scripts": entry["perplexity"],
                    "auxadvisor": ours,
                    "relative error": abs(ours / entry["perplexity"] - 1),
                }
            )
    show("Perplexity, order 7, smoothing gamallo", rows)
    most = max(float(row["relative error"] or 0) for row in rows)
    print(f"\nlargest relative error of {len(rows)}: {most:.1e}")
    if not options.no_report:
        write_report(
            "gamallo_golden",
            {"largest_relative_error": most, "rows": [dict(row) for row in rows]},
            ("numpy", "scipy"),
        )


def respelled(path: Path) -> list[str]:
    """The lines as the scripts' models read them: carriage returns go, lines end at LF."""
    text = path.read_bytes().decode("utf-8").replace("\r", "")
    return [respell(line) for line in text.split("\n")]


if __name__ == "__main__":
    main()
