"""Keeps the memory that a process has freed, for its next request.

A batch asks for the same megabytes as the one before it. glibc gives large blocks back to the
system when they are freed, and the system hands out each page anew, cleared: a tenth of the time
of training a tagger on two cores, in threads other than the first most of all (docs/training.md).
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
"""mallopt(3): free bytes at a heap's end that are given back; bytes that a heap grows by beyond
what is asked for; bytes from which on a block is asked of the system by itself."""
KEPT = {M_MMAP_THRESHOLD: 2**30, M_TRIM_THRESHOLD: 2**31 - 1, M_TOP_PAD: 2**26}


@cache
def keep_freed_memory() -> bool:
    """Ask the C library for it, once in a process and for all of it.

    Returns:
        Whether it will: it is glibc, and knows what it is asked for.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    library = ctypes.CDLL(None)
    known = [library.mallopt(option, value) for option, value in KEPT.items()]
    return all(known)
