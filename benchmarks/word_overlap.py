"""d_V and d*_V: which word lists and corpora agree with Table 4, and why sources never mix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

import numpy as np
import wordfreq
from measuring import Row, show
from published import FILES, LANGUAGES, Agreement, agreement, parallel_lines

from auxadvisor.corpora import iter_sentences
from auxadvisor.distances.overlap import overlaps, type_pool
from auxadvisor.distances.vocabulary import SOURCES
from auxadvisor.json_values import Json
from auxadvisor.language_models.text import normalise
from auxadvisor.languages import catalogue
from auxadvisor.pack import WORD_LISTS, load_word_lists
from auxadvisor.pool import build_pool
from auxadvisor.ranking import Closer, rank_values

SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
HIGHER: Closer = "higher"
TARGETS = ("fi", "sv", "hr", "nl", "pl", "tr", "et", "sk", "eu", "is")
"""Targets of the mixed pool; the last four have no wordfreq list."""
CORPORA = {
    "de": ("de_mobie", "de_germeval14_small", "de_europeana"),
    "en": ("en_ewt_uner", "en_btc", "en_wnut17"),
    "es": ("es_conll02",),
    "fi": ("fi_finer",),
    "nl": ("nl_conll02",),
}

Words = dict[str, set[str]]


def word_lists(shared: Path) -> dict[str, Json]:
    """Agreement of d_V with Table 4 by the lists that it is computed on."""
    found = {}
    for size in SIZES:
        words = {tag: _frequent(tag, size) for tag in LANGUAGES}
        found[f"wordfreq, {size:,} words"] = (words, _agreement(words, "vocabulary"))
    text = {
        tag: _spelt(parallel_lines(shared, f"{FILES[tag]}_Latn"), normalise) for tag in LANGUAGES
    }
    found["parallel text"] = (text, _agreement(text, "vocabulary"))
    _show("d_V by word list, against Table 4", {k: a for k, (_, a) in found.items()})
    return {
        name: {"types": {t: len(w) for t, w in words.items()}, **a.json}
        for name, (words, a) in found.items()
    }


def training_corpora(shared: Path) -> dict[str, Json]:
    """Agreement of d*_V with Table 4 by training corpora and case."""
    folder = shared / "data" / "labelled" / "ner"
    types = {
        name: {
            token
            for sentence in iter_sentences(folder / name / "train.conll.xz")
            for token in sentence.tokens
        }
        for names in CORPORA.values()
        for name in names
    }
    found: dict[str, Agreement] = {}
    for names in product(*CORPORA.values()):
        for case in ("cased", "lower-cased"):
            words = {
                tag: types[name] if case == "cased" else {w.lower() for w in types[name]}
                for tag, name in zip(CORPORA, names, strict=True)
            }
            chosen = "+".join(names[:2])
            found[f"{chosen}, {case}"] = _agreement(words, "training-vocabulary")
    _show("d*_V on es_conll02, fi_finer, nl_conll02 and the two named, against Table 4", found)
    return {name: result.json for name, result in found.items()}


def mixed_sources() -> dict[str, Json]:
    """What happens where one pool mixes word lists of two sources.

    Over all candidates of the pack that share the target's script: the mean rank of those that
    have a wordfreq list and of those that have not, as a share of the pool (0 first, 1 last), once
    with every language's words from the parallel text and once with wordfreq's where there are any.
    """
    lists = load_word_lists(WORD_LISTS)
    rows: list[Row] = []
    for target in TARGETS:
        tags = [language.tag for language in build_pool(target, ["all"]).candidates]
        listed = np.array([f"wordfreq/{tag}" in lists.names for tag in tags])
        row: dict[str, str | int | float | bool | None] = {"target": target}
        row["target's list, mixed"] = SOURCES[f"wordfreq/{target}" not in lists.names]
        row["listed"], row["others"] = int(listed.sum()), int((~listed).sum())
        for pool, sources in (("one source", SOURCES[1:]), ("mixed", SOURCES)):
            ids = [
                lists[next(f"{s}/{tag}" for s in sources if f"{s}/{tag}" in lists.names)]
                for tag in (target, *tags)
            ]
            ranks = rank_values(overlaps(type_pool(ids[0], ids[1:])), HIGHER)
            place = (ranks - 1) / (len(ranks) - 1)
            row[f"{pool}: listed"] = round(float(place[listed].mean()), 3)
            row[f"{pool}: others"] = round(float(place[~listed].mean()), 3)
            row[f"{pool}: first"] = " ".join(tags[i] for i in np.argsort(ranks)[:4])
        rows.append(row)
    show("Mean place (0 first, 1 last) of candidates with a wordfreq list, and of the others", rows)
    return {str(row["target"]): dict(row) for row in rows}


def hubs() -> dict[str, Json]:
    """The languages that d_V puts among the first five, whatever the target.

    Over all targets of the pack, candidates "all", words of the parallel text: a language that
    shares few types with any other (small N) is divided by little and stands first everywhere.
    """
    lists = load_word_lists(WORD_LISTS)
    among: Counter[str] = Counter()
    size: dict[str, list[int]] = {}
    latin = [language.tag for language in catalogue().values() if language.script == "Latn"]
    for target in latin:
        tags = [tag for tag in latin if tag != target]
        lined_up = type_pool(lists[f"text/{target}"], [lists[f"text/{tag}"] for tag in tags])
        ranks = rank_values(overlaps(lined_up), HIGHER)
        for place in np.flatnonzero(ranks <= 5):
            among[tags[place]] += 1
        size[target] = [len(lined_up.others), int((lined_up.others > 0).sum())]
    rows: list[Row] = [
        {
            "language": tag,
            "among the first 5 of": count,
            "targets": len(latin) - 1,
            "types": size[tag][0],
            "N": size[tag][1],
        }
        for tag, count in among.most_common(10)
    ]
    shared = float(np.median([n for _, n in size.values()]))
    show(f"d_V's hubs among {len(latin)} languages in Latin letters (median N {shared:.0f})", rows)
    return {"median_N": shared, "languages": [dict(row) for row in rows]}


def _frequent(tag: str, size: int) -> set[str]:
    return {w for w in _spelt(wordfreq.top_n_list(tag, size), normalise) if w}


def _spelt(lines: Iterable[str], spell: Callable[[str], str]) -> set[str]:
    return {word for line in lines for word in spell(line).split()}


def _agreement(words: Words, measure: str) -> Agreement:
    """Agreement of the overlaps in the pool of the paper's five languages."""
    numbers = {word: place for place, word in enumerate(sorted(set().union(*words.values())))}
    ids = {
        tag: np.array(sorted(numbers[word] for word in types), dtype=np.int32)
        for tag, types in words.items()
    }
    scores = {}
    for target in LANGUAGES:
        others = [tag for tag in LANGUAGES if tag != target]
        values = overlaps(type_pool(ids[target], [ids[tag] for tag in others]))
        scores[target] = dict(zip(others, values.tolist(), strict=True))
    return agreement(scores, measure, HIGHER)


def _show(title: str, found: dict[str, Agreement]) -> None:
    rows: list[Row] = [
        {"": name, "spearman": a.spearman, "first of 5": a.first, **a.by_target}
        for name, a in found.items()
    ]
    show(title, rows)
