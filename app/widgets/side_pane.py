"""Where the inspector stands: beside the views, or where there is no room among them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

LARGEST_PX = 16_777_215  # Qt's own


class SidePane:
    """Moves a widget between a row, at its end with a fixed width, and a page of its own.

    Args:
        widget: What is moved.
        row: Where it stands beside others.
        width_px: Its width there.

    Attributes:
        page: Where it stands alone.
        is_aside: Whether it stands in the row.
    """

    def __init__(self, widget: QWidget, row: QHBoxLayout, width_px: int) -> None:
        self._widget, self._row, self._width_px = widget, row, width_px
        self.page = QWidget()
        self._column = QVBoxLayout(self.page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.is_aside = True
        row.addWidget(widget)

    def move(self, *, aside: bool) -> None:
        """Put it beside the others, or on its page."""
        if aside is self.is_aside:
            return
        self.is_aside = aside
        if aside:
            self._row.addWidget(self._widget)
            self._widget.setFixedWidth(self._width_px)
        else:
            self._column.addWidget(self._widget)
            self._widget.setMinimumWidth(0)
            self._widget.setMaximumWidth(LARGEST_PX)
        self._widget.show()
