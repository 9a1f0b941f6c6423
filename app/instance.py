"""One window for one set of conversations: a second start shows the first window and ends."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QSysInfo, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 5000
RETRY_MS = 50
_TOKEN = "XDG_ACTIVATION_TOKEN"  # where a Wayland desktop puts the leave to come forward, and Qt finds it
_END = b"\0"  # of what is said; no path holds it


class Instance(QObject):
    """Holds a folder for this process. Lives in the GUI thread.

    The lock tells who is first; it is free again when its process is gone, however it went. A socket of the
    same person, which no other machine can reach, carries the wish to be shown, and that it was heard.

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

    def claim(self) -> bool:
        """Be the one; False where another process is."""
        if self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError:
            return True
        return sys.platform == "win32" and not self.host and self._take_over()

    def listen(self) -> None:
        """Hear from now on what second starts want. Before there is an application, Qt hears nothing."""
        QLocalServer.removeServer(self._name)  # what a crash has left
        self._server.listen(self._name)

    @property
    def holder(self) -> int:
        """The id of the process that is the one."""
        return self._lock.getLockInfo()[0]

    @property
    def host(self) -> str:
        """The other computer on which that process runs, or ran until it went; empty for this one."""
        host = self._lock.getLockInfo()[1]
        return "" if host == _this_computer() else host

    def free(self) -> None:
        """Remove the lock of a process on another computer; whether that lives nobody here can tell."""
        self._lock.removeStaleLockFile()

    def ask(self, model: str) -> bool:
        """Ask the process that is the one to show its window, once it listens: it may be starting as well.

        Args:
            model: What it is to load; empty for nothing.

        Returns:
            Whether it has heard. Needs an application, and waits a few seconds at most.
        """
        socket, waiting = QLocalSocket(), QDeadlineTimer(ANSWER_MS)
        socket.connectToServer(self._name)
        while not socket.waitForConnected(waiting.remainingTime()):
            if waiting.hasExpired():
                return False
            QThread.msleep(RETRY_MS)
            socket.connectToServer(self._name)
        if sys.platform == "win32":  # only who was started just now may come forward, or lets another do so
            ctypes.windll.user32.AllowSetForegroundWindow(self.holder)
        socket.write(f"{os.environ.get(_TOKEN, '')}\n{model}".encode() + _END)
        return socket.waitForReadyRead(waiting.remainingTime())

    def release(self) -> None:
        """Let another process be the one."""
        self._server.close()
        self._lock.unlock()

    def _take_over(self) -> bool:
        """Be the one where nobody holds the lock, though Qt says so. Only on Windows.

        It says so where the process is gone and another one has its id, which happens soon there, and of a
        folder that cannot be written.
        """
        lock = self._lock.fileName()
        with suppress(OSError):
            os.unlink(lock)  # Windows lets nobody delete what is held
        return self._lock.tryLock(0) or not os.path.exists(lock)

    @Slot()
    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(partial(self._take, socket))
            self._take(socket)

    def _take(self, socket: QLocalSocket) -> None:
        """The other process has said what it wants, or a part of it."""
        said = bytes(socket.peek(socket.bytesAvailable()).data())
        if said.endswith(_END):
            socket.readAll()
            token, _, model = said.removesuffix(_END).decode(errors="replace").partition("\n")
            if token:
                os.environ[_TOKEN] = token
            self.wanted.emit(model)
            socket.write(_END)
            socket.flush()


def _this_computer() -> str:
    """What Qt calls this computer in a lock: on Windows the short name, in capitals."""
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else QSysInfo.machineHostName()
