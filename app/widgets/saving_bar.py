"""A file that is being saved: how far it is, and a button to cancel it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.language import tr
from app.models.saving import Saving
from app.widgets.file_rows import BAR_STEPS, make_bar
from app.widgets.labels import ElidedLabel

PATIENCE_MS = 300  # what takes no longer needs no bar


class SavingBar(QFrame):
    """One line while a file is being saved. Follows the saving; else hidden."""

    def __init__(self, saving: Saving, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._saving = saving
        self._words = ElidedLabel("noticeWords")
        self.bar = make_bar(tr("Saving"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setAccessibleName(tr("Cancel saving"))
        self.cancel.clicked.connect(saving.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self._words, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel, alignment=Qt.AlignmentFlag.AlignRight)
        self._waiting = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._waiting.timeout.connect(self.show)
        saving.changed.connect(self._follow)
        self.hide()

    @Slot()
    def _follow(self) -> None:
        path = self._saving.path
        if path is None:
            self._waiting.stop()
            self.hide()
            return
        if self.isHidden() and not self._waiting.isActive():
            self._waiting.start()
        words = tr("Saving {file}: {share:.0%}", file=path.name, share=self._saving.share)
        self._words.say(words, f"{self._saving.share:.0%}")
        self.bar.setValue(round(BAR_STEPS * self._saving.share))
        self.bar.setAccessibleDescription(words)
