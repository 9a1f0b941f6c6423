"""What is said for a while in the place of the title: nothing that is read makes room for it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.widgets.labels import ElidedLabel

GAP_PX = 16


class TitleCover(QFrame):
    """Words that hide what is below, as long as they are shown; see `Header.lay_over`.

    Args:
        parts: What stands behind the words.

    Attributes:
        words: What it says.
    """

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("titleCover")
        self.words = ElidedLabel("noticeWords")
        self.words.take(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self.words, 1000)
        for part in parts:
            row.addWidget(part)
        row.addStretch(1)
        self.hide()
