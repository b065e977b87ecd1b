"""Where the source reads and writes files: what the tables of the tests must have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "auxadvisor"
WRITES = {
    "write_text", "write_bytes", "savez", "savez_compressed", "savefig", "tofile", "save_file",
    "save_word2vec_format", "link", "copyfile", "copy2", "copytree", "open_memmap",
    "symlink_to", "hardlink_to", "NamedTemporaryFile", "mkstemp",
}  # fmt: skip
"""Names of functions that write a file."""
WHOLE = {"written_whole", "write_whole"}
READS = {
    "read_text", "read_bytes", "load_file", "safe_open", "load_word2vec_format", "fromfile",
    "memmap", "loads", "SentencePieceProcessor", "TextFile", "read1", "extractfile",
}  # fmt: skip
"""Names of functions that read a file, or what was in one."""


def named(call: ast.Call) -> str:
    """``write_text`` of ``path.write_text(…)``, ``np.load`` of ``np.load(…)``."""
    if isinstance(call.func, ast.Attribute):
        if call.func.attr in ("load", "save") and isinstance(call.func.value, ast.Name):
            return f"{call.func.value.id}.{call.func.attr}"
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def mode(call: ast.Call) -> str:
    """That a file is opened in, or nothing where no file is opened."""
    if named(call) != "open":
        return ""
    of_path = isinstance(call.func, ast.Attribute)
    given = call.args[0 if of_path else 1 :] + [k.value for k in call.keywords if k.arg == "mode"]
    said = "".join(str(node.value) for part in given for node in ast.walk(part)
                   if isinstance(node, ast.Constant))  # fmt: skip
    return said or "r"


def is_write(call: ast.Call) -> bool:
    """Whether a call writes a file."""
    opened = any(letter in mode(call) for letter in "wax+")
    return named(call) in WRITES | {"torch.save", "np.save"} or opened


def is_read(call: ast.Call) -> bool:
    """Whether a call reads a file."""
    opened = named(call) == "open" and not is_write(call)
    return opened or named(call) in READS | {"np.load", "torch.load", "tarfile.open"}


def calls() -> Iterator[tuple[str, ast.Call, bool]]:
    """Every call of the package: in which function, and whether inside ``written_whole``."""
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        yield from _calls(ast.parse(path.read_text(encoding="utf-8")), module, False)


def _calls(node: ast.AST, place: str, whole: bool) -> Iterator[tuple[str, ast.Call, bool]]:
    for child in ast.iter_child_nodes(node):
        inner, inside = place, whole
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = f"{place}.{child.name}"
        if isinstance(child, ast.With):
            entered = [i.context_expr for i in child.items if isinstance(i.context_expr, ast.Call)]
            inside = whole or any(named(one) == "written_whole" for one in entered)
        if isinstance(child, ast.Call):
            yield place, child, whole
        yield from _calls(child, inner, inside)
