"""Writes ``data/published.json``: which embeddings BPEmb and FLAIR have published, and where.

    python scripts/build_published.py

Read from the installed bpemb and flair, whose own tables say it: names, sizes and addresses. Needs
both; flair is parsed, not imported.
"""

from __future__ import annotations

import ast
import json
import re
from importlib.util import find_spec
from pathlib import Path

from bpemb import BPEmb
from bpemb.available_languages import wikicode
from bpemb.available_vocab_sizes import vocab_sizes

OUT = Path(__file__).parent.parent / "data" / "published.json"
DIMENSIONS = [25, 50, 100, 200, 300]
MULTI = "multi"
MULTI_DIMENSIONS = [300]


def main() -> None:
    languages = {code: sorted(sizes) for code, sizes in vocab_sizes.items() if code in wikicode}
    content = {
        "bpemb": {
            "source": "bpemb 0.3.6",
            "base": BPEmb.base_url,
            "base_multi": BPEmb.base_url_multi,
            "model": BPEmb.model_tpl,
            "vectors": BPEmb.emb_tpl + BPEmb.archive_suffix,
            "dimensions": DIMENSIONS,
            "dimensions_multi": MULTI_DIMENSIONS,
            "sizes": dict(sorted(languages.items())) | {MULTI: sorted(vocab_sizes[MULTI])},
        },
        "flair": {"source": "flair 0.15.1", "models": flair_models()},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+((?:\d+,?\s*)+)\]", _on_one_line, text)
    OUT.write_text(text + "\n", encoding="utf-8", newline="\n")


def flair_models() -> dict[str, str]:
    """The table of published models in ``FlairEmbeddings.__init__``: name -> address."""
    spec = find_spec("flair")
    if spec is None or spec.origin is None:
        raise SystemExit("flair is not installed: pip install --editable '.[dev]'")
    path = Path(spec.origin).parent / "embeddings" / "token.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owner = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == "FlairEmbeddings"
    )
    bases: dict[str, str] = {}
    for node in ast.walk(owner):
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(node.value, ast.Constant)
        ):
            bases[node.target.id] = str(node.value.value)
    table = next(
        node.value
        for node in ast.walk(owner)
        if isinstance(node, ast.AnnAssign | ast.Assign)
        and isinstance(node.value, ast.Dict)
        and "PRETRAINED_MODEL_ARCHIVE_MAP" in ast.unparse(node)
    )
    pairs = zip(table.keys, table.values, strict=True)
    return dict(sorted((_text(key, bases), _text(value, bases)) for key, value in pairs))


def _text(node: ast.expr | None, bases: dict[str, str]) -> str:
    """A string, or an f-string over the base addresses."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, bases) for part in node.values)
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name):
        return bases[node.value.id]
    raise SystemExit(f"flair's table of models has changed: {ast.dump(node) if node else node}")


def _on_one_line(match: re.Match[str]) -> str:
    return f"[{', '.join(match[1].replace(',', ' ').split())}]"


if __name__ == "__main__":
    main()
