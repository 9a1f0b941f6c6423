"""The helm of a running turn: how fast it goes on, and what a person does to its slots meanwhile."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from engine.steering import Steering

# Seconds before a step.
FULL_SPEED = 0.0
STANDING = math.inf


class Helm:
    """Read by a turn between its steps; steered from any thread.

    While a turn runs at full speed and nobody steers it, all that is read is `is_idle`.

    Args:
        script: What is steered whether somebody is there or not: the deeds of a turn that is made again.
        pause_s: How long each step is waited for; see `pace`.
    """

    def __init__(self, script: Iterable[Steering] = (), pause_s: float = FULL_SPEED) -> None:
        self._asked = list(script)
        self._pause_s = pause_s
        self._granted = 0
        self._changed = threading.Condition()
        self._place: tuple[int, int] | None = None
        self._since_s = 0.0
        self.is_idle = True
        self._judge()

    def pace(self, pause_s: float) -> None:
        """Wait so long before each step, in seconds; `STANDING` waits for `proceed` alone."""
        with self._changed:
            self._pause_s = pause_s
            self._granted = 0
            self._judge()
            self._changed.notify()

    def proceed(self) -> None:
        """Let the next step be taken at once."""
        with self._changed:
            self._granted += 1
            self._changed.notify()

    def steer(self, steering: Steering) -> None:
        """Do this before the next step, or before a later one where it names one.

        What comes when its canvas is done is too late, and nothing is told of it.
        """
        with self._changed:
            self._asked.append(steering)
            self._judge()
            self._changed.notify()

    def wake(self) -> None:
        """Let the turn look again whether it is cancelled."""
        with self._changed:
            self._changed.notify()

    def due(self, canvas: int, step: int, cancelled: Callable[[], bool]) -> tuple[Steering, ...]:
        """What is to be done before a step, as soon as there is something; nothing once it may be taken.

        Called on the thread of the turn, again and again until nothing comes, or the turn is cancelled.

        Args:
            canvas: Which canvas of the turn, counted as they begin.
            step: Which of its steps comes next.
            cancelled: Ends the wait; asked whenever the helm is woken.
        """
        with self._changed:
            if self._place != (canvas, step):
                self._place, self._since_s = (canvas, step), time.monotonic()
            while not cancelled():
                if due := self._taken(canvas, step):
                    return due
                left_s = self._since_s + self._pause_s - time.monotonic()
                if self._granted or left_s <= 0:
                    self._granted = max(self._granted - 1, 0)
                    break
                self._changed.wait(None if self._pause_s == STANDING else left_s)
            return ()

    def _taken(self, canvas: int, step: int) -> tuple[Steering, ...]:
        """Take out what is due at a step; what is for a canvas before it is forgotten."""
        due = [
            replace(asked, step=step)
            for asked in self._asked
            if asked.canvas == canvas and asked.step <= step
        ]
        self._asked = [
            asked
            for asked in self._asked
            if asked.canvas > canvas or (asked.canvas == canvas and asked.step > step)
        ]
        self._judge()
        return tuple(due)

    def _judge(self) -> None:
        self.is_idle = self._pause_s == FULL_SPEED and not self._asked
