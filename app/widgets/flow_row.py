"""Widgets side by side, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.widgets.tab_order import put_behind, within

GAP_PX = 6


class FlowRow(QWidget):
    """Takes the height that its parts need at its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts: list[QWidget] = []

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show these in place of those before; the keyboard comes to them in their order."""
        for part in self.parts:
            part.hide()
            part.deleteLater()
        self.parts = list(parts)
        stops = [stop for part in self.parts for stop in within(part)]
        for part in self.parts:
            part.setParent(self)
            part.ensurePolished()  # its size counts the style
            part.show()
        put_behind(self, stops)
        self.place()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(super().sizeHint().width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.place()

    def place(self) -> None:
        """Give the parts their places, but those that are hidden."""
        x = y = line = 0
        for part in self.parts:
            if part.isHidden():
                continue
            size = part.sizeHint().expandedTo(part.minimumSize())
            size.setWidth(min(size.width(), max(self.width(), 1)))
            if x and x + size.width() > self.width():
                x, y, line = 0, y + line + GAP_PX, 0
            part.setGeometry(x, y, size.width(), size.height())
            x, line = x + size.width() + GAP_PX, max(line, size.height())
        self.setFixedHeight(y + line)
