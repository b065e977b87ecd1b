"""Mean weights against plain loops over the tokens."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.experiments.attention import attention_means

SETS = ("fi", "de", "multi")
GROUPS = {"0": (0, 0), "1": (1, 1), "2–4": (2, 4), "5–9": (5, 9), "10–99": (10, 99)}
LABELS = {"B-PER": "PER", "I-a-b": "a-b", "E-PER": "PER", "S-x": "x", "O": "O", "NOUN": "NOUN"}

TOKENS = st.lists(
    st.tuples(
        st.tuples(*[st.integers(1, 9)] * len(SETS)),
        st.sampled_from([0, 1, 2, 4, 5, 9, 10, 99, 100, 5000]),
        st.sampled_from(list(LABELS)),
    ),
    min_size=1,
    max_size=12,
)


def group_of(seen: int) -> str:
    return next((name for name, (least, most) in GROUPS.items() if least <= seen <= most), "100+")


def mean(rows: list[np.ndarray]) -> list[float]:
    return [sum(float(row[place]) for row in rows) / len(rows) for place in range(len(SETS))]


@given(TOKENS)
def test_means_are_those_of_loops_and_rows_sum_to_1(tokens) -> None:
    raw = np.array([parts for parts, _, _ in tokens], dtype=np.float32)
    weights = raw / raw.sum(axis=1, keepdims=True)
    words = [f"seen {seen}" for _, seen, _ in tokens]
    tags = [tag for _, _, tag in tokens]
    training = Counter({f"seen {seen}": seen for _, seen, _ in tokens if seen})
    found = attention_means(SETS, weights, words, tags, training)
    by_tag: dict[str, list[np.ndarray]] = {}
    by_group: dict[str, list[np.ndarray]] = {}
    for row, (_, seen, tag) in zip(weights, tokens, strict=True):
        by_tag.setdefault(LABELS[tag], []).append(row)
        by_group.setdefault(group_of(seen), []).append(row)
    assert found.sets == SETS
    assert found.overall == pytest.approx(mean(list(weights)), abs=6e-5)
    for means, rows in ((found.by_tag, by_tag), (found.by_frequency, by_group)):
        assert means == {name: pytest.approx(mean(of), abs=6e-5) for name, of in rows.items()}
        for row in (found.overall, *means.values()):
            assert sum(row) == pytest.approx(1, abs=5e-5 * len(SETS))
    names = [*GROUPS, "100+"]
    assert list(found.by_frequency) == sorted(found.by_frequency, key=names.index)


def test_parts_of_speech_keep_their_hyphens() -> None:
    """Only a span's letter goes: ``ADJ-SIM`` and ``PRON-SIM`` are two tags."""
    tags = ["ADJ-SIM", "PRON-SIM", "-LRB-", "B-PER", "I-PER"]
    weights = np.array([[1, 0], [0, 1], [0.5, 0.5], [1, 0], [0, 1]], dtype=np.float32)
    found = attention_means(("a", "b"), weights, tags, tags, Counter())
    assert found.by_tag == {
        "ADJ-SIM": (1, 0),
        "PRON-SIM": (0, 1),
        "-LRB-": (0.5, 0.5),
        "PER": (0.5, 0.5),
    }


def test_groups_of_words_are_named_by_how_often_training_saw_them() -> None:
    seen = Counter({"a": 1, "b": 2, "c": 4, "d": 5, "e": 99, "f": 100})
    weights = np.eye(7, dtype=np.float32)
    found = attention_means("1234567", weights, list("abcdefz"), ["O"] * 7, seen)
    assert list(found.by_frequency) == ["0", "1", "2–4", "5–9", "10–99", "100+"]
    assert found.by_frequency["0"] == (0, 0, 0, 0, 0, 0, 1)
    assert found.by_frequency["2–4"] == (0, 0.5, 0.5, 0, 0, 0, 0)
    assert found.by_tag == {"O": found.overall}
