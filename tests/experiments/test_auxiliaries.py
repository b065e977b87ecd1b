"""Which auxiliary languages are taken, and in which order."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from auxadvisor.embeddings.families import family
from auxadvisor.experiments.auxiliaries import closest, in_turns, recommended
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.languages import resolve


def test_the_first_of_the_ranking_are_recommended(samples: Path) -> None:
    corpus = read_parts(samples / "fi.conll", None, None, Reading())["train"]
    found = recommended(resolve("fi"), corpus, family(["pack"]), most=3)
    assert len(set(found)) == 3 and "fi" not in found and "ru" not in found  # another script
    assert recommended(resolve("fi"), corpus, family(["pack"])) == (
        *found,
        *recommended(resolve("fi"), corpus, family(["pack"]))[3:],
    )


def test_the_ranking_orders_what_it_knows(samples: Path) -> None:
    corpus = read_parts(samples / "fi.conll", None, None, Reading())["train"]
    target, tags = resolve("fi"), ("en", "sv", "tr", "et", "de")
    found = closest(target, corpus, tags)
    assert {*found} == {*tags} and found[0] == "et"
    assert closest(target, corpus, ("ru", *tags[::-1], "ja")) == found  # of other scripts
    assert closest(target, corpus, ("ja",)) == ()


@given(st.permutations("abcdef"), st.permutations("abcdef"), st.integers(0, 6), st.integers(1, 9))
def test_both_orders_have_their_best_on_the_list(first, second, known, size) -> None:
    """Whatever share of the candidates the second order knows."""
    second = second[:known]
    found = in_turns(first, second, size)
    assert len(found) == min(size, 6) == len({*found})
    for order, share in ((first, (size + 1) // 2), (second, size // 2)):
        assert {*found} >= {*order[:share]}
