"""Where the views of a recording stand: one canvas, one frame, one slot, shared by all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording, Recording


class Cursor(QObject):
    """The place in a recording. Lives in the GUI thread.

    Attributes:
        recording: What is looked at, or None.
        moment: Which frame, counted over all canvases.
        slot: Which slot of the canvas is in focus.
        is_growing: Whether more of the recording is still to come.

    Signals:
        left: The recording that was looked at is not the one that will be.
        opened: Another recording is looked at, or the same with more of it recorded.
        moved: The moment is another one.
        focused: The slot is another one.
    """

    left = Signal()
    opened = Signal()
    moved = Signal()
    focused = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording: Recording | None = None
        self.moment = 0
        self.slot = 0
        self.is_growing = False
        self._is_held = False
        self._glyphs: Glyphs | None = None

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

    @property
    def goes_along(self) -> bool:
        """Whether it stands at the end of a recording that grows, and stays at the end."""
        return self.is_growing and not self._is_held and self.moment == self.last

    def open(self, recording: Recording | None, *, at_end: bool = True, growing: bool = False) -> None:
        """Look at another recording, from its end or its beginning."""
        self.left.emit()
        self.recording, self.is_growing, self._is_held = recording, growing, False
        self.moment = self.last if at_end else 0
        self.slot = 0
        self.opened.emit()

    def grow(self, recording: Recording, *, growing: bool = True) -> None:
        """Look at the same answer with more of it recorded; at its end the cursor goes along."""
        goes_along = self.goes_along
        self.recording = Recording(recording.trace, recording.vocabulary, self.recording)
        self.is_growing = growing
        self.moment = self.last if goes_along else min(self.moment, self.last)
        self.opened.emit()

    def hold(self, held: bool) -> None:
        """Stay where it is while the recording grows, or go along again once it stands at the end."""
        self._is_held = held

    def go(self, moment: int) -> None:
        """Go to a moment, or as near as there is one."""
        moment = min(max(moment, 0), self.last)
        self._is_held = False
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

    def glyphs_of(self, canvas: CanvasRecording) -> Glyphs:
        """How the ids of a canvas are drawn: the same glyphs for all views, as long as the vocabulary is."""
        if self._glyphs is None or self._glyphs.vocabulary is not canvas.vocabulary:
            self._glyphs = Glyphs(canvas.vocabulary)
        return self._glyphs

    def _place(self) -> tuple[int, int]:
        if self.recording is None or not self.recording.canvases:
            return 0, 0
        return self.recording.place(self.moment)
