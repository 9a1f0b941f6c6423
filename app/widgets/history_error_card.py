"""Why conversations could not be saved, read, exported or imported, and the one button that helps."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.history import (
    ExportFailed,
    History,
    HistoryDamaged,
    HistoryDeleted,
    HistoryError,
    HistoryFault,
    ImportRejected,
)
from app.language import tr
from app.models.library import Library
from app.widgets.error_card import ErrorCard

_FILES = ImportRejected | ExportFailed
_PAST = HistoryDamaged | HistoryDeleted | HistoryFault | _FILES  # there is nothing to try again


class HistoryErrorCard(ErrorCard):
    """Follows the history and the library.

    What no longer holds goes; what is past stays until it is read. Of a file that was not written or read
    nothing is said any more once another try went well.
    """

    def __init__(self, history: History, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._error: HistoryError | None = None
        for source in (history, library):
            source.failed.connect(self._take_failure)
        history.recovered.connect(self._take_recovery)
        library.told.connect(self._take_success)
        self.retried.connect(self._leave)

    @Slot(object)
    def _take_failure(self, error: HistoryError) -> None:
        self._error = error
        self.offer(tr("Close") if isinstance(error, _PAST) else tr("Try again"))
        self.show_error(error)

    @Slot()
    def _take_recovery(self) -> None:
        if not isinstance(self._error, _PAST):
            self.show_error(None)

    @Slot()
    def _take_success(self) -> None:
        if isinstance(self._error, _FILES):
            self.show_error(None)

    @Slot()
    def _leave(self) -> None:
        self.show_error(None)
        self._history.retry()
