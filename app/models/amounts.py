"""Bytes and seconds as people read them."""

from __future__ import annotations


def size_words(size_bytes: float) -> str:
    """A size; 1 GB is 10^9 bytes, as it stands on disks."""
    for unit, scale, digits in (("GB", 1e9, 1), ("MB", 1e6, 0), ("kB", 1e3, 0)):
        if size_bytes >= scale:
            return f"{size_bytes / scale:.{digits}f} {unit}"
    return f"{size_bytes:.0f} bytes"


def time_words(seconds: float) -> str:
    """A time that is left, no finer than it can be known."""
    if seconds < 60:
        return f"{max(5, round(seconds / 5) * 5)} s"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
