"""The window tries itself: it asks the model, measures how long everything took, and takes pictures."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QImage

from app.models.turn import Turn
from app.theme import Scheme
from engine import EngineError

if TYPE_CHECKING:
    from app.main import Parts

READY_LIMIT_S = 180.0
ANSWER_LIMIT_S = 300.0
SEED = 7
FRAME_MS = 40  # between two frames of the animated picture
TICK_MS = 2
NESTED = 8  # layouts in each other, each of which asks the next one
STEPS_PICTURED = (1, 3, 6)


class GapMeter(QObject):
    """The longest time for which the event loop did not come round to a fast timer.

    Args:
        clock: Counts seconds; `time.thread_time` counts this thread's own work, whatever else is running.

    Attributes:
        longest_ms: The longest gap so far.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._clock = clock
        self._last_s = clock()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to measure."""
        self._last_s = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Measure no more."""
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        now_s = self._clock()
        self.longest_ms = max(self.longest_ms, (now_s - self._last_s) * 1000)
        self._last_s = now_s


class SelfTest:
    """One run of the self-test over a window that is not yet shown.

    Args:
        parts: The window and its models.
        prompt: What is asked.
        started_s: When the process started, as `time.monotonic` counts; the system's own answer goes before.
        pictures: Where pictures go, or None for none.
    """

    def __init__(self, parts: Parts, prompt: str, *, started_s: float, pictures: Path | None) -> None:
        self._parts = parts
        self._prompt = prompt
        self._started_s = process_start_s() or started_s
        self._pictures = pictures
        self._gap = GapMeter()
        self._painted_s: float | None = None
        parts.choices.seed = SEED
        parts.window.painted.connect(self._note_paint)

    def measure(self) -> dict[str, object]:
        """Show the window, wait for the model, ask, and wait for the answer.

        Raises:
            EngineError: The model could not be loaded, the turn failed, or it took too long.
        """
        self._parts.window.show()
        self._wait(lambda: self._painted_s is not None, READY_LIMIT_S, "show the window")
        self._gap.start()
        try:
            ready_ms = self._load()
            turn, first_step_ms = self._ask()
        finally:
            self._gap.stop()
        if self._pictures is not None:
            self._take_pictures(self._pictures)
        return {
            "startup_ms": round(((self._painted_s or 0.0) - self._started_s) * 1000),
            "ready_ms": ready_ms,
            "first_step_ms": first_step_ms,
            "answer": turn.text,
            "steps": turn.steps,
            "max_event_loop_gap_ms": round(self._gap.longest_ms, 1),
        }

    @Slot()
    def _note_paint(self) -> None:
        self._painted_s = time.monotonic()

    def _load(self) -> int:
        """Wait for the model; the milliseconds from the start of the process until it was ready."""
        status = self._parts.status
        self._wait(lambda: status.model is not None or status.error is not None, READY_LIMIT_S, "load")
        if status.error is not None:
            raise status.error
        return round((time.monotonic() - self._started_s) * 1000)

    def _ask(self) -> tuple[Turn, int]:
        """Ask as a person does, and wait; the turn, and the milliseconds to its first step."""
        asked_s = time.monotonic()
        self._parts.window.composer.sent.emit(self._prompt)
        turn = self._parts.library.open_chat.turns[-1]
        self._wait(lambda: turn.steps > 0 or turn.ended, ANSWER_LIMIT_S, "take a step")
        first_step_ms = round((time.monotonic() - asked_s) * 1000)
        self._wait(lambda: turn.ended, ANSWER_LIMIT_S, "answer")
        if turn.error is not None:
            raise turn.error
        return turn, first_step_ms

    def _wait(self, done: Callable[[], bool], limit_s: float, doing: str) -> None:
        """Let the window live until `done`."""
        loop = QEventLoop()
        deadline_s = time.monotonic() + limit_s
        poll = QTimer()
        poll.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > deadline_s else None)
        poll.start(TICK_MS)
        loop.exec()
        if not done():
            raise EngineError(f"The window took more than {limit_s:.0f} s to {doing}.", "Try again.")

    def _pause(self, pause_ms: int) -> None:
        end_s = time.monotonic() + pause_ms / 1000
        self._wait(lambda: time.monotonic() >= end_s, pause_ms / 1000 + 1, "pause")

    def _take_pictures(self, folder: Path) -> None:
        """Save the window empty, condensing and finished, the viewer, and every frame, in each scheme."""
        folder.mkdir(parents=True, exist_ok=True)
        for scheme in (Scheme.Light, Scheme.Dark):
            name = scheme.name.lower()
            self._parts.theme.choose(scheme)
            self._parts.library.start()
            self._parts.window.composer.field.clearFocus()  # a blinking cursor has no place in a picture
            self._pause(100)
            self._save(folder, f"empty-{name}")
            self._film(folder, name)
            self._save(folder, f"finished-{name}")
            self._take_viewer(folder, name)
        self._parts.theme.choose(None)

    def _take_viewer(self, folder: Path, name: str) -> None:
        """Save the viewer on the answer, in the middle of its steps, in each of its views."""
        from app.widgets.view_bar import VIEWS

        drawer = self._parts.window.drawer
        drawer.toggle(self._parts.library.open_chat.turns[-1])
        cursor = drawer.viewer.cursor_model
        cursor.go(cursor.last // 3)
        for index, view in enumerate(VIEWS):
            drawer.viewer.show_view(index)
            self._pause(100)
            self._save(folder, f"viewer-{view.lower()}-{name}")
        drawer.close_viewer()

    def _film(self, folder: Path, name: str) -> None:
        """Ask once more and save what the window paints, frame by frame."""
        window = self._parts.window
        awaited = list(STEPS_PICTURED)
        count = itertools.count()
        shown: list[QImage] = []
        frames = folder / f"frames-{name}"
        frames.mkdir(exist_ok=True)

        def take() -> None:
            turn = self._parts.library.open_chat.turns[-1]
            _lay_out()
            picture = window.transcript.grab().toImage()
            if not shown or picture != shown[-1]:
                shown[:] = [picture]
                picture.save(str(frames / f"{next(count):04}.png"))
            if awaited and turn.steps >= awaited[0] and not turn.ended:
                self._save(folder, f"condensing-{name}-{awaited.pop(0)}")

        timer = QTimer()
        timer.timeout.connect(take)
        QTimer.singleShot(0, lambda: timer.start(FRAME_MS))  # once the question is asked
        self._ask()
        self._pause(5 * FRAME_MS)
        timer.stop()

    def _save(self, folder: Path, stem: str) -> None:
        _lay_out()
        self._parts.window.grab().save(str(folder / f"{stem}.png"))


def _lay_out() -> None:
    """Give everything its place now, as it has when a screen is painted."""
    for _ in range(NESTED):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def process_start_s() -> float | None:
    """When this process started, on the clock of `time.monotonic`, to 10 ms; None where nothing tells."""
    if not sys.platform.startswith("linux"):
        return None
    fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    since_boot_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.monotonic() - (time.clock_gettime(time.CLOCK_BOOTTIME) - since_boot_s)


def report(measured: dict[str, object] | EngineError) -> dict[str, object]:
    """What the self-test prints: what it measured, or what went wrong."""
    if isinstance(measured, EngineError):
        return {"error": measured.title, "hint": measured.hint}
    return measured
