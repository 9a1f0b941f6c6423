"""The text of a recording at the cursor: blocks before it as they are, its canvas in final places."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.models.alignment import Places
from app.models.canvas import Layer
from app.models.caption import DOT
from app.models.cursor import Cursor
from app.models.looks import Look, View, spoken
from app.models.pieces import Glyph
from app.models.recording import CanvasRecording
from app.models.replay_looks import replayed, rooms_of
from app.theme import LINE_PX, Theme
from app.widgets.canvas_view import CanvasView
from app.widgets.view_area import ViewArea

EDGE_PX, LOW_EDGE_PX = 12, 2
LOW_PX = 100  # of the height in sight; below, text has more use for the edges above and below it


class ReplayText(ViewArea):
    """One canvas in text flow at the cursor. Follows the cursor."""

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replayText")
        self.call("")
        self._theme, self._cursor = theme, cursor
        self._page = QWidget()
        self._page.setObjectName("page")
        self.canvas = CanvasView(theme, self._page)
        self.canvas.resized.connect(self._fit)
        self.setWidget(self._page)
        self.layer = Layer.BLENDED
        self.masks = View.MASKS
        self._rooms: dict[CanvasRecording, list[Glyph]] = {}
        self._shown: CanvasRecording | None = None
        self._frame = 0
        self._marked: Places = frozenset()
        cursor.left.connect(self._leave)
        cursor.opened.connect(self._open)
        cursor.moved.connect(self.follow)
        cursor.focused.connect(self._focus)
        theme.changed.connect(self.follow)

    def call(self, recording: str) -> None:
        """Tell a screen reader which recording this is, where there is more than one."""
        self.setAccessibleName(DOT.join(filter(None, (tr("Text at this step"), recording))))

    def choose(self, layer: Layer) -> None:
        """Tell another story."""
        self.layer = layer
        self.canvas.clear()
        self.follow()

    def draw_masks(self, masks: View) -> None:
        """Draw what has no stable draft in another of the `STYLES`."""
        self.masks = masks
        self.canvas.clear()
        self.follow()

    def magnify(self, zoom: float) -> None:
        """Be so many times larger from now on."""
        self.canvas.magnify(zoom)

    def mark(self, slots: Places) -> None:
        """Mark these slots wherever their canvas stands at its end."""
        self._marked = slots
        self._follow_marks()

    @Slot()
    def follow(self) -> None:
        """Show the cursor's frame, where anybody can see it."""
        if not self.isVisible():
            return
        canvas = self._cursor.canvas
        if canvas is None:
            self.canvas.clear()
            return
        frame = self._cursor.frame
        goes_on = canvas is self._shown and frame == self._frame + 1
        if not self._is_on_show(canvas):
            self.canvas.clear(may_return=True)
        self._shown, self._frame = canvas, frame
        seen = self.layer is Layer.SEES and not canvas.frames[frame].frozen
        view = View.NOISE if seen else self.masks
        self.canvas.show_looks(self._looks(canvas, frame), view, at_once=not goes_on)
        self._follow_marks()

    def describe(self) -> None:
        """Let a screen reader find the words of now. Not of each step: what plays would never end."""
        canvas = self._cursor.canvas
        looks = self._looks(canvas, self._cursor.frame) if canvas is not None else []
        self.setAccessibleDescription(spoken(looks))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the words at hand before a screen reader asks."""
        self.describe()
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the slot under the pointer in focus."""
        super().mousePressEvent(event)
        slot = self.canvas.slot_at(self.canvas.mapFrom(self.viewport(), event.position()))
        if slot is not None:
            self._cursor.focus(slot)
            self._focus()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        self.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def _follow_marks(self) -> None:
        """Mark what is marked in the canvas on show, once it stands at its end."""
        canvas, block = self._cursor.canvas, self._cursor.block
        at_end = canvas is not None and self._cursor.frame == canvas.length - 1
        self.canvas.mark_slots({slot for place, slot in self._marked if at_end and place == block})

    def _looks(self, canvas: CanvasRecording, frame: int) -> list[Look]:
        glyphs = self._cursor.glyphs_of(canvas)
        if canvas not in self._rooms:
            self._rooms[canvas] = rooms_of(canvas, glyphs)
        return replayed(
            canvas,
            frame,
            self.layer,
            self._rooms[canvas],
            glyphs,
            self.masks,
            true_noise=self._theme.true_noise,
        )

    @Slot()
    def _leave(self) -> None:
        self.canvas.focus_slot(None)  # nobody has chosen one of the next recording

    @Slot()
    def _open(self) -> None:
        self._rooms.clear()
        canvas = self._cursor.canvas
        # While a canvas grows it stays as it is drawn, so that its noise changes no faster than noise does.
        if not (self._cursor.is_growing and canvas is not None and self._is_on_show(canvas)):
            self._shown = None
            self.canvas.clear()  # what it has kept does not return
        self.follow()

    def _is_on_show(self, canvas: CanvasRecording) -> bool:
        """Whether it is the canvas that is drawn, or that with more of its steps."""
        return self._shown is not None and canvas.trace.noise is self._shown.trace.noise

    @Slot()
    def _focus(self) -> None:
        """Draw the ring around the slot in focus, and have it in sight."""
        self.canvas.focus_slot(self._cursor.slot)
        if (middle := self.canvas.middle_of(self._cursor.slot)) is not None:
            self.ensureVisible(0, self.canvas.y() + middle, 0, LINE_PX // 2 + self.veil.height())

    @Slot()
    def _fit(self) -> None:
        width = max(self.viewport().width(), 2 * EDGE_PX + 1)
        edge = EDGE_PX if self.height() >= LOW_PX else LOW_EDGE_PX
        self.canvas.setGeometry(EDGE_PX, edge, width - 2 * EDGE_PX, max(self.canvas.height_needed, 1))
        self._page.resize(width, self.canvas.height_needed + 2 * edge)
