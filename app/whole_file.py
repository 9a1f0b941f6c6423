"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import BinaryIO

HELD_S = 1.0  # how long others may hold a file on Windows, as virus scanners do with new ones
_PAUSE_S = 0.05


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which gets its name once all of it is on disk.

    Until then it stands beside its place with `.part` behind the name. Where anything goes wrong it is
    removed, and what had the name before stays; a process that is killed leaves the part, which the next
    writing of the same file takes over.

    Raises:
        OSError: It cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _rename(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _rename(part: Path, path: Path) -> None:
    """Rename over what is there; on Windows once nobody has either of them open."""
    for left in reversed(range(round(HELD_S / _PAUSE_S))):
        try:
            part.replace(path)
        except PermissionError:
            if os.name != "nt" or not left:
                raise
            sleep(_PAUSE_S)
        else:
            return
