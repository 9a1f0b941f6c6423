"""One window for one set of conversations: a second start shows the first window and ends."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QLockFile, QObject, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 5000
RETRY_MS = 50


class Instance(QObject):
    """Holds a folder for this process. Lives in the GUI thread.

    The lock tells who is first; it is free again when its process is gone, however it went. A socket of the
    same person, which no other machine can reach, carries the wish to be shown.

    Args:
        folder: What only one process may have.

    Signals:
        wanted: A second start wants the window to be shown, and a model to be loaded where it names one.
    """

    wanted = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        with suppress(OSError):  # where nothing can be written, nothing is held either
            folder.mkdir(parents=True, exist_ok=True)
        self._name = "dewpoint-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._lock = QLockFile(str(folder / "instance.lock"))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, not when it is old
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def claim(self, model: str = "") -> bool:
        """Be the one; False where another process is, which is then asked to show its window.

        Args:
            model: What that one is to load; empty for nothing.
        """
        if not self._lock.tryLock(0) and self._lock.error() is QLockFile.LockError.LockFailedError:
            self._ask(model)
            return False
        return True

    def listen(self) -> None:
        """Hear from now on what second starts want. Before there is an application, Qt hears nothing."""
        QLocalServer.removeServer(self._name)  # what a crash has left
        self._server.listen(self._name)

    def release(self) -> None:
        """Let another process be the one."""
        self._server.close()
        self._lock.unlock()

    def _ask(self, model: str) -> None:
        """Ask the process that is the one, once it listens: it may be starting as well."""
        app = QCoreApplication.instance() or QCoreApplication([])  # without one, Qt warns of its sockets
        socket, waiting = QLocalSocket(app), QDeadlineTimer(ANSWER_MS)
        socket.connectToServer(self._name)
        while not socket.waitForConnected(ANSWER_MS) and not waiting.hasExpired():
            QThread.msleep(RETRY_MS)
            socket.connectToServer(self._name)
        if socket.write(model.encode()):
            socket.waitForBytesWritten(ANSWER_MS)
        socket.disconnectFromServer()

    @Slot()
    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
                self._take(socket)
            else:
                socket.disconnected.connect(partial(self._take, socket))

    def _take(self, socket: QLocalSocket) -> None:
        """The other process has said what it wants."""
        self.wanted.emit(bytes(socket.readAll().data()).decode(errors="replace"))
        socket.deleteLater()
