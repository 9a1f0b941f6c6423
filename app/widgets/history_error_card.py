"""Why conversations could not be saved, read, exported or imported, and the one button that helps."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.history import ExportFailed, History, HistoryDamaged, HistoryError, HistoryFault, ImportRejected
from app.language import tr
from app.models.library import Library
from app.widgets.error_card import ErrorCard

_PAST = HistoryDamaged | HistoryFault | ImportRejected | ExportFailed  # there is nothing to try again


class HistoryErrorCard(ErrorCard):
    """Follows the history and the library. What no longer holds goes; what is past stays until it is read."""

    def __init__(self, history: History, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._is_past = False
        for source in (history, library):
            source.failed.connect(self._take_failure)
        history.recovered.connect(self._take_recovery)
        self.retried.connect(self._leave)

    @Slot(object)
    def _take_failure(self, error: HistoryError) -> None:
        self._is_past = isinstance(error, _PAST)
        self.offer(tr("Close") if self._is_past else tr("Try again"))
        self.show_error(error)

    @Slot()
    def _take_recovery(self) -> None:
        if not self._is_past:
            self.show_error(None)

    @Slot()
    def _leave(self) -> None:
        self.show_error(None)
        self._history.retry()
