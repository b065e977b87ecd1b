"""The paper's guide (Figure 3, Section 4.3) as data: a situation goes in, a walked path comes out.

Before the paper's three questions stand two that it takes for granted: which candidates share the
target's script, and whether there are embeddings of the target at all. Between them stands one that
its corpora never raise, whether there are enough labels for the attention to learn from, and one
that it could not ask: what a probe of the labels says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from auxadvisor.languages import share_script
from auxadvisor.situation import Resources, Situation, Thresholds

Choice = Literal["meta", "mono+multi", "mono+X", "mono", "multi", "none"]
"""A setting of Table 1; ``none`` where there is nothing to train on."""
PAPER, OURS = "Section 4.3, Figure 3", "not in the paper"


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
        if self._multilingual() and not self._one_language():
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

    def _one_language(self) -> bool:
        """Whether a probe puts a language before the multilingual embeddings; else not asked."""
        losses, target = self.situation.losses, self.situation.target.language
        with_embeddings = [one.language for one in self.usable if one.embeddings is not None]
        if losses is None or not with_embeddings:
            return False
        better, first = losses.language < losses.multilingual, with_embeddings[0]
        self._ask(
            "probe",
            f"Do the embeddings of one language do better beside those of {target} than "
            "multilingual ones, by a probe of the labels?",
            better,
            f"held-out loss {losses.language:.4f} with {first}, {losses.multilingual:.4f} with "
            "multilingual ones",
            f"{OURS}: docs/selection.md",
        )
        if better:
            self._rule_out("mono+multi", f"a probe of the labels puts {first} before it")
        return better

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
            evidence = f"{chosen[0].language} is first by {self.situation.ordered_by}"
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
