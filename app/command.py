"""The engine's command line in a process of its own: what needs the network or reads whole disks runs there.

So the window's process opens no socket, its event loop waits for no disk, and stopping is killing, which the
work on files is made for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

from engine import WINDOW_VARIABLE

_ROOT = Path(__file__).resolve().parent.parent
_END_MS = 5000


class Command(QObject):
    """One run of `python -m engine`. Lives in the GUI thread.

    Args:
        arguments: What follows `python -m engine`.

    Signals:
        told: A line that it printed.
        ended: It is over; its exit status, or -1 where it was killed.
    """

    told = Signal(str)
    ended = Signal(int)

    def __init__(self, arguments: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-m", "engine", *arguments])
        self._process.setWorkingDirectory(str(_ROOT))
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert(WINDOW_VARIABLE, str(os.getpid()))
        self._process.setProcessEnvironment(environment)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)

    def confide(self, name: str, secret: str) -> None:
        """Hand over what must not stand on a command line, as a variable of the process, before it starts."""
        environment = self._process.processEnvironment()
        environment.insert(name, secret)
        self._process.setProcessEnvironment(environment)

    def start(self) -> None:
        """Begin; lines will be told."""
        self._process.start()

    def stop(self) -> None:
        """End it at once; `ended` follows."""
        self._process.kill()

    def close(self) -> None:
        """End it and wait until it has ended; nothing is told any more."""
        self._process.blockSignals(True)
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(_END_MS)

    @Slot()
    def _read(self) -> None:
        while self._process.canReadLine():
            self.told.emit(bytes(self._process.readLine().data()).decode(errors="replace").rstrip("\r\n"))

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, status: int, how: QProcess.ExitStatus) -> None:
        self._read()
        self.ended.emit(status if how is QProcess.ExitStatus.NormalExit else -1)

    @Slot(QProcess.ProcessError)
    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # after any other error, it finishes
            self.ended.emit(-1)
