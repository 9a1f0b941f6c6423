"""What wheel and keys do in a text that scrolls sideways, and leaves up and down to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea as _Base
else:
    _Base = object  # it stands before a class of Qt, and is none itself

STEP_PX = 40  # of a key, and of a third of a notch of the wheel
_KEYS = {
    Qt.Key.Key_Left: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Right: QAbstractSlider.SliderAction.SliderSingleStepAdd,
}


class Sideways(_Base):
    """Scrolls with what turns sideways, with Shift and the wheel, and with Left and Right."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways where there is anything beside; leave up and down to the page."""
        turned, bar = event.angleDelta(), self._area().horizontalScrollBar()
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        is_sideways = abs(turned.x()) > abs(turned.y())
        if bar.maximum() == 0 or not (is_sideways or is_shifted):
            event.ignore()
            return
        bar.setSingleStep(STEP_PX)
        QApplication.sendEvent(bar, event if is_sideways else _turned(event))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll with the arrows where there is anything beside."""
        bar = self._area().horizontalScrollBar()
        action = _KEYS.get(Qt.Key(event.key()))
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if action is not None and bar.maximum() > 0 and modifiers == Qt.KeyboardModifier.NoModifier:
            bar.setSingleStep(STEP_PX)
            bar.triggerAction(action)
        else:
            super().keyPressEvent(event)

    def _area(self) -> QAbstractScrollArea:
        return cast("QAbstractScrollArea", self)


def _turned(event: QWheelEvent) -> QWheelEvent:
    """A turn of the wheel as one that goes sideways; without Shift, which would scroll by pages."""
    return QWheelEvent(
        event.position(),
        event.globalPosition(),
        QPoint(event.pixelDelta().y(), 0),
        QPoint(event.angleDelta().y(), 0),
        event.buttons(),
        event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier,
        event.phase(),
        event.inverted(),
    )
