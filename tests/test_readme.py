"""The README's promises: its commands run as written, its screen is what they print."""

from __future__ import annotations

import io
import lzma
import re
import shlex
import shutil
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import server as serving

from auxadvisor.cli import app
from auxadvisor.cli.errors import run
from auxadvisor.published import published

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SAMPLES = REPOSITORY / "data" / "samples"
USES = re.findall(
    r"^(auxadvisor [^#\n]+)", README.split("## Common uses")[1].split("## ")[0], re.MULTILINE
)
SMALL = {
    "embed lm": ["--characters", "20000", "--hidden-size", "8", "--embedding-size", "4"],
    "embed bpe": ["--vocabulary-size", "40", "--size", "4"],
    "probe --target": ["--resamples", "100", "--sentences", "30"],
    "train --target": ["--epochs", "2", "--seeds", "1", "--device", "cpu"],
}
"""Added to the trainings, which take minutes as written."""
TOLD = {"train": "seed 1: test", "report": "report.html: "}
"""On standard error, where the other commands say nothing."""


@pytest.fixture
def prepared(tmp_path, monkeypatch):
    """A folder with the files, and a server with the embeddings, that the examples name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUXADVISOR_CACHE_DIR", str(tmp_path / "cache"))
    shutil.copy(SAMPLES / "fi.conll", "train.conll")
    with lzma.open("wiki.txt.xz", "wt", encoding="utf-8") as file:
        file.write("Järvi jäätyy talvella.\nKesällä päivät ovat pitkiä.\n" * 10)
    Path("raw.txt").write_text("Järvi jäätyy.\nPäivät ovat pitkiä.\n" * 900, encoding="utf-8")
    rows = [f"{n}\t{word}\t_\tX\t_\t_\t_\t_\t_\t_" for n, word in enumerate(("Jõgi", "jäätub"), 1)]
    Path("et.conllu").write_text("\n".join([*rows, "", ""]), encoding="utf-8")
    with serving.running() as server:
        monkeypatch.setenv("AUXADVISOR_MIRROR", server.url)
        for one in [*published("flair/fi"), *published("bpemb/fi/200000/300")]:
            for file in one.files:
                content = _archive(file.path) if file.archive else b"weights"
                server.behaviours[urlsplit(file.url).path] = serving.whole(content)
        yield


def _archive(path: str) -> bytes:
    """A ``.tar.gz`` with one file."""
    content, packed = b"vectors", io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo(path)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def test_the_screen_is_what_the_command_prints(capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.delenv("COLUMNS", raising=False)
    command, screen = re.search(
        r"<!-- rank command -->\n```bash\n.*\.venv/bin/auxadvisor (.*)\n```\n\n```text\n(.*?)```",
        README,
        re.DOTALL,
    ).groups()
    assert run(app, shlex.split(command)) == 0
    assert capsys.readouterr().out == screen


@pytest.mark.parametrize("command", USES)
@pytest.mark.usefixtures("prepared")
def test_common_uses_run_as_written(capsys, command):
    if "--plot" in command:
        pytest.importorskip("matplotlib", reason="the plot extra is not installed")
    words = shlex.split(command)[1:]
    if words[0] in ("compare", "tag", "report"):
        (training,) = (use for use in USES if use.rstrip().endswith("--meta"))
        assert run(app, shlex.split(training)[1:] + SMALL["train --target"]) == 0
        capsys.readouterr()
    assert run(app, words + SMALL.get(" ".join(words[:2]), [])) == 0
    told = capsys.readouterr().err
    assert told == "" or TOLD[words[0]] in told


@pytest.mark.usefixtures("prepared")
def test_the_project_file_runs_as_written(capsys):
    toml = re.search(r"```toml\n(.*?)```", README, re.DOTALL).group(1)
    Path("auxadvisor.toml").write_text(toml, encoding="utf-8")
    assert run(app, ["rank"]) == 0
    assert "Estonian (et)" in capsys.readouterr().out


def test_the_test_command_is_what_continuous_integration_runs():
    assert len(USES) == 21
    assert "scripts/check.sh" in README.split("<!-- test command -->")[1].split("```")[1]
    assert "for name in rank test" in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
