"""The page: one file that asks no host, escapes everything, is the same each time and sortable."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auxadvisor.attention_figure.sentence import luminance
from auxadvisor.report import read_results, report_page
from auxadvisor.report.blocks import Section, SectionMaker, Text
from auxadvisor.report.figures import COLOURS
from auxadvisor.report.page import STYLE, _file, _words

from .conftest import (
    Record,
    compare_record,
    make_runs,
    rank_record,
    recommend_record,
    run_result,
    train_record,
    write,
)

pytest.importorskip("matplotlib", reason="the plot extra is not installed")
HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 * 7 }}$x$'
VOID = {"meta", "link", "br", "img", "input"}


class Parsed(HTMLParser):
    """The tags of a page, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a result of each kind."""
    folder = tmp_path_factory.mktemp("results")
    make_runs(folder / "runs")
    for make in (rank_record, train_record, compare_record, recommend_record):
        write(folder / f"{make.__name__}.json", make())
    return folder


@pytest.fixture(scope="module")
def whole(everything: Path) -> str:
    """Their page."""
    return report_page(read_results([everything]))


def page_of(tmp_path: Path, *records: Record) -> str:
    paths = [write(tmp_path / f"{n}.json", record) for n, record in enumerate(records)]
    return report_page(read_results(paths))


def test_it_is_one_file_that_asks_no_host(whole: str) -> None:
    page = whole
    assert not re.search(r"https?:|@import|url\((?!#)", page), "it asks a host"
    parsed = Parsed(page)
    assert parsed.open == [] and page.startswith('<!doctype html>\n<html lang="en">')
    for tag, attributes in parsed.tags:
        assert tag not in ("img", "iframe", "object", "embed")
        for name in ("src", "href", "action", "data"):
            assert (attributes.get(name) or "#").startswith(("#", "data:,")), (tag, attributes)
        assert not any(name.startswith("on") for name in attributes)
    policy = next(a["content"] for t, a in parsed.tags if a.get("http-equiv"))
    assert policy is not None and policy.startswith("default-src 'none'")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy


def test_ids_are_unique_and_all_references_lead_somewhere(whole: str) -> None:
    page = whole
    tags = Parsed(page).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    referred = {a["href"][1:] for _, a in tags if (a.get("href") or "").startswith("#")}
    referred |= {a["aria-labelledby"] for _, a in tags if "aria-labelledby" in a}
    referred |= set(re.findall(r"url\(#([^)]+)\)", page))
    assert referred <= set(ids) and len(referred) > 20


def test_contents_are_listed(whole: str) -> None:
    sections = re.findall(r'<section id="(\w+)"', whole)
    assert sections == [
        "summary", "recommendation", "ranking", "languages", "training", "comparisons", "curves",
        "attention", "paper", "made",
    ]  # fmt: skip
    assert re.findall(r'<li><a href="#(\w+)">', whole) == sections


def test_the_same_results_make_the_same_bytes(everything: Path, whole: str) -> None:
    assert report_page(read_results([everything])) == whole


def test_tables_are_marked_for_sorting(tmp_path: Path) -> None:
    page = page_of(tmp_path, train_record())
    (table,) = re.findall(r'<table class="plain sortable".*?</table>', page, re.DOTALL)[:1]
    assert table.count('scope="row"') == 5 and table.count('data-first="descending"') == 4
    assert re.findall(r'<td data-sort="([\d.]+)" class="n">\d\d\.\d\d ±', table) == [
        "70.5", "74.25", "72.5", "69.5", "76.5"
    ]  # fmt: skip


def test_what_stands_in_results_is_text(tmp_path: Path) -> None:
    """Hostile words in every place that a name, a reason or a token can come from."""
    ranked = rank_record(verdict=[HOSTILE], warnings=[HOSTILE], signature=HOSTILE)
    ranked["target"]["name"] = ranked["set_aside"][0]["reason"] = HOSTILE
    ranked["ranking"][1]["name"] = ranked["measures"]["flair-perplexity"]["skipped"] = HOSTILE
    trained = train_record(verdict=HOSTILE)
    trained["summary"]["rows"][1]["setting"] = HOSTILE
    trained["runs"] = [run_result(HOSTILE, 1, 70.0, True), run_result(HOSTILE, 2, 71.0, True)]
    advised = recommend_record(sure=[HOSTILE], commands=[HOSTILE], warnings=[HOSTILE])
    advised["advice"]["steps"][0]["question"] = HOSTILE
    compared = compare_record()
    compared["sides"][1]["path"] = HOSTILE
    parsed = Parsed(page_of(tmp_path, ranked, trained, advised, compared))
    assert [tag for tag, _ in parsed.tags].count("script") == 1
    assert not any(tag == "img" for tag, _ in parsed.tags)
    assert HOSTILE in parsed.text and "49" not in re.sub(r"[\d.]*\d\d", "", parsed.text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(name=st.text(max_size=40))
def test_any_name_is_shown_and_breaks_nothing(tmp_path: Path, name: str) -> None:
    record = compare_record()
    record["sides"][1]["path"] = name
    parsed = Parsed(page_of(tmp_path, record))
    assert parsed.open == [] and [tag for tag, _ in parsed.tags].count("script") == 1


@given(st.text())
def test_words_are_escaped_and_symbols_lowered(text: str) -> None:
    written = str(_words(text))
    assert not re.search(r"<(?!sub>|/sub>)", written)
    assert str(_words("d*_P, d_MV < 1")) == "d*<sub>P</sub>, d<sub>MV</sub> &lt; 1"
    assert str(_words("a\x01b")) == "a\ufffdb"


@pytest.mark.parametrize("theme", [0, 1])
def test_colours_are_read_on_light_and_on_dark(theme: int) -> None:
    """Words by WCAG AA (4.5), graphics by 3, but for strokes that only guide the eye."""
    rules = re.findall(r":root \{(.*?)\}", _file(STYLE), re.DOTALL)[theme]
    colours = dict(re.findall(r"--(\w+): (#\w{6});", rules))
    assert set(COLOURS.values()) <= set(colours)
    ground = luminance(colours["page"])

    def contrast(name: str) -> float:
        low, high = sorted((luminance(colours[name]), ground))
        return (high + 0.05) / (low + 0.05)

    assert all(contrast(name) >= 4.5 for name in ("ink", "faint", "accent"))
    assert all(contrast(name) >= 3 for name in ("blue", "orange", "green"))


def test_what_this_version_cannot_show_is_named(tmp_path: Path) -> None:
    record = rank_record() | {"command": "foretell"}
    page = page_of(tmp_path, train_record(), record)
    assert "this version has no section for them" in page and "1.json (foretell)" in page


def test_a_check_of_data_is_in_nobodys_way(tmp_path: Path) -> None:
    """Its example writes JSON into the folder that the report is made of."""
    check = {"schema_version": 1, "auxadvisor": "0.1.0", "command": "data check"}
    check |= {"signature": "how", "inputs": [{"path": "a.conll", "part": "train"}]}
    page = page_of(tmp_path, rank_record(), check)
    assert "1.json (data check)" in page


def test_a_section_for_a_new_command_is_a_line(tmp_path: Path, monkeypatch) -> None:
    from auxadvisor.report import page as module

    def foretold(results, progress) -> Section | None:
        said = tuple(one.fields.text("signature") for one in results.of("foretell"))
        return Section("foretold", "Foretold", (Text(said),)) if said else None

    monkeypatch.setattr(module, "SECTIONS", (SectionMaker(foretold, reads=("foretell",)),))
    page = page_of(tmp_path, rank_record() | {"command": "foretell", "signature": "how it was"})
    assert "<p>how it was</p>" in page and "no section for them" not in page
