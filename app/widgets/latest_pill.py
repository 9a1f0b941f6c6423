"""The way back to the newest line, for a reader who is elsewhere."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.language import tr
from app.theme import Theme
from app.widgets.buttons import IconButton

EDGE_PX = 12


class LatestPill(IconButton):
    """Lies over the lower edge of a page, in the middle.

    Args:
        theme: Colours the arrow.
        page: What it lies over.
    """

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(theme, "down", tr("Jump to the latest"), page)
        self._page = page
        self.setObjectName("latest")
        self.hide()

    def show_for(self, *, following: bool) -> None:
        """Be there unless the reader is at the newest line; take the place that the page has for it now."""
        self.setVisible(not following)
        if not following:
            self.move((self._page.width() - self.width()) // 2, self._page.height() - self.height() - EDGE_PX)
            self.raise_()
