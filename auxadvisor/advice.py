"""The paper's guide (Figure 3, Section 4.3) as data: a situation goes in, a walked path comes out.

Before the paper's three questions stand two that it takes for granted: which candidates share the
target's script, and whether there are embeddings of the target at all; and one that its corpora
never raise: whether there are enough labels for the attention to learn from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from auxadvisor.languages import Language, share_script
from auxadvisor.published import LARGE

Choice = Literal["meta", "mono+multi", "mono+X", "mono", "multi", "none"]
"""A setting of Table 1; ``none`` where there is nothing to train on."""
PAPER, OURS = "Section 4.3, Figure 3", "not in the paper"
THRESHOLD_EVIDENCE = {
    "characters": "a judgement: half of what the pack's embeddings are trained on",
    "pieces": "a judgement: BPEmb's vocabularies end where a Wikipedia is too small for more; the "
    "paper's five languages all have 200,000 pieces",
    "several": 'Section 4.3 says "multiple"; with one auxiliary there is nothing to weigh',
    "most": "as many as the paper has",
    "sentences": "docs/reproduction.md: with 1,000 sentences meta-embeddings are below mono on 5 "
    "of 5 corpora, with the paper's 8,323 to 15,806 above on 10 of 10; between, nothing is known",
}
"""Where each threshold comes from; the paper gives none."""


@dataclass(frozen=True)
class Thresholds:
    """What "enough" and "several" mean; ``THRESHOLD_EVIDENCE`` says why.

    Attributes:
        characters: of raw text that embeddings of a language are to be trained on, at least.
        pieces: in the vocabulary of published byte-pair embeddings, at least.
        several: auxiliary languages with good embeddings, for meta-embeddings.
        most: auxiliary languages that are advised.
        sentences: labelled ones, at least, for meta-embeddings.
    """

    characters: int = 3_000_000
    pieces: int = LARGE
    several: int = 2
    most: int = 4
    sentences: int = 3_000


@dataclass(frozen=True)
class Pretrained:
    """Embeddings that exist.

    Attributes:
        name: as ``embeddings.locate`` takes it.
        characters: of the text that they were trained on, where that is known.
        pieces: in their vocabulary, where they have one that tells.
        at_hand: whether they need no fetching.
    """

    name: str
    characters: int | None = None
    pieces: int | None = None
    at_hand: bool = False


@dataclass(frozen=True)
class Resources:
    """What there is of a language.

    Attributes:
        language: which.
        embeddings: of it, if any.
        raw_characters: of the raw text that the user has of it.
        raw_tokens: likewise.
    """

    language: Language
    embeddings: Pretrained | None = None
    raw_characters: int = 0
    raw_tokens: int = 0

    def good(self, thresholds: Thresholds) -> bool:
        """Whether its embeddings, or those that could be trained, are of enough text.

        Embeddings of which neither text nor vocabulary is known are taken to be good: somebody
        published them, or the user named them.
        """
        return self._pretrained(thresholds) or self.raw_characters >= thresholds.characters

    def must_be_trained(self, thresholds: Thresholds) -> bool:
        """Whether the user's raw text is better than the embeddings that exist."""
        enough = self.raw_characters >= thresholds.characters
        return (enough and not self._pretrained(thresholds)) or (
            self.embeddings is None and self.raw_characters > 0
        )

    def said(self) -> str:
        """What there is, in words."""
        found = []
        if self.embeddings is not None:
            sizes = [
                f"{number:,} {unit}"
                for number, unit in (
                    (self.embeddings.characters, "characters"),
                    (self.embeddings.pieces, "pieces"),
                )
                if number is not None
            ]
            found.append(f"{self.embeddings.name} ({', '.join(sizes) or 'size unknown'})")
        if self.raw_characters:
            size = f"{self.raw_tokens:,} tokens, {self.raw_characters:,} characters"
            found.append(f"raw text ({size})")
        return f"{self.language}: {' and '.join(found) or 'nothing'}"

    def _pretrained(self, thresholds: Thresholds) -> bool:
        found = self.embeddings
        if found is None:
            return False
        enough = [
            number >= bound
            for number, bound in (
                (found.characters, thresholds.characters),
                (found.pieces, thresholds.pieces),
            )
            if number is not None
        ]
        return all(enough)


@dataclass(frozen=True)
class Situation:
    """What is known of a case.

    Attributes:
        target: the language to be tagged, and what there is of it.
        candidates: the possible auxiliary languages, closest first by d_MV.
        contenders: tags of those that could be first.
        multilingual: embeddings of many languages, the target among them.
        sentences: labelled ones; ``None`` where no corpus was given.
    """

    target: Resources
    candidates: tuple[Resources, ...] = ()
    contenders: tuple[str, ...] = ()
    multilingual: Pretrained | None = None
    sentences: int | None = None


@dataclass(frozen=True)
class Step:
    """A question of the flow.

    Attributes:
        key: its short name.
        question: as it is asked.
        yes: the answer.
        evidence: that the answer rests on.
        source: who asks: a place in the paper, or none.
    """

    key: str
    question: str
    yes: bool
    evidence: str
    source: str


@dataclass(frozen=True)
class RuledOut:
    """What is not advised, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class Advice:
    """What to train, and how it was come to.

    Attributes:
        choice: a setting.
        languages: tags of the auxiliary languages, closest first; those to try one by one for
            ``mono+X``.
        steps: the questions that were asked, in order.
        ruled_out: settings and languages that are not advised.
    """

    choice: Choice
    languages: tuple[str, ...]
    steps: tuple[Step, ...]
    ruled_out: tuple[RuledOut, ...]


def advise(situation: Situation, thresholds: Thresholds | None = None) -> Advice:
    """Walk the flow.

    Args:
        situation: what is known.
        thresholds: by default as they stand.
    """
    walk = _Walk(situation, thresholds or Thresholds())
    return walk.end()


class _Walk:
    """One way through the flow; what was asked and ruled out so far."""

    def __init__(self, situation: Situation, thresholds: Thresholds) -> None:
        self.situation, self.thresholds = situation, thresholds
        self.steps: list[Step] = []
        self.ruled_out: list[RuledOut] = []
        self.usable: list[Resources] = []

    def end(self) -> Advice:
        """Ask until a setting is found."""
        self._scripts()
        if not self._target():
            return self._without_target()
        good = self._several()
        if good and self._labels():
            return self._advice("meta", good)
        if self._multilingual():
            return self._advice("mono+multi", [])
        near = self._distances()
        return self._advice("mono+X" if near else "mono", near)

    def _scripts(self) -> None:
        target = self.situation.target.language
        for one in self.situation.candidates:
            if share_script(one.language.script, target.script):
                self.usable.append(one)
                continue
            self._rule_out(str(one.language), f"not written in {target.script}, as {target} is")
        count = len(self.situation.candidates)
        evidence = f"{len(self.usable)} of {count} candidates are written in {target.script}"
        self._ask(
            "script",
            f"Is there a candidate in the script of {target}?",
            bool(self.usable),
            evidence,
            "Section 4.2: the vocabulary measures, and shared pieces, suppose shared letters",
        )

    def _target(self) -> bool:
        target = self.situation.target
        there = target.embeddings is not None or target.raw_characters > 0
        question = f"Are there embeddings of {target.language}, or raw text to train them on?"
        self._ask("target", question, there, target.said(), OURS)
        return there

    def _without_target(self) -> Advice:
        self._rule_out("mono", "no embeddings of the target, and no raw text")
        return self._advice("multi" if self._multilingual() else "none", [])

    def _several(self) -> list[Resources]:
        """The auxiliaries for meta-embeddings, none where the answer is no."""
        thresholds, target = self.thresholds, self.situation.target
        good = [one for one in self.usable if one.good(thresholds)]
        itself = target.good(thresholds)
        several = itself and len(good) >= thresholds.several
        named = _listed([one.language.tag for one in good], thresholds.most)
        evidence = (
            f"{target.language} has {'enough' if itself else 'too little'}, {len(good)} of "
            f"{len(self.usable)} candidates have enough{f' ({named})' if good else ''}; enough is "
            f"{thresholds.characters:,} characters or {thresholds.pieces:,} pieces, several is "
            f"{thresholds.several}"
        )
        question = (
            "Are there good monolingual embeddings, or enough raw text for them, of the target "
            "and several auxiliary languages?"
        )
        self._ask("several", question, several, evidence, PAPER)
        if not several:
            self._rule_out("meta", "not enough monolingual embeddings to weigh")
            return []
        return good[: thresholds.most]

    def _labels(self) -> bool:
        least, found = self.thresholds.sentences, self.situation.sentences
        enough = found is None or found >= least
        evidence = (
            f"no corpus was given; {least:,} sentences or more are taken for granted"
            if found is None
            else f"{found:,} labelled sentences; enough is {least:,}"
        )
        question = "Are there enough labelled sentences for the attention to learn from?"
        self._ask("labels", question, enough, evidence, f"{OURS}: docs/reproduction.md")
        if not enough:
            self._rule_out("meta", f"{found:,} labelled sentences are too few for the attention")
        return enough

    def _multilingual(self) -> bool:
        found = self.situation.multilingual
        target = self.situation.target.language
        evidence = f"none that cover {target}" if found is None else found.name
        question = f"Are there good multilingual embeddings that cover {target}?"
        self._ask("multilingual", question, found is not None, evidence, PAPER)
        if found is None:
            self._rule_out("mono+multi", f"no multilingual embeddings cover {target}")
        return found is not None

    def _distances(self) -> list[Resources]:
        """The closest with embeddings: all that could be first."""
        able = [one for one in self.usable if one.embeddings or one.raw_characters]
        for one in self.usable:
            if one not in able:
                self._rule_out(str(one.language), "no embeddings of it, and no raw text")
        first = [one for one in able if one.language.tag in self.situation.contenders]
        chosen = (first or able[:1])[: self.thresholds.most]
        if len(chosen) > 1:
            evidence = f"a tie: {_listed([str(one.language) for one in chosen])} could be first"
        elif chosen:
            evidence = f"{chosen[0].language} is first by d_MV"
        else:
            evidence = "no candidate in the target's script has any"
        question = "Which language is the closest of those with embeddings?"
        self._ask("distance", question, bool(chosen), evidence, PAPER)
        return chosen

    def _ask(self, key: str, question: str, yes: bool, evidence: str, source: str) -> None:
        self.steps.append(Step(key, question, yes, evidence, source))

    def _rule_out(self, what: str, reason: str) -> None:
        self.ruled_out.append(RuledOut(what, reason))

    def _advice(self, choice: Choice, languages: Sequence[Resources]) -> Advice:
        tags = tuple(one.language.tag for one in languages)
        return Advice(choice, tags, tuple(self.steps), tuple(self.ruled_out))


def _listed(names: Sequence[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
