"""A batch normalised at once is what its lines are one by one; so are its windows."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auxadvisor.counting.letters import letters_of, window_counts
from auxadvisor.errors import SettingsError
from auxadvisor.language_models.text import BOUNDARY, normalise
from auxadvisor.language_models.windows import alphabet_of, windows

LETTERS = st.sampled_from("aábΣσİı́̈ 'ﬁ-5.ǅß\u200bक्षि\u00a0\u2028𐐀日本")
LINES = st.lists(
    st.text(LETTERS) | st.text(st.characters(exclude_characters="\0\r\n")), max_size=12
)


@given(LINES)
@example(["ΟΔΟΣ", "́a", "Σ", "ΑΣ'", "", " "])
def test_normalised_at_once_is_normalised_one_by_one(lines: list[str]) -> None:
    letters = letters_of(lines)
    kept = [normalised for line in lines if (normalised := normalise(line))]
    assert letters.text == "".join(line + BOUNDARY for line in kept)
    ends = np.cumsum([len(line) + 1 for line in kept]).tolist()
    assert np.flatnonzero(letters.starts).tolist() == ([0, *ends[:-1]] if kept else [])


@given(LINES, st.integers(1, 7))
def test_windows_are_those_of_the_sentences(lines: list[str], order: int) -> None:
    kept = [normalised for line in lines if (normalised := normalise(line))]
    alphabet, (keys, counts) = window_counts(letters_of(lines), order)
    assert alphabet == alphabet_of(kept)
    expected = Counter(windows(kept, order, alphabet)[0].tolist())
    assert dict(zip(keys.tolist(), counts.tolist(), strict=True)) == expected
    assert keys.tolist() == sorted(expected)


def test_too_many_characters_for_the_order() -> None:
    many = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 600))
    with pytest.raises(SettingsError, match="at most 511 characters apart"):
        window_counts(letters_of([many]), 7)
