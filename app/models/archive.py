"""Recordings of answers: stored as answers end, and brought back when one is wanted again.

Once it is stored, or where none are to be kept, a recording leaves memory; those of the newest answers stay
at hand.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.language import mark, tr
from app.models.queue import Queue
from app.models.spans import is_beginning
from app.models.turn import Turn
from app.settings import RECORDINGS, Settings
from app.traces import Stored, Traces
from engine import EngineError, Trace

AT_HAND = 2  # recordings that stay in memory although nothing is left to store of them
NONE_KEPT = mark("No recording of this answer is kept.")
PART_KEPT = mark("Only a part of this answer was recorded.")


class Archive(QObject):
    """Joins turns with their recordings on disk, by the id of the answer. Lives in the GUI thread.

    A turn has its recording until that is settled, which is stored or not to be kept, and two later ones are
    at hand. Who needs a recording recalls it, and holds what it then takes from the turn. One that cannot be
    stored stays with its turn. One that lacks the end of its answer, as a crash while that went on leaves it,
    is none.

    Signals:
        told: Why an answer cannot be seen step by step.
        purged: Nothing is left of the recordings that were to be purged.
    """

    told = Signal(str)
    purged = Signal()
    _settled = Signal(Turn, object)
    _came = Signal(Turn, object, object, bool)
    _pins_came = Signal(object, str)

    def __init__(
        self,
        traces: Traces,
        settings: Settings,
        queue: Queue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._traces = traces
        self._settings = settings
        self._queue = queue
        self._running: Turn | None = None
        self._wanted: Turn | None = None  # by a person who waits to see it, last of all
        self._pinned: frozenset[str] = frozenset()
        self._at_hand: dict[Turn, Trace] = {}  # what is in memory and settled, the newest last
        traces.trim()
        traces.pins(lambda pinned: self._pins_came.emit(pinned, ""))
        queue.changed.connect(self._follow)
        settings.changed.connect(self._follow_settings)
        self._settled.connect(self._hold, Qt.ConnectionType.QueuedConnection)
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._pins_came.connect(self._follow_pins, Qt.ConnectionType.QueuedConnection)

    @Slot(Turn)
    def keep(self, turn: Turn) -> None:
        """Keep the recording of an answer, and none where what is stored tells of less than the answer."""
        trace = turn.trace
        if not turn.is_recorded and not trace.canvases:
            self._traces.delete([str(turn.answer_id)])
        elif turn.vocabulary is not None and trace.canvases:

            def done(is_settled: bool) -> None:
                if is_settled:
                    self._settled.emit(turn, trace)

            self._traces.save(str(turn.answer_id), trace, turn.vocabulary, done)

    def recall(self, turn: Turn, then: Callable[[], None], *, needed: bool = False) -> None:
        """Let a turn have its recording, and go on: at once where it is at hand.

        Args:
            turn: The turn.
            then: Goes on; the recording is at hand while it does, where one is kept.
            needed: Whether a person waits for the recording: without it `told` says why, and nothing goes on.
                Who then wants another one no longer waits for this one.
        """
        if needed:
            self._wanted = turn
        if turn.trace.canvases or not turn.ended:
            then()
        else:
            self._traces.load(str(turn.answer_id), lambda read: self._came.emit(turn, read, then, needed))

    def is_pinned(self, turn: Turn) -> bool:
        """Whether the recording of an answer stays however many come after it."""
        return str(turn.answer_id) in self._pinned

    def pin(self, turn: Turn, *, pinned: bool) -> None:
        """Let a recording stay however many come after it, or no longer; `told` where none is kept."""
        wanted = str(turn.answer_id) if pinned else ""
        self._traces.pin(str(turn.answer_id), lambda pins: self._pins_came.emit(pins, wanted), pinned=pinned)

    @Slot(list)
    def purge(self, messages: list[int]) -> None:
        """Let nothing stay of the recordings of answers that were deleted.

        Args:
            messages: The ids of messages, answers among them.
        """
        if messages:
            self._traces.delete(map(str, messages), lambda is_done: self.purged.emit() if is_done else None)

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

    @Slot(object, str)
    def _follow_pins(self, pinned: frozenset[str] | None, wanted: str) -> None:
        """Know what is pinned, and tell where that could not be done."""
        if pinned is not None:
            self._pinned = pinned
        if wanted and wanted not in self._pinned:
            self.told.emit(tr(NONE_KEPT))

    @Slot(Turn, object)
    def _hold(self, turn: Turn, trace: Trace) -> None:
        """Have a recording at hand that is settled, and let others go for it."""
        self._at_hand.pop(turn, None)
        self._at_hand[turn] = trace
        for older in list(self._at_hand)[:-AT_HAND]:
            if older.ended:
                settled = self._at_hand.pop(older)
                if older.trace is settled:  # else more was recorded, and that is not stored yet
                    older.let_go()

    @Slot(Turn, object, object, bool)
    def _take(
        self, turn: Turn, read: Stored | EngineError | None, then: Callable[[], None], needed: bool
    ) -> None:
        if needed and turn is not self._wanted:
            return
        is_part = isinstance(read, Stored) and is_beginning(read.trace.blocks, read.vocabulary, turn.text)
        if isinstance(read, Stored) and not is_part and turn.ended and not turn.trace.canvases:
            turn.remember(read.trace, read.vocabulary)
            self._hold(turn, turn.trace)
        if turn.trace.canvases or not needed:
            then()
        elif isinstance(read, EngineError):
            self.told.emit(f"{read.title} {read.hint}")
        else:
            self.told.emit(tr(PART_KEPT if is_part else NONE_KEPT))
