"""A message of the person: raised, at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.theme import Theme
from app.widgets.text_block import TextBlock

SIDE_PX = 12
WIDEST = 0.86  # of the column


class QuestionView(QWidget):
    """A prompt, as wide as it needs to be."""

    def __init__(self, theme: Theme, prompt: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = TextBlock(theme, "Your message")
        self._bubble = QFrame()
        self._bubble.setObjectName("bubble")
        inside = QVBoxLayout(self._bubble)
        inside.setContentsMargins(SIDE_PX, 6, SIDE_PX, 9)  # the line has its spare room above
        inside.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._bubble)
        self._text.say(prompt)
        self._natural = self._text.natural_width() + 2 * SIDE_PX + 4  # the border, at its widest

    def sizeHint(self) -> QSize:
        """As wide as the text is without breaks."""
        return QSize(self._natural, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the bubble its width."""
        self._bubble.setFixedWidth(min(self._natural, int(event.size().width() * WIDEST)))
        super().resizeEvent(event)
