"""d*_V by training corpora and case, against Table 4."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from published import Agreement
from word_lists import overlap_agreement, show_agreements

from auxadvisor.corpora import iter_sentences
from auxadvisor.json_values import Json

CORPORA = {
    "de": ("de_mobie", "de_germeval14_small", "de_europeana"),
    "en": ("en_ewt_uner", "en_btc", "en_wnut17"),
    "es": ("es_conll02",),
    "fi": ("fi_finer",),
    "nl": ("nl_conll02",),
}
"""The paper's own training sets for es, fi and nl; its German and English ones are not open."""


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
            chosen = " + ".join(names[:2])
            found[f"{chosen}, {case}"] = overlap_agreement(words, "training-vocabulary")
    show_agreements("d*_V on es_conll02, fi_finer, nl_conll02 and the two named", found)
    return {name: result.json for name, result in found.items()}
