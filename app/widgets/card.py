"""A framed part of a page, with a heading."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.widgets.labels import Label


class Card(QFrame):
    """A frame with a heading; what it holds goes into `column`.

    Attributes:
        column: The layout of its content.
    """

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(heading)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 16)
        self.column.setSpacing(8)
        self.column.addWidget(Label("cardHeading", heading))
