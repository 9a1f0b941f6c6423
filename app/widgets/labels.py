"""Labels of plain text: nothing said by a model or a person is read as markup."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.plain import plain_tip

RAGGED_PX = 8  # more of a text is cut at a time, until its words have room on their lines


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
        self.setIndent(0)  # only as far in as the style sheet says, in line with texts that are no labels
        if centred:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)


class ElidedLabel(Label):
    """One line or a few, said shorter or cut with an ellipsis where there is no room.

    It is as high as its lines whatever it says, so that nothing beside it moves.
    """

    def __init__(self, look: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._words = ""
        self._shorter: tuple[str, ...] = ()
        self._lines = 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, words: str, *shorter: str) -> None:
        """Show these words, or where they have no room the first of the shorter ones that has."""
        self._words, self._shorter = words, shorter
        self.setAccessibleName(words)
        self._elide()

    def limit_to(self, words: str) -> None:
        """Take no more width than these words need."""
        self.ensurePolished()
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance(words) + 1)  # no word goes to the next

    def take(self, lines: int) -> None:
        """Take so many lines."""
        if lines != self._lines:
            self._lines = lines
            self.setWordWrap(lines > 1)
            self.setMinimumHeight(self._lines_px() if lines > 1 else 0)
            self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut for another width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics, choices = self.fontMetrics(), (self._words, *self._shorter)
        whole = self._lines * self.width()
        cut = (
            metrics.elidedText(choices[-1], Qt.TextElideMode.ElideRight, max(room, 0))
            for room in range(whole, -RAGGED_PX, -RAGGED_PX)
        )
        shown = next(filter(self._has_room, itertools.chain(choices, cut)), "")
        self.setText(shown)
        self.setToolTip(plain_tip(self._words) if shown != self._words else "")

    def _has_room(self, words: str) -> bool:
        metrics, width = self.fontMetrics(), self.width()
        if self._lines == 1:
            return metrics.horizontalAdvance(words) <= width
        page = QRect(0, 0, width, self._lines_px())
        return page.contains(metrics.boundingRect(page, Qt.TextFlag.TextWordWrap, words))

    def _lines_px(self) -> int:
        """How high its lines are; with some fonts a line is higher than it is far from the next."""
        return self.fontMetrics().size(0, "\n".join("x" * self._lines)).height()
