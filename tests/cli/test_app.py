"""The command line as a whole: help, version, exit codes, what it imports, the project file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing
from pathlib import Path

import pytest
from typer.models import OptionInfo

from auxadvisor import __version__, distances, ranking
from auxadvisor.cli import app, errors
from auxadvisor.cli.options import FILE, FOLDER, PATH, Aggregate, CharModels, Smoothing
from auxadvisor.distances import neural_models
from auxadvisor.distances.perplexity import SMOOTHINGS

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
SAMPLE = str(SAMPLES / "fi.conll")
COMMANDS = {command.name: command for command in app.registered_commands} | {
    f"{group.name} {command.name}": command
    for group in app.registered_groups
    for command in group.typer_instance.registered_commands
}


def test_version(auxadvisor):
    assert auxadvisor("--version").out == f"auxadvisor {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_with_an_example(auxadvisor, name):
    ran = auxadvisor(*name.split(), "--help")
    assert ran.code == 0
    assert "Examples:" in ran.out
    assert f"auxadvisor {name}" in ran.out.split("Examples:")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name):
    hints = typing.get_type_hints(COMMANDS[name].callback, include_extras=True)
    options = [value for key, value in hints.items() if key not in ("return", "context")]
    assert options or name == "assets dir"
    assert all(value.__metadata__[0].help for value in options)


def test_names_on_the_command_line_are_those_of_the_library():
    assert {a.value for a in Aggregate} == set(ranking.AGGREGATIONS)
    assert {s.value for s in Smoothing} == set(SMOOTHINGS)
    assert {m.value for m in CharModels} == set(neural_models.MODELS)


@pytest.mark.parametrize(
    ("asked", "names"),
    [([], distances.DEFAULT), (["--measures", distances.ALL], tuple(distances.MEASURES))],
)
def test_measures_that_are_computed(auxadvisor, asked, names):
    command = ["rank", "--target", "fi", "--candidates", "de,nl", "--format", "json", *asked]
    assert tuple(json.loads(auxadvisor(*command).out)["measures"]) == names


def test_no_arguments_show_the_help_and_fail(auxadvisor):
    ran = auxadvisor()
    assert ran.code == 2
    assert "Usage: auxadvisor" in ran.err


def test_unknown_command(auxadvisor):
    ran = auxadvisor("rnak")
    assert ran.code == 2
    assert "rnak" in ran.err


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        *(
            ([command, "--help"], ["numpy", "scipy", "rich", "torch", "flair", "langcodes"])
            for command in ("rank", "recommend", "train", "compare", "tag")
        ),
        (["rank", "--target", "fi", "--candidates", "de,en"], ["torch", "flair", "bpemb"]),
        (["recommend", "--target", "fi", "--candidates", "de,en"], ["torch", "flair", "bpemb"]),
    ],
)
def test_nothing_heavy_is_imported(arguments, heavy):
    program = (
        "import sys; from auxadvisor.cli import app; from auxadvisor.cli.errors import run\n"
        f"assert run(app, {arguments}) == 0\n"
        f"print(sorted(set({heavy}) & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["train", "--target", "fi", "--corpus", SAMPLE, "--dry-run"], "train"),
        (["embed", "bpe", "--text", SAMPLE, "--output", "x"], "train"),
        (["embed", "lm", "--text", SAMPLE, "--output", "x"], "train"),
        (["tag", "x", "--text", SAMPLE], "train"),
    ],
)
def test_a_missing_extra_is_named(auxadvisor, arguments, extra):
    program = (
        "import sys\n"
        "for name in ('torch', 'sentencepiece', 'gensim', 'matplotlib', 'jinja2'):\n"
        "    sys.modules[name] = None\n"
        "from auxadvisor.cli import app; from auxadvisor.cli.errors import run\n"
        f"sys.exit(run(app, {arguments}))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.returncode == 2
    assert f"which is not installed; run pip install 'auxadvisor[{extra}]'" in ran.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("re", {"recommend", "report", "reproduce"}),
        ("rank --ag", {"--aggregate"}),
        ("rank --aggregate b", {"borda"}),
        ("data ", {"check"}),
    ],
)
def test_a_shell_completes(typed, offered):
    words = f"auxadvisor {typed}"
    environment = {
        **os.environ,
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
        "_AUXADVISOR_COMPLETE": "complete_bash",
    }
    command = [sys.executable, "-c", "from auxadvisor.cli import app; app(prog_name='auxadvisor')"]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert set(ran.stdout.split()) == offered


def test_as_a_process():
    command = [
        sys.executable,
        "-m",
        "auxadvisor",
        "rank",
        "--target",
        "fi",
        "--candidates",
        "de,en",
    ]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout, "colour where the output is no terminal"
    assert ran.stderr == ""


def test_a_reader_that_has_enough_is_no_failure():
    command = f"{sys.executable} -m auxadvisor rank --target fi --top 0; echo $? >&2"
    ran = subprocess.run(["bash", "-c", f"({command}) | head -c 1"], capture_output=True, text=True)
    assert ran.stderr == "0\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_failure(closed, tmp_path):
    asked = "rank --target fi --candidates de --format json"
    command = f"exec {sys.executable} -m auxadvisor {asked} {closed}"
    if ">&-" in closed.split():
        command = f"exec {sys.executable} -m auxadvisor {asked} --output found.json {closed}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    found = tmp_path / "found.json"
    assert json.loads(found.read_text() if found.exists() else ran.stdout)["command"] == "rank"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_pipe_gets_utf_8_whatever_the_locale(encoding):
    command = [sys.executable, "-m", "auxadvisor", "rank", "--target", "fi", "--format", "json"]
    ran = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    assert ran.returncode == 0
    assert "Norwegian Bokmål" in {one["name"] for one in json.loads(ran.stdout)["ranking"]}


def test_no_color_is_honoured(auxadvisor, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = auxadvisor("rank", "--target", "fi", "--candidates", "de,en").out
    monkeypatch.setenv("NO_COLOR", "1")
    plain = auxadvisor("rank", "--target", "fi", "--candidates", "de,en").out
    assert "\x1b[" in coloured
    assert "\x1b[3" not in plain


def test_an_interrupt_exits_130(auxadvisor, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("auxadvisor.pool.build_pool", interrupted)
    ran = auxadvisor("rank", "--target", "fi")
    assert (ran.code, ran.err) == (errors.INTERRUPTED, "interrupted\n")


def test_a_fault_of_ours_is_one_line(auxadvisor, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("auxadvisor.pool.build_pool", broken)
    ran = auxadvisor("rank", "--target", "fi")
    assert ran.code == 1
    assert ran.err == "error: ZeroDivisionError: by zero (auxadvisor --debug shows where)\n"


def test_a_missing_pack_exits_4(auxadvisor, monkeypatch, tmp_path):
    from auxadvisor import assets, pack

    pack.load_word_lists.cache_clear()
    monkeypatch.setattr(assets, "pack_folder", lambda: tmp_path)
    ran = auxadvisor("rank", "--target", "fi", "--measures", "vocabulary")
    assert ran.code == 4
    assert "reinstall auxadvisor" in ran.err


class TestProjectFile:
    def settings(self, auxadvisor, *arguments):
        ran = auxadvisor(*arguments, "--format", "json")
        assert ran.code == 0, ran.err
        return json.loads(ran.out)["settings"]

    def test_flag_beats_variable_beats_file_beats_default(self, auxadvisor, monkeypatch, tmp_path):
        assert self.settings(auxadvisor, "rank", "--target", "fi")["order"] == 4
        (tmp_path / "auxadvisor.toml").write_text('target = "fi"\n[rank]\norder = 3\n')
        assert self.settings(auxadvisor, "rank")["order"] == 3
        monkeypatch.setenv("AUXADVISOR_ORDER", "2")
        assert self.settings(auxadvisor, "rank")["order"] == 2
        assert self.settings(auxadvisor, "rank", "--order", 1)["order"] == 1

    def test_paths_are_relative_to_the_file_and_lists_are_lists(self, auxadvisor, tmp_path):
        folder = tmp_path / "project"
        folder.mkdir()
        (folder / "nl.conll").write_bytes((SAMPLES / "nl.conll").read_bytes())
        (folder / "fi.conll").write_bytes((SAMPLES / "fi.conll").read_bytes())
        (folder / "mine.toml").write_text(
            'target = "fi"\ncorpus = "fi.conll"\n'
            '[rank]\ncandidates = ["nl", "de"]\naux-corpus = ["nl=nl.conll"]\n'
        )
        found = self.settings(auxadvisor, "--project", folder / "mine.toml", "rank")
        assert found["corpus"] == str(folder / "fi.conll")
        assert found["aux-corpus"] == [f"nl={folder / 'nl.conll'}"]
        assert found["candidates"] == "nl,de"

    @pytest.mark.parametrize("given", [True, False])
    def test_paths_of_embeddings_are_relative_to_the_file(self, auxadvisor, tmp_path, given):
        (tmp_path / "project" / "models" / "fi").mkdir(parents=True)
        said = ["pack", "fi=bpemb/models/fi", "sv=word2vec/no.vec", "de=bpemb/de", "en=flair/x"]
        (tmp_path / "project" / "mine.toml").write_text(
            f'target = "gn"\nembeddings = {said if given else ",".join(said)!r}\n'
        )
        found = self.settings(auxadvisor, "--project", "project/mine.toml", "recommend")
        assert found["embeddings"].split(",") == [
            "pack",
            "fi=bpemb/project/models/fi",
            "sv=word2vec/project/no.vec",
            "de=bpemb/de",
            "en=flair/x",
        ]

    def test_every_path_is_relative_to_the_file(self, auxadvisor, tmp_path):
        pytest.importorskip("matplotlib", reason="the plot extra is not installed")
        (tmp_path / "project").mkdir()
        (tmp_path / "project" / "mine.toml").write_text('plot = "figure2.png"\n')
        assert auxadvisor("--project", "project/mine.toml", "reproduce").code == 0
        assert (tmp_path / "project" / "figure2.png").is_file()

    def test_a_command_in_a_group_has_a_table_in_the_groups(self, auxadvisor, tmp_path):
        (tmp_path / "raw.txt").write_text("yksi kaksi kolme\n" * 400)
        (tmp_path / "auxadvisor.toml").write_text(
            'seed = 3\n[embed]\ntext = "raw.txt"\n'
            '[embed.lm]\noutput = "lm"\nhidden-size = 5\ncharacters = 2048\n'
        )
        assert auxadvisor("embed", "lm", "--hidden-size", 4).code == 0
        about = json.loads((tmp_path / "lm" / "forward.json").read_text())
        assert about["shape"]["hidden_size"] == 4
        assert about["training"]["settings"]["seed"] == 3
        assert about["training"]["settings"]["characters"] == 2048

    @pytest.mark.parametrize("name", COMMANDS)
    def test_a_path_is_known_by_its_metavar(self, name):
        for key, annotation in typing.get_type_hints(
            COMMANDS[name].callback, include_extras=True
        ).items():
            declared = next(iter(getattr(annotation, "__metadata__", ())), None)
            if isinstance(declared, OptionInfo):
                kind = annotation.__origin__
                is_path = kind is Path or Path in typing.get_args(kind)
                assert (declared.metavar in (FILE, FOLDER, PATH)) is is_path, key

    @pytest.mark.parametrize(
        ("content", "code", "message"),
        [
            ('taget = "fi"\n', 2, "'taget' is not a flag of auxadvisor; did you mean 'target'"),
            ("[rank]\nordr = 3\n", 2, "[rank] 'ordr' is not a flag"),
            ("[rnk]\norder = 3\n", 2, "'rnk' is not a flag"),
            ("target = \n", 3, "expected a TOML file"),
            ('target = "fi"\n[rank]\norder = "many"\n', 2, "--order"),
            ('rank = "fi"\n', 3, "expected a table [rank]"),
            ('[embed]\nlm = "fi"\n', 3, "expected a table [embed.lm]"),
            ("[embed.lm]\nrow = 3\n", 2, "[embed.lm] 'row' is not a flag"),
            ("[embed]\norder = 3\n", 2, "[embed] 'order' is not a flag"),
        ],
    )
    def test_what_is_wrong_is_named(self, auxadvisor, tmp_path, content, code, message):
        (tmp_path / "auxadvisor.toml").write_text(content)
        ran = auxadvisor("rank")
        assert ran.code == code
        assert message in ran.err

    def test_a_named_file_must_be_there(self, auxadvisor):
        ran = auxadvisor("--project", "no.toml", "rank", "--target", "fi")
        assert ran.code == 2
        assert "no.toml" in ran.err
