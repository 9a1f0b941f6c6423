"""Slow motion: answers are made step by step at a pace that a person chooses, who may steer meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge import Bridge
from app.models.queue import Queue
from app.models.recording import Recording
from app.models.turn import Turn
from engine import FULL_SPEED, STANDING, Deed, Steering

RATES = (0.5, 1.0, 2.0, 4.0, 8.0)  # steps a second


class SlowMotion(QObject):
    """The pace of answers, of the running one and the next. Lives in the GUI thread.

    Attributes:
        is_on: Whether answers are paced; else they are made as fast as the machine can.
        is_standing: Whether the running answer waits for a single step, or to go on.
        rate: Steps a second, one of `RATES`.

    Signals:
        changed: Any attribute is another one, or another answer runs.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, queue: Queue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._queue = bridge, queue
        self.is_on = False
        self.is_standing = False
        self.rate = 2.0
        queue.changed.connect(self._follow)

    def switch(self, on: bool) -> None:
        """Pace answers from now on, or let them run."""
        if on is not self.is_on:
            self.is_on, self.is_standing = on, False
            self._pace()

    def toggle(self) -> None:
        """Let the running answer stand still, or go on."""
        self._stand(not self.is_standing)

    def step(self) -> None:
        """Take one step of the running answer, and stand still."""
        self._stand(True)
        self._queue.proceed()

    def choose(self, rate: float) -> None:
        """Take so many steps a second."""
        if rate != self.rate:
            self.rate = rate
            self._pace()

    def faster(self, count: int) -> None:
        """Take a rate so many places further on, or back."""
        place = RATES.index(self.rate) + count
        self.choose(RATES[min(max(place, 0), len(RATES) - 1)])

    def paces(self, turn: Turn) -> bool:
        """Whether a turn is being made in slow motion."""
        return self.is_on and turn is self._queue.running

    def is_live(self, recording: Recording | None) -> bool:
        """Whether a recording is that of the answer which is being made in slow motion."""
        running = self._queue.running
        return (
            self.is_on and running is not None and recording is not None and recording.trace is running.trace
        )

    def can_steer(self, recording: Recording | None, block: int) -> bool:
        """Whether the slots of a canvas can be steered: it is the one that is being denoised."""
        if recording is None or not self.is_live(recording):
            return False
        return block == len(recording.canvases) - 1 and not recording.canvases[block].is_committed

    def steer(self, recording: Recording, deed: Deed, slot: int, token: int) -> None:
        """Do this to a slot of the running canvas before its next step."""
        if (running := self._queue.running) is not None:
            canvas = len(recording.canvases) - 1 - running.canvases_before
            step = len(recording.canvases[-1].steps)
            self._queue.steer(Steering(canvas=canvas, step=step, slot=slot, token=token, deed=deed))

    def _stand(self, standing: bool) -> None:
        if standing is not self.is_standing:
            self.is_standing = standing
            self._pace()

    def _pace(self) -> None:
        paced_s = 1 / self.rate if self.is_on else FULL_SPEED
        self._bridge.pace(STANDING if self.is_standing else paced_s)
        self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        """Another answer runs, or none: nothing stands still from before."""
        if self.is_standing:
            self._stand(False)
        else:
            self.changed.emit()
