"""The words of the viewer, each in a sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.language import tr
from app.models.explain import GLOSSARY
from app.widgets.labels import Label


class Glossary(QScrollArea):
    """A page of words and what they mean.

    Signals:
        closed: The person has read enough.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replayText")
        self.setAccessibleName(tr("Words of the viewer"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("page")
        grid = QGridLayout(page)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (word, meaning) in enumerate(GLOSSARY.items()):
            grid.addWidget(Label("title", tr(word)), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label("label", tr(meaning), wrapped=True), row, 1)
        grid.setRowStretch(len(GLOSSARY), 1)
        self.setWidget(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
