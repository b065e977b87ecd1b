"""Whose embeddings stand for a language, and noise in their place."""

from __future__ import annotations

import numpy as np
import pytest

from auxadvisor.embeddings import locate
from auxadvisor.embeddings.families import KINDS, Family, family
from auxadvisor.embeddings.noise import Noise
from auxadvisor.errors import SettingsError
from auxadvisor.published import published


@pytest.mark.parametrize(
    ("kind", "tag", "name"),
    [
        ("pack", "fi", "pack/fi/bpe"),
        ("pack", "multi", "pack/multi/bpe"),
        ("pack", "yo", None),
        ("pack-flair", "fi", "pack/fi/flair"),
        ("bpemb", "fi", "bpemb/fi"),
        ("bpemb", "nb", "bpemb/no"),
        ("bpemb", "multi", "bpemb/multi/320000/300"),
        ("flair", "fi", "flair/fi"),
        ("flair", "multi", "flair/multi"),
        ("flair", "is", None),
    ],
)
def test_a_kind_names_its_embeddings(kind: str, tag: str, name: str | None) -> None:
    assert KINDS[kind](tag) == name
    if name is not None and not kind.startswith("pack"):
        assert published(name)


def test_single_languages_can_have_others() -> None:
    given = family(["bpemb", "Finnish=word2vec/mine.bin", "multi=pack/multi/bpe"])
    assert given.named(["fi", "de", "multi"]) == {
        "fi": "word2vec/mine.bin",
        "de": "bpemb/de",
        "multi": "pack/multi/bpe",
    }
    assert family([]) == Family("pack")
    assert family(["fi=flair/fi", "Finnish=flair/fi"]).given == (("fi", "flair/fi"),)
    with pytest.raises(SettingsError, match="two names for fi, flair/fi and bpemb/fi"):
        family(["fi=flair/fi", "Finnish=bpemb/fi"])
    with pytest.raises(SettingsError, match=r"there are none of 'yo'; name some with --embeddings"):
        family(["pack"]).named(["yo"])


@pytest.mark.parametrize("wrong", ["glove", "fi=vectors.bin", "=pack/fi/bpe", "fi="])
def test_what_names_no_embeddings_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="expected pack, pack-flair, bpemb, flair, or LANGUAGE"):
        family([wrong])


def test_noise_is_as_wide_and_as_large_as_what_it_stands_for() -> None:
    draw = np.random.default_rng(1)
    like = Noise.like(draw.normal(scale=0.3, size=(500, 8)).astype("f4"))
    noise = locate(like.name).load()
    made = noise.vectors([str(number) for number in range(2000)])
    assert made.shape == (2000, 8) and np.sqrt((made**2).mean()) == pytest.approx(0.3, rel=0.05)
    assert (noise.vectors(["7"]) == made[7]).all()
