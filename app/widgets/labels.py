"""Labels of plain text: nothing said by a model or a person is read as markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Label(QLabel):
    """A label that the style sheet knows by a name.

    Args:
        look: Its name in the style sheet.
        words: What it says.
        wrapped: Whether it may take several lines.
        centred: Whether it stands in the middle.
    """

    def __init__(
        self,
        look: str,
        words: str = "",
        parent: QWidget | None = None,
        *,
        wrapped: bool = False,
        centred: bool = False,
    ) -> None:
        super().__init__(words, parent)
        self.setObjectName(look)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrapped)
        if centred:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)


class ElidedLabel(Label):
    """One line, cut with an ellipsis where there is no room."""

    def __init__(self, look: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, words: str) -> None:
        """Show these words."""
        self._words = words
        self.setAccessibleName(words)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut for another width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._words if shown != self._words else "")
