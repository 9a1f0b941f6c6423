"""Other words for a part of an answer: asked by seed, one after the other, to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge import Bridge
from app.models.chat import Chat
from app.models.spans import chosen, spans_of
from app.models.status import Status
from app.models.turn import Turn, TurnState
from engine import About, EngineError, Renoising, Trace, TurnEvent, TurnFailed, TurnFinished

ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """One wording: the words in question, the whole answer, and how it was made."""

    words: str
    text: str
    trace: Trace


class Renoiser(QObject):
    """Alternatives for one selection at a time. Lives in the GUI thread.

    Attributes:
        turn: Whose answer it is, or None.
        alternatives: As it was first, then what came, each wording once.
        waiting: How many are still to come.
        error: Why one could not be made, or None.

    Signals:
        changed: Any attribute is another one.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, status: Status, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._status = status
        self._asked: dict[int, Trace] = {}
        self._around = ("", "")
        self.turn: Turn | None = None
        self.alternatives: list[Alternative] = []
        self.error: EngineError | None = None
        bridge.arrived.connect(self._follow)

    @property
    def waiting(self) -> int:
        """How many alternatives are still to come."""
        return len(self._asked)

    def can_renoise(self, turn: Turn) -> bool:
        """Whether there is anything to hold: a finished answer with its blocks."""
        return turn.state is TurnState.FINISHED and bool(turn.trace.blocks) and self._status.model is not None

    def ask(self, chat: Chat, turn: Turn, start: int, end: int) -> None:
        """Ask other words for the characters from `start` to before `end`, and what shares their slots."""
        self.close()
        vocabulary = turn.vocabulary
        if vocabulary is None or not self.can_renoise(turn):
            return
        spans = chosen(spans_of(turn.trace.blocks, vocabulary, turn.text), start, end)
        if not spans:
            return
        self.turn = turn
        first, last = spans[0].start, spans[-1].end
        self._around = (turn.text[:first], turn.text[last:])
        self.alternatives = [Alternative(turn.text[first:last], turn.text, turn.trace)]
        renoising = Renoising(
            blocks=turn.trace.blocks,
            block=spans[0].block,
            slots=frozenset(span.slot for span in spans),
        )
        seed = turn.trace.about.seed
        try:
            for number in range(1, ALTERNATIVES + 1):
                options = replace(turn.options, seed=(seed + number) % 2**63)
                turn_id = self._bridge.renoise(chat.conversation(turn), renoising, options)
                self._asked[turn_id] = Trace(about=About(model="", vocabulary="", vocabulary_size=0))
        except EngineError as error:
            self.error = error
        self.changed.emit()

    def use(self, alternative: Alternative) -> None:
        """Put a wording into the answer; the first one is how it was."""
        if self.turn is not None:
            self.turn.revise(alternative.text, alternative.trace)
            self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Want no more alternatives; the answer stays as it is now."""
        for turn_id in self._asked:
            self._bridge.cancel(turn_id)
        self._asked.clear()
        self.turn, self.alternatives, self.error = None, [], None
        self.changed.emit()

    @Slot(object)
    def _follow(self, events: tuple[object, ...]) -> None:
        mine = [event for event in events if isinstance(event, TurnEvent) and event.turn_id in self._asked]
        for event in mine:
            self._asked[event.turn_id] = self._asked[event.turn_id].followed(event)
            match event:
                case TurnFinished():
                    self._take(event, self._asked.pop(event.turn_id))
                case TurnFailed():
                    self.error = event.error
                    del self._asked[event.turn_id]
                case _:
                    pass
        if mine:
            self.changed.emit()

    def _take(self, event: TurnFinished, trace: Trace) -> None:
        text = event.text
        if any(known.text == text for known in self.alternatives):
            return
        before, behind = self._around
        inside = text.startswith(before) and text.endswith(behind)
        words = text[len(before) : len(text) - len(behind)] if inside else text
        whole = self.alternatives[0].trace.revised(trace)
        self.alternatives.append(Alternative(words, text, whole))
