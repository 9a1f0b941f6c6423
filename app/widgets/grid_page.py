"""The canvas slot by slot: as a grid, whose colours tell one measure, or as a table of all that is known."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.canvas import Layer
from app.models.cells import Measure, ceiling
from app.models.cursor import Cursor
from app.models.playback import Playback
from app.theme import Theme
from app.widgets.cell_painter import cells_of
from app.widgets.grid_view import GridView
from app.widgets.slots_view import SlotsView
from app.widgets.view_area import VEIL_PX, ViewArea


class GridPage(QStackedWidget):
    """Follows the cursor; a grid whose rows have no room is scrolled. Lives in the GUI thread.

    Args:
        theme: The colours, and how noise is drawn.
        cursor: Where it stands.
        playback: While it moves the cursor, cells change calmly.

    Signals:
        chosen: A slot is to be in focus.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, cursor: Cursor, playback: Playback, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._cursor, self._playback = theme, cursor, playback
        self._layer, self._measure = Layer.BLENDED, Measure.ENTROPY
        self.grid, self.table = GridView(theme), SlotsView(theme, cursor)
        self.area = ViewArea()
        self.area.setObjectName("gridArea")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the grid has the keyboard
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.grid)
        for part in (self.area, self.table):
            self.addWidget(part)
        for view in (self.grid, self.table):
            view.chosen.connect(self.chosen)
        cursor.left.connect(lambda: self.area.verticalScrollBar().setValue(0))
        cursor.opened.connect(self._open)
        cursor.moved.connect(self.follow)
        cursor.focused.connect(self._focus)
        theme.changed.connect(self.follow)

    @property
    def measure(self) -> Measure:
        """What the colours tell; beside the table those of the strip alone, which tell how unsure it is."""
        return self._measure if self.currentWidget() is self.area else Measure.ENTROPY

    def tell(self, layer: Layer) -> None:
        """Tell this story of each slot."""
        self._layer = layer
        self.table.tell(layer)
        self.follow()

    def show_measure(self, measure: Measure | None) -> None:
        """Let the colours of the grid tell this; None for the table."""
        self.setCurrentWidget(self.table if measure is None else self.area)
        self.setFocusProxy(self.table if measure is None else self.grid)
        self._measure = measure or self._measure
        self.follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        self.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the slot in focus in sight."""
        super().resizeEvent(event)
        self._focus()

    @Slot()
    def follow(self, *, growing: bool = False) -> None:
        """Show the cells at the cursor, where anybody can see them."""
        recording, canvas = self._cursor.recording, self._cursor.canvas
        if recording is None or canvas is None or not self.grid.isVisible():
            return
        cells = cells_of(
            canvas,
            self._cursor.frame,
            self._layer,
            self._measure,
            ceiling(recording),
            self._cursor.glyphs_of(canvas),
            true_noise=self._theme.true_noise,
        )
        self.grid.show_cells(cells, calmly=self._playback.is_moving or growing)

    @Slot()
    def _open(self) -> None:
        self.grid.focus_slot(self._cursor.slot)
        self.follow(growing=True)

    @Slot()
    def _focus(self) -> None:
        self.grid.focus_slot(self._cursor.slot)
        place = self.grid.edges(self._cursor.slot)
        self.area.ensureVisible(0, place.center().y(), 0, place.height() + VEIL_PX)
