"""The line under an answer: its caption, and the buttons beside it or, where there is no room, below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.widgets.buttons import TARGET_PX
from app.widgets.text_block import INSET

CAPTION_PX = 144  # that the caption keeps beside the buttons: room for its first words
_BESIDE, _BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class AnswerFoot(QWidget):
    """Never wider than one of its groups of buttons has to be.

    Args:
        caption: What is said.
        buttons: Those that stand before the actions.
        actions: The actions, a group of their own.
    """

    def __init__(
        self, caption: QWidget, buttons: Sequence[QWidget], actions: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        first, both = QWidget(), QWidget()
        row = QHBoxLayout(first)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in buttons:
            row.addWidget(button)
        self._groups = (first, actions)
        self._inner = _box(both)
        for group in self._groups:
            self._inner.addWidget(group, alignment=Qt.AlignmentFlag.AlignRight)
        self._outer = _box(self)
        self._outer.setContentsMargins(INSET, 0, 0, 0)
        self._outer.addWidget(caption, 1)
        self._outer.addWidget(both, alignment=Qt.AlignmentFlag.AlignRight)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest group; as high with its buttons as without."""
        widest = max(group.minimumSizeHint().width() for group in self._groups)
        return QSize(INSET + widest, max(super().minimumSizeHint().height(), TARGET_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the groups anew."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange the groups anew where one of them has other buttons, but not once it is put away.

        Until Qt deletes it, Python may have collected what it was made of.
        """
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and not self.isHidden():
            self._arrange()
        return handled

    def _arrange(self) -> None:
        room = self.width() - INSET
        needed = sum(group.sizeHint().width() for group in self._groups)
        for box, has_room in ((self._inner, needed <= room), (self._outer, needed + CAPTION_PX <= room)):
            direction = _BESIDE if has_room else _BELOW
            if direction != box.direction():
                box.setDirection(direction)


def _box(owner: QWidget) -> QBoxLayout:
    box = QBoxLayout(_BESIDE, owner)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    return box
