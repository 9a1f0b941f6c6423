"""Files dropped anywhere on the window are attached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from app.widgets.message_field import local_files


class FileDrop(QObject):
    """Watches a widget for files that are dropped on it. Belongs to the widget.

    Args:
        target: Where files may be dropped.
        then: Gets their paths.
    """

    def __init__(self, target: QWidget, then: Callable[[list[Path]], None]) -> None:
        super().__init__(target)
        self._then = then
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let files in, and nothing else."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() in kinds and isinstance(event, QDropEvent):
            files = local_files(event.mimeData())
            if not files:
                event.ignore()
                return True
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self._then(files)
            return True
        return super().eventFilter(watched, event)
