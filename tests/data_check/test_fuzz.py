"""Whatever the bytes: a report, never a traceback, and no line beyond the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.data_check import Severity, check_data
from auxadvisor.experiments.parts import Reading
from auxadvisor.languages import resolve

PIECES = st.sampled_from(
    [
        "\t", "\n", "\n\n", "\r", " ", "\ufeff", "-DOCSTART-", "#", "1", "2", "_", "O", "B-A",
        "I-A", "S-A", "L-B", "N", "1-2", "é", "e\u0301", "Ã¤", "ж", "\u200b", "\x92", "\x07",
        "\ufffd", "\ue000", "漢", "Индия", "&amp;", "\u00a0", "a\tB-A\n", "b\tO\n\n", "c\tN\n",
    ]
)  # fmt: skip
CONTENT = st.binary(max_size=120) | st.lists(PIECES, max_size=40).map(
    lambda pieces: "".join(pieces).encode()
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@given(
    contents=st.fixed_dictionaries(
        {"train": CONTENT}, optional={"dev": CONTENT, "test": CONTENT, "text": CONTENT}
    ),
    suffix=st.sampled_from(["tsv", "conll", "conllu", "txt"]),
    task=st.sampled_from([None, "ner", "pos"]),
)
@settings(max_examples=250)
def test_any_bytes(folder: Path, contents: dict[str, bytes], suffix: str, task) -> None:
    paths = {name: folder / f"{name}.{suffix}" for name in contents}
    for name, path in paths.items():
        path.write_bytes(contents[name])
    text = paths.pop("text", None)
    report = check_data(paths, text, Reading(task), resolve("fi"))
    read = {part.name for part in report.parts}
    failed = {one.part for one in report.findings if one.check == "reading"}
    assert read | failed >= set(paths) and not read & failed
    for one in report.findings:
        assert one.severity in Severity and one.what and one.advice
        content = contents[one.part].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        assert all(1 <= line <= content.count(b"\n") + 1 for line in one.lines), one
