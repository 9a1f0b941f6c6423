"""How a state of a slot is drawn, as a sample beside the word for it: in text, and as a cell of the grid."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.models.canvas import SlotState
from app.models.looks import Look, View
from app.models.pieces import Glyph
from app.theme import LINE_PX, Theme
from app.widgets.cell_painter import Cell, CellPainter
from app.widgets.slot_painter import Painted, SlotPainter

WORD = "dew"
TEXT_PX, CELL_PX = 56, 44  # widths
_READABLE = {*SlotState} - {SlotState.NOISE, SlotState.DRAFT}


class MarkSample(QWidget):
    """One state. It is there to be seen: a screen reader has the word.

    Args:
        theme: The colours and faces.
        state: The state.
        differs: Whether the token is not the draft.
    """

    def __init__(
        self, theme: Theme, state: SlotState, parent: QWidget | None = None, *, differs: bool = False
    ) -> None:
        super().__init__(parent)
        self._slots, self._cells = SlotPainter(theme), CellPainter(theme)
        self._state, self._differs = state, differs
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Both samples side by side."""
        return QSize(TEXT_PX + CELL_PX, LINE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the slot as the text draws it, and as the grid does."""
        painter = QPainter(self)
        outside = self._state is SlotState.TAIL
        word = Glyph(WORD)
        look = Look(self._state, word, word, self._state in _READABLE, outside, self._differs)
        slot = Painted(look, 2.0, self._slots.extent(look).width, float(look.legible))
        self._slots.paint_line(painter, QRect(0, 0, TEXT_PX, LINE_PX), (slot,), View.MASKS)
        painter.setClipping(False)
        cell = Cell(-1, "" if outside else WORD, self._state, self._differs, outside)
        self._cells.paint(painter, QRect(TEXT_PX, 0, CELL_PX, LINE_PX), cell)

    @Slot()
    def _restyle(self) -> None:
        self._slots.restyle()
        self._cells.restyle()
        self.update()
