"""What a probe found, in sentences."""

from __future__ import annotations

import shlex

from auxadvisor.corpora import Task
from auxadvisor.experiments.significance import Interval
from auxadvisor.probe.probing import Probed, Probing
from auxadvisor.probe.standing import Standing
from auxadvisor.probe.worth import line_on, worth_on
from auxadvisor.situation import BATCH_OF_FEW, FEW

NAMED = 5
"""Most settings that a sentence names before it counts the rest."""
RUNS = 4
"""Most auxiliary languages that the next command trains: as many as the paper has."""
UNITS: dict[Task, str] = {"ner": "points of F1", "pos": "points of accuracy"}


def points_of(row: Standing, found: Probed, task: Task) -> Interval | None:
    """What a setting should add to mono once it is trained; ``None`` where nothing tells.

    The figures that tell come from settings that add one set of embeddings.
    """
    line, mono = line_on(task), found.standings.row("mono")
    if line is None or row.control or not row.name.startswith("mono+") or row.name == "mono+all":
        return None
    return line.points(1 - row.loss / mono.loss, 1 - row.ridge / mono.ridge)


def verdict(found: Probed, task: Task) -> list[str]:
    """Who leads, how sure that is on these sentences, and whether it should pay."""
    standing, leader = found.standings, found.standings.leader
    tied = [row.name for row in standing.tied if row is not leader]
    more = f" and {len(tied) - NAMED} more" if len(tied) > NAMED else ""
    said = f"{leader.name} is first, in {leader.p_best:.0%} of the draws"
    rest = f"; as good on these: {', '.join(tied[:NAMED])}{more}." if tied else ", alone."
    none = (
        f"In {standing.p_none:.0%} of the draws a control is better than all, "
        f"{standing.best_control} first."
    )
    return [said + rest, none, _pays(found, task)]


def _pays(found: Probed, task: Task) -> str:
    """What to expect of the first of the tied settings that is of those that tell."""
    leader = found.standings.leader
    told = [
        (row, points) for row in found.standings.tied if (points := points_of(row, found, task))
    ]
    if not told:
        gain = leader.gain
        clear = gain is not None and gain.low > 0
        than = f"than the control {found.standings.best_control}"
        if clear:
            return f"It is better {than}; what that is worth in {UNITS[task]}, nothing tells yet."
        return f"It is not better {than}: as far as this shows, add none."
    row, points = told[0]
    ends = f"95 % of cases: {points.low:+.1f} to {points.high:+.1f}"
    said = f"Expected of {row.name}, trained, over mono: {points.mean:+.1f} {UNITS[task]} ({ends})."
    if points.high <= 0:
        return f"{said} Add none."
    if points.low <= 0:
        return f"{said} It may be better to add none; train both."
    return said


def stability_said(found: Probed) -> list[str]:
    """From how many sentences on the answer is the same."""
    *smaller, whole = found.sizes
    if not smaller:
        return [f"{whole.sentences} sentences are too few to see whether more would change it."]
    steps = "; ".join(f"{one.sentences:,}: {one.leader} ({one.agreement:.2f})" for one in smaller)
    if found.stable_from is None:
        said = "Not stable: with fewer sentences another setting leads, so more may change it too"
    else:
        said = f"Stable from {found.stable_from:,} sentences on"
    return [
        f"{said}. Leader on the first so many, and the ranking's correlation with that on all "
        f"{whole.sentences:,}: {steps}."
    ]


def worth_said(task: Task, sentences: int) -> list[str]:
    """What such an order was worth where taggers were trained on about so many sentences."""
    worth = worth_on(task, sentences)
    if worth is None:
        return [f"What such an order is worth was not yet measured on trained {task} taggers."]
    return [
        f"Where taggers were trained ({worth.targets} languages, {worth.sentences:,} labelled "
        "sentences, little text), the language that this puts first was "
        f"{_range(worth.regret)} {UNITS[task]} below the best one, a language at random "
        f"{_range(worth.regret_at_random)}.",
        f"Spearman's correlation with the trained order: {_range(worth.spearman)}; that of one "
        f"full training run of each language: {_range(worth.spearman_of_a_run)}.",
    ]


def choice_said(task: Task, sentences: int) -> list[str]:
    """What it was worth to let a probe choose between a language and multilingual embeddings."""
    worth = worth_on(task, sentences)
    if worth is None:
        return []
    so = "so it chooses here" if worth.chooses else "no clear gain: the guide's choice stands"
    return [
        "Choosing so between one language and multilingual embeddings gave "
        f"{_range(worth.over_multilingual)} {UNITS[task]} more there than always taking "
        f"multilingual ones, {so}."
    ]


def next_command(probing: Probing, found: Probed) -> list[str]:
    """The training that proves it."""
    languages = probing.to_train(found.standings.answers, RUNS)
    words = ["auxadvisor", "train", "--target", probing.target.tag, *probing.flags]
    words += ["--embeddings", ",".join(probing.family.said), "--languages", ",".join(languages)]
    probed = [one.name for one in probing.settings]
    settings = ["mono", *(name for name in ("mono+multi",) if name in probed), "mono+X"]
    words += ["--settings", ",".join(settings)]
    if probing.trained_on < FEW:
        words += ["--batch-size", str(BATCH_OF_FEW)]
    return [shlex.join(words)]


def _range(one: Interval) -> str:
    return f"{one.mean:.2f} ({one.low:.2f} to {one.high:.2f})"
