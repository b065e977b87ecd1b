"""Puts the figures of docs/benchmarks/*.json and of the pack into the tables of the pages in docs/.

python benchmarks/fill_tables.py

Run it after a benchmark, or after the pack was trained: what stands between ``<!-- table NAME -->``
and ``<!-- end -->`` is written anew, the prose around it stays. So is the figure of raw text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from measuring import ROOT
from raw_text_tables import RAW_TEXT_TABLES, draw
from reproduction_tables import REPRODUCTION_TABLES
from scale_tables import SCALE_TABLES
from selection_tables import SELECTION_TABLES
from tables import Cell, Figures, markdown, number, report, text
from tagger_tables import TAGGER_TABLES

PAGES = tuple(
    ROOT / "docs" / f"{name}.md"
    for name in ("benchmarks", "pack", "raw_text", "reproduction", "scale", "selection", "training")
)
EMBEDDINGS = ROOT / "data" / "embeddings"
_MARKED = re.compile(r"(<!-- table (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    for page in PAGES:
        filled = _MARKED.sub(_filled, page.read_text(encoding="utf-8"))
        page.write_text(filled, encoding="utf-8")
    draw()


def _filled(match: re.Match[str]) -> str:
    return f"{match[1]}{TABLES[match[2]]()}\n{match[3]}"


def _rho(figures: Figures) -> str:
    return f"{number(figures, 'spearman'):.2f}".replace("0.", ".").replace("1.00", "1.0")


def _first(figures: Figures) -> str:
    return f"{number(figures, 'first_of_5'):g}/5"


def _how(name: str) -> Callable[[], str]:
    def line() -> str:
        made = report(name)
        machine = made["machine"]
        libraries = ", ".join(f"{k} {v}" for k, v in machine["libraries"].items())
        return (
            f"`{text(made, 'command')}`, {text(made, 'date')}; {text(machine, 'processor')}, "
            f"{text(machine, 'cores')} cores, {text(machine, 'memory')}; Python "
            f"{text(machine, 'python')}, {libraries}; commit {text(machine, 'commit')}; load at "
            f"the end {text(machine, 'load_at_the_end')}."
        )

    return line


def _agreements(*keys: str) -> Callable[[], str]:
    """Agreement with Table 4, one way to compute a measure a row."""

    def table() -> str:
        figures = report("agreement")["figures"]
        for key in keys:
            figures = figures[key]
        tags = ("de", "en", "es", "fi", "nl")
        rows = [
            [name, _rho(found), _first(found)]
            + [_rho({"spearman": found["by_target"][tag]}) for tag in tags]
            for name, found in figures.items()
        ]
        return markdown(["", "mean ρ", "first", *tags], rows)

    return table


def _by_order(*keys: str, shorter: bool = False) -> Callable[[], str]:
    """Agreement and own perplexity of models by order."""

    def table() -> str:
        figures = report("agreement")["figures"]["models"]
        for key in keys:
            figures = figures[key]
        orders = [str(n) for n in range(1, 8)]
        rows = []
        for name, found in figures.items():
            cells = [
                f"{_rho(found[n])}{'' if shorter else ' ' + _first(found[n])}, "
                f"{number(found[n], 'own_text_perplexity'):.2f}"
                if n in found
                else "–"
                for n in orders
            ]
            rows.append([name, *cells])
        return markdown(["order", *orders], rows)

    return table


def _own_text() -> str:
    rows: list[list[Cell]] = []
    for order, r in report("agreement")["figures"]["own_text"].items():
        share = number(r, "sentences_right") / number(r, "sentences")
        rows.append(
            [
                order,
                f"{text(r, 'languages_right')} of {text(r, 'languages')}",
                f"{share:.1%}",
                number(r, "median_own_text_perplexity"),
                number(r, "megabytes"),
                text(r, "languages_counted"),
            ]
        )
    columns = ["order", "texts recognised", "sentences recognised", "own perplexity, median"]
    return markdown([*columns, "file, MB", "languages counted"], rows)


def _flat(*keys: str) -> Callable[[], str]:
    """Rows that are already a table in the report."""

    def table() -> str:
        figures = report("agreement")["figures"]
        for key in keys:
            figures = figures[key]
        found = list(figures.values()) if isinstance(figures, dict) else list(figures)
        rows = [[text(row, column) for column in row] for row in found]
        return markdown(list(found[0]), rows)

    return table


def _timings(name: str, part: str) -> Callable[[], str]:
    """Medians, and what was asked where something was."""

    def table() -> str:
        rows: list[list[Cell]] = []
        for case, r in report(name)["figures"][part]["cases"].items():
            asked = text(r, "asked seconds") if "asked seconds" in r else "None"
            rows.append(
                [
                    f"`{case}`" if name == "command" else case,
                    number(r, "seconds"),
                    f"{number(r, 'fastest'):.2f}–{number(r, 'slowest'):.2f}",
                    f"{number(r, 'peak_mb'):.0f}",
                    text(r, "runs"),
                    None if asked == "None" else f"{float(asked):.2f}",
                ]
            )
        columns = ["", "seconds, median", "range", "peak MB", "runs", "at most, s"]
        if all(row[-1] is None for row in rows):
            columns, rows = columns[:-1], [row[:-1] for row in rows]
        return markdown(columns, rows)

    return table


def _ratios() -> str:
    figures = report("perplexity_speed")["figures"]
    rows: list[list[Cell]] = [
        ["Perl scripts", "gamallo, order 7", f"{number(figures, 'scripts', 'ratio'):.1f}", "15"]
    ]
    for order in ("5", "7"):
        for other in ("kenlm", "nltk"):
            ratio = figures[f"order {order}"].get(f"ratio_{other}")
            if ratio is not None:
                name = {"kenlm": "KenLM (modified Kneser-Ney)", "nltk": "nltk.lm (Witten-Bell)"}
                rows.append([name[other], f"order {order}", f"{float(str(ratio)):.1f}", None])
    return markdown(["they take", "work", "times as long as auxadvisor", "asked"], rows)


def _golden() -> str:
    error = number(report("gamallo_golden"), "figures", "largest_relative_error")
    return f"Largest relative error of 18 figures: **{error:.1e}**."


def _faster() -> str:
    """Every case of the character LSTM's benchmark, with its ratio to flair."""
    figures = report("char_lstm")["figures"]
    parts = {
        "perplexity": (figures["evaluate"], "characters", "10"),
        "training, the pack's sizes": (figures["train"]["pack"], "characters", "1.5"),
        "training, FLAIR's sizes": (figures["train"]["FLAIR"], "characters", "1.5"),
        "vectors of a corpus": (figures["embed"], "tokens", "2"),
    }
    rows: list[list[Cell]] = []
    for part, (cases, unit, asked) in parts.items():
        for case, found in cases.items():
            ours = case != "flair"
            limit = found.get("share of limit") if ours else None
            rows.append(
                [
                    f"{part}: {case}",
                    f"{number(found, 'per second'):,.0f} {unit}",
                    f"{number(found, 'times flair'):.1f}" if ours else None,
                    asked if ours else None,
                    None if limit is None else f"{float(str(limit)):.0%}",
                ]
            )
    return markdown(["", "a second", "times flair", "asked", "of the limit"], rows)


def _pack_models() -> str:
    """Every character model of the pack with what its training found."""
    rows: list[list[Cell]] = []
    for folder in sorted(path for path in EMBEDDINGS.iterdir() if path.is_dir()):
        about = {
            way: json.loads((folder / f"{way}.json").read_text(encoding="utf-8"))
            for way in ("forward", "backward")
        }
        made = {way: found["training"] for way, found in about.items()}
        rows.append(
            [
                folder.name,
                f"{int(made['forward']['text']['characters']) / 1e6:.2f}",
                str(len(about["forward"]["shape"]["characters"]) + 1),
                f"{made['forward']['held_out_perplexity']:.2f}",
                f"{made['backward']['held_out_perplexity']:.2f}",
                f"{sum(found['seconds'] for found in made.values()) / 60:.1f}",
            ]
        )
    columns = ["", "text, M characters", "dictionary", "forward", "backward", "core-minutes"]
    return markdown(columns, rows)


def _pack_hours() -> str:
    """What training all of the pack's models took."""
    seconds = [
        json.loads(path.read_text(encoding="utf-8"))["training"]["seconds"]
        for path in EMBEDDINGS.glob("*/*ward.json")
    ]
    return f"{len(seconds)} models, {sum(seconds) / 3600:.1f} core-hours."


def _pack_pieces() -> str:
    """Every set of BPE embeddings of the pack."""
    rows: list[list[Cell]] = []
    for path in sorted(EMBEDDINGS.glob("*/bpe.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        rows.append([path.parent.name, *(str(about[key]) for key in ("vocabulary_size", "size"))])
    return markdown(["", "pieces", "dimensions"], rows)


TABLES: dict[str, Callable[[], str]] = {
    **{f"how-{name}": _how(name) for name in ("agreement", "gamallo_golden")},
    **{f"how-{name}": _how(name) for name in ("perplexity_speed", "command")},
    "how-char_lstm": _how("char_lstm"),
    "char-lstm": _faster,
    "pack-models": _pack_models,
    "pack-hours": _pack_hours,
    "pack-pieces": _pack_pieces,
    "shipped": _agreements("shipped"),
    "smoothing": _by_order("smoothing"),
    "text": _by_order("text"),
    "base": _by_order("base", shorter=True),
    "own-text": _own_text,
    "lists": _agreements("lists", "agreement"),
    "large-pools": _flat("lists", "large_pools"),
    "mixed": _flat("mixed", "targets"),
    "corpora": _agreements("corpora"),
    "neural": _agreements("neural"),
    "golden": _golden,
    "speed-ratios": _ratios,
    "speed-scripts": _timings("perplexity_speed", "scripts"),
    "speed-5": _timings("perplexity_speed", "order 5"),
    "speed-7": _timings("perplexity_speed", "order 7"),
    "start": _timings("command", "start"),
    "corpus": _timings("command", "corpus"),
    "long-text": _timings("command", "text"),
    "how-tagger": _how("tagger"),
    **RAW_TEXT_TABLES,
    "how-size": _how("size"),
    **REPRODUCTION_TABLES,
    **SCALE_TABLES,
    **SELECTION_TABLES,
    "how-selection": _how("selection"),
    **TAGGER_TABLES,
}


if __name__ == "__main__":
    main()
