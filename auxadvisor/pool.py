"""Which languages are compared, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from auxadvisor.errors import SettingsError
from auxadvisor.language_models.text import script_shares
from auxadvisor.languages import Language, catalogue, in_pack, resolve, share_script
from auxadvisor.published import LARGE, has_large_bpemb
from auxadvisor.records import Pool, SetAside, Text, TrainingCorpus

EVERY = "all"
"""Value of ``--candidates`` that takes every language of the pack, embeddings or not."""
SCRIPT_SAMPLE = 2000
"""Sentences of the user's text from which its script is read."""


def build_pool(
    target: str,
    candidates: Sequence[str] = (),
    text: Text | None = None,
    corpus: TrainingCorpus | None = None,
    aux_texts: Mapping[str, Text] | None = None,
    aux_corpora: Mapping[str, TrainingCorpus] | None = None,
    aux_models: Mapping[str, Path] | None = None,
) -> Pool:
    """Resolve the languages and set aside the candidates that cannot serve, if need be all.

    Args:
        target: a code or English name.
        candidates: codes or names; empty for every language of the pack that has large BPEmb
            embeddings, and those of which a file is given; ``("all",)`` for all of the pack.
        text: raw text of the target.
        corpus: training corpus of the target.
        aux_texts: raw text of candidates, by code or name.
        aux_corpora: training corpora of candidates, by code or name.
        aux_models: character language models of candidates, by code or name.

    Raises:
        SettingsError: an unknown name, or the target as its own candidate.
    """
    wanted = resolve(target)
    texts = _by_tag("--aux-text", aux_texts or {}, wanted)
    corpora = _by_tag("--aux-corpus", aux_corpora or {}, wanted)
    models = _by_tag("--aux-lm", aux_models or {}, wanted)
    pool = Pool(wanted, (), text, corpus, texts, corpora, models)
    script = _script(pool, wanted)
    pool = replace(pool, target=replace(wanted, script=script))
    chosen = _chosen(pool, candidates)
    kept, aside = [], []
    for language in chosen:
        reason = _reason_against(language, pool) or (
            None if candidates else _reason_against_default(language, pool)
        )
        if reason is None:
            kept.append(replace(language, script=_script(pool, language)))
        else:
            aside.append(SetAside(replace(language, script=_script(pool, language)), reason))
    return replace(pool, candidates=tuple(kept), set_aside=tuple(aside))


Given = TypeVar("Given")


def _by_tag(flag: str, given: Mapping[str, Given], target: Language) -> dict[str, Given]:
    """What is given of candidates, by tag: one thing each, and nothing of the target."""
    found: dict[str, Given] = {}
    for name, value in given.items():
        tag = resolve(name).tag
        if tag == target.tag:
            own = flag.replace("aux-", "")
            hint = f"; its file goes to {own}" if flag != "--aux-lm" else ""
            raise SettingsError(f"{flag} {name}: {target} is the target{hint}")
        if tag in found:
            raise SettingsError(f"{flag}: two files for {resolve(name)}; join them into one")
        found[tag] = value
    return found


def _chosen(pool: Pool, names: Sequence[str]) -> list[Language]:
    given = {*pool.aux_texts, *pool.aux_corpora, *pool.aux_models}
    if EVERY in names and len(names) > 1:
        raise SettingsError(f"--candidates: {EVERY!r} stands alone, found {', '.join(names)}")
    if not names or EVERY in names:
        known = [
            language
            for language in catalogue().values()
            if names or language.bpemb or language.tag in given
        ]
        known += [resolve(tag) for tag in sorted(given - catalogue().keys())]
        return [language for language in known if language.tag != pool.target.tag]
    chosen = list(dict.fromkeys(resolve(name) for name in names))
    if any(language.tag == pool.target.tag for language in chosen):
        raise SettingsError(f"{pool.target} is the target and cannot be its own auxiliary language")
    unused = given - {language.tag for language in chosen}
    if unused:
        raise SettingsError(
            f"a file is given for {', '.join(sorted(unused))}, which --candidates does not name"
        )
    return chosen


def _reason_against(language: Language, pool: Pool) -> str | None:
    script = _script(pool, language)
    if not share_script(script, pool.target.script):
        return f"written in {script}, the target in {pool.target.script}"
    given = pool.sentences_of(language.tag) is not None or language.tag in pool.aux_models
    if not given and not in_pack(replace(language, script=script)):
        return f"not in the pack; give --aux-text {language.tag}=FILE"
    return None


def _reason_against_default(language: Language, pool: Pool) -> str | None:
    """Why a language is no candidate unless it is named: its embeddings are of little text."""
    given = {*pool.aux_texts, *pool.aux_corpora, *pool.aux_models}
    if language.tag in given or has_large_bpemb(language.bpemb):
        return None
    return f"BPEmb has fewer than {LARGE:,} pieces of it; name it with --candidates"


def _script(pool: Pool, language: Language) -> str:
    """The script of the user's sentences where there are any, else the language's usual one."""
    sentences = pool.sentences_of(language.tag)
    shares = script_shares(list(sentences[:SCRIPT_SAMPLE])) if sentences else {}
    if not shares:
        return language.script
    main = next(iter(shares))
    return language.script if share_script(main, language.script) else main
