"""Every reader on files that are anything: a result or an error of ours, and no other exception.

``FAULT_INPUTS`` says how many files each reader is given.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.cli.project import NAME
from auxadvisor.errors import AuxAdvisorError

from .conftest import many
from .readers import READERS, Reader
from .reading import project, resealed
from .source import calls, is_read

ELSEWHERE = {
    "assets.manifest": "test_damage",
    "assets.pack_version": "hashes, and reads nothing",
    "budget.record.Outcome.record": "what it has just written",
    "cli.output.write_out": "opens os.devnull",
    "corpora.reading.iter_lines": "tests/corpora/test_corpus_fuzz.py",
    "corpora.reading.iter_sentences": "tests/corpora/test_corpus_fuzz.py",
    "corpora.reading.read_corpus": "tests/corpora/test_corpus_fuzz.py",
    "corpora.reading.stream_corpus": "tests/corpora/test_corpus_fuzz.py",
    "counting.sums._Run.fill": "what the same process has just written",
    "distances.neural_perplexity._packed": "a file of the pack, which the manifest vouches for",
    "experiments.execution._Runs._history": "tests/experiments",
    "languages.catalogue": "a file of the pack",
    "pack.load_ngram_counts": "a file of the pack",
    "pack.load_word_lists": "a file of the pack",
    "paper_tables.published_table": "a file of the pack",
    "probe.worth._record": "a file of the package",
    "published._table": "a file of the pack",
    "recommendation.case.read_case": "reads by read_corpus and read_text",
    "recommendation.facts._pack_characters": "a file of the pack",
    "report.page._file": "the package's own template",
    "whole_files.digest_of": "hashes, and reads nothing",
}
"""Functions that read, and are fuzzed elsewhere or need not be, with the place or the reason."""


def test_every_reader_is_in_a_table() -> None:
    places = {place for place, call, _ in calls() if is_read(call)}
    covered = {place for reader in READERS.values() for place in reader.places}
    assert places - covered == set(ELSEWHERE)


@pytest.fixture(scope="module", params=READERS)
def good(request, tmp_path_factory) -> tuple[Reader, Path, Path]:
    """A reader, its folder and its good file."""
    reader = READERS[request.param]
    folder = tmp_path_factory.mktemp("good") / "files"
    folder.mkdir()
    return reader, folder, reader.make(folder)


def test_the_good_files_are_good(good, tmp_path, monkeypatch) -> None:
    reader, folder, _ = good
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(folder))
    reader.read(shutil.copytree(folder, tmp_path / "copy"))


def containers(inner: st.SearchStrategy) -> st.SearchStrategy:
    names = st.text(max_size=3)
    return st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
VALUES = LEAVES | containers(LEAVES | containers(LEAVES))
DEEP = st.sampled_from([b"[" * 3_000, b'{"a":' * 3_000, b"a = " + b"[" * 3_000, b"\xff\xfe"])


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes cut out, overwritten or put in, here and there."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        width = draw(st.sampled_from([0, 1, 4, 40, len(content)]))
        put = draw(st.binary(max_size=8) | st.sampled_from([b"0", b"-1", b"99999999999", b"nan"]))
        content[start : start + width] = put
    return bytes(content)


@st.composite
def changed(draw: st.DrawFn, whole: bytes) -> bytes:
    """A JSON file in which something is another value."""
    record = json.loads(whole)
    place, key = {"": record}, ""
    while isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 4)):
        place = place[key]
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
    if draw(st.booleans()) and isinstance(place, dict) and place is not record:
        del place[key]
    else:
        place[key] = draw(VALUES)
    return resealed(record)


KEYS = st.sampled_from(
    ["target", "corpus", "candidates", "order", "seed", "format", "output", "settings", "epochs",
     "aux-text", "embeddings", "learning-rate", "no-such-flag", "rank", "train", "embed"]
)  # fmt: skip
TOML = st.sampled_from(
    ["1", "-1", "1e400", "nan", "-inf", "true", '""', '"x"', '"et=a.txt"', "[]", "[1, 'a']", "[[]]",
     "{}", "{a = 1}", "1979-05-27", "07:32:00", "9" * 5_000, "0x1F", "'a\n'", '"\\u0000"']
)  # fmt: skip
TABLES = st.sampled_from(["", "[rank]", "[embed]", "[embed.lm]", "[[train]]", "[rank.order]"])


@many
@given(st.lists(st.tuples(TABLES, KEYS, TOML), max_size=4))
def test_any_project_file_is_taken_or_refused(tmp_path, entries) -> None:
    content = "".join(f"{table}\n{key} = {value}\n" for table, key, value in entries)
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with suppress(AuxAdvisorError):
        project(tmp_path)


@many
@given(data=st.data())
@pytest.mark.usefixtures("capsys")
@pytest.mark.filterwarnings("ignore:.*:UserWarning", "ignore:.*:RuntimeWarning")
def test_any_file_is_read_or_refused(good, tmp_path, monkeypatch, data: st.DataObject) -> None:
    reader, folder, path = good
    whole = path.read_bytes()
    kinds = [damaged(whole), damaged(whole), st.binary(max_size=60), DEEP]
    content = data.draw(st.one_of(*kinds, *[changed(whole)] * (3 * reader.is_json)))
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(copy))
    (copy / path.relative_to(folder)).write_bytes(content)
    try:
        reader.read(copy)
    except AuxAdvisorError as error:
        assert str(error)
