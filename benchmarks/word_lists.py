"""d_V by word list: its source, its size, and the international words that are left out of it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from statistics import fmean, median
from unittest.mock import patch

import numpy as np
import wordfreq
from measuring import ROOT, Row, say, show
from published import LANGUAGES, Agreement, agreement

from auxadvisor.distances.overlap import overlaps, type_pool
from auxadvisor.json_values import Json
from auxadvisor.language_models.text import normalise
from auxadvisor.pack import WORD_LISTS, load_word_lists, word_lists_of
from auxadvisor.pool import build_pool
from auxadvisor.ranking import Closer, Floats, rank_values

sys.path.insert(0, str(ROOT / "scripts"))
import build_pack

SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
SHARES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05)
"""A word in more than this share of the lists is left out; 1 leaves all in."""
FIRST = 5
"""Places that count as the top, where hubs are looked for."""
HIGHER: Closer = "higher"
MIXED_TARGETS = ("fi", "sv", "hr", "nl", "pl", "tr", "et", "sk", "eu", "is")
RELATIVES = {
    "sv": "nb",
    "da": "nb",
    "nb": "da",
    "es": "gl",
    "pt": "gl",
    "it": "scn",
    "ca": "oc",
    "cs": "sk",
    "sk": "cs",
    "hr": "bs",
    "sl": "hr",
    "lt": "lv",
    "fi": "et",
    "et": "fi",
    "nl": "af",
    "lb": "de",
    "is": "fo",
    "tr": "az",
    "uz": "tr",
    "id": "ms",
    "ga": "gd",
}
"""Targets in Latin letters and a close relative of each, which a good measure puts near the top."""

Words = dict[str, set[str]]


def list_choices(shared: Path) -> dict[str, Json]:
    """Agreement with Table 4, relatives and hubs by source, size and share left out."""
    read = build_pack.read_parallel(shared / "data" / "raw" / "parallel")
    text: Words = {
        language.tag: {word for sentence in sentences for word in sentence.split()}
        for language, sentences in read.items()
        if language.script == "Latn"
    }
    sizes: dict[str, Agreement] = {}
    for size in SIZES:
        frequent = _frequent(list(text), size)
        for share in (1.0, 0.2):
            name = f"wordfreq, {size:,} words{_suffix(share)}"
            sizes[name] = overlap_agreement(_without(frequent, share), "vocabulary")
    for share in SHARES:
        words = _without(text, share)
        sizes[f"parallel text{_suffix(share)}"] = overlap_agreement(words, "vocabulary")
    show_agreements("d_V by word list", sizes)
    return {
        "agreement": {name: found.json for name, found in sizes.items()},
        "large_pools": _large_pools({share: _without(text, share) for share in SHARES}),
    }


def _large_pools(lists: dict[float, Words]) -> dict[str, Json]:
    """The text lists over all languages in Latin letters, by the share left out.

    A relative is where it should be if it stands first; a hub is a language that stands among the
    first five of many targets (five, if places were dealt out evenly).
    """
    rows: list[Row] = []
    for share, words in lists.items():
        say(f"d_V over {len(words)} languages, words of at most {share:.0%} of them")
        ranks = _all_ranks(words)
        found = [ranks[target][relative] for target, relative in RELATIVES.items()]
        among = Counter(c for row in ranks.values() for c, rank in row.items() if rank <= FIRST)
        hubs = among.most_common(3)
        rows.append(
            {
                "left out if in more than": f"{share:.0%}" if share < 1 else "nothing",
                "relatives first": sum(rank == 1 for rank in found),
                "of": len(found),
                "their median rank": median(found),
                "their worst rank": max(found),
                "largest hubs": " ".join(f"{tag} {count}" for tag, count in hubs),
            }
        )
    show(f"d_V of text lists, {len(words)} languages in Latin letters, {FIRST} first places", rows)
    return {str(row["left out if in more than"]): dict(row) for row in rows}


def mixed_sources() -> dict[str, Json]:
    """What happens where one pool mixes word lists of two sources.

    Over all candidates of the pack: the mean place of those that have a wordfreq list and of those
    that have not, once with every language's words from the parallel text and once with wordfreq's
    where there are any.
    """
    lists = load_word_lists(WORD_LISTS)
    rows: list[Row] = []
    for target in MIXED_TARGETS:
        tags = [language.tag for language in build_pool(target, ["all"]).candidates]
        listed = np.array([f"wordfreq/{tag}" in lists.names for tag in tags])
        own = "wordfreq" if f"wordfreq/{target}" in lists.names else "text"
        row: dict[str, str | int | float | bool | None] = {"target": target, "its own list": own}
        for pool, sources in (("text only", ("text",)), ("mixed", ("wordfreq", "text"))):
            names = [
                next(f"{s}/{tag}" for s in sources if f"{s}/{tag}" in lists.names)
                for tag in (target, *tags)
            ]
            ids = [lists[name] for name in names]
            ranks = rank_values(overlaps(type_pool(ids[0], ids[1:])), HIGHER)
            place = (ranks - 1) / (len(ranks) - 1)
            row[f"{pool}: with wordfreq"] = round(float(place[listed].mean()), 3)
            row[f"{pool}: without"] = round(float(place[~listed].mean()), 3)
            row[f"{pool}: first"] = " ".join(tags[i] for i in np.argsort(ranks)[:4])
        rows.append(row)
    show("Mean place (0 first, 1 last) of candidates with a wordfreq list and without", rows)
    of_wordfreq = [row for row in rows if row["its own list"] == "wordfreq"]
    shift = fmean(
        float(row["mixed: with wordfreq"] or 0) - float(row["text only: with wordfreq"] or 0)
        for row in of_wordfreq
    )
    print(f"mixing moves candidates with a wordfreq list by {shift:+.3f} of the pool")
    return {"mean_shift": round(shift, 4), "targets": [dict(row) for row in rows]}


def overlap_agreement(words: Words, measure: str) -> Agreement:
    """Agreement with Table 4 of the overlaps in the pool of the paper's five languages."""
    ranks = _all_ranks({tag: words[tag] for tag in LANGUAGES})
    return agreement(ranks, measure, "lower")


def show_agreements(title: str, found: dict[str, Agreement]) -> None:
    """Print agreements, one a row."""
    rows: list[Row] = [
        {"": name, "spearman": a.spearman, "first of 5": a.first, **a.by_target}
        for name, a in found.items()
    ]
    show(f"{title}, against Table 4", rows)


def _all_ranks(words: Words) -> dict[str, dict[str, float]]:
    """Every language's ranking of all the others by overlap."""
    lists = word_lists_of({tag: ("", types) for tag, types in words.items()})
    ranks = {}
    for target in words:
        others = [tag for tag in words if tag != target]
        values: Floats = overlaps(type_pool(lists[target], [lists[tag] for tag in others]))
        ranked = rank_values(np.nan_to_num(values, nan=-1.0), HIGHER)
        ranks[target] = dict(zip(others, ranked.tolist(), strict=True))
    return ranks


def _frequent(tags: list[str], size: int) -> Words:
    """Wordfreq's most frequent words of the languages that it has."""
    codes = {tag: build_pack.WORDFREQ_CODES.get(tag, tag) for tag in tags}
    have = wordfreq.available_languages()
    return {
        tag: {w for word in wordfreq.top_n_list(code, size) for w in normalise(word).split()}
        for tag, code in codes.items()
        if code in have
    }


def _without(words: Words, share: float) -> Words:
    """The lists without the words that more than a share of them have, as the pack is built."""
    with patch.object(build_pack, "INTERNATIONAL_SHARE", share):
        left_out = build_pack.international_words(words, "Latn")
    return {tag: types - left_out for tag, types in words.items()}


def _suffix(share: float) -> str:
    return f", words of at most {share:.0%} of the languages" if share < 1 else ""
