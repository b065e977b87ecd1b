"""How the results were made, so that they can be made again: signatures, inputs, files."""

from __future__ import annotations

from collections.abc import Callable

from auxadvisor import __version__
from auxadvisor.report.blocks import Block, Cell, Column, Line, Points, Section, Table
from auxadvisor.report.fields import Fields
from auxadvisor.report.reading import Results


def made(results: Results, progress: Callable[[str], None]) -> Section | None:
    """Always there."""
    del progress
    signatures = [one.fields.text("signature") for one in results.records if _signed(one.fields)]
    signatures += [one.about.text("signature") for one in results.folders if _signed(one.about)]
    blocks: list[Block] = [_files(results)]
    inputs = _inputs(results)
    if inputs is not None:
        blocks.append(inputs)
    if signatures:
        blocks.append(Points(tuple(dict.fromkeys(signatures)), "Signatures", code=True))
    blocks.append(Points(_versions(results), "Versions"))
    if results.skipped:
        said = tuple(f"{path}: {reason}" for path, reason in results.skipped)
        blocks.append(Points(said, "JSON files that were passed over"))
    return Section("made", "How it was made", tuple(blocks))


def _signed(fields: Fields) -> bool:
    return fields.has("signature")


def _files(results: Results) -> Table:
    rows = [
        Line((Cell(str(one.path)), Cell(one.command), Cell(one.sha256))) for one in results.records
    ]
    for folder in results.folders:
        said = f"{len(folder.runs)} runs"
        if folder.unfinished:
            said += f", {folder.unfinished} unfinished"
        rows.append(Line((Cell(str(folder.path)), Cell(said), Cell(folder.sha256))))
    columns = (Column("file or folder"), Column("made by"), Column("sha256", look="code"))
    note = "" if not results.folders else "Of a folder of runs, the sha256 of its experiment.json."
    return Table("Results on this page", columns, tuple(rows), sortable=False, note=note)


def _inputs(results: Results) -> Table | None:
    """The users' files that the results are of, each once."""
    found: dict[tuple[str, str, str], None] = {}
    for record in results.records:
        fields = record.fields
        if record.command == "recommend" and fields.has("ranking"):
            fields = fields.fields("ranking")
        elif record.command != "rank":
            continue
        if isinstance(fields.values.get("inputs"), list):
            for one in fields.listed("inputs"):
                path, language = one.text("path"), one.text("language")
                found[path, f"{one.text('flag')} {language}", one.text("sha256")] = None
    for folder in results.folders:
        if folder.about.has("inputs"):
            for part, one in folder.about.each("inputs").items():
                found[one.text("path"), part, one.text("sha256")] = None
    rows = tuple(Line(tuple(map(Cell, entry))) for entry in found)
    columns = (Column("input"), Column("as"), Column("sha256", look="code"))
    return Table("Files they were made of", columns, rows, sortable=False) if rows else None


def _versions(results: Results) -> tuple[str, ...]:
    versions = {one.fields.text("auxadvisor") for one in results.records}
    said = [f"results: auxadvisor {', '.join(sorted(versions))}"] if versions else []
    for folder in results.folders:
        if folder.about.has("versions"):
            made_by = folder.about.fields("versions")
            said += [f"{folder.path}: {name} {made_by.text(name)}" for name in made_by.values]
    said.append(f"page: auxadvisor {__version__}")
    if results.saved_on is not None:
        said.append(f"the newest result was written on {results.saved_on.isoformat()} (UTC)")
    return tuple(dict.fromkeys(said))
