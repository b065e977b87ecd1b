"""``auxadvisor tag``: text and corpora through a trained tagger, as a stream, and Figure 4."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from small_taggers import save_small_tagger

from auxadvisor.cli.tag import Lines
from auxadvisor.cli.tag_output import FORMATS
from auxadvisor.corpora import read_corpus, tokenise
from auxadvisor.tagger.saved import load_tagger

from .conftest import Ran

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TEXT = """Juna Helsingistä Rovaniemelle myöhästyi lumipyryn vuoksi.

Oulun yliopisto tutkii, miten jokien jääpeite on muuttunut.
Nokia julkisti tuloksensa.
"""
LINES = [tokenise(line) for line in TEXT.splitlines() if line]
STATUS = Path("/proc/self/status")
TAG = (sys.executable, "-m", "auxadvisor", "tag")


@pytest.fixture(scope="module")
def meta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_small_tagger(tmp_path_factory.mktemp("taggers") / "meta")


@pytest.fixture(scope="module")
def mono(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taggers") / "mono"
    return save_small_tagger(folder, ("fi",), "concatenation", "pos")


@pytest.fixture
def text(tmp_path: Path) -> Path:
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "text.txt"


def sentences(written: str) -> list[list[tuple[str, ...]]]:
    """What ``--format conll`` wrote: rows of sentences."""
    assert written.endswith("\n\n")
    return [
        [tuple(line.split("\t")) for line in sentence.split("\n")]
        for sentence in written.removesuffix("\n\n").split("\n\n")
    ]


def test_formats_on_the_command_line_are_those_that_are_written():
    assert {one.value for one in Lines} == set(FORMATS)


class TestText:
    def test_a_line_is_a_sentence(self, auxadvisor, meta, text):
        ran = auxadvisor("tag", meta, "--text", text)
        assert (ran.code, ran.err) == (0, "")
        expected = load_tagger(meta).tag(LINES)
        rows = [list(zip(*pair, strict=True)) for pair in zip(LINES, expected, strict=True)]
        assert sentences(ran.out) == rows
        assert len({tag for tags in expected for tag in tags}) > 1, "too dull a test"

    @pytest.mark.parametrize("named", [(), ("--text", "-")])
    def test_standard_input_is_read_by_default(self, auxadvisor, meta, text, monkeypatch, named):
        with text.open() as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            ran = auxadvisor("tag", meta, *named)
            assert not stdin.closed
        assert ran == auxadvisor("tag", meta, "--text", text)

    @pytest.mark.parametrize("batch", [1, 2, 1000])
    def test_batches_change_nothing(self, auxadvisor, meta, text, batch):
        tags = [auxadvisor("tag", meta, "--text", text, "--batch", n).out for n in (batch, 32)]
        assert tags[0] == tags[1]

    def test_tokens_of_the_user(self, auxadvisor, mono, tmp_path):
        (tmp_path / "t.txt").write_text("Anna  asuu\tOulussa.\n", encoding="utf-8")
        rows = sentences(auxadvisor("tag", mono, "--text", "t.txt", "--tokenised").out)
        assert [[token for token, _ in row] for row in rows] == [["Anna", "asuu", "Oulussa."]]
        (tmp_path / "t.txt").write_text("10\u00a0000 euroa \n\n \n", encoding="utf-8")
        rows = sentences(auxadvisor("tag", mono, "--text", "t.txt", "--tokenised").out)
        assert [[token for token, _ in row] for row in rows] == [["10\u00a0000", "euroa"]]

    def test_letters_are_composed_and_decoded(self, auxadvisor, mono, tmp_path):
        written = unicodedata.normalize("NFD", "Hän näki Åbon")
        (tmp_path / "t.txt").write_text(written, encoding="utf-16")
        out = auxadvisor("tag", mono, "--text", "t.txt", "--encoding", "utf-16").out
        assert [token for token, _ in sentences(out)[0]] == ["Hän", "näki", "Åbon"]

    def test_a_file_is_written_whole(self, auxadvisor, meta, text, tmp_path):
        printed = auxadvisor("tag", meta, "--text", text).out
        ran = auxadvisor("tag", meta, "--text", text, "--output", "tagged.conll")
        assert ran == Ran(0, "", "")
        assert (tmp_path / "tagged.conll").read_text(encoding="utf-8") == printed

    def test_json_lines(self, auxadvisor, meta, mono, text):
        for folder in (meta, mono):
            tagger = load_tagger(folder)
            tags, weights = tagger.tag_and_attend(LINES)
            out = auxadvisor("tag", folder, "--text", text, "--format", "json").out
            records = [json.loads(line) for line in out.splitlines()]
            assert [record["tokens"] for record in records] == [list(line) for line in LINES]
            assert [tuple(record["tags"]) for record in records] == tags
            if weights is None:
                assert all(set(record) == {"tokens", "tags"} for record in records)
                continue
            for record, weight in zip(records, weights, strict=True):
                assert list(record["attention"]) == ["fi", "multi"]
                found = np.array([*record["attention"].values()]).T
                np.testing.assert_allclose(found, weight, atol=1e-6)
                np.testing.assert_allclose(found.sum(axis=1), 1, atol=2e-6)

    def test_a_tagger_that_was_moved(self, auxadvisor, meta, text, tmp_path):
        shutil.copytree(meta, tmp_path / "first")
        before = auxadvisor("tag", "first", "--text", text).out
        (tmp_path / "deep" / "er").mkdir(parents=True)
        shutil.move(tmp_path / "first", tmp_path / "deep" / "er" / "second")
        assert auxadvisor("tag", "deep/er/second", "--text", text).out == before


class TestCorpus:
    def test_what_is_written_is_read_again(self, auxadvisor, meta, text, tmp_path):
        auxadvisor("tag", meta, "--text", text, "--output", "tagged.tsv")
        again = read_corpus(tmp_path / "tagged.tsv")
        assert [sentence.tokens for sentence in again.sentences] == LINES
        assert [sentence.tags for sentence in again.sentences] == load_tagger(meta).tag(LINES)

    def test_right_tags_stay_and_the_score_is_conllevals(self, auxadvisor, meta, tmp_path):
        corpus = read_corpus(SAMPLES / "fi.conll")
        ran = auxadvisor("tag", meta, "--corpus", SAMPLES / "fi.conll", "--output", "out.conll")
        assert (ran.code, ran.out) == (0, "")
        rows = sentences((tmp_path / "out.conll").read_text(encoding="utf-8"))
        right, predicted = (
            {
                (number, *span)
                for number, sentence in enumerate(rows)
                for span in iob2_spans([row[column] for row in sentence])
            }
            for column in (1, 2)
        )
        assert [tuple(token for token, _, _ in row) for row in rows] == [
            sentence.tokens for sentence in corpus.sentences
        ]
        assert [tuple(tag for _, tag, _ in row) for row in rows] == [
            sentence.tags for sentence in corpus.sentences
        ]
        f1 = 200 * len(right & predicted) / (len(right) + len(predicted))
        assert 20 < f1 < 100, "too dull a test"
        count = f"{len(rows)} sentences, {corpus.token_count} tokens"
        assert ran.err == f"span F1 {f1:.2f} of {count}\n"
        again = read_corpus(tmp_path / "out.conll", task="ner")
        assert [s.tags for s in again.sentences] == [tuple(tag for _, _, tag in r) for r in rows]

    def test_accuracy_and_tags_that_are_not_known(self, auxadvisor, mono, tmp_path):
        (tmp_path / "c.tsv").write_text("Anna\tPROPN\nasuu\tROCK\n\nOulussa\tROLL\n")
        ran = auxadvisor("tag", mono, "--corpus", "c.tsv")
        right = sum(gold == found for row in sentences(ran.out) for _, gold, found in row)
        said = f"accuracy {100 * right / 3:.2f} of 2 sentences, 3 tokens"
        assert ran.err == f"{said}; the tagger does not know ROCK, ROLL\n"

    def test_another_column(self, auxadvisor, mono):
        command = ["tag", mono, "--corpus", SAMPLES / "fi.conll", "--tag-column", 2]
        ran = auxadvisor(*command, "--format", "json")
        records = [json.loads(line) for line in ran.out.splitlines()]
        right = [
            one == other for r in records for one, other in zip(r["right"], r["tags"], strict=True)
        ]
        assert ran.err.startswith(f"accuracy {100 * np.mean(right):.2f} of {len(records)} ")

    def test_tags_that_are_no_spans_give_no_score(self, auxadvisor, meta, tmp_path):
        (tmp_path / "c.tsv").write_text("Anna\tPROPN\nasuu\tVERB\n")
        ran = auxadvisor("tag", meta, "--corpus", "c.tsv")
        assert ran.code == 0
        assert [row[:2] for row in sentences(ran.out)[0]] == [("Anna", "PROPN"), ("asuu", "VERB")]
        assert ran.err.startswith("no score: 'PROPN' is no span tag; --tag-column")

    @pytest.mark.parametrize(
        ("format", "content", "columns"),
        [
            ("conll2002", "Anna B-PER\nasuu O\n\nOulussa B-LOC\n", 3),
            ("conll2003", "-DOCSTART- -X- O O\n\nAnna N I-NP I-PER\nasuu V O O\n", 3),
            ("conllu", "# x\n1\tAnna\t_\tPROPN\t_\t_\t_\t_\t_\t_\n", 3),
            ("conllu", "1\tAnna\t_\t_\t_\t_\t_\t_\t_\t_\n", 2),
            ("tsv", "10 000\tO\n", 3),
            ("text", "Anna asuu Oulussa.\n", 2),
        ],
    )
    def test_every_format(self, auxadvisor, meta, tmp_path, format, content, columns):
        (tmp_path / "corpus").write_text(content)
        ran = auxadvisor("tag", meta, "--corpus", "corpus", "--corpus-format", format)
        assert ran.code == 0, ran.err
        assert {len(row) for sentence in sentences(ran.out) for row in sentence} == {columns}
        assert bool(ran.err) == (columns == 3)
        read = read_corpus(tmp_path / "corpus", format=format)
        assert [[row[0] for row in sentence] for sentence in sentences(ran.out)] == [
            list(sentence.tokens) for sentence in read.sentences
        ]

    @pytest.mark.parametrize("tagged", ["first", "last"])
    def test_a_sentence_without_tags_among_others(self, auxadvisor, mono, tmp_path, tagged):
        words = [("1\tAnna\t_\t{}", "PROPN"), ("1\tasuu\t_\t{}", "_")]
        words = words if tagged == "first" else words[::-1]
        content = "\n\n".join(word.format(tag) + "\t_" * 6 for word, tag in words) + "\n"
        (tmp_path / "c.conllu").write_text(content)
        ran = auxadvisor("tag", mono, "--corpus", "c.conllu")
        assert [row[0][1] for row in sentences(ran.out)] == [tag for _, tag in words]
        assert re.fullmatch(
            r"accuracy \S+ of 1 sentence, 1 token; 1 sentence without tags\n", ran.err
        )

    def test_right_tags_after_many_without_are_told_of(self, auxadvisor, mono, tmp_path):
        rows = ["1\tasuu\t_\t_", "1\tAnna\t_\tPROPN"]
        (tmp_path / "c.conllu").write_text("\n\n".join(row + "\t_" * 6 for row in rows) + "\n")
        ran = auxadvisor("tag", mono, "--corpus", "c.conllu", "--batch", 1)
        assert [len(row[0]) for row in sentences(ran.out)] == [2, 2]
        assert ran.err.startswith("right tags of 1 sentence are not shown")
        for more in (("--format", "json"), ("--batch", 2)):
            assert "not shown" not in auxadvisor("tag", mono, "--corpus", "c.conllu", *more).err


def iob2_spans(tags: list[str]) -> set[tuple[str, int, int]]:
    """Of well-formed IOB2 only, each by its own search."""
    found = set()
    for start, tag in enumerate(tags):
        if tag.startswith("B-"):
            end = start + 1
            while end < len(tags) and tags[end] == f"I-{tag[2:]}":
                end += 1
            found.add((tag[2:], start, end))
    return found


class TestStream:
    @pytest.mark.parametrize("batch", [1, 32])
    def test_a_line_is_answered_before_the_next_is_sent(self, meta, batch):
        with piped(meta, "--batch", str(batch)) as process:
            for line in ("Anna asuu Oulussa.", "Hän tulee."):
                send(process, f"{line}\n".encode())
                answer = [process.stdout.readline().decode() for _ in (*tokenise(line), "")]
                assert [row.split("\t")[0] for row in answer] == [*tokenise(line), "\n"]
            process.stdin.close()
            assert process.stdout.read() == b""
        assert process.returncode == 0

    def test_what_came_before_an_error_is_tagged(self, meta):
        with piped(meta) as process:
            send(process, b"Anna\n")
            assert process.stdout.readline().startswith(b"Anna\t")
            send(process, b"ja Caf\xe9 vai\n")
            error = process.stderr.read().decode()
        assert process.returncode == 3
        assert error == (
            "error: standard input:2: expected UTF-8 text, found byte 0xe9 after 'ja Caf' "
            "(if it is Latin-1, pass --encoding latin-1)\n"
        )

    def test_a_reader_that_has_enough_ends_an_endless_stream(self, meta):
        command = f"(yes 'Anna asuu Oulussa.' | {' '.join(TAG)} {meta}; echo $? >&2) | head -n 1"
        ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
        assert ran.stdout.startswith("Anna\t")
        assert ran.stderr == "0\n"

    @pytest.mark.skipif(not STATUS.exists(), reason="the peak of memory is read from /proc")
    @pytest.mark.parametrize("source", ["stdin", "text", "corpus"])
    def test_memory_does_not_grow_with_the_input(self, meta, little, tmp_path, source):
        """Ten times as many words, all of them different and long."""
        size, peak = fed(meta, tmp_path, source, 20_000)
        assert peak - little[1] < (size - little[0]) / 3, (peak, size, little)

    def test_standard_input_that_is_closed(self, meta):
        ran = subprocess.run(
            ["bash", "-c", f"{' '.join(TAG)} {meta} <&-"], capture_output=True, text=True
        )
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr == (
            "error: standard input is closed; name a file with --text or --corpus\n"
        )


@contextmanager
def piped(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command with pipes, ended where it does not answer."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([*TAG, str(folder), *arguments], **pipes) as process:
        timer = threading.Timer(60, process.kill)
        timer.start()
        yield process
        timer.cancel()


def send(process: subprocess.Popen[bytes], line: bytes) -> None:
    process.stdin.write(line)
    process.stdin.flush()


@pytest.fixture(scope="module")
def little(meta, tmp_path_factory) -> tuple[int, int]:
    return fed(meta, tmp_path_factory.mktemp("little"), "stdin", 2_000)


def fed(tagger: Path, folder: Path, source: str, count: int) -> tuple[int, int]:
    """Bytes of a text of so many words, and those that tagging it takes at the peak."""
    words = [f"{number:05}{'pitkä' * 80}" for number in range(count)]
    lines = (" ".join(words[at : at + 10]) for at in range(0, count, 10))
    if source == "corpus":
        lines = (f"{word} O" + "\n" * (n % 10 == 9) for n, word in enumerate(words))
    file = folder / "input"
    file.write_text("\n".join(lines), encoding="utf-8")
    program = (
        "import sys; from auxadvisor.cli import app; from auxadvisor.cli.errors import run\n"
        f"code = run(app, sys.argv[1:]); sys.stderr.write(open({str(STATUS)!r}).read())\n"
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", program, "tag", tagger]
    command += [] if source == "stdin" else [f"--{source}", file]
    with file.open() as stdin, (folder / "output").open("w") as out:
        ran = subprocess.run(command, stdin=stdin, stdout=out, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 0, ran.stderr
    assert len(sentences((folder / "output").read_text(encoding="utf-8"))) == count // 10
    peak = re.search(r"VmHWM:\s+(\d+) kB", ran.stderr)
    assert peak is not None
    return file.stat().st_size, int(peak[1]) * 1024


class TestProjectFile:
    def test_what_it_names_is_said_and_can_be_overruled(self, auxadvisor, mono, text, tmp_path):
        (tmp_path / "auxadvisor.toml").write_text(f'corpus = "{SAMPLES / "fi.conll"}"\n')
        ran = auxadvisor("tag", mono)
        assert ran.err.startswith(f"reading {SAMPLES / 'fi.conll'}, the project file's corpus; ")
        assert len(sentences(ran.out)) == len(read_corpus(SAMPLES / "fi.conll").sentences)
        ran = auxadvisor("tag", mono, "--text", text)
        assert ran.err == "" and len(sentences(ran.out)) == len(LINES)

    def test_the_environment_is_nearer_than_the_file(self, auxadvisor, mono, text, monkeypatch):
        Path("auxadvisor.toml").write_text('corpus = "missing"\n')
        monkeypatch.setenv("AUXADVISOR_TEXT", str(text))
        assert len(sentences(auxadvisor("tag", mono).out)) == len(LINES)
        Path("auxadvisor.toml").write_text('corpus = "missing"\ntext = "missing, too"\n')
        monkeypatch.delenv("AUXADVISOR_TEXT")
        ran = auxadvisor("tag", mono)
        assert (ran.code, "expected --text or --corpus, found both" in ran.err) == (2, True)


class TestAttention:
    @pytest.mark.parametrize("number", [None, 2])
    def test_the_page_has_the_weights_of_the_sentence(
        self, auxadvisor, meta, text, tmp_path, number
    ):
        chosen = [] if number is None else ["--sentence", number]
        ran = auxadvisor("tag", meta, "--text", text, "--attention", "f.html", *chosen)
        assert (ran.code, ran.err, len(sentences(ran.out))) == (0, "", len(LINES))
        line = LINES[(number or 1) - 1]
        tags, weights = load_tagger(meta).tag_and_attend([line])
        cells = Cells((tmp_path / "f.html").read_text(encoding="utf-8")).rows
        assert cells == [
            ["", *line],
            *(
                [name, *(f"{weight:.2f}".removeprefix("0") for weight in column)]
                for name, column in zip(("Finnish", "multilingual"), weights[0].T, strict=True)
            ),
            ["tag", *tags[0]],
        ]

    @pytest.mark.parametrize("suffix", ["svg", "png", "SVG"])
    def test_a_picture(self, auxadvisor, meta, text, tmp_path, suffix):
        image = pytest.importorskip("matplotlib.image", reason="the plot extra is not installed")
        ran = auxadvisor("tag", meta, "--text", text, "--attention", f"f.{suffix}")
        assert (ran.code, ran.err) == (0, "")
        if suffix == "png":
            assert image.imread(tmp_path / "f.png").shape[2] == 4
            return
        drawn = ElementTree.parse(tmp_path / f"f.{suffix}").getroot()
        words = {part.text for part in drawn.iter("{http://www.w3.org/2000/svg}text")}
        assert {*LINES[0], "Finnish", "multilingual"} <= words

    def test_the_weights_in_a_table(self, auxadvisor, meta, text):
        weights = load_tagger(meta).tag_and_attend(LINES)[1]
        every = auxadvisor("tag", meta, "--text", text, "--weights").out
        assert re.findall(r"^Sentence (\d)", every, re.M) == ["1", "2", "3"]
        one = auxadvisor("tag", meta, "--text", text, "--weights", "--sentence", 3).out
        assert one in every and one.startswith("Sentence 3 ")
        header, _, *rows = [line.split() for line in one.splitlines()[2:] if line]
        assert header == ["token", "tag", "Finnish", "multilingual"]
        assert [row[0] for row in rows] == list(LINES[2])
        found = np.array([row[2:] for row in rows], dtype=float)
        np.testing.assert_allclose(found, weights[2], atol=0.0051)

    def test_a_figure_of_a_corpus_beside_its_tags(self, auxadvisor, meta, tmp_path):
        more = ["--corpus", SAMPLES / "fi.conll", "--output", "t.conll", "--sentence", 5]
        assert auxadvisor("tag", meta, *more, "--attention", "f.html").code == 0
        rows = sentences((tmp_path / "t.conll").read_text(encoding="utf-8"))[4]
        cells = Cells((tmp_path / "f.html").read_text(encoding="utf-8")).rows
        assert [cells[0][1:], cells[-1][1:]] == [[row[0] for row in rows], [r[2] for r in rows]]

    def test_pictures_say_what_they_need(self, auxadvisor, meta, text, monkeypatch):
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        ran = auxadvisor("tag", meta, "--text", text, "--attention", "f.png")
        assert (ran.code, ran.out) == (2, "")
        assert "pip install 'auxadvisor[plot]', or name a .html file" in ran.err
        assert auxadvisor("tag", meta, "--text", text, "--attention", "f.html").code == 0


class Cells(HTMLParser):
    """The rows of the table in a page, as text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


class TestErrors:
    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["--text", "missing.txt"], 3, "missing.txt: expected a readable file"),
            (["--text", "empty.txt"], 3, "empty.txt: expected at least one sentence, found none"),
            (["--text", "latin.txt"], 3, "latin.txt:1: expected UTF-8 text"),
            (["--text", "long.txt"], 3, "long.txt:1: expected a sentence of at most 10,000"),
            (["--text", "t.txt", "--encoding", "utf-9"], 2, "--encoding: no text encoding 'utf-9'"),
            (["--text", "t.txt", "--corpus", "c.tsv"], 2, "expected --text or --corpus, found"),
            (["--corpus", "."], 3, "expected a readable file, found a directory"),
            (["--corpus", "c.tsv", "--corpus-format", "conllu"], 3, "c.tsv:1: expected 10 columns"),
            (["--corpus", "c.tsv", "--corpus-format", "xml"], 2, "no format 'xml'; there are"),
            (["--corpus", "c.tsv", "--tag-column", 1], 2, "column 1 holds the tokens"),
            (["--corpus", "bad.tsv"], 3, "bad.tsv:3: expected 2 columns"),
            (["--attention", "f.pdf"], 2, "f.pdf: expected a name that ends in .png, .svg or .htm"),
            (["--attention", "f"], 2, "found 'f'"),
            (["--attention", "no/f.png"], 2, "--attention no/f.png: there is no folder"),
            (["--output", "no/o.conll"], 2, "--output no/o.conll: there is no folder"),
            (["--sentence", 2], 2, "--sentence names one for --attention or --weights"),
            (["--attention", "f.svg", "--sentence", 3], 2, "--sentence 3: the last is number 2"),
            (["--weights", "--sentence", 3], 2, "--sentence 3: the last is number 2"),
            (["--attention", "f.svg", "--sentence", 0], 2, "--sentence"),
            (["--weights", "--format", "json"], 2, "--weights shows a table"),
            (["--batch", 0], 2, "--batch"),
            (["--format", "xml"], 2, "conll"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_written(
        self, auxadvisor, meta, tmp_path, arguments, code, message
    ):
        (tmp_path / "t.txt").write_text("Anna asuu.\nHän tulee.\n", encoding="utf-8")
        (tmp_path / "empty.txt").write_text(" \n\t\n")
        (tmp_path / "latin.txt").write_bytes(b"Caf\xe9 vai\n")
        (tmp_path / "long.txt").write_text("a " * 10_001)
        (tmp_path / "c.tsv").write_text("Anna\tB-PER\n")
        (tmp_path / "bad.tsv").write_text("Anna\tB-PER\n\nasuu\n")
        before = sorted(tmp_path.iterdir())
        if not {"--text", "--corpus"} & set(arguments):
            arguments = ["--text", "t.txt", *arguments]
        if "--output" not in arguments:
            arguments = ["--output", "out.conll", *arguments]
        ran = auxadvisor("tag", meta, *arguments)
        assert (ran.code, ran.out) == (code, ""), ran.err
        assert message in ran.err and ran.err.startswith("error: ") and ran.err.count("\n") == 1
        assert sorted(tmp_path.iterdir()) == before

    @pytest.mark.parametrize("asked", [["--weights"], ["--attention", "f.html"]])
    def test_a_tagger_without_attention(self, auxadvisor, mono, text, tmp_path, asked):
        ran = auxadvisor("tag", mono, "--text", text, *asked)
        assert (ran.code, ran.out) == (2, "")
        assert "expected a tagger with attention, as the setting 'meta' has, found one" in ran.err
        assert not (tmp_path / "f.html").exists()

    def test_a_folder_that_is_no_tagger(self, auxadvisor, text, tmp_path):
        for folder in (tmp_path, tmp_path / "missing"):
            ran = auxadvisor("tag", folder, "--text", text)
            assert (ran.code, ran.out) == (2, "")
            assert f"{folder}: expected a trained tagger's folder" in ran.err

    def test_a_damaged_tagger(self, auxadvisor, meta, text, tmp_path):
        shutil.copytree(meta, tmp_path / "copy")
        (tmp_path / "copy" / "model.safetensors").write_bytes(b"no such thing")
        ran = auxadvisor("tag", "copy", "--text", text, "--output", "out.conll")
        assert (ran.code, ran.out) == (3, "") and not (tmp_path / "out.conll").exists()
        assert ran.err.startswith("error: copy/model.safetensors: expected a file of the tagger")

    def test_without_the_train_extra(self, auxadvisor, meta, text, monkeypatch):
        monkeypatch.delitem(sys.modules, "auxadvisor.tagger.saved")
        monkeypatch.setitem(sys.modules, "safetensors", None)
        ran = auxadvisor("tag", meta, "--text", text)
        assert ran.code == 2
        assert "which is not installed; run pip install 'auxadvisor[train]'" in ran.err


def test_help_imports_nothing_heavy():
    program = (
        "import sys; from auxadvisor.cli import app; from auxadvisor.cli.errors import run\n"
        "assert run(app, ['tag', '--help']) == 0\n"
        "print(sorted({'torch', 'numpy', 'rich', 'matplotlib'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.endswith("\n[]\n")
