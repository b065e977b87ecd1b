"""Matrices as 8-bit integers with one scale a row: a quarter of the size of 32-bit numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]


def rounded(matrix: Floats32) -> tuple[NDArray[np.int8], Floats32]:
    """``(rows, columns)`` numbers as integers from -127 to 127 and ``(rows, 1)`` scales."""
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    scale = np.maximum(largest, np.finfo(np.float32).tiny).astype(np.float32) / np.float32(127)
    return np.rint(matrix / scale).astype(np.int8), scale


def restored(integers: NDArray[np.int8], scale: Floats32) -> Floats32:
    """The numbers, each within half a scale of what it was."""
    return integers * scale
