"""How fast it goes and how long it will take, said calmly."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import monotonic

SMOOTHING_S = 4.0  # how far back the speed remembers
SETTLING_S = 3.0  # no time is named before
STALLED_S = 3.0  # without a byte for so long, the speed is 0
HYSTERESIS = 0.1  # a new time must differ by so much of the old one, or it only counts down


class Pace:
    """Smoothed speed and the time that is left. Not for several threads.

    Args:
        clock: Seconds that never jump.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._started_s = self._last_s = self._arrived_s = clock()
        self._speed: float | None = None
        self._ends_s: float | None = None

    def note(self, new_bytes: int) -> None:
        """So many bytes came since the last note."""
        now_s = self._clock()
        passed_s = now_s - self._last_s
        if new_bytes:
            self._arrived_s = now_s
        if passed_s <= 0:
            return
        self._last_s = now_s
        latest = new_bytes / passed_s
        if self._speed is None:
            self._speed = latest if new_bytes else None
        else:
            self._speed += (latest - self._speed) * (1 - math.exp(-passed_s / SMOOTHING_S))

    @property
    def bytes_per_second(self) -> float | None:
        """The smoothed speed; 0 while nothing comes, None before anything came."""
        if self._speed is None:
            return None
        return 0.0 if self._is_stalled() else self._speed

    def remaining_s(self, left_bytes: int) -> float | None:
        """Seconds until `left_bytes` are here; None in the beginning and while nothing comes."""
        now_s = self._clock()
        if not self._speed or self._is_stalled() or now_s - self._started_s < SETTLING_S:
            return None
        wanted_s = left_bytes / self._speed
        shown_s = None if self._ends_s is None else self._ends_s - now_s
        if shown_s is None or abs(wanted_s - shown_s) > HYSTERESIS * max(shown_s, 1.0):
            self._ends_s = now_s + wanted_s
            return wanted_s
        return max(0.0, shown_s)

    def _is_stalled(self) -> bool:
        return self._clock() - self._arrived_s > STALLED_S
