"""The words of the viewer, each in a sentence, with the mark that is drawn for it if there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.language import tr
from app.models.canvas import SlotState
from app.models.explain import GLOSSARY, MARKED, RINGED
from app.theme import Theme
from app.widgets.labels import Label
from app.widgets.mark_sample import MarkSample


class Glossary(QScrollArea):
    """A page of words and what they mean.

    Args:
        theme: Colours the marks.

    Signals:
        closed: The person has read enough.
    """

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
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
        grid.setColumnStretch(2, 1)
        drawn = {**MARKED, RINGED: SlotState.ACCEPTED}
        for row, (word, meaning) in enumerate(GLOSSARY.items()):
            grid.addWidget(Label("title", tr(word)), row, 0, Qt.AlignmentFlag.AlignTop)
            if (state := drawn.get(word)) is not None:
                sample = MarkSample(theme, state, differs=word == RINGED)
                grid.addWidget(sample, row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label("label", tr(meaning), wrapped=True), row, 2)
        grid.setRowStretch(len(GLOSSARY), 1)
        self.setWidget(page)

    def event(self, event: QEvent) -> bool:
        """Take Escape before the window takes it for something else."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
