"""Why the last load failed, and the one button that helps."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.models.remedies import Remedy, remedy
from app.models.status import Status
from app.widgets.error_card import ErrorCard


class LoadErrorCard(ErrorCard):
    """Follows the status.

    Signals:
        models_wanted: The load failed for want of the right files, which the setup page can bring.
    """

    models_wanted = Signal()

    def __init__(self, status: Status, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = status
        self.retried.connect(self._mend)
        status.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self.offer(tr("Models…") if self._wants_files() else tr("Try again"))
        self.show_error(self._status.error)

    @Slot()
    def _mend(self) -> None:
        if self._wants_files():
            self.models_wanted.emit()
        else:
            self._status.load_again()

    def _wants_files(self) -> bool:
        return remedy(type(self._status.error).__name__) in (Remedy.REPAIR, Remedy.LOOK)
