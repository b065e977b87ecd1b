"""The manual: its commands exist and have the flags it names, and its reference is up to date."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from auxadvisor.cli import app

REPOSITORY = Path(__file__).parents[1]
PAGES = sorted([REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")])
LINES = [
    (page.name, line.partition("#")[0].strip())
    for page in PAGES
    for block in re.findall(r"```bash\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("auxadvisor ")
]


@pytest.mark.parametrize(("page", "line"), LINES)
def test_a_command_of_the_manual_is_understood(page: str, line: str) -> None:
    words = shlex.split(line)[1:]
    command = get_command(app)
    while words and (inner := getattr(command, "commands", {}).get(words[0])):
        command, words = inner, words[1:]
    assert not hasattr(command, "commands"), f"{page}: {line}"
    command.make_context("auxadvisor", words)  # raises where an option or a value is unknown


def test_there_is_something_to_check() -> None:
    assert len(LINES) > 30
    assert {page for page, _ in LINES} >= {"README.md", "training.md", "recommend.md"}


def test_the_reference_is_what_help_says() -> None:
    script = REPOSITORY / "scripts" / "write_commands.py"
    spec = importlib.util.spec_from_file_location("write_commands", script)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (REPOSITORY / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == module.page(), "run python scripts/write_commands.py"
