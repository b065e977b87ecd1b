"""Builds the pack in ``data/`` from open raw text and tagged corpora.

    python scripts/build_pack.py --shared ../shared/data

What it writes is counts and sorted word lists, never a sentence. ``manifest.json`` is written last
and names every file in ``data/`` with its source, licence and sha256, also those of
``train_pack.py`` and ``build_published.py``. Needs the ``pack`` extra.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import bpemb.available_languages
import langcodes
import wordfreq

from auxadvisor import pack
from auxadvisor.corpora import iter_sentences
from auxadvisor.language_models.char_ngram import count_ngrams
from auxadvisor.language_models.text import normalise
from auxadvisor.language_models.windows import alphabet_of
from auxadvisor.languages import Language

DATA = Path(__file__).parent.parent / "data"
ORDER = 4
"""Top order of the pack's counts. docs/benchmarks.md: agreement with Table 4 is the same from
order 2 to 7, own-text recognition levels off at 4, and order 5 would double the size."""
HELD_OUT_SHARE = 4
"""One line in four (the last quarter of each text) is held out."""
WORDFREQ_SIZE = 10_000
"""Words taken from wordfreq: about as many types as the parallel text has of a language."""

MACROLANGUAGES = {"quy": "qu", "pbt": "ps", "tgl": "tl"}
"""Individual languages that stand for the macrolanguage under which BPEmb and users know them,
beside those that the language registries already map."""
BPEMB_CODES = {"nb": "no", "zh-Hant": "zh"}
"""BPEmb's Wikipedia codes where they are not the tag. Its ``als`` is Alemannic, not Albanian."""
WORDFREQ_CODES = {"tl": "fil", "hr": "sh", "bs": "sh"}
"""wordfreq's codes where they are not the tag; its ``sh`` is Croatian, Bosnian and Serbian in
Latin letters."""
TRAINING_DEFAULTS = {"de/ner": "de_mobie", "en/ner": "en_ewt_uner"}
"""Which corpus stands for a language with several: the one that agrees best with Table 4
(docs/benchmarks.md); elsewhere the one with the most tokens."""

INTERNATIONAL_SCRIPTS = ("Latn",)
INTERNATIONAL_SHARE = 0.2
"""A word in more than this share of a script's lists is left out as international. Only for Latin:
in the other scripts of the pack one family alone has that share of the languages."""

FLORES = ("FLORES-200 devtest", "CC-BY-SA-4.0")
WORDFREQ = ("wordfreq 3.1 (Exquisite Corpus)", "CC-BY-SA-4.0")


def main() -> None:
    """Build every table, then the manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=DATA.parent.parent / "shared" / "data")
    parser.add_argument("--order", type=int, default=ORDER)
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    read = read_parallel(options.shared / "raw" / "parallel")
    write_catalogue(options.out, read)
    texts = {language.tag: text for language, text in read.items()}
    write_ngrams(options.out, texts, options.order)
    write_word_lists(options.out, read)
    corpora = write_training_words(options.out, options.shared / "labelled")
    write_manifest(options.out, corpora, options.shared / "raw" / "SOURCES.tsv")


def read_parallel(folder: Path) -> dict[Language, list[str]]:
    """Normalised sentences by language; file names are ISO 639-3 and script."""
    paths = sorted(folder.glob("*.txt.xz"))
    names = [path.name.removesuffix(".txt.xz").split("_") for path in paths]
    tags = [tag_of(code) for code, _ in names]
    texts = {}
    for path, tag, (_, script) in zip(paths, tags, names, strict=True):
        usual = langcodes.Language.get(tag).maximize().script
        if tags.count(tag) > 1 and script != usual:
            tag = f"{tag}-{script}"
        with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            kept = [sentence for line in lines if (sentence := normalise(line))]
        texts[Language(tag, langcodes.get(tag).display_name(), script, bpemb_code(tag))] = kept
    return dict(sorted(texts.items(), key=lambda item: item[0].tag))


def tag_of(code: str) -> str:
    """The tag of an ISO 639-3 code: its macrolanguage's where that is the usual name."""
    individual = langcodes.standardize_tag(code)
    tag = langcodes.standardize_tag(individual, macro=True)
    if tag in ("ak", "no"):  # Akan and Twi, Bokmål and Nynorsk, are each in the pack
        return str(individual)
    return MACROLANGUAGES.get(code, str(tag))


def bpemb_code(tag: str) -> str | None:
    """BPEmb's code for a language of the pack."""
    code = BPEMB_CODES.get(tag, tag)
    return code if code in bpemb.available_languages.wikicode else None


def write_catalogue(out: Path, languages: Iterable[Language]) -> None:
    """The languages with names, scripts and BPEmb's code."""
    write_json(out / "languages.json", {"languages": [asdict(language) for language in languages]})


def write_ngrams(out: Path, texts: dict[str, list[str]], order: int) -> None:
    """Counts of the first three quarters of each text, and of the held-out last quarter."""
    alphabet = alphabet_of([sentence for text in texts.values() for sentence in text])
    cut = {tag: len(text) - len(text) // HELD_OUT_SHARE for tag, text in texts.items()}
    models = {tag: text[: cut[tag]] for tag, text in texts.items()}
    held_out = {tag: text[cut[tag] :] for tag, text in texts.items()}
    pack.save_ngram_counts(out / pack.MODELS, count_ngrams(models, order, alphabet))
    pack.save_ngram_counts(out / pack.HELD_OUT, count_ngrams(held_out, order, alphabet))


def write_word_lists(out: Path, languages: dict[Language, list[str]]) -> None:
    """General word lists: the text's types of every language, wordfreq's of those that it has.

    A list is named ``source/language``. Both are kept because lists of different sources must not
    meet in one column: two wordfreq lists overlap more than one of them does with a text's.
    ``international/script`` holds the words that were left out of a script's text lists.
    """
    found: dict[str, dict[str, set[str]]] = {"text": {}, "wordfreq": {}}
    for language, text in languages.items():
        found["text"][language.tag] = {word for sentence in text for word in sentence.split()}
        code = WORDFREQ_CODES.get(language.tag, language.tag)
        if code in wordfreq.available_languages():
            top = {normalise(word) for word in wordfreq.top_n_list(code, WORDFREQ_SIZE)}
            found["wordfreq"][language.tag] = {word for word in top if word and " " not in word}
    scripts = {language.tag: language.script for language in languages}
    lists = {}
    for source, by_tag in found.items():
        for script in sorted(set(scripts.values())):
            group = {tag: words for tag, words in by_tag.items() if scripts[tag] == script}
            left_out = international_words(group, script)
            if left_out and source == "text":
                lists[f"international/{script}"] = ("FLORES-200", left_out)
            lists |= {f"{source}/{tag}": (source, words - left_out) for tag, words in group.items()}
    pack.save_word_lists(out / pack.WORD_LISTS, pack.word_lists_of(lists))


def international_words(lists: dict[str, set[str]], script: str) -> set[str]:
    """Words in so many of a script's lists that they say nothing of any language: names above all.

    Unless they go, d_V ranks isolated languages first: what such a language shares with anyone is
    names, and these it shares with everyone (docs/benchmarks.md).
    """
    if script not in INTERNATIONAL_SCRIPTS:
        return set()
    counts = Counter(word for words in lists.values() for word in words)
    return {word for word, count in counts.items() if count > INTERNATIONAL_SHARE * len(lists)}


def write_training_words(out: Path, labelled: Path) -> list[str]:
    """Cased word types of the training part of every tagged corpus; returns source and licence.

    A list is named ``language/task/corpus``, the language's default corpus first.
    """
    found = defaultdict(list)
    licences = []
    with (labelled / "SOURCES.tsv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            task, corpus, part = row["path"].split("/")
            if part.split(".")[0] == "train":
                tag = langcodes.standardize_tag(corpus.split("_")[0])
                found[f"{tag}/{task}"].append((int(row["tokens"]), corpus, row["path"]))
                licences.append(f"{corpus}: {row['source']}, {row['licence']}")
    lists = {}
    for key, corpora in sorted(found.items()):
        chosen = TRAINING_DEFAULTS.get(key)
        for _, corpus, path in sorted(corpora, key=lambda c: (c[1] != chosen, -c[0])):
            sentences = iter_sentences(labelled / f"{path}.xz")
            lists[f"{key}/{corpus}"] = (path, {t for s in sentences for t in s.tokens})
    pack.save_word_lists(out / pack.TRAINING_WORDS, pack.word_lists_of(lists))
    return licences


def about_embeddings(out: Path, sources: Path) -> dict[str, tuple[str, str, str]]:
    """What ``train_pack.py`` left in ``embeddings/``, with the raw text's sources and licences.

    The head of ``SOURCES.tsv`` names each source's licence, its last column each text's sources.
    """
    licences, rows = {}, []
    for line in sources.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and ": " in line:
            name, licence = line.removeprefix("# ").split(": ", 1)
            licences[name] = licence.split(" (")[0]
        elif not line.startswith("#"):
            rows.append(line.split("\t"))
    used = {row[0]: [one.split(":")[0] for one in row[-1].split()] for row in rows[1:]}
    trained = {tag_of_text(code): names for code, names in used.items()}
    trained["multi"] = sorted({name for names in used.values() for name in names})
    what = {
        "forward": "forward character language model",
        "backward": "backward character language model",
        "bpe": "byte-pair embeddings",
    }
    about = {}
    for path in sorted((out / "embeddings").glob("*/*")):
        names = trained[path.parent.name]
        about[str(path.relative_to(out))] = (
            f"{what[path.stem]}, {path.suffix.removeprefix('.')}",
            ", ".join(names),
            "; ".join(sorted({licences[name] for name in names})),
        )
    return about | {
        "embeddings/perplexities.json": (
            "perplexity of each language's test text under each forward model",
            ", ".join(trained["multi"]),
            "; ".join(sorted({licences[name] for name in trained["multi"]})),
        )
    }


def tag_of_text(code: str) -> str:
    """The tag of a raw text, whose names are ISO 639-1 but for Norwegian."""
    return str(langcodes.standardize_tag({"no": "nb"}.get(code, code)))


def write_manifest(out: Path, corpora: list[str], sources: Path) -> None:
    """Every file of the pack with source, licence, sha256 and size."""
    paper = "Lange, Adel and Strötgen (2020), typed from the published tables"
    own = ("written for auxadvisor", "Apache-2.0")
    about = {
        "languages.json": ("languages of the pack: tag, name, script, BPEmb code",
                           f"{FLORES[0]}; langcodes; bpemb 0.3.6", "CC-BY-SA-4.0; MIT; MIT"),
        pack.MODELS: ("character n-gram counts, first three quarters of each text", *FLORES),
        pack.HELD_OUT: ("character n-gram counts, held-out last quarter of each text", *FLORES),
        pack.WORD_LISTS: ("general word lists, sorted, without frequencies",
                          f"{WORDFREQ[0]}; {FLORES[0]}", WORDFREQ[1]),
        pack.TRAINING_WORDS: ("cased word types of the training part of public tagged corpora, "
                              "sorted, without frequencies", "; ".join(corpora),
                              "each corpus its own, see source"),
        "published.json": ("embeddings that BPEmb and FLAIR have published, with their addresses",
                           "bpemb 0.3.6, flair 0.15.1", "names: facts"),
        **about_embeddings(out, sources),
        **{f"paper/{path.name}": ("a table of the paper", paper, "numbers: facts")
           for path in sorted((out / "paper").glob("*.json"))},
        **{f"samples/{path.name}": ("tagged sample sentences", *own)
           for path in sorted((out / "samples").glob("*.conll"))},
    }  # fmt: skip
    assets = []
    for path, (what, source, licence) in about.items():
        content = (out / path).read_bytes()
        assets.append(
            {
                "path": path,
                "what": what,
                "source": source,
                "licence": licence,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
            }
        )
    write_json(out / "manifest.json", {"built_by": "scripts/build_pack.py", "assets": assets})


def write_json(path: Path, content: object) -> None:
    """Readable, stable JSON."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
