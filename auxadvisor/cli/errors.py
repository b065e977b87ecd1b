"""What ends a run: a code for each kind of failure, one message, no traceback unless asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from auxadvisor.errors import AuxAdvisorError

INTERRUPTED = 130
EXTRAS = {
    **dict.fromkeys(("torch", "safetensors", "sentencepiece", "gensim", "threadpoolctl"), "train"),
    **dict.fromkeys(("matplotlib", "jinja2"), "plot"),
    "distributed": "dask",
}
"""What brings a module that is no part of the plain installation."""


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Run an app and return its exit code.

    0 done; 1 failed while running; 2 usage or settings; 3 bad data; 4 an asset is missing;
    130 interrupted.
    """
    try:
        code = app(list(arguments), prog_name="auxadvisor", standalone_mode=False)
        if code == INTERRUPTED:
            return _say("interrupted", INTERRUPTED)
        return code if isinstance(code, int) else 0
    except typer.Abort:
        return _say("interrupted", INTERRUPTED)
    except TyperException as error:
        return _usage(error)
    except AuxAdvisorError as error:
        if "--debug" in arguments:
            raise
        return _say(f"error: {error}", error.exit_code)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        if "--debug" in arguments or extra is None:
            raise
        said = f"this needs {error.name}, which is not installed"
        return _say(f"error: {said}; run pip install 'auxadvisor[{extra}]'", 2)
    except Exception as error:
        if "--debug" in arguments:
            raise
        kind = type(error).__name__
        return _say(f"error: {kind}: {error} (auxadvisor --debug shows where)", 1)


def _usage(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":
        return _say(context.get_help(), error.exit_code)
    command = context.command_path if context is not None else "auxadvisor"
    return _say(f"error: {error.format_message()} ('{command} --help' explains)", error.exit_code)


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
