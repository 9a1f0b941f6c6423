"""Work on model files that goes on behind the window: a download, a verification, a move, a removal."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from app.command import Command
from app.language import tr
from app.models.remedies import Remedy, remedy
from engine import (
    TOKEN_VARIABLE,
    DownloadProgressed,
    DownloadStarted,
    EngineError,
    FilesFailed,
    FilesFinished,
    FilesProgressed,
    FilesRemoved,
    files_event,
)

SPEEDS_KEPT = 240  # one a progress event: the last 24 s
Run = Callable[[Sequence[str], QObject], Command]


class JobState(StrEnum):
    """Where a job stands."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


class FilesJob(QObject):
    """One job at a time, each in a process of its own. Lives in the GUI thread.

    Args:
        run: Makes a command.

    Attributes:
        state: Where it stands.
        download: The latest progress of a download, or None.
        work: The latest progress of anything else, or None.
        failure: Why it failed, or what of it could not be done; or None.
        speeds: The latest speeds of a download, in bytes per second.
        token: What opens models that are not for everybody; empty for nothing.

    Signals:
        changed: Any attribute is another one; at most ten times a second.
        finished: It is over: done, failed or stopped.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, run: Run = Command, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._command: Command | None = None
        self._is_done = False
        self.state = JobState.IDLE
        self.download: DownloadProgressed | None = None
        self.work: FilesProgressed | None = None
        self.failure: FilesFailed | None = None
        self.speeds: deque[float] = deque(maxlen=SPEEDS_KEPT)
        self.token = ""
        self._arguments: tuple[str, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether it works now."""
        return self.state is JobState.RUNNING

    @property
    def kind(self) -> str:
        """The command that runs or ran last; empty before the first."""
        return self._arguments[0] if self._arguments else ""

    @property
    def remedy(self) -> Remedy:
        """What helps against its failure; whatever may pass is tried again."""
        return remedy(self.failure.kind if self.failure is not None else "")

    def start(self, arguments: Sequence[str]) -> None:
        """Begin a command on files; nothing happens while another one runs."""
        if self.is_running:
            return
        self._drop()  # one that was stopped may need a moment to end
        self.work = self.failure = None
        self._is_done = False
        self.speeds.clear()
        self.state = JobState.RUNNING
        self._arguments = tuple(arguments)
        self._command = self._run([*arguments, "--json"], self)
        if self.token:
            self._command.confide(TOKEN_VARIABLE, self.token)
        self._command.told.connect(self._hear)
        self._command.ended.connect(self._end)
        self._command.start()
        self.changed.emit()

    @Slot()
    def again(self) -> None:
        """Do once more what was done last."""
        self.start(self._arguments)

    def stop(self) -> None:
        """Stop at once what is not as good as done; what was done is kept, and the same command goes on."""
        if self.is_running and self._command is not None and not self._is_done:
            self.state = JobState.STOPPED
            self._command.stop()
            self.changed.emit()

    def forget(self) -> None:
        """Be as new, where nothing runs."""
        if not self.is_running:
            self.state = JobState.IDLE
            self.download = self.work = self.failure = None
            self.changed.emit()

    def close(self) -> None:
        """End what runs, and wait for that."""
        self._drop()

    def _drop(self) -> None:
        if self._command is not None:
            self._command.close()
            self._command.deleteLater()
            self._command = None

    @Slot(str)
    def _hear(self, line: str) -> None:
        if not self.is_running:
            return
        match files_event(line):
            case DownloadStarted():
                return
            case DownloadProgressed() as progress:
                self.download = progress
                self.speeds.append(progress.bytes_per_second or 0.0)
            case FilesProgressed() as progress:
                self.work = progress
            case FilesFailed() as failure:
                self.failure = failure
            case FilesFinished() | FilesRemoved():
                self._is_done = True
        self.changed.emit()

    @Slot(int)
    def _end(self, _status: int) -> None:
        self._drop()
        if self.is_running:
            self.state = JobState.DONE if self._is_done else JobState.FAILED
            if self.state is JobState.FAILED and self.failure is None:
                ended = EngineError(
                    tr("The work ended unexpectedly."), tr("Try again: it goes on from there.")
                )
                self.failure = FilesFailed(kind="EngineFault", error=ended)
        self.changed.emit()
        self.finished.emit()
