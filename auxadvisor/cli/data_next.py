"""The commands to run after a check of data."""

from __future__ import annotations

import shlex
from pathlib import Path

from auxadvisor.data_check import Report, Severity


def next_commands(report: Report, corpus_flags: tuple[str, ...], text: Path | None) -> list[str]:
    """What to type next: the check again where something is an error, else what uses the data.

    Args:
        report: of the check.
        corpus_flags: how the corpus is named and read on a command line.
        text: the raw text that was checked.
    """
    texts = () if text is None else ("--text", str(text))
    if report.of(Severity.error):
        target = () if report.target is None else ("--target", report.target.tag)
        return [_command("data", "check", *target, *corpus_flags, *texts)]
    target = ("--target", _target(report))
    commands = [_command("recommend", *target, *corpus_flags, *texts)]
    if report.parts:
        commands.append(_command("train", *target, *corpus_flags, "--dry-run"))
    return commands


def _target(report: Report) -> str:
    if report.target is not None:
        return report.target.tag
    likely = [part.language for part in report.parts]
    likely += [report.text.language] if report.text is not None else []
    return next((language.tag for language in likely if language is not None), "CODE")


def _command(*words: str) -> str:
    return shlex.join(["auxadvisor", *words])
