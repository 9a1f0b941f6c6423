"""Files that another program holds: Windows lets nobody rename or delete them meanwhile, other systems do."""

from __future__ import annotations

import time
from collections.abc import Callable

IN_USE = 32  # Windows' number for it
_REFUSED = (5, IN_USE)
TRIES = 20
PAUSE_S = 0.1


def once_free(change: Callable[[], object]) -> None:
    """Rename or delete a file. Whoever reads it, a virus scanner for one, is waited for, two seconds at most.

    Raises:
        PermissionError: It is still held, or the change is not allowed.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            change()
            break
        except PermissionError as error:
            if windows_error(error) not in _REFUSED or not tries_left:
                raise
            time.sleep(PAUSE_S)


def windows_error(error: OSError) -> int | None:
    """Windows' own number of an error; None elsewhere."""
    return getattr(error, "winerror", None)
