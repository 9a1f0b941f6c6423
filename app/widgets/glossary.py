"""The words of the viewer, each in a sentence, with the mark that is drawn for it if there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.language import tr
from app.models.canvas import SlotState
from app.models.explain import GLOSSARY, MARKED, RINGED
from app.theme import Theme
from app.widgets.labels import Label
from app.widgets.mark_sample import MarkSample
from app.widgets.ring import Ring

NARROW_PX = 440  # of its width; below, a meaning stands under its word and not beside it


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
        self._grid = grid = QGridLayout(page)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self._meanings: list[Label] = []
        drawn = {**MARKED, RINGED: SlotState.ACCEPTED}
        for row, (word, meaning) in zip(range(0, 2 * len(GLOSSARY), 2), GLOSSARY.items(), strict=True):
            grid.addWidget(Label("title", tr(word)), row, 0, Qt.AlignmentFlag.AlignTop)
            if (state := drawn.get(word)) is not None:
                sample = MarkSample(theme, state, differs=word == RINGED)
                grid.addWidget(sample, row, 1, Qt.AlignmentFlag.AlignTop)
            self._meanings.append(Label("label", tr(meaning), wrapped=True))
            grid.addWidget(self._meanings[-1], row, 2)
        grid.setRowStretch(2 * len(GLOSSARY), 1)
        self.setWidget(page)
        Ring(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the meanings where they have room."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_PX
        for place, meaning in enumerate(self._meanings):
            meaning.setContentsMargins(0, 0, 0, 12 if is_narrow else 0)
            if is_narrow:
                self._grid.addWidget(meaning, 2 * place + 1, 0, 1, 3)
            else:
                self._grid.addWidget(meaning, 2 * place, 2)

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
