"""A speed limit, so that a download leaves room on the line for others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from engine.errors import InvalidOption
from engine.words import said

LEAST_BYTES_PER_SECOND = 1000
_WHOLE_BYTES = 2**20  # read at once where nothing limits it
_SLICES = 10  # a second, of a limited line
_SLACK_S = 0.5  # a pause on the line is made good for so long


class Limit:
    """Lets so many bytes a second through, all lines together. For any thread.

    Args:
        bytes_per_second: The most; None for as fast as it goes.
        clock: Seconds that never jump.

    Raises:
        InvalidOption: It is too little for anything to arrive.
    """

    def __init__(self, bytes_per_second: int | None = None, clock: Callable[[], float] = monotonic) -> None:
        if bytes_per_second is not None and bytes_per_second < LEAST_BYTES_PER_SECOND:
            raise InvalidOption(
                said("The speed limit is {limit} bytes per second.", limit=bytes_per_second),
                said("Choose at least {least}, or no limit.", least=LEAST_BYTES_PER_SECOND),
            )
        self._rate = bytes_per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._free_s = clock()

    @property
    def read_bytes(self) -> int:
        """How much to read at once, so that the waits stay short."""
        return _WHOLE_BYTES if self._rate is None else min(_WHOLE_BYTES, max(1, self._rate // _SLICES))

    def wait_s(self, new_bytes: int) -> float:
        """How long to wait after so many bytes more."""
        if self._rate is None:
            return 0.0
        with self._lock:
            now_s = self._clock()
            self._free_s = max(self._free_s, now_s - _SLACK_S) + new_bytes / self._rate
            return max(0.0, self._free_s - now_s)
