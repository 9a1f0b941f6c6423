"""What all dialogs of the window have in common: they fit on the screen at every zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QStyle, QVBoxLayout, QWidget

FRAME = QSize(16, 48)  # what a window manager may draw around a window


def scrolling(page: QWidget) -> QScrollArea:
    """An area that scrolls a page where there is no room for all of it, and cannot be told from it else."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class Dialog(QDialog):
    """A dialog that is forgotten once it is closed, and is never larger than its screen.

    Args:
        title: What stands above it.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._wanted = self._given = QSize()

    def setVisible(self, visible: bool) -> None:
        """Take no more room than there is, before it is placed over its window."""
        if visible:
            for part in (self, *self.findChildren(QWidget)):
                part.ensurePolished()  # the style sheet says how much room they need
            self._fit()
        super().setVisible(visible)

    def _least(self, width: int) -> QSize:
        """What its content needs at least, at a width in px."""
        return self.minimumSizeHint()

    def _fit(self) -> None:
        """Have the size that is wanted as far as there is room; as well where it is shown anew with more."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self._wanted = self.sizeHint()
        elif self.size() != self._given:  # by its maker, or by a person
            self._wanted = self.size()
        room = self.screen().availableSize() - FRAME
        wanted = self._wanted.expandedTo(self._least(min(self._wanted.width(), room.width())))
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        lacks_width, lacks_height = room.width() < wanted.width(), room.height() < wanted.height()
        wanted += QSize(bar * lacks_height, bar * lacks_width)
        self._given = wanted.boundedTo(room)
        self.resize(self._given)


class PageDialog(Dialog):
    """A dialog whose whole content scrolls where there is no room for it.

    Attributes:
        page: Where the content goes.
        area: Scrolls it.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.page = QWidget()
        self.page.setObjectName("page")
        self.area = scrolling(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def sizeHint(self) -> QSize:
        """As large as its content."""
        return self.page.sizeHint()

    def _least(self, width: int) -> QSize:
        """Without a scroll bar."""
        least, layout = self.page.minimumSizeHint(), self.page.layout()
        if layout is None or not layout.hasHeightForWidth():
            return least
        return least.expandedTo(QSize(0, layout.totalHeightForWidth(max(width, least.width()))))
