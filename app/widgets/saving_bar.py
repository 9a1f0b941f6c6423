"""A file that is being saved: how far it is, and a button to cancel it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.language import tr
from app.models.saving import Saving
from app.widgets.file_rows import BAR_STEPS, make_bar
from app.widgets.title_cover import TitleCover

PATIENCE_MS = 300  # what takes no longer needs no bar
BAR_PX = 72


class SavingBar(TitleCover):
    """One line while a file is being saved. Follows the saving; else hidden."""

    def __init__(self, saving: Saving, parent: QWidget | None = None) -> None:
        self.bar = make_bar(tr("Saving"))
        self.bar.setFixedWidth(BAR_PX)
        self.cancel = QPushButton(tr("Cancel"))
        super().__init__(self.bar, self.cancel, parent=parent)
        self._saving = saving
        self.cancel.setAccessibleName(tr("Cancel saving"))
        self.cancel.clicked.connect(saving.cancel)
        self._waiting = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._waiting.timeout.connect(self.show)
        saving.changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        path = self._saving.path
        if path is None:
            self._waiting.stop()
            self.hide()
            return
        if self.isHidden() and not self._waiting.isActive():
            self._waiting.start()
        words, longest = (
            tr("Saving {file}: {share:.0%}", file=path.name, share=share) for share in (self._saving.share, 1)
        )
        self.words.say(words, f"{self._saving.share:.0%}")
        self.words.limit_to(longest)  # at once, so that the bar stays in its place
        self.bar.setValue(round(BAR_STEPS * self._saving.share))
        self.bar.setAccessibleDescription(words)
