"""What a probe found, in sentences."""

from __future__ import annotations

import shlex

from auxadvisor.probe.probing import Probed, Probing
from auxadvisor.probe.standing import Standing

NAMED = 5
"""Most settings that a sentence names before it counts the rest."""
RUNS = 4
"""Most auxiliary languages that the next command trains: as many as the paper has."""


def verdict(found: Probed) -> list[str]:
    """Who leads, over whom, and how far."""
    standing = found.standings
    leader, gain = standing.leader, standing.leader.gain
    if gain is None or gain.low <= 0:
        return [
            f"Add none: no setting is better than the control {standing.best_control} beyond "
            f"doubt. {leader.name} comes closest ({_gain(leader)})."
        ]
    said = f"{leader.name} leads: it takes {_gain(leader)} of {standing.best_control}'s loss away."
    tied = [row.name for row in standing.tied if row is not leader]
    if not tied:
        return [f"{said} No other setting is as good."]
    more = f" and {len(tied) - NAMED} more" if len(tied) > NAMED else ""
    return [f"{said} As good on these sentences: {', '.join(tied[:NAMED])}{more}."]


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


def evidence_said(probing: Probing, found: Probed) -> list[str]:
    """What such an order was worth where taggers were trained."""
    del probing, found
    return []


def next_command(probing: Probing, found: Probed) -> list[str]:
    """The training that proves it."""
    train = probing.corpora["train"].path
    languages = [
        row.name.removeprefix("mono+")
        for row in found.standings.answers
        if row.name.removeprefix("mono+") in probing.languages
    ][:RUNS]
    words = ["auxadvisor", "train", "--target", probing.target.tag, "--corpus", str(train)]
    if "dev" in probing.corpora:
        words += ["--dev", str(probing.corpora["dev"].path)]
    chosen = [probing.family.kind, *(f"{tag}={name}" for tag, name in probing.family.given)]
    words += ["--embeddings", ",".join(chosen), "--languages", ",".join(languages)]
    return [shlex.join([*words, "--settings", "mono,mono+multi,mono+X"])]


def _gain(row: Standing) -> str:
    if row.gain is None:
        return "none"
    return f"{row.gain.mean:.1%} (95 % interval {row.gain.low:.1%} to {row.gain.high:.1%})"
