"""The slots of a canvas as a table that can be sorted; its row in focus is the slot at the cursor."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.models.canvas import Layer
from app.models.cursor import Cursor
from app.models.slot_table import Moment, SlotTable
from app.theme import Theme
from app.widgets.figures_view import FiguresView


class SlotsView(FiguresView):
    """A row a slot. Follows the cursor. Lives in the GUI thread.

    Signals:
        chosen: The person chose this slot.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        table = SlotTable()
        super().__init__(theme, table, tr("Slots of the block"), parent)
        table.setParent(self)
        self._slots = table
        self._theme, self._cursor = theme, cursor
        self._layer = Layer.BLENDED
        for signal in (cursor.opened, cursor.moved, theme.changed):
            signal.connect(self.follow)
        cursor.focused.connect(self._focus)

    def tell(self, layer: Layer) -> None:
        """Tell this story of each slot."""
        self._layer = layer
        self.follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show the slots at the cursor, where anybody can see them."""
        if not self.isVisible():
            return
        canvas = self._cursor.canvas
        if canvas is None:
            self._slots.show(None)
            return
        glyphs = self._cursor.glyphs_of(canvas)
        self._slots.show(Moment(canvas, self._cursor.frame, glyphs, self._layer, self._theme.true_noise))
        self._focus()

    def take(self, row: int) -> None:
        """Tell which slot was chosen, unless the cursor is on it."""
        if row != self._cursor.slot:
            self.chosen.emit(row)

    @Slot()
    def _focus(self) -> None:
        if self.isVisible() and self._cursor.slot < self._slots.rowCount():
            self.focus_row(self._cursor.slot)
