"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from engine import once_free


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
        once_free(lambda: part.replace(path))
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
