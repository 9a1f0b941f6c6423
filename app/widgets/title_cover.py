"""What is said for a while in the place of the title: nothing that is read makes room for it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.widgets.labels import ElidedLabel

GAP_PX = 16


class TitleCover(QFrame):
    """One line that hides what is below, as long as it is shown; see `Header.lay_over`.

    Args:
        parts: What stands behind the words.

    Attributes:
        words: What it says.
    """

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("titleCover")
        self.words = ElidedLabel("noticeWords")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self.words, 1000)
        for part in parts:
            row.addWidget(part)
        row.addStretch(1)
        self.hide()

    def fit(self, words: str) -> None:
        """Let what it says have as much room as these words need, where there is so much."""
        self.words.ensurePolished()
        self.words.setMaximumWidth(self.words.fontMetrics().horizontalAdvance(words))
