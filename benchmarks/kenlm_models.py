"""KenLM's character models (modified Kneser-Ney), by its programs ``lmplz`` and ``query``.

They read normalised text, a character a token, and predict the same characters as ours: a
sentence's own and one behind it. Characters never seen in training share KenLM's unknown token.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from measuring import Run, timed

ORDERS = range(2, 8)
SPACE = "_"

Texts = dict[str, list[str]]


def kenlm_perplexities(
    kenlm: Path, models: Texts, held_out: Texts, order: int
) -> dict[str, dict[str, float]]:
    """Perplexity of each held-out text under each model, by target and candidate."""
    scores: dict[str, dict[str, float]] = {target: {} for target in held_out}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for tag, text in models.items():
            arpa = folder / f"{tag}.arpa"
            train(kenlm, order, spaced(text, folder / "train"), arpa)
            for target, sentences in held_out.items():
                _, scores[target][tag] = query(kenlm, arpa, spaced(sentences, folder / "text"))
    return scores


def train(kenlm: Path, order: int, text: Path, arpa: Path) -> Run:
    """Train a model; the fallback is for the discounts that so few letters leave undefined."""
    command: list[str | Path] = [kenlm / "lmplz", "-o", str(order), "--discount_fallback"]
    command += ["-S", "1G", "-T", arpa.parent, "--arpa", arpa]
    return timed(command, stdin=text)


def query(kenlm: Path, arpa: Path, text: Path) -> tuple[Run, float]:
    """Score a text: the run, and the perplexity per character, unseen ones included."""
    told = timed([kenlm / "query", "-v", "summary", arpa], stdin=text)
    line = next(x for x in told.output.splitlines() if "including OOVs" in x)
    return told, float(line.split(":")[1])


def spaced(sentences: list[str], path: Path) -> Path:
    """Write normalised sentences as KenLM reads them: a character a token."""
    lines = (" ".join(sentence.replace(" ", SPACE)) for sentence in sentences if sentence)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
