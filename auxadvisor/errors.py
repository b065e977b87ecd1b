"""Every failure auxadvisor raises on purpose, each with the exit code of DESIGN section 5.

::

    AuxAdvisorError           1  failed while running
    ├── SettingsError         2  a flag, a key of the project file or a combination of them
    ├── DataError             3  a file the user gave says something else than expected
    └── AssetError            4  a shipped or downloaded file is missing or damaged

A message names the place, what was expected, what was found, and what to do next.
"""

from __future__ import annotations

from pathlib import Path

NO_TORCH = "torch is not installed; pip install 'auxadvisor[train]'"
"""Why something is left out that needs it; a command that cannot do without says so itself."""


class AuxAdvisorError(Exception):
    """The root of the tree: something failed while running.

    Attributes:
        exit_code: what the command line exits with.
    """

    exit_code = 1


class SettingsError(AuxAdvisorError):
    """A flag, a project-file key or a combination of them cannot be used."""

    exit_code = 2


class DataError(AuxAdvisorError):
    """Input that does not say what its format promises.

    Args:
        path: the file as the user named it.
        line: 1-based line number; ``None`` where the fault is the whole file's.
        expected: what the format asks for, in words.
        found: what is there instead, in words.
        hint: what to do next, if the fault suggests it.
    """

    exit_code = 3

    def __init__(
        self, path: Path | str, line: int | None, expected: str, found: str, hint: str = ""
    ) -> None:
        self.path, self.line, self.expected, self.found, self.hint = (
            Path(path),
            line,
            expected,
            found,
            hint,
        )
        place = f"{path}:{line}" if line is not None else f"{path}"
        message = f"{place}: expected {expected}, found {found}"
        super().__init__(f"{message} ({hint})" if hint else message)

    def __reduce__(self) -> tuple[object, ...]:  # from another process come all that it was told
        return type(self), (self.path, self.line, self.expected, self.found, self.hint)


class AssetError(AuxAdvisorError):
    """A file of the pack or of the cache is missing or fails its checksum."""

    exit_code = 4
