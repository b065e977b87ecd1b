"""How far the measures agree with the paper's Table 4, and what their defaults rest on.

python benchmarks/agreement.py [--kenlm DIR] [--only PARTS]

Parts:
shipped   the pack's measures, default calls, over de en es fi nl
models    d_P from the raw text: orders x smoothings, text, base distribution (minutes: nltk)
own-text  languages recognised by their own model, and megabytes, by order
lists     d_V by word list: source, size, international words left out
mixed     d_V where one pool mixes lists of two sources
corpora   d*_V by training corpora, cased and lower-cased
neural    d*_P by the target's text and the rule for unknown characters
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from measuring import parser, write_report
from neural import neural_rules
from own_text import own_text
from shipped import shipped_measures
from smoothings import model_choices
from training_types import training_corpora
from word_lists import list_choices, mixed_sources

from auxadvisor.json_values import Json


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--only", help="parts, with commas between; the report is then not written")
    made.add_argument(
        "--kenlm", type=Path, help="folder that holds KenLM's lmplz and query (built for order 7)"
    )
    options = made.parse_args()
    parts: dict[str, Callable[[], dict[str, Json]]] = {
        "shipped": shipped_measures,
        "models": lambda: model_choices(options.shared, options.kenlm),
        "own-text": lambda: own_text(options.shared),
        "lists": lambda: list_choices(options.shared),
        "mixed": mixed_sources,
        "corpora": lambda: training_corpora(options.shared),
        "neural": lambda: neural_rules(options.shared),
    }
    wanted = options.only.split(",") if options.only else list(parts)
    if unknown := [name for name in wanted if name not in parts]:
        made.error(f"--only {','.join(unknown)}: expected some of {', '.join(parts)}")
    figures: dict[str, Json] = {name.replace("-", "_"): parts[name]() for name in wanted}
    if not (options.no_report or options.only):
        write_report("agreement", figures, ("numpy", "scipy", "nltk", "wordfreq"))


if __name__ == "__main__":
    main()
