"""Every check: a case that it finds, with the lines, and one that it does not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auxadvisor.corpora import Corpus, Scheme, Sentence, spans, to_bioes, to_iob2
from auxadvisor.data_check import CHECKS, TEXT_CHECKS, check_data
from auxadvisor.data_check.boundaries import broken_places
from auxadvisor.data_check.data import Data
from auxadvisor.data_check.unseen import unseen_span_share, unseen_word_share
from auxadvisor.experiments.parts import Reading

LONG = "Ada/B-PER meets/O Eve/B-PER in/O Turku/B-LOC"
SAME = LONG.replace("Turku/B-LOC", "Turku/B-ORG")
TWENTY = "\n".join(f"w{n}/B-A x/B-B" for n in range(20))

# check, parts, what is expected: severity, part, lines
FIRES = [
    ("too-few-sentences", {"train": "a/O b/B-X\nc/O"}, [("error", "train", ())]),
    ("too-few-sentences", {"train": "a/B-X\n" * 9, "dev": "a/O"}, [("warning", "train", ())]),
    ("part-not-given", {"train": "a/B-X\n" * 9, "dev": "a/O"}, [("note", "train", ())]),
    ("long-sentences", {"train": "a/O\n" * 3 + "a/O " * 250 + "b/B-X"}, [("note", "train", (7,))]),
    ("long-sentences", {"train": "a/O " * 75 + "a/O"}, [("warning", "train", ())]),
    ("nothing-to-learn", {"train": "a/O b/O"}, [("error", "train", ())]),
    ("nothing-to-learn", {"train": "a/N b/N"}, [("error", "train", ())]),
    ("nothing-to-learn", {"train": "a/B-X", "dev": "a/O"}, [("error", "dev", ())]),
    ("tags-of-two-kinds", {"train": "a/B-X b/O c/PER"}, [("error", "train", (3,))]),
    ("tags-of-two-kinds", {"train": "a/B-X", "dev": "a/N b/N"}, [("error", "dev", (1, 2))]),
    ("rare-labels", {"train": f"{TWENTY}\nrare/B-C"}, [("warning", "train", ())]),
    ("unknown-labels", {"train": "a/B-X", "dev": "a/O\nb/B-Y"}, [("warning", "dev", (3,))]),
    ("unknown-labels", {"train": "a/N b/V", "test": "a/X c/N"}, [("warning", "test", (1,))]),
    ("label-spelling", {"train": "a/B-Per", "dev": "a/B-PER"}, [("warning", "train", ())]),
    ("few-spans", {"train": "a/B-X", "test": "a/B-X"}, [("warning", "test", ())]),
    ("broken-spans", {"train": "a/B-X b/I-Y\nc/O d/I-X\ne/B-X\ne/B-X"},
     [("warning", "train", (2, 5))]),
    ("broken-spans", {"train": "a/S-X b/B-X\nc/E-X"}, [("warning", "train", (2, 4))]),
    ("broken-spans", {"train": "a/I-X b/I-X\nc/I-Y\nd/B-X"}, [("warning", "train", (6,))]),
    ("mixed-schemes", {"train": "a/S-X b/S-X c/U-X"}, [("error", "train", (3,))]),
    ("mixed-schemes", {"train": "a/B-X\na/B-X", "dev": "a/I-X"}, [("note", "dev", ())]),
    ("leaks", {"train": LONG, "test": f"a/O\n{LONG}\nb/O"}, [("warning", "test", (3,))]),
    ("leaks", {"train": LONG, "test": f"a/O\n{LONG}"}, [("error", "test", (3,))]),
    ("repeats", {"train": f"{LONG}\na/O\n{LONG}"}, [("warning", "train", (9,))]),
    ("tagged-in-two-ways", {"train": LONG, "dev": SAME}, [("warning", "dev", (5,))]),
    ("tagged-in-two-ways", {"train": f"{LONG}\n{SAME}"}, [("warning", "train", (11,))]),
    ("unseen-words", {"train": "a/N b/V", "dev": "c/N d/V a/N"}, [("warning", "dev", ())]),
    ("seen-spans", {"train": "a/B-X", "dev": "a/B-X\n" * 6 + "b/B-X"}, [("note", "dev", ())]),
    ("spaces-in-tokens", {"train": "a/N 10\u00a0000/V"}, [("note", "train", (2,))]),
    ("spaces-in-tokens", {"train": "a/N \u00a0/V"}, [("warning", "train", (2,))]),
    ("replacement-characters", {"train": "a/N b\ufffdd/V"}, [("warning", "train", (2,))]),
    ("windows-1252", {"train": "a/N d\x92Sports/V"}, [("warning", "train", (2,))]),
    ("control-characters", {"train": "a\x07/N b/V"}, [("warning", "train", (1,))]),
    ("mojibake", {"train": "a/N JyvÃ¤skylÃ¤/V"}, [("warning", "train", (2,))]),
    ("invisible-characters", {"train": "a/N b\u200bc/V"}, [("warning", "train", (2,))]),
    ("invisible-characters", {"train": "a/N b\u200dc/V"}, [("warning", "train", (2,))]),
    ("private-use", {"train": "a/N \ue401/V"}, [("warning", "train", (2,))]),
    ("markup", {"train": "a/N &amp;/V\n<br>/N"}, [("note", "train", (2, 4))]),
    ("not-composed", {"train": "a/N cafe\u0301/V"}, [("warning", "train", (2,))]),
    ("foreign-words", {"train": "abc/N Индия/V def/N"}, [("note", "train", (2,))]),
    ("mixed-scripts", {"train": "a/N Turkу/V"}, [("warning", "train", (2,))]),
    ("too-few-sentences", {"train": "a/N"}, [("error", "train", ())]),
]  # fmt: skip

QUIET = [
    ("too-few-sentences", {"train": "a/N\n" * 100}),
    ("too-few-sentences", {"dev": "a/N"}),
    ("part-not-given", {"train": "a/N", "dev": "a/N", "test": "a/N"}),
    ("long-sentences", {"train": "a/O " * 49 + "b/O"}),
    ("untagged", {"train": "a/N"}),
    ("nothing-to-learn", {"train": "a/N b/V", "dev": "a/N b/V"}),
    ("tags-of-two-kinds", {"train": "a/N b/B-X c/V"}),
    ("tags-of-two-kinds", {"train": "a/B-X b/O"}),
    ("rare-labels", {"train": TWENTY}),
    ("unknown-labels", {"train": "a/B-X c/I-X", "dev": "b/I-X"}),
    ("label-spelling", {"train": "a/B-X b/B-Y"}),
    ("few-spans", {"train": "a/B-X", "test": "a/B-X\n" * 100}),
    ("few-spans", {"train": "a/N b/V", "test": "a/N"}),
    ("broken-spans", {"train": "a/B-X b/I-X c/B-X d/O\ne/B-Y"}),
    ("broken-spans", {"train": "a/I-X b/B-X c/I-Y d/O\ne/I-Y"}),
    ("broken-spans", {"train": "a/S-X b/B-X c/I-X d/L-X\ne/U-X"}),
    ("mixed-schemes", {"train": "a/B-X b/I-X", "dev": "a/O", "test": "a/B-X"}),
    ("leaks", {"train": LONG, "test": "a/O\nb/O\nc/O\nd/B-PER"}),
    ("leaks", {"train": "a/O\nb/B-X c/O", "test": "a/O\nc/O\nd/B-X"}),
    ("repeats", {"train": "a/O\n" * 30 + LONG}),
    ("tagged-in-two-ways", {"train": f"a/N b/V\na/V b/N\n{LONG}\n{LONG}"}),
    ("unseen-words", {"train": "a/N b/V", "dev": "a/N c/V"}),
    ("seen-spans", {"train": "a/B-X", "dev": "a/B-X b/O c/B-X"}),
    ("spaces-in-tokens", {"train": "a/N b/V"}),
    ("replacement-characters", {"train": "a/N ?/V"}),
    ("windows-1252", {"train": "a/N d’Sports/V"}),
    ("control-characters", {"train": "a/N b/V"}),
    ("mojibake", {"train": "a/N Jyväskylä/V PÍŠE/N Ångström/V Âge/N"}),
    ("invisible-characters", {"train": "می\u200cخواهم/N 🙋\u200d♂️/V"}),
    ("private-use", {"train": "a/N ☺/V"}),
    ("markup", {"train": "AT&T/N </V </N >/V <3/N"}),
    ("not-composed", {"train": "a/N café/V"}),
    ("script", {"train": "a/N Индия/V b/V c/V d/V e/V f/V"}),
    ("foreign-words", {"train": "a/N 5/V ./N"}),
    ("foreign-words", {"train": "漢字/N です/V カナ/N"}),
    ("mixed-scripts", {"train": "μm/N β-Carotin/V Turku/N お腹/V"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parts", "expected"), FIRES)
def test_a_check_finds(check, found, name, parts, expected) -> None:
    assert found(check(**parts), name) == expected


@pytest.mark.parametrize(("name", "parts"), QUIET)
def test_a_check_does_not_find(check, found, name, parts) -> None:
    assert found(check(**parts), name) == []


def test_every_check_is_tried() -> None:
    elsewhere = {"untagged", "script", "language", "sampled"}
    assert {name for name, *_ in FIRES} | elsewhere == set(CHECKS)
    assert set(TEXT_CHECKS) - set(CHECKS) == {"long-lines", "copies"}


def test_what_is_said_names_counts_examples_and_other_places(check, said) -> None:
    report = check(train=f"{LONG}\n{SAME}", dev="a/I-PER b/B-Foo")
    assert "'Turku' is B-ORG here, B-LOC at train.tsv:5" in said(report, "tagged-in-two-ways")
    assert "1 tag where IOB2 allows none: I-PER after" in said(report, "broken-spans")
    assert "1 span with a label that training never saw: 'Foo'" in said(report, "unknown-labels")
    assert "LOC (1), PER" in said(report, "rare-labels").replace("ORG (1), ", "")


def test_sentences_without_tags_and_lines_of_conllu(tmp_path: Path, found) -> None:
    """Ranges, empty nodes and comments stand between the words."""
    rows = ["1-2 Da _", "1 D ADV", "2 a X", "2.1 e X", "# between", "3 bo\u200bb X", "", "1 so _"]
    columns = [row.split(" ") for row in rows]
    lines = [
        "\t".join([c[0], c[1], "_", c[2], *["_"] * 6])
        if len(c) == 3 and c[0] != "#"
        else " ".join(c)
        for c in columns
    ]
    path = tmp_path / "train.conllu"
    path.write_text("\n".join([*lines, "", ""]), encoding="utf-8")
    report = check_data({"train": path})
    assert found(report, "invisible-characters") == [("warning", "train", (6,))]
    assert found(report, "untagged") == [("error", "train", (8,))]


def test_what_the_user_says_of_the_task_is_believed(check, found) -> None:
    asked = Reading(task="pos")
    report = check(train="a/B-X b/O c/PER", reading=asked)
    assert report.task == "pos" and found(report, "tags-of-two-kinds") == []
    mixed = check(train="a/S-X c/U-X", reading=Reading(task="ner"))
    assert found(mixed, "mixed-schemes") == [("warning", "train", (1,))]


def test_figures(check) -> None:
    report = check(
        train=f"{LONG}\na/O b/O\na/O b/O", dev=f"a/O b/O\n{LONG}\nVigo/B-LOC Ada/B-PER x/O"
    )
    train, dev = report.parts
    assert (train.sentences, train.tokens, train.types, train.longest) == (3, 9, 7, 5)
    assert train.mean == 3 and train.repeated == pytest.approx(1 / 3)
    assert train.in_training is train.unseen_words is train.unseen_spans is None
    assert dev.in_training == pytest.approx(2 / 3) and dev.repeated == 0
    assert dev.unseen_words == pytest.approx(2 / 10)  # Vigo, x
    assert dev.unseen_spans == pytest.approx(1 / 5)  # Vigo
    assert train.labels == {"PER": 2, "LOC": 1} and list(train.labels) == ["PER", "LOC"]
    assert report.scheme is Scheme.IOB2 and report.task == "ner"


def test_a_file_that_cannot_be_read_is_one_finding_and_the_others_go_on(
    tmp_path: Path, found
) -> None:
    for name, content in (("train", b"a\tO\nb\n"), ("dev", b"\xff"), ("test", b"a\tB-X\n")):
        (tmp_path / f"{name}.tsv").write_bytes(content)
    paths = {name: tmp_path / f"{name}.tsv" for name in ("test", "dev", "train")}
    report = check_data(paths, tmp_path / "none.txt")
    assert found(report, "reading") == [
        ("error", "train", (2,)), ("error", "dev", (1,)), ("error", "text", ())
    ]  # fmt: skip
    assert [part.name for part in report.parts] == ["test"] and set(report.sources) == {"test"}
    assert found(report, "few-spans") == [("warning", "test", ())]
    assert found(report, "part-not-given") == [], "they are given"


FINNISH = [
    "Järvi jäätyy talvella ja sulaa keväällä",
    "Lapset leikkivät pihalla koko pitkän päivän",
    "Isoäiti leipoi pullaa ja keitti kahvia",
    "Juna lähtee asemalta kello seitsemän aamulla",
    "Metsässä kasvaa mustikoita ja puolukoita",
]
GERMAN = [
    "Der See friert im Winter zu und taut im Frühling",
    "Die Kinder spielen den ganzen Tag auf dem Hof",
    "Die Großmutter hat Kuchen gebacken und Kaffee gekocht",
    "Der Zug fährt um sieben Uhr morgens vom Bahnhof ab",
    "Im Wald wachsen viele Beeren und Pilze",
]


def tagged(sentences: list[str]) -> str:
    return "\n".join(" ".join(f"{word}/N" for word in one.split()) for one in sentences * 2)


def test_another_language_than_the_target_or_than_training(check, found, said) -> None:
    report = check(train=tagged(FINNISH), dev=tagged(GERMAN), target="fi")
    assert found(report, "language") == [("warning", "dev", ())]
    assert "reads like German (de), not like Finnish (fi)" in said(report, "language")
    assert found(check(train=tagged(FINNISH), dev=tagged(GERMAN)), "language") == [
        ("warning", "dev", ())
    ]
    assert found(check(train=tagged(FINNISH), dev=tagged(FINNISH[:4])), "language") == []
    few = "\n".join(tagged(GERMAN).splitlines()[:9])
    assert found(check(train=tagged(FINNISH), dev=few, target="fi"), "language") == []


def test_another_script_than_the_targets(check, found) -> None:
    report = check(train="Привет/N мир/N", dev="moi/N", target="fi")
    assert found(report, "script") == [("warning", "train", ())]
    assert found(check(train="漢字/N です/V", target="ja"), "script") == []


TAGS = st.sampled_from(["O", "B-A", "I-A", "E-A", "S-A", "B-B", "I-B", "L-B", "U-B"])
SENTENCES = st.lists(
    st.lists(st.tuples(st.sampled_from("abcdeöж"), TAGS), min_size=1, max_size=7),
    min_size=1,
    max_size=8,
)


def corpus(rows: list[list[tuple[str, str]]]) -> Corpus:
    sentences, line = [], 1
    for row in rows:
        sentences.append(Sentence(tuple(w for w, _ in row), tuple(t for _, t in row), line))
        line += len(row) + 1
    return Corpus(Path("c.tsv"), "tsv", "utf-8", tuple(sentences), "0" * 64, 1)


def kinds(data: Data) -> set[tuple[str, str]]:
    """What is found, but for the examples that come first."""
    return {
        (name, one.what.partition(":")[0]) for name, check in CHECKS.items() for one in check(data)
    }


@given(SENTENCES, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_sentences_changes_no_count(rows, draw: random.Random) -> None:
    shuffled = draw.sample(rows, len(rows))
    one, other = Data({"train": corpus(rows)}), Data({"train": corpus(shuffled)})
    assert one.labels == other.labels
    differs = {"tagged-in-two-ways"}  # which of three is "before" depends on the order
    assert {k for k in kinds(one) if k[0] not in differs} == {
        k for k in kinds(other) if k[0] not in differs
    }


@given(SENTENCES)
@settings(max_examples=60)
def test_a_part_beside_itself_is_known_whole(rows) -> None:
    part = corpus(rows)
    data = Data({"train": part, "test": part})
    assert unseen_word_share(data, part) == 0
    assert unseen_span_share(data, part) in (0, None)
    (leak,) = CHECKS["leaks"](data)
    assert leak.severity == "error" and "100% of the sentences" in leak.what


@given(st.lists(TAGS, min_size=1, max_size=10))
def test_what_is_rewritten_in_a_scheme_is_never_broken_and_only_that(tags) -> None:
    for scheme, rewritten in ((Scheme.IOB2, to_iob2(tags)), (Scheme.BIOES, to_bioes(tags))):
        assert list(broken_places(rewritten, scheme)) == []
    letters = {tag[:1] for tag in tags}
    if letters <= set("BIO"):
        assert bool(list(broken_places(tags, Scheme.IOB2))) == (to_iob2(tags) != tuple(tags))
    if letters <= set("BIESO"):
        assert bool(list(broken_places(tags, Scheme.BIOES))) == (to_bioes(tags) != tuple(tags))
    assert spans(tags) == spans(to_iob2(tags))
