"""Keeps the memory of large tensors mapped between operations."""

from __future__ import annotations

import ctypes
import sys

# Parameter numbers of glibc's mallopt(3).
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
_LARGEST = 1 << 30  # bytes


def keep_large_blocks() -> bool:
    """Asks the allocator to reuse large blocks instead of returning them at once.

    By default glibc maps each large block anew and unmaps it on release, and the kernel then
    fills page after page with zeros: on two cores that took more than half of the time of an
    encoder pass over 16 photos.

    Returns:
        Whether the allocator took the settings; False on systems without glibc, where nothing
        changes.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    settings = ((_MMAP_THRESHOLD, _LARGEST), (_TRIM_THRESHOLD, _LARGEST), (_TOP_PAD, 64 << 20))
    return all(mallopt(name, value) == 1 for name, value in settings)
