"""The commands to run after a check of data."""

from __future__ import annotations

import shlex

from auxadvisor.data_check import Report, Severity
from auxadvisor.json_values import Json

GIVEN = ("corpus", "dev", "test", "text")
"""Flags that name the data."""
READ = {"task": "auto", "encoding": "utf-8", "corpus-format": None, "tag-column": None}
"""Flags that say how the data is read, and their defaults."""


def next_commands(report: Report, settings: dict[str, Json]) -> list[str]:
    """What to type next: the check again where something is an error, else what uses the data.

    Args:
        report: of the check.
        settings: of the command.
    """
    if report.of(Severity.error):
        return [_command("data check", settings, "target", *GIVEN)]
    target = settings | {"target": _target(report)}
    commands = [_command("recommend", target, "target", *GIVEN)]
    if report.parts:
        dry_run = _command("train", target, "target", "corpus", "dev", "test")
        commands.append(f"{dry_run} --dry-run")
    return commands


def _target(report: Report) -> str:
    if report.target is not None:
        return report.target.tag
    likely = [part.language for part in report.parts]
    likely += [report.text.language] if report.text is not None else []
    return next((language.tag for language in likely if language is not None), "CODE")


def _command(name: str, settings: dict[str, Json], *flags: str) -> str:
    given = {flag: settings.get(flag) for flag in (*flags, *READ)}
    words = [
        f"--{flag} {shlex.quote(str(value))}"
        for flag, value in given.items()
        if value is not None and value != READ.get(flag)
    ]
    return " ".join([f"auxadvisor {name}", *words])
