"""Files of candidates that the project file or the environment names, beside a nearer choice."""

from __future__ import annotations

from pathlib import Path

import typer

from auxadvisor.cli.options import names, pairs
from auxadvisor.cli.output import nearness
from auxadvisor.languages import resolve
from auxadvisor.pool import EVERY


def candidate_files(
    context: typer.Context, target: str | None, name: str, listed: list[str] | None
) -> dict[str, Path]:
    """Files by language, without those that a nearer ``--target`` or ``--candidates`` leaves out.

    A project file names what lies beside it; a command that is typed for some of its languages
    needs no more than their files. What is named as near as the choice itself stays, to be refused.

    Args:
        context: of a command with ``candidates`` and ``target``.
        target: name of the target.
        name: of the parameter that lists the files.
        listed: its value.

    Raises:
        SettingsError: a value is no pair, or a language is unknown or named twice.
    """
    found = pairs(f"--{name.replace('_', '-')}", listed)
    near = nearness(context, name)
    if target is not None and nearness(context, "target") < near:
        tag = resolve(target).tag
        found = [(language, path) for language, path in found if resolve(language).tag != tag]
    chosen = names(context.params["candidates"] or "")
    if chosen and EVERY not in chosen and nearness(context, "candidates") < near:
        tags = {resolve(one).tag for one in chosen}
        found = [(language, path) for language, path in found if resolve(language).tag in tags]
    return dict(found)
