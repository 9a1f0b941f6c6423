"""Bytes and seconds as people read them."""

from __future__ import annotations

from app.language import tr


def size_words(size_bytes: float) -> str:
    """A size; 1 GB is 10^9 bytes, as it stands on disks."""
    if size_bytes >= 1e9:
        return tr("{size:.1f} GB", size=size_bytes / 1e9)
    if size_bytes >= 1e6:
        return tr("{size:.0f} MB", size=size_bytes / 1e6)
    if size_bytes >= 1e3:
        return tr("{size:.0f} kB", size=size_bytes / 1e3)
    return tr("{size:.0f} bytes", size=size_bytes)


def present_words(present_bytes: float, total_bytes: float) -> str:
    """How much of a download is there."""
    done, total = size_words(present_bytes), size_words(total_bytes)
    return tr("{done} of {total} are here already.", done=done, total=total)


def memory_words(size_bytes: float) -> str:
    """A size of memory; 1 GiB is 2^30 bytes, as memory is sold and as the engine says it of cards."""
    if size_bytes >= 2**30:
        return tr("{size:.1f} GiB", size=size_bytes / 2**30)
    return tr("{size:.0f} MiB", size=size_bytes / 2**20)


def time_words(seconds: float) -> str:
    """A time that is left, no finer than it can be known."""
    if seconds < 60:
        return tr("{count} s", count=max(5, round(seconds / 5) * 5))
    if seconds < 3600:
        return tr("{count} min", count=round(seconds / 60))
    return tr("{count:.1f} h", count=seconds / 3600)
