"""How the assets are listed and checked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from auxadvisor import __version__
from auxadvisor.assets import manifest, pack_folder, verify
from auxadvisor.cli.output import Format, markdown_table
from auxadvisor.cli.screen import Screen
from auxadvisor.embeddings.pack import packed_languages
from auxadvisor.errors import AssetError
from auxadvisor.json_values import json_text
from auxadvisor.languages import catalogue, resolve
from auxadvisor.published import (
    MULTI,
    bpemb_sizes,
    cache_folder,
    cached,
    flair_models,
    published,
    verify_cached,
)

SCHEMA_VERSION = 1
HEADER = ["language", "pack", "BPEmb, thousand pieces", "FLAIR", "in the cache"]


@dataclass(frozen=True)
class Row:
    """What there is of a language.

    Attributes:
        code: BPEmb's, which is the tag but for a few.
        name: in English, empty where auxadvisor does not know the language.
        pack: whether the pack has embeddings of it.
        bpemb: vocabulary sizes.
        flair: names of models.
        cached: names of what was fetched.
    """

    code: str
    name: str
    pack: bool
    bpemb: tuple[int, ...]
    flair: tuple[str, ...]
    cached: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """A file, and what is wrong with it; ``None`` where nothing is."""

    path: str
    wrong: str | None


def rows(language: str | None, kind: str | None) -> list[Row]:
    """What there is, a row a language, of one language or kind only if asked."""
    sizes, models = bpemb_sizes(), flair_models()
    by_code = {known.bpemb or known.tag: known for known in catalogue().values()}
    packed = {
        catalogue()[tag].bpemb or tag if tag in catalogue() else tag for tag in packed_languages()
    }
    flair: dict[str, list[str]] = {}
    for model in models:
        flair.setdefault(model.split("-")[0], []).append(model)
    codes = sorted({*sizes, *flair, *packed})
    if language is not None:
        wanted = language if language == MULTI else resolve(language).bpemb or resolve(language).tag
        codes = [wanted]
    found = [
        Row(
            code,
            "multilingual" if code == MULTI else by_code[code].name if code in by_code else "",
            code in packed and kind in (None, "pack"),
            tuple(sizes.get(code, ())) if kind in (None, "bpemb") else (),
            tuple(flair.get(code, ())) if kind in (None, "flair") else (),
            _cached(code, flair.get(code, []), kind),
        )
        for code in codes
    ]
    return [row for row in found if language or row.pack or row.bpemb or row.flair]


def checks() -> list[Check]:
    """Every file of the pack and of the cache."""
    found = []
    for asset in manifest():
        path = pack_folder() / asset.path
        try:
            verify(asset)
            found.append(Check(str(path), None))
        except AssetError as error:
            found.append(Check(str(path), str(error).removeprefix(f"{path}: ")))
    return found + [Check(str(path), wrong) for path, wrong in verify_cached()]


def show(found: Sequence[Row]) -> str:
    """A table for a terminal."""
    screen = Screen()
    screen.title("Embeddings", f"of {len(found)} language(s); cache {cache_folder()}")
    screen.table(HEADER, _cells(found))
    screen.entries("Fetch them", ["auxadvisor assets fetch bpemb/fi/10000/100 flair/fi-forward"])
    return screen.text()


def markdown(found: Sequence[Row]) -> str:
    """The table in Markdown."""
    return markdown_table(HEADER, _cells(found))


def comma_separated(found: Sequence[Row]) -> str:
    """The table as CSV; several values in a cell have blanks between them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["code", "name", "pack", "bpemb", "flair", "cached"])
    for row in found:
        sizes = " ".join(map(str, row.bpemb))
        flair, there = " ".join(row.flair), " ".join(row.cached)
        writer.writerow([row.code, row.name, row.pack, sizes, flair, there])
    return buffer.getvalue()


def as_json(found: Sequence[Row]) -> str:
    """Everything."""
    record = {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "cache": str(cache_folder()),
        "languages": [asdict(row) for row in found],
    }
    return json_text(record)


def show_checks(found: Sequence[Check]) -> str:
    """What is wrong, for a terminal, and how many files are right."""
    screen = Screen()
    wrong = [f"{check.path}: {check.wrong}" for check in found if check.wrong is not None]
    screen.title("Checked", f"{len(found)} files, {len(found) - len(wrong)} as they should be")
    screen.entries("Not what they should be", wrong)
    return screen.text()


def _checks_markdown(found: Sequence[Check]) -> str:
    return markdown_table(["file", "wrong"], [[check.path, check.wrong or ""] for check in found])


def _checks_csv(found: Sequence[Check]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["path", "wrong"])
    writer.writerows([check.path, check.wrong or ""] for check in found)
    return buffer.getvalue()


def _checks_json(found: Sequence[Check]) -> str:
    record = {"schema_version": SCHEMA_VERSION, "files": [asdict(check) for check in found]}
    return json_text(record)


LIST_FORMATS: dict[Format, Callable[[Sequence[Row]], str]] = {
    Format.table: show,
    Format.json: as_json,
    Format.csv: comma_separated,
    Format.md: markdown,
}
"""What ``assets list --format`` prints."""
VERIFY_FORMATS: dict[Format, Callable[[Sequence[Check]], str]] = {
    Format.table: show_checks,
    Format.json: _checks_json,
    Format.csv: _checks_csv,
    Format.md: _checks_markdown,
}
"""What ``assets verify --format`` prints."""


def _cells(found: Sequence[Row]) -> list[list[str]]:
    return [
        [
            f"{row.name} ({row.code})" if row.name else row.code,
            "yes" if row.pack else "",
            " ".join(str(size // 1000) for size in row.bpemb),
            " ".join(row.flair),
            " ".join(row.cached),
        ]
        for row in found
    ]


_NAMED = re.compile(r".+\.vs(\d+)\.d(\d+)\.w2v\.bin")
"""A file of BPEmb, with its pieces and dimensions."""


def _cached(code: str, models: Sequence[str], kind: str | None) -> tuple[str, ...]:
    """Names of what of a language is in the cache."""
    there = []
    if kind in (None, "bpemb"):
        folder = cache_folder() / "bpemb" / code
        named = (_NAMED.fullmatch(path.name) for path in sorted(folder.glob("*.w2v.bin")))
        there += [f"bpemb/{code}/{sizes[1]}/{sizes[2]}" for sizes in named if sizes]
    if kind in (None, "flair"):
        for model in models:
            (one,) = published(f"flair/{model}")
            if cached(one.files[0]) is not None:
                there.append(one.name)
    return tuple(there)
