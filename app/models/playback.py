"""Playing a recording: the cursor moves by itself, at the recorded pace or a multiple of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.models.cursor import Cursor
from app.models.recording import CanvasRecording

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
STEPS_MS = (250, 500, 1000)  # what a step may take, however long it took in truth
SHORTEST_MS = 16
HOLD_MS = 250  # how long noise and block are held: nothing was computed for them
CANVAS_MS = 1000  # a canvas is seen for so long at least: its large changes of light would flash
CALM_MS = 1000  # each frame stays for so long at least where motion is reduced, as on an exported page


class Playback(QObject):
    """Moves a cursor. Lives in the GUI thread; it has nothing to do with the engine.

    Attributes:
        speed: A factor of the recorded pace.
        step_ms: How long each frame stays; None where that is the recorded pace times the speed.
        loops: Whether it begins again after the end.
        is_calm: Whether each frame stays for a second at least, whatever the speed.

    Signals:
        changed: It plays or rests, or its speed or loop is another one.
    """

    changed = Signal()

    def __init__(self, cursor: Cursor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
        self._timer = QTimer(self)  # runs until the end: who follows the cursor sees that it plays
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._advance)
        self.speed = 0.25
        self.step_ms: int | None = None
        self.loops = False
        self.is_calm = False
        cursor.left.connect(self.pause)

    @property
    def is_playing(self) -> bool:
        """Whether the cursor moves by itself."""
        return self._timer.isActive()

    @property
    def is_moving(self) -> bool:
        """Whether the cursor moves, by itself or along with a recording that grows."""
        return self.is_playing or self._cursor.goes_along

    @Slot()
    def play(self) -> None:
        """Play on; from the beginning where it stands at the end, unless there is more to come."""
        self._cursor.hold(False)
        if self._cursor.goes_along:
            self.changed.emit()
            return
        if self._cursor.last == 0:
            return
        if self._cursor.moment == self._cursor.last:
            self._cursor.go(0)
        self._wait()
        self.changed.emit()

    @Slot()
    def pause(self) -> None:
        """Stay where it is."""
        if self.is_moving:
            self._timer.stop()
            self._cursor.hold(True)
            self.changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        (self.pause if self.is_moving else self.play)()

    def choose_speed(self, speed: float) -> None:
        """Play at this factor of the recorded pace, one of `SPEEDS`."""
        if (speed, None) != (self.speed, self.step_ms):
            self.speed, self.step_ms = speed, None
            self.changed.emit()

    def choose_step(self, step_ms: int) -> None:
        """Let each frame stay as long as every other, one of `STEPS_MS`."""
        if step_ms != self.step_ms:
            self.step_ms = step_ms
            self.changed.emit()

    def faster(self, count: int) -> None:
        """Take a speed so many places further on, or back."""
        place = SPEEDS.index(self.speed) + count
        self.choose_speed(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])

    def loop(self, loops: bool) -> None:
        """Begin again after the end, or not."""
        if loops is not self.loops:
            self.loops = loops
            self.changed.emit()

    def pause_ms(self) -> int:
        """How long the frame at the cursor stays."""
        return max(self._paced_ms(), CALM_MS if self.is_calm else 0)

    def _paced_ms(self) -> int:
        canvas, frame = self._cursor.canvas, self._cursor.frame
        if canvas is None:
            return HOLD_MS
        if frame + 1 < canvas.length:
            return self._frame_ms(canvas, frame)
        before_ms = sum(self._frame_ms(canvas, earlier) for earlier in range(frame))
        return max(HOLD_MS, CANVAS_MS - before_ms)

    def _frame_ms(self, canvas: CanvasRecording, frame: int) -> int:
        """The recorded time of the step that follows a frame, as the speed makes it."""
        if self.step_ms is not None:
            return self.step_ms
        steps = canvas.steps
        recorded_ms = steps[frame].seconds * 1000 if frame < len(steps) else 0.0
        return max(SHORTEST_MS, round(recorded_ms / self.speed)) if recorded_ms else HOLD_MS

    def _wait(self) -> None:
        self._timer.start(self.pause_ms())

    @Slot()
    def _advance(self) -> None:
        if self._cursor.moment < self._cursor.last:
            self._cursor.step(1)
        elif self.loops:
            self._cursor.go(0)
        if self._cursor.moment < self._cursor.last or self.loops:
            self._wait()
        else:
            self._timer.stop()
            self.changed.emit()
