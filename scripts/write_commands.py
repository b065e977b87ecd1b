"""Writes ``docs/commands.md``: what every command's ``--help`` says.

python scripts/write_commands.py
"""

from __future__ import annotations

from pathlib import Path

from typer.main import get_command

from auxadvisor.cli import app

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
HEAD = """# Commands

What `auxadvisor COMMAND --help` says; written by `scripts/write_commands.py`.
"""


def page() -> str:
    """The page."""
    return "\n".join([HEAD, *_sections(get_command(app), "auxadvisor")])


def _sections(command: object, name: str) -> list[str]:
    """A section for a command, and for each command below it."""
    with command.make_context(  # type: ignore[attr-defined]
        name, [], resilient_parsing=True, terminal_width=100, max_content_width=100
    ) as context:
        shown = context.get_help().rstrip()
    found = [f"## {name}\n\n```text\n{shown}\n```\n"]
    for word, inner in getattr(command, "commands", {}).items():
        found += _sections(inner, f"{name} {word}")
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
