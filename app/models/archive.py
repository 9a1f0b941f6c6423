"""Recordings of answers: kept as answers end, and brought back when one is to be seen again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.language import mark, tr
from app.models.queue import Queue
from app.models.status import Status
from app.models.turn import Turn
from app.settings import RECORDINGS, Settings
from app.traces import Stored, Traces
from engine import EngineError

NONE_KEPT = mark("No recording of this answer is kept.")


class Archive(QObject):
    """Joins turns with their recordings on disk, by the id of the answer. Lives in the GUI thread.

    Signals:
        told: Why an answer cannot be seen step by step.
        found: A turn that has its recording again.
    """

    told = Signal(str)
    found = Signal(Turn)
    _came = Signal(Turn, object)
    _recalled = Signal(Turn, object, object)

    def __init__(
        self,
        traces: Traces,
        settings: Settings,
        queue: Queue,
        status: Status,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._traces = traces
        self._settings = settings
        self._queue = queue
        self._status = status
        self._running: Turn | None = None
        traces.retain(settings.number(RECORDINGS))
        queue.changed.connect(self._follow)
        settings.changed.connect(self._follow_settings)
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._recalled.connect(self._take_recalled, Qt.ConnectionType.QueuedConnection)

    @Slot(Turn)
    def keep(self, turn: Turn) -> None:
        """Keep the recording of an answer."""
        model = self._status.model
        if turn.vocabulary is not None and turn.trace.canvases and model is not None:
            self._traces.save(str(turn.answer_id), turn.trace, turn.vocabulary, model=model.name)

    def fetch(self, turn: Turn) -> None:
        """Bring the recording of an answer back; `found` or `told` will tell."""
        self._traces.load(str(turn.answer_id), lambda read: self._came.emit(turn, read))

    def recall(self, turn: Turn, then: Callable[[], None]) -> None:
        """Let a turn have its recording, where one is kept, and go on."""
        if turn.trace.canvases or not turn.ended:
            then()
        else:
            self._traces.load(str(turn.answer_id), lambda read: self._recalled.emit(turn, read, then))

    @Slot()
    def _follow(self) -> None:
        """Keep what the turn that ended has left."""
        ended, self._running = self._running, self._queue.running
        if ended is not None and ended is not self._running and ended.ended:
            self.keep(ended)

    @Slot(object)
    def _follow_settings(self, setting: object) -> None:
        if setting is RECORDINGS:
            self._traces.retain(self._settings.number(RECORDINGS))

    @Slot(Turn, object, object)
    def _take_recalled(self, turn: Turn, read: Stored | EngineError | None, then: Callable[[], None]) -> None:
        if isinstance(read, Stored):
            turn.remember(read.trace, read.vocabulary)
        then()

    @Slot(Turn, object)
    def _take(self, turn: Turn, read: Stored | EngineError | None) -> None:
        match read:
            case Stored():
                turn.remember(read.trace, read.vocabulary)
                self.found.emit(turn)
            case EngineError():
                self.told.emit(f"{read.title} {read.hint}")
            case None:
                self.told.emit(tr(NONE_KEPT))
