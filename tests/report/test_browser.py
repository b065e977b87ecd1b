"""The page in a browser: nothing is refused or fails, a heading sorts, nothing is too wide."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from auxadvisor.report import read_results, report_page

from .conftest import make_runs, rank_record, train_record, write

pytest.importorskip("matplotlib", reason="the plot extra is not installed")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")
WATCH = """
const seen = [];
addEventListener("error", (event) => seen.push(String(event.message)));
addEventListener("securitypolicyviolation", (event) => seen.push("refused " + event.blockedURI));
"""
ASK = """
const report = {};
try { report.found = (() => { %s })(); } catch (error) { seen.push(String(error)); }
report.seen = seen;
report.wide = document.documentElement.scrollWidth;
const end = document.createElement("pre");
end.id = "harness";
end.textContent = JSON.stringify(report);
document.body.append(end);
"""


def in_browser(page: str, folder: Path, script: str = "", width: int = 1280) -> dict[str, object]:
    """What a script returns that runs in the page, besides errors and the page's width."""
    assert CHROMIUM is not None
    for code, before in ((WATCH, "<title>"), (ASK % script, "</body>")):
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        page = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
        page = page.replace(before, f"<script>{code}</script>{before}", 1)
    (folder / "page.html").write_text(page, encoding="utf-8")
    ran = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            f"--user-data-dir={folder / 'profile'}", f"--window-size={width},800",
            "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom",
            (folder / "page.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "CONSOLE" not in ran.stderr, ran.stderr
    found = re.search(r'<pre id="harness">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert found is not None, ran.stderr[-2000:]
    read: dict[str, object] = json.loads(unescape(found[1]))
    assert read["seen"] == []
    return read


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("results")
    make_runs(folder / "runs")
    record = rank_record()
    record["ranking"][2]["measures"]["vocabulary"]["value"] = None
    write(folder / "rank.json", record)
    write(folder / "train.json", train_record())
    return report_page(read_results([folder]))


SORT = """
const table = document.querySelector("#ranking table.sortable");
const rows = () => [...table.tBodies[0].rows].map((row) => row.querySelector("bdi").textContent);
const heads = [...table.tHead.rows[0].cells];
const click = (title) => {
  const head = heads.find((one) => one.textContent.trim().startsWith(title));
  head.querySelector("[role=button]").click();
  return [head.getAttribute("aria-sort"), rows()];
};
const type = (title, key) => {
  const button = heads.find((one) => one.textContent.trim().startsWith(title)).firstChild;
  button.focus();
  button.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  return [document.activeElement === button, rows()];
};
return {
  before: rows(), first: click("dV"), second: click("dV"), third: click("rank"),
  sorted: table.tHead.querySelectorAll("[aria-sort]").length,
  keyboard: type("rank", "Enter"), other: type("rank", "a"),
};
"""


def test_headings_sort_and_say_so(page: str, tmp_path: Path) -> None:
    """German has no d_V: it is last either way; d_V begins with the largest."""
    found = in_browser(page, tmp_path, SORT)["found"]
    assert found == {
        "before": ["et", "sv", "de", "en"],
        "first": ["descending", ["en", "sv", "et", "de"]],
        "second": ["ascending", ["et", "sv", "en", "de"]],
        "third": ["ascending", ["et", "sv", "de", "en"]],
        "sorted": 1,
        "keyboard": [True, ["en", "de", "sv", "et"]],
        "other": [True, ["en", "de", "sv", "et"]],
    }


SHOWN = """
const shown = (one) => getComputedStyle(one).display !== "none";
const kinds = ["wide", "narrow"].map((kind) => document.querySelectorAll(`figure .${kind}`));
return kinds.map((all) => [...all].every(shown));
"""


def test_a_wide_screen_has_the_wide_figures(page: str, tmp_path: Path) -> None:
    found = in_browser(page, tmp_path, SHOWN)
    assert found["found"] == [True, False]
    assert isinstance(found["wide"], int) and found["wide"] <= 1280


def test_nothing_is_wider_than_a_phone(page: str, tmp_path: Path) -> None:
    """Headless windows are 500 pixels at least, so the page stands in a narrower box."""
    narrow = page.replace("<body>", '<body style="width: 320px; margin: 0; padding: 1rem">', 1)
    script = "return Math.max(...[...document.querySelectorAll('p, h2, h3, figure, .scroll, ul')]"
    script += ".map((one) => one.getBoundingClientRect().right));"
    found = in_browser(narrow, tmp_path, script, 500)["found"]
    assert isinstance(found, (int, float)) and found <= 320
