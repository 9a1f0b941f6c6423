"""Closing the window while something is going on: one question, and what is there is kept."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.history import History
from app.language import mark, tr
from app.models.control import Control
from app.models.queue import Queue
from app.models.saving import Saving
from app.models.storage import Storage

PATIENCE_MS = 2000  # for an answer to end with the text that it has
SESSION_END_MS = 60_000  # in which a session ends; one that goes on behind that was not ended

_ANSWER = mark("An answer is being written. What there is of it is kept, and it can be continued later.")
_WAITING = mark("Questions are waiting. They are kept, without answers.")
_DOWNLOAD = mark("A model is being downloaded. It goes on where it was when you resume it.")
_MOVE = mark("Work on the files of a model is not done. It goes on when you start it again.")
_REWRITING = mark("You have changed an earlier message and not sent it. The change is lost when you close.")
_SAVING = mark("A file is being saved. Nothing of it is kept when you close now.")
_UNSAVED = mark("Your conversations cannot be saved at the moment. What is not saved is lost when you close.")


class Leaving(QObject):
    """Knows whether the window may close, and asks where something is going on. Belongs to the window."""

    def __init__(
        self,
        window: QWidget,
        queue: Queue,
        storage: Storage,
        saving: Saving,
        control: Control,
        history: History,
    ) -> None:
        super().__init__(window)
        self._window, self._queue, self._storage, self._saving = window, queue, storage, saving
        self._control, self._history = control, history
        self._allowed = False
        self._waiting = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._waiting.timeout.connect(self._close)
        self._session_end = QTimer(self, singleShot=True, interval=SESSION_END_MS)
        self.question: QMessageBox | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._follow_session)

    @property
    def reasons(self) -> list[str]:
        """What is going on, in sentences."""
        told = (
            (_UNSAVED, self._history.is_unsaved),
            (_REWRITING, self._control.is_rewriting),
            (_ANSWER, self._queue.running is not None),
            (_WAITING, self._queue.is_waiting),
            (_DOWNLOAD, self._storage.download.is_running),
            (_MOVE, self._storage.care.is_running),
            (_SAVING, self._saving.path is not None),
        )
        return [tr(words) for words, holds in told if holds]

    @Slot()
    def _follow_session(self) -> None:
        """The session ends, and nobody is there to answer."""
        self._session_end.start()

    @Slot()
    def allow(self) -> None:
        """Ask nothing any more."""
        self._allowed = True

    def may_close(self) -> bool:
        """Whether the window may close now; where it may not, the person is asked."""
        if self._allowed or self._session_end.isActive() or not self.reasons:
            return True
        if self.question is None:
            self._ask()
        return False

    def _ask(self) -> None:
        box = self.question = QMessageBox(self._window)
        box.setWindowTitle(tr("Close Dewpoint"))
        box.setText(tr("Close Dewpoint now?"))
        box.setInformativeText("\n\n".join(self.reasons))
        close = box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole))
        close.clicked.connect(self._leave)
        box.finished.connect(self._forget)
        box.open()

    @Slot()
    def _forget(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
        self.question = None

    @Slot()
    def _leave(self) -> None:
        """End the answer with the text that it has, then close."""
        self.allow()
        if self._queue.running is None:
            self._close()
            return
        self._queue.changed.connect(self._close, Qt.ConnectionType.SingleShotConnection)
        self._waiting.start()
        self._queue.halt()

    @Slot()
    def _close(self) -> None:
        self._waiting.stop()
        self._window.close()
