"""The settings that are compared (Section 4.1): which embeddings, and how they are combined.

===========  ==========================================================================
name         embeddings
===========  ==========================================================================
mono         the target's
multi        the multilingual ones
mono+multi   both
mono+XX      the target's and those of language XX; ``mono+X`` stands for one of each
mono+all     the target's, every auxiliary's and the multilingual ones, side by side
meta         the same, weighed by attention
mono+mono    the target's twice (Appendix E): is it only the number of parameters?
mono+noise   the target's and noise of the same width: is it anything at all?
===========  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from auxadvisor.errors import SettingsError
from auxadvisor.published import MULTI

NOISE = "noise"
EACH = "mono+X"
FIXED = ("mono", "multi", "mono+multi", "mono+all", "meta", "mono+mono", "mono+noise")


@dataclass(frozen=True)
class Setting:
    """One way to embed the tokens.

    Attributes:
        name: see the module's table.
        sets: a tag of a language, ``multi`` or ``noise`` for each set of embeddings.
        combination: how the sets are made one.
    """

    name: str
    sets: tuple[str, ...]
    combination: Literal["concatenation", "meta"] = "concatenation"


def settings_named(
    names: Sequence[str], target: str, languages: Sequence[str], has_multi: bool = True
) -> tuple[Setting, ...]:
    """The settings of some names, each once, in their order.

    Args:
        names: of the module's table.
        target: tag of the target language.
        languages: tags of the auxiliary languages.
        has_multi: whether there are multilingual embeddings for ``mono+all`` and ``meta``.

    Raises:
        SettingsError: an unknown name, a language that is none of the auxiliaries, or a setting
            that has nothing to add to the target's embeddings.
    """
    multi = (MULTI,) if has_multi else ()
    together = (target, *languages, *multi)
    known = {
        "mono": Setting("mono", (target,)),
        "multi": Setting("multi", (MULTI,)),
        "mono+multi": Setting("mono+multi", (target, MULTI)),
        "mono+all": Setting("mono+all", together),
        "meta": Setting("meta", together, "meta"),
        "mono+mono": Setting("mono+mono", (target, target)),
        "mono+noise": Setting("mono+noise", (target, NOISE)),
        **{f"mono+{tag}": Setting(f"mono+{tag}", (target, tag)) for tag in languages},
    }
    chosen: dict[str, Setting] = {}
    for name in names:
        each = [f"mono+{tag}" for tag in languages] if name == EACH else [name]
        for one in each:
            if one not in known:
                listed = ", ".join((*FIXED, EACH, *(f"mono+{tag}" for tag in languages)))
                raise SettingsError(f"--settings {one!r}: expected some of {listed}")
            if one in ("mono+all", "meta") and len(together) == 1:
                raise SettingsError(f"--settings {one}: needs --languages, or embeddings of multi")
            if MULTI in known[one].sets and not has_multi:
                raise SettingsError(f"--settings {one}: there are no multilingual embeddings")
            chosen[one] = known[one]
        if not each:
            raise SettingsError(f"--settings {EACH}: needs --languages")
    if not chosen:
        raise SettingsError(f"--settings: expected some of {', '.join((*FIXED, EACH))}, found none")
    return tuple(chosen.values())
