"""Parts of corpora as one: what is drawn, what tags become, what the identity knows."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.corpora import Corpus, Sentence, spans, to_bioes
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.data import (
    TaggingData,
    check_scored,
    legal_transitions,
    tagging_data,
)
from auxadvisor.experiments.parts import check_tags


def corpus(*sentences: str, path: str = "corpus.conll") -> Corpus:
    """``corpus("Ada/B-PER codes/O")``; a sentence without slashes has no tags."""
    rows = []
    for line, sentence in enumerate(sentences, 1):
        pairs = [token.split("/") for token in sentence.split()]
        tags = tuple(tag for _, tag in pairs) if "/" in sentence else None
        rows.append(Sentence(tuple(pair[0] for pair in pairs), tags, line))
    return Corpus(Path(path), "conll2003", "utf-8", tuple(rows), "0" * 64, 1)


def numbered(count: int) -> Corpus:
    return corpus(*(f"word{number}/N stop/P" for number in range(count)))


def numbers(data: TaggingData, part: str) -> list[int]:
    """Which sentences of ``numbered`` a part holds."""
    return [int(data.sentences[place][0][4:]) for place in getattr(data, part)]


TRAIN = corpus("Ada/I-PER Lovelace/I-PER codes/O", "Turku/I-LOC Oy/I-ORG", "so/O")
DEV = corpus("Turku/I-LOC Åbo/B-LOC", "who/I-MISC")
TEST = corpus("Ada/I-PER", "in/O Turku/I-LOC")


def test_given_parts_stand_one_after_another() -> None:
    data = tagging_data(TRAIN, DEV, TEST)
    given_sentences = (*TRAIN.sentences, *DEV.sentences, *TEST.sentences)
    assert data.sentences == tuple(sentence.tokens for sentence in given_sentences)
    parts = [data.train.tolist(), data.dev.tolist(), data.test.tolist()]
    assert parts == [[0, 1, 2], [3, 4], [5, 6]]
    assert data.starts.tolist() == [0, 3, 5, 6, 8, 9, 10, 12]
    assert (data.task, data.drawn) == ("ner", ())


def test_spans_become_bioes_and_tags_that_training_never_saw_minus_1() -> None:
    data = tagging_data(TRAIN, DEV, TEST)
    assert data.gold == tuple(
        tuple(row.split())
        for row in (
            "B-PER E-PER O",
            "S-LOC S-ORG",
            "O",
            "S-LOC S-LOC",
            "S-MISC",
            "S-PER",
            "O S-LOC",
        )
    )
    assert data.tags == ("B-PER", "E-PER", "O", "S-LOC", "S-ORG")
    assert data.tag_numbers.tolist() == [0, 1, 2, 3, 4, 2, 3, 3, -1, -1, 2, 3]


@given(
    st.lists(
        st.lists(st.sampled_from(["O", "B-A", "I-A", "E-A", "I-B", "S-B"]), min_size=1, max_size=6),
        min_size=1,
        max_size=5,
    )
)
def test_every_tag_has_its_number_and_keeps_its_span(rows: list[list[str]]) -> None:
    written = corpus(*(" ".join(f"w/{tag}" for tag in row) for row in rows))
    data = tagging_data(written, written, TEST, task="ner")
    assert [spans(tags) for tags in data.gold[: len(rows)]] == [spans(row) for row in rows]
    said = [tag for tags in data.gold[: 2 * len(rows)] for tag in tags]
    assert [data.tags[number] for number in data.tag_numbers[: len(said)]] == said
    assert data.tags == tuple(sorted(set(said)))


@pytest.mark.parametrize(
    ("tags", "task"),
    [
        ("O B-PER I-PER O", "ner"),
        ("O I-PER I-PER O", "ner"),
        ("S-PER O B-X E-X", "ner"),
        ("U-PER O B-X L-X", "ner"),
        ("O O O O", "ner"),
        ("DET NOUN VERB ADV", "pos"),
        ("O B-PER I-PER NOUN", "pos"),
    ],
)
def test_span_tags_are_named_entities_and_others_parts_of_speech(tags: str, task: str) -> None:
    written = corpus(" ".join(f"w/{tag}" for tag in tags.split()))
    assert tagging_data(written, written, written).task == task
    asked = tagging_data(written, written, written, task="pos")
    assert asked.task == "pos" and asked.gold == (tuple(tags.split()),) * 3


def test_spans_of_other_tags_are_refused() -> None:
    with pytest.raises(DataError, match="found tag 'N'"):
        tagging_data(numbered(3), numbered(1), numbered(1), task="ner")
    with pytest.raises(DataError, match="found tag 'N'"):
        tagging_data(TRAIN, numbered(1), TEST)


@given(
    st.integers(3, 60),
    st.integers(0, 5),
    st.booleans(),
    st.booleans(),
    st.integers(3, 80) | st.none(),
)
def test_parts_that_are_not_given_are_a_tenth_of_training_each(
    count: int, seed: int, has_dev: bool, has_test: bool, most: int | None
) -> None:
    given_dev, given_test = numbered(2) if has_dev else None, numbered(1) if has_test else None
    data = tagging_data(numbered(count), given_dev, given_test, most=most, seed=seed)
    learnt = min(count, most or count)
    parts = {part: numbers(data, part) for part in ("train", "dev", "test")}
    drawn = [part for part, there in (("dev", has_dev), ("test", has_test)) if not there]
    assert data.drawn == tuple(drawn)
    for part, sentences in parts.items():
        assert sentences == sorted(sentences)
        if part in drawn:
            assert len(sentences) == max(1, round(learnt / 10))
    assert parts["dev"] == [0, 1] or not has_dev
    assert parts["test"] == [0] or not has_test
    together = sorted(parts["train"] + [number for part in drawn for number in parts[part]])
    assert together == list(range(learnt))  # none is in two parts, none is lost
    again = tagging_data(numbered(count), given_dev, given_test, most=most, seed=seed)
    assert (again.sentences, again.identity) == (data.sentences, data.identity)


def test_another_seed_draws_others_and_a_given_test_part_changes_no_dev() -> None:
    one, other = (tagging_data(numbered(60), None, None, seed=seed) for seed in (1, 2))
    assert numbers(one, "dev") != numbers(other, "dev")
    assert numbers(one, "test") != numbers(other, "test")
    tested = tagging_data(numbered(60), None, numbered(3), seed=1)
    assert numbers(tested, "dev") == numbers(one, "dev")
    assert numbers(tested, "train") == sorted(numbers(one, "train") + numbers(one, "test"))


def test_at_most_so_many_sentences_are_the_first_ones() -> None:
    data = tagging_data(numbered(9), numbered(5), numbered(5), most=4)
    assert numbers(data, "train") == [0, 1, 2, 3]
    assert len(data.dev) == len(data.test) == 5


@pytest.mark.parametrize("part", range(3))
def test_a_sentence_without_tags_is_reported_at_its_line(part: int) -> None:
    parts = [numbered(3), numbered(3), numbered(3)]
    parts[part] = corpus("a/N", "b c", path="bare.txt")
    with pytest.raises(DataError, match=r"^bare.txt:2: expected a tag for each token, found none"):
        tagging_data(*parts)


@pytest.mark.parametrize(
    ("count", "dev", "drawn"),
    [(2, None, "2 sentences, since dev and test are"), (1, DEV, "1 sentences, since test are")],
)
def test_too_few_sentences_to_draw_from(count: int, dev: Corpus | None, drawn: str) -> None:
    with pytest.raises(DataError, match=f"more than {drawn} drawn from them, found {count}"):
        tagging_data(numbered(count), dev, None, task="pos")
    assert tagging_data(numbered(count + 1), dev, None, task="pos").drawn


def test_tags_that_are_all_the_same_are_nothing_to_learn() -> None:
    check_tags(("O", "S-LOC"), 8, TRAIN)
    with pytest.raises(DataError, match=r"two tags to tell apart, found only 'O' in 1,200 sent"):
        check_tags(("O",), 1200, TRAIN)


def test_copies_of_what_is_drawn_are_not_trained_on() -> None:
    """Short sentences are no copies: they are said again."""
    long = [f"a{n}/N b/N c/N d/N e/P" for n in range(20)]
    data = tagging_data(corpus(*long * 2, *["yes/N"] * 20), None, None, seed=3)
    train, *held = (
        {data.sentences[place] for place in part if len(data.sentences[place]) == 5}
        for part in (data.train, data.dev, data.test)
    )
    assert held[0] and held[1] and train.isdisjoint(held[0] | held[1])
    assert len(data.train) < 60 - 12 and sum(len(data.sentences[p]) == 1 for p in data.train) > 10
    with pytest.raises(DataError, match="sentences that differ, found copies of one"):
        tagging_data(corpus(*long[:1] * 30), None, None)


def test_parts_without_a_span_score_nobody() -> None:
    none = corpus("so/O is/O", "it/O", path="none.conll")
    given = {"train": TRAIN, "dev": DEV, "test": none}
    check_scored(tagging_data(TRAIN, DEV, TEST), {"train": TRAIN, "dev": DEV, "test": TEST})
    with pytest.raises(
        DataError, match=r"^none.conll: expected a span, .* none in 2 sentences \(g"
    ):
        check_scored(tagging_data(*given.values()), given)
    mostly = corpus("Ada/S-PER", *["so/O it/O"] * 30)
    drawn = tagging_data(mostly, None, DEV)
    with pytest.raises(DataError, match=r"drawn as dev part, .* or draw others with --split-seed"):
        check_scored(drawn, {"train": mostly, "test": DEV})
    check_scored(tagging_data(none, none, none, task="pos"), dict.fromkeys(given, none))


@pytest.mark.parametrize("part", ["dev", "test"])
def test_a_tag_that_is_no_span_tag_is_reported_at_its_line(part: str) -> None:
    wrong = corpus("Ada/S-PER", "in/O Turku/LOC", path="wrong.conll")
    given = {"train": TRAIN, "dev": DEV, "test": TEST} | {part: wrong}
    with pytest.raises(DataError, match=r"^wrong.conll:3: expected .*, found tag 'LOC'"):
        tagging_data(*given.values())


@pytest.mark.parametrize("most", [0, -2])
def test_at_most_no_sentences_are_none_to_train_on(most: int) -> None:
    with pytest.raises(SettingsError, match=f"expected 1 training sentence or more, found {most}"):
        tagging_data(numbered(5), numbered(1), numbered(1), most=most)


OTHER = {
    "a token": (
        corpus("Eda/I-PER Lovelace/I-PER codes/O", "Turku/I-LOC Oy/I-ORG", "so/O"),
        DEV,
        TEST,
    ),
    "a tag": (
        corpus("Ada/I-PER Lovelace/I-PER codes/O", "Turku/I-LOC Oy/I-LOC", "so/O"),
        DEV,
        TEST,
    ),
    "a boundary": (
        corpus("Ada/I-PER Lovelace/I-PER codes/O", "Turku/I-LOC Oy/B-LOC", "so/O"),
        DEV,
        TEST,
    ),
    "the order": (replace(TRAIN, sentences=TRAIN.sentences[::-1]), DEV, TEST),
    "a sentence more": (replace(TRAIN, sentences=(*TRAIN.sentences, DEV.sentences[0])), DEV, TEST),
    "a test tag": (TRAIN, DEV, corpus("Ada/O", "in/O Turku/I-LOC")),
    "train and dev": (
        replace(TRAIN, sentences=TRAIN.sentences[:2]),
        replace(DEV, sentences=(TRAIN.sentences[2], *DEV.sentences)),
        TEST,
    ),
    "dev and test": (
        TRAIN,
        replace(DEV, sentences=DEV.sentences[:1]),
        replace(TEST, sentences=(DEV.sentences[1], *TEST.sentences)),
    ),
    "parts exchanged": (TRAIN, TEST, DEV),
}


def test_the_identity_changes_with_all_that_matters() -> None:
    found = {name: tagging_data(*parts).identity for name, parts in OTHER.items()}
    found["nothing"] = tagging_data(TRAIN, DEV, TEST).identity
    found["most"] = tagging_data(TRAIN, DEV, TEST, most=2).identity
    for seed in range(3):
        found[f"drawn by {seed}"] = tagging_data(numbered(40), None, None, seed=seed).identity
    data = tagging_data(TRAIN, DEV, TEST)
    found["the task"] = replace(data, task="pos").identity
    found["places exchanged"] = replace(data, dev=data.test, test=data.dev).identity
    found["another sentence to train on"] = replace(data, train=np.array([0, 1, 3])).identity
    assert len(set(found.values())) == len(found)


def test_where_a_corpus_lies_and_how_it_writes_spans_does_not() -> None:
    moved = corpus(
        "Ada/B-PER Lovelace/E-PER codes/O", "Turku/S-LOC Oy/S-ORG", "so/O", path="elsewhere.tsv"
    )
    assert tagging_data(moved, DEV, TEST).identity == tagging_data(TRAIN, DEV, TEST).identity


def test_a_part_that_is_given_is_as_good_as_the_same_one_drawn() -> None:
    drawn = tagging_data(numbered(20), None, numbered(2))
    train, dev = (
        replace(
            numbered(20), sentences=tuple(numbered(20).sentences[n] for n in numbers(drawn, part))
        )
        for part in ("train", "dev")
    )
    assert tagging_data(train, dev, numbered(2)).identity == drawn.identity


ALL_TAGS = ["O", *(f"{letter}-{label}" for letter in "BIES" for label in ("A", "b-c"))]


def is_legal(tags: list[str], legal: set[tuple[str, str]]) -> bool:
    return all(pair in legal for pair in pairwise(["", *tags, ""]))


def test_legal_are_the_sequences_that_spans_are_written_as() -> None:
    """All 7380 of up to four tags: a legal one is what ``to_bioes`` makes of it, no other is."""
    legal = set(legal_transitions(ALL_TAGS))
    for length in range(1, 5):
        for tags in product(ALL_TAGS, repeat=length):
            assert is_legal(list(tags), legal) == (to_bioes(tags) == tags)


@given(st.lists(st.sampled_from(ALL_TAGS), min_size=1, max_size=15))
def test_what_is_written_as_bioes_is_legal(tags: list[str]) -> None:
    written = list(to_bioes(tags))
    assert is_legal(written, set(legal_transitions(ALL_TAGS)))
    assert is_legal(written, set(legal_transitions(sorted(set(written)))))


@pytest.mark.parametrize(
    "tags", ["I-A", "E-A", "B-A", "B-A I-A", "B-A O", "B-A E-b-c", "O I-A", "S-A E-A", "B-A S-A"]
)
def test_a_span_needs_its_ends(tags: str) -> None:
    assert not is_legal(tags.split(), set(legal_transitions(ALL_TAGS)))


def test_transitions_are_those_of_the_tags_and_the_ends() -> None:
    assert legal_transitions(["O", "S-A"]) == list(product(["", "O", "S-A"], repeat=2))
