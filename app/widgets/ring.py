"""The ring that shows where the keyboard scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QRegion
from PySide6.QtWidgets import QFrame, QScrollArea

from app.widgets.buttons import RING_PX

_BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
_BACK = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}  # as it was before


class Ring(QFrame):
    """Lies around what is in sight of an area where the keyboard led there; it takes no room.

    Args:
        area: What scrolls by keys.
    """

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self.setObjectName("ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._is_led = True  # to the only one in its window that can have it
        self._room = area.viewport()
        for watched in (area, self._room):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the keyboard, and be as large as what is in sight."""
        if isinstance(event, QFocusEvent):
            if event.gotFocus() and event.reason() not in _BACK:
                self._is_led = event.reason() in _BY_KEYBOARD
            self.setVisible(event.gotFocus() and self._is_led)
            self.raise_()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self._room:
            self.setGeometry(self._room.geometry())
            inside = self.rect().adjusted(RING_PX, RING_PX, -RING_PX, -RING_PX)
            self.setMask(QRegion(self.rect()) - QRegion(inside))  # whatever ground the area gives its parts
        return super().eventFilter(watched, event)
