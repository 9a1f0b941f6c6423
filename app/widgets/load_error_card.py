"""Why the last load failed, the button that helps, and the model to go on with."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.language import tr
from app.models.remedies import Remedy, remedy
from app.models.status import Status
from app.widgets.error_card import ErrorCard
from engine import DEMO


class LoadErrorCard(ErrorCard):
    """Follows the status.

    Signals:
        models_wanted: The load failed for want of the right files, which the setup page can bring.
    """

    models_wanted = Signal()

    def __init__(self, status: Status, parent: QWidget | None = None) -> None:
        others = demo, stay = QPushButton(tr("Use the demo model")), QPushButton(tr("Keep the loaded model"))
        for button in others:
            button.setAccessibleName(button.text())
        super().__init__(parent, others=others)
        self._status, self._demo, self._stay = status, demo, stay
        demo.clicked.connect(lambda: status.load(DEMO))
        stay.clicked.connect(status.stay)
        self.retried.connect(self._mend)
        status.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        status = self._status
        self._demo.setVisible(status.model is None and status.asked_for != DEMO)
        self._stay.setVisible(status.model is not None)
        self.offer(tr("Models…") if self._wants_files() else tr("Try again"))
        self.show_error(status.error)

    @Slot()
    def _mend(self) -> None:
        if self._wants_files():
            self.models_wanted.emit()
        else:
            self._status.load_again()

    def _wants_files(self) -> bool:
        return remedy(type(self._status.error).__name__) in (Remedy.REPAIR, Remedy.LOOK)
