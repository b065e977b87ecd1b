"""The text of a project file: what was found is set, what is often wanted is there to uncomment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auxadvisor.languages import Language
from auxadvisor.project_files import EmbeddingFiles, FoundFiles

HEAD = """\
# Settings of auxadvisor for every command that is run in this folder.
# A key is a flag without its dashes; flags and AUXADVISOR_... variables win over this file.
# A line that begins with #key = is a suggestion: take its # away. Paths are relative to this file.
"""
Value = str | int | Sequence[str]


@dataclass(frozen=True)
class Key:
    """A key of the project file.

    Attributes:
        name: a flag without its dashes.
        value: to write.
        comment: what it is, in one line.
        found: whether it is set, rather than suggested.
    """

    name: str
    value: Value
    comment: str
    found: bool = False


def project_toml(found: FoundFiles, target: Language) -> str:
    """The project file for a target and the files of a folder."""
    tables = {
        "": [*_data(found, target), *_auxiliaries(found, target), *_embeddings(found, target)],
        "rank": list(_rank(found, target)),
        "recommend": list(_recommend()),
        "train": list(_train(found, target)),
        "embed.bpe": [_models(target, "byte-pair embeddings")],
        "embed.lm": [_models(target, "character language models")],
    }
    return HEAD + "".join(_table(name, keys) for name, keys in tables.items())


def _data(found: FoundFiles, target: Language) -> Iterator[Key]:
    corpus, text = found.corpus_of(target), found.text_of(target)
    yield Key("target", target.tag, f"The language to be tagged: {target.name}.", True)
    about = {
        "corpus": ("train", "Tagged sentences to train on"),
        "dev": ("dev", "Tagged sentences that choose the epoch; else a tenth of corpus is drawn"),
        "test": ("test", "Tagged sentences that results are of; else another tenth"),
    }
    for key, (part, comment) in about.items():
        if part in corpus:
            file = corpus[part]
            yield Key(key, _relative(file.path, found), f"{comment} ({file.format}).", True)
        else:
            yield Key(key, f"{part}.conll", f"{comment}.")
    task = corpus["train"].task if "train" in corpus else "ner"
    comment = "ner for spans, pos for a class a token; auto looks at the tags."
    yield Key("task", task, comment, "train" in corpus)
    named = next((file.format for file in corpus.values() if file.misnamed), None)
    comment = "Of every corpus named here; detected where it is not given."
    yield Key("corpus-format", named or "conll2003", comment, named is not None)
    others = [_relative(path, found) for path in found.texts if path != text]
    also = f" Also found: {', '.join(others)}." if text is not None and others else ""
    raw = "raw.txt" if text is None else _relative(text, found)
    comment = f"Raw text, a sentence a line, which is ranked and trained by.{also}"
    yield Key("text", raw, comment, text is not None)
    yield Key("encoding", "latin-1", "Of every file named here; utf-8 where it is not given.")


def _auxiliaries(found: FoundFiles, target: Language) -> Iterator[Key]:
    corpora = _pairs({tag: file.path for tag, file in found.corpora.items()}, found, target)
    texts = _pairs(found.raw, found, target)
    other = _examples(found, target)[0]
    forced = {file.format for file in found.corpus_of(target).values() if file.misnamed}
    fit = all(file.format in forced for file in found.corpora.values()) or not forced
    comment = "Tagged corpora of possible auxiliary languages, for d*_V."
    yield Key("aux-corpus", corpora or [f"{other}={other}.conll"], comment, bool(corpora) and fit)
    comment = "Raw text of possible auxiliary languages, for d_P."
    yield Key("aux-text", texts or [f"{other}={other}.txt"], comment, bool(texts))


def _embeddings(found: FoundFiles, target: Language) -> Iterator[Key]:
    chosen: dict[str, EmbeddingFiles] = {}
    for one in found.embeddings:
        if one.language is not None:
            chosen.setdefault(one.language.tag, one)
    named = [f"{tag}={_name(one, found)}" for tag, one in chosen.items()]
    others = [_name(one, found) for one in found.embeddings if one not in chosen.values()]
    also = f" Also found: {', '.join(others)}." if others else ""
    comment = f"Embeddings of your own.{also}"
    yield Key(
        "embeddings", named or [f"{target.tag}=word2vec/{target.tag}.vec"], comment, bool(named)
    )


def _rank(found: FoundFiles, target: Language) -> Iterator[Key]:
    models = {
        one.language.tag: one.path / "forward"
        for one in found.embeddings
        if one.language is not None and one.source == "flair"
    }
    others = _examples(found, target)
    yield Key("candidates", others, "Languages to rank; by default all that may serve.")
    comment = "Measures; flair-perplexity needs the train extra."
    yield Key("measures", ["perplexity", "vocabulary", "training-vocabulary"], comment)
    given = _pairs(models, found, target)
    comment = "Character language models of candidates, for flair-perplexity."
    yield Key("aux-lm", given or [f"{others[0]}=models/{others[0]}/forward"], comment, bool(given))


def _recommend() -> Iterator[Key]:
    yield Key("most", 4, "Auxiliary languages to advise at most.")


def _train(found: FoundFiles, target: Language) -> Iterator[Key]:
    runs = found.runs[0] if found.runs else found.folder / "runs"
    yield Key("runs", _relative(runs, found), "Folder that keeps every run.", bool(found.runs))
    comment = "Auxiliary languages; by default the first four ranked."
    yield Key("languages", _examples(found, target), comment)
    comment = "What is compared: the target alone, with each auxiliary language, with all."
    yield Key("settings", ["mono", "mono+X", "meta"], comment)
    yield Key("seeds", 5, "Runs of each setting; one alone says nothing of other seeds.")
    yield Key("epochs", 150, "At most; fewer for a first look.")


def _examples(found: FoundFiles, target: Language) -> list[str]:
    """Languages for a suggestion: those of which there are files, else two."""
    given = sorted({*found.corpora, *found.raw} - {target.tag})
    return given or [tag for tag in ("en", "de", "es") if tag != target.tag][:2]


def _models(target: Language, what: str) -> Key:
    return Key("output", f"models/{target.tag}", f"Folder for {what} that are trained from text.")


def _table(name: str, keys: Sequence[Key]) -> str:
    lines = [f"\n[{name}]"] if name else [""]
    for key in keys:
        mark = "" if key.found else "#"
        lines += [f"# {key.comment}", f"{mark}{key.name} = {_value(key.value)}"]
    return "\n".join(lines) + "\n"


def _value(value: Value) -> str:
    """As TOML, whose basic strings are JSON's but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _pairs(paths: dict[str, Path], found: FoundFiles, target: Language) -> list[str]:
    others = sorted(tag for tag in paths if tag != target.tag)
    return [f"{tag}={_relative(paths[tag], found)}" for tag in others]


def _name(one: EmbeddingFiles, found: FoundFiles) -> str:
    return f"{one.source}/{_relative(one.path, found)}"


def _relative(path: Path, found: FoundFiles) -> str:
    return path.relative_to(found.folder).as_posix()
