"""``auxadvisor recommend``: with flags, with a project file, in a pipe, and asked on a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auxadvisor.cli.errors import EXTRAS
from auxadvisor.probe.worth import worth_on
from auxadvisor.situation import Thresholds

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
FI = SAMPLES / "fi.conll"
FAST = ("--embeddings", "pack", "--resamples", 20, "--no-probe")


def test_the_advice_its_path_and_what_to_run(auxadvisor):
    ran = auxadvisor("recommend", "--target", "fi", "--corpus", FI, *FAST)
    assert ran.code == 0 and ran.err == ""
    for said in (
        "Recommendation for Finnish (fi)",
        "Put multilingual embeddings beside those of Finnish (fi) (mono+multi).",
        "Are there enough labelled sentences for the attention to learn from? no",
        "How sure",
        "What it costs",
        "meta: 73 labelled sentences are too few for the attention",
        f"auxadvisor train --target fi --corpus {FI} --embeddings pack --settings mono,mono+multi",
        "advice:mono+multi|path:script=yes,target=yes,several=yes,labels=no,multilingual=yes",
    ):
        assert said in ran.out.replace("\n", " ").replace("  ", " ") or said in ran.out, said


def test_where_nothing_can_be_trained_nothing_is_to_be_run(auxadvisor):
    ran = auxadvisor("recommend", "--target", "gl", *FAST)
    assert ran.code == 0
    assert "Collect raw text of Galician (gl) first" in ran.out
    assert "Run next" not in ran.out and "auxadvisor train" not in ran.out


def test_the_defaults_are_the_thresholds(auxadvisor):
    found = json.loads(auxadvisor("recommend", "--target", "fi", *FAST, "--format", "json").out)
    kept = {name: said["value"] for name, said in found["thresholds"].items()}
    assert kept == vars(Thresholds())
    assert all(said["evidence"] for said in found["thresholds"].values())
    moved = auxadvisor(
        "recommend", "--target", "fi", "--corpus", FI, *FAST, "--enough-sentences", 5,
        "--several", 1, "--most", 2, "--enough-characters", 7, "--enough-pieces", 9,
        "--format", "json",
    )  # fmt: skip
    found = json.loads(moved.out)
    assert {name: said["value"] for name, said in found["thresholds"].items()} == {
        "characters": 7, "pieces": 9, "several": 1, "most": 2, "sentences": 5
    }  # fmt: skip
    assert found["advice"]["choice"] == "meta" and len(found["advice"]["languages"]) == 2


def test_json_says_everything(auxadvisor, tmp_path):
    ran = auxadvisor(
        "recommend", "--target", "fi", "--corpus", FI, *FAST, "--candidates", "de,en,ru",
        "--format", "json", "--output", "advice.json",
    )  # fmt: skip
    assert (ran.code, ran.out) == (0, "")
    found = json.loads((tmp_path / "advice.json").read_text(encoding="utf-8"))
    assert (found["schema_version"], found["command"], found["target"]["tag"]) == (
        1, "recommend", "fi"
    )  # fmt: skip
    assert found["advice"]["ruled_out"][0]["what"] == "Russian (ru)"
    assert found["ranking"]["command"] == "rank" and len(found["ranking"]["ranking"]) == 2
    assert found["settings"]["candidates"] == "de,en,ru"
    assert found["situation"]["sentences"] == 73
    assert found["commands"][0].startswith("auxadvisor train --target fi")


def test_markdown_and_csv(auxadvisor):
    made = auxadvisor("recommend", "--target", "fi", *FAST, "--format", "md").out
    assert made.startswith("## Recommendation for Finnish (fi): Weigh the embeddings")
    assert "```bash\nauxadvisor train --target fi --corpus train.conll" in made
    rows = list(
        csv.DictReader(io.StringIO(auxadvisor("recommend", "--target", "fi", *FAST,
                                              "--format", "csv").out))
    )  # fmt: skip
    assert [row["key"] for row in rows] == ["script", "target", "several", "labels", "advice"]
    assert rows[-1]["answer"] == "meta" and rows[0]["answer"] == "yes"


def test_a_project_file_serves(auxadvisor, tmp_path):
    (tmp_path / "auxadvisor.toml").write_text(
        f'target = "fi"\ncorpus = "{FI}"\n[recommend]\nembeddings = "pack"\nseveral = 99\n'
        "probe = false\n"
    )
    ran = auxadvisor("recommend", "--format", "csv")
    assert ran.code == 0
    assert "several" in ran.out and "advice,Put multilingual embeddings" in ran.out


@pytest.mark.parametrize("task", ["ner", "pos"])
def test_labels_are_probed_where_they_can_be(auxadvisor, task):
    ran = auxadvisor(
        "recommend", "--target", "fi", "--corpus", FI, "--embeddings", "pack",
        "--candidates", "de,en", "--resamples", 20, "--format", "json", "--task", task,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["situation"]["ordered_by"] == "a probe of the labels"
    losses = found["situation"]["losses"]
    asked = [step for step in found["advice"]["steps"] if step["key"] == "probe"]
    worth = worth_on(task, 73)
    assert worth is not None and worth.chooses == bool(asked) == (losses is not None)
    for step in asked:
        assert step["yes"] == (losses["language"] < losses["multilingual"])
        assert found["advice"]["choice"] == ("mono+X" if step["yes"] else "mono+multi")


def test_the_plain_installation_advises_without_a_probe(tmp_path):
    arguments = ["recommend", "--target", "fi", "--corpus", str(FI), "--embeddings", "pack"]
    program = (
        "import sys\n"
        "from importlib.machinery import PathFinder\n"
        f"find, extras = PathFinder.find_spec, {set(EXTRAS)}\n"
        "PathFinder.find_spec = lambda name, *at: None if name in extras else find(name, *at)\n"
        "from auxadvisor.cli import app; from auxadvisor.cli.errors import run\n"
        f"sys.exit(run(app, [*{arguments}, *sys.argv[1:]]))"
    )
    plain, asked = (
        subprocess.run(
            [sys.executable, "-c", program, *more], cwd=tmp_path, capture_output=True, text=True
        )
        for more in ((), ("--probe",))
    )
    lacks = "torch is not installed; pip install 'auxadvisor[train]'"
    assert plain.returncode == 0, plain.stderr
    assert lacks in " ".join(plain.stdout.split())
    assert asked.returncode == 2 and asked.stderr == f"error: --probe: {lacks}\n"


def test_a_pipe_is_never_asked(auxadvisor):
    ran = auxadvisor("recommend")
    assert ran.code == 2 and ran.out == ""
    assert "--target is missing" in ran.err and "auxadvisor recommend --target fi" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--target", "Finish"), 2, "did you mean Finnish (fi)"),
        (("--target", "fi", "--corpus", "none.conll"), 3, "none.conll"),
        (("--target", "fi", "--corpus", "raw.txt"), 3, "raw.txt:1: expected a tag for each token"),
        (("--target", "fi", "--text", "none.txt"), 3, "none.txt"),
        (("--target", "fi", "--candidates", "fi"), 2, "cannot be its own auxiliary"),
        (("--target", "fi", "--aux-text", "et"), 2, "expected language=FILE"),
        (("--target", "fi", "--several", 0), 2, "--several"),
        (("--target", "fi", "--output", "none/advice.json"), 2, "there is no folder"),
    ],
)
def test_what_is_wrong_is_named(auxadvisor, tmp_path, arguments, code, message):
    (tmp_path / "raw.txt").write_text("Kissa istuu pöydällä ja katsoo ulos .\n")
    ran = auxadvisor("recommend", *arguments)
    assert ran.code == code and ran.out == ""
    assert message in ran.err


def answered(folder: Path, *lines: str) -> tuple[str, str]:
    """What the command, on a terminal, asks and gives when these lines are typed."""
    master, slave = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AUXADVISOR_")}
    command = [sys.executable, "-m", "auxadvisor", "recommend", *map(str, FAST)]
    with subprocess.Popen(
        command, cwd=folder, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=environment
    ) as process:
        os.close(slave)
        os.write(master, "".join(f"{line}\n" for line in lines).encode())
        out, _ = process.communicate(timeout=120)
    asked = os.read(master, 100_000).decode()
    os.close(master)
    assert process.returncode == 0, asked
    return asked, out.decode()


def test_a_terminal_is_asked_for_what_is_missing(tmp_path):
    asked, out = answered(tmp_path, "Finish", "Finnish", "none.conll", FI, "")
    assert "Language to be tagged" in asked and "did you mean Finnish (fi)" in asked
    assert "there is no none.conll" in asked
    assert out.startswith("Recommendation for Finnish (fi)  73 labelled sentences")


def test_what_lies_in_the_folder_is_suggested(tmp_path):
    shutil.copy(FI, tmp_path / "train.conll")
    shutil.copy(FI, tmp_path / "dev.conll")
    (tmp_path / "raw.txt").write_text("Järvi jäätyy talvella.\n" * 20, encoding="utf-8")
    asked, out = answered(tmp_path, "", "", "")
    assert "reads like Finnish (fi)" in asked and "[fi]" in asked and "[train.conll]" in asked
    unwrapped = " ".join(out.replace("│", " ").split())
    assert "raw text (60 tokens, 440 characters)" in unwrapped
    assert "--corpus train.conll --dev dev.conll" in out
