"""Where the views of a recording stand: one canvas, one frame, one slot, shared by all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.models.recording import CanvasRecording, Recording


class Cursor(QObject):
    """The place in a recording. Lives in the GUI thread.

    Attributes:
        recording: What is looked at, or None.
        moment: Which frame, counted over all canvases.
        slot: Which slot of the canvas is in focus.

    Signals:
        opened: Another recording is looked at.
        moved: The moment is another one.
        focused: The slot is another one.
    """

    opened = Signal()
    moved = Signal()
    focused = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording: Recording | None = None
        self.moment = 0
        self.slot = 0

    @property
    def canvas(self) -> CanvasRecording | None:
        """The canvas at the cursor."""
        if self.recording is None or not self.recording.canvases:
            return None
        return self.recording.canvases[self.block]

    @property
    def block(self) -> int:
        """Which canvas of the recording that is."""
        return self._place()[0]

    @property
    def frame(self) -> int:
        """Which of its frames."""
        return self._place()[1]

    @property
    def last(self) -> int:
        """The last moment."""
        return max(self.recording.length - 1, 0) if self.recording is not None else 0

    def open(self, recording: Recording | None, *, at_end: bool = True) -> None:
        """Look at another recording, from its end or its beginning."""
        self.recording = recording
        self.moment = self.last if at_end else 0
        self.slot = 0
        self.opened.emit()

    def grow(self, recording: Recording) -> None:
        """Look at the same answer with more of it recorded; at its end the cursor goes along."""
        live = self.moment == self.last
        self.recording = recording
        self.moment = self.last if live else min(self.moment, self.last)
        self.opened.emit()

    def go(self, moment: int) -> None:
        """Go to a moment, or as near as there is one."""
        moment = min(max(moment, 0), self.last)
        if moment != self.moment:
            self.moment = moment
            self.moved.emit()

    def step(self, count: int) -> None:
        """Go so many frames on, or back."""
        self.go(self.moment + count)

    def skip(self, count: int) -> None:
        """Go so many canvases on, or back to the start of this one first."""
        if self.recording is None or not self.recording.canvases:
            return
        target = self.block + count + (1 if count < 0 and self.frame > 0 else 0)
        starts = self.recording.starts
        self.go(starts[target] if 0 <= target < len(starts) else (0 if target < 0 else self.last))

    def focus(self, slot: int) -> None:
        """Look at a slot, or the nearest that there is."""
        canvas = self.canvas
        if canvas is None:
            return
        slot = min(max(slot, 0), canvas.slots - 1)
        if slot != self.slot:
            self.slot = slot
            self.focused.emit()

    def _place(self) -> tuple[int, int]:
        if self.recording is None or not self.recording.canvases:
            return 0, 0
        return self.recording.place(self.moment)
