"""What is dropped anywhere on the window goes where messages are written, as if it were pasted there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from app.widgets.message_field import MessageField


class DropZone(QObject):
    """Watches a widget for what is dropped on it. Belongs to the widget.

    Args:
        target: Where things may be dropped.
        field: Takes them.
        first: Is called before, so that the field is in sight.
    """

    def __init__(self, target: QWidget, field: MessageField, first: Callable[[], None]) -> None:
        super().__init__(target)
        self._field, self._first = field, first
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let in what the field takes, but no words of the window itself that were not drawn to the field."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        if event.source() is not None or not self._field.canInsertFromMimeData(event.mimeData()):
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self._first()
            self._field.insertFromMimeData(event.mimeData())
            self._field.setFocus()
        return True
