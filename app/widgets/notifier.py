"""A message of the system when a long answer has ended while the person looked elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from app.language import tr
from app.models.chat import title_for
from app.models.queue import Queue
from app.models.turn import Turn, TurnState
from app.settings import NOTIFY, Settings
from engine import FinishReason

LONG_S = 10.0  # an answer that took less was waited for
STAY_MS = 10_000


class Notifier(QObject):
    """Follows the queue. The tray has an icon only while a message is shown. Belongs to the window.

    Signals:
        told: A message: its title, and its words.
        wanted: The person chose the message.
    """

    told = Signal(str, str)
    wanted = Signal()

    def __init__(self, window: QWidget, queue: Queue, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._queue, self._settings = window, queue, settings
        self._running: Turn | None = None
        self._icon: QSystemTrayIcon | None = None
        self._staying = QTimer(self, singleShot=True, interval=STAY_MS)
        self._staying.timeout.connect(self._go)
        queue.changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        """An answer began or ended."""
        ended, self._running = self._running, self._queue.running
        if ended is None or not ended.ended or self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if self._settings.is_on(NOTIFY) and is_worth_a_message(ended):
            failed = ended.state is TurnState.FAILED
            words = tr("The answer failed.") if failed else tr("The answer is done.")
            self._tell(title_for(ended.prompt, ended.attachments), words)

    def _tell(self, title: str, words: str) -> None:
        self.told.emit(title, words)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(QIcon(self._window.windowIcon()), self)
            self._icon.messageClicked.connect(self.wanted)
            self._icon.activated.connect(self.wanted)
        self._icon.show()
        self._icon.showMessage(title, words, self._window.windowIcon(), STAY_MS)
        self._staying.start()

    @Slot()
    def _go(self) -> None:
        if self._icon is not None:
            self._icon.hide()


def is_worth_a_message(turn: Turn) -> bool:
    """Whether somebody may have gone away meanwhile: a failure, or a long answer that nobody stopped."""
    if turn.state is TurnState.FAILED:
        return True
    stopped = turn.reason is FinishReason.CANCELLED
    return turn.stats is not None and turn.stats.seconds >= LONG_S and not stopped
