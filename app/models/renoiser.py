"""Other words for a part of an answer: asked by seed, one after the other, to choose from.

They take as many tokens as those that stand there, or fewer or more: then what stands behind them moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge import Bridge
from app.models.chat import Chat
from app.models.recording import Recording
from app.models.spans import chosen, spans_of
from app.models.status import Status
from app.models.turn import Turn, TurnState
from engine import About, EngineError, Renoising, Trace, TurnEvent, TurnFailed, TurnFinished

ALTERNATIVES = 3


class Size(Enum):
    """How many tokens the other words may take."""

    SAME = "same"
    SHORTER = "shorter"
    LONGER = "longer"

    def lengths(self, count: int) -> Iterator[int]:
        """So many tokens for each alternative where `count` stand there: further from it one by one."""
        for number in range(1, ALTERNATIVES + 1):
            change = max(number, round(count * number / 5))
            yield {Size.SAME: count, Size.SHORTER: count - change, Size.LONGER: count + change}[self]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One wording: the words in question, how many tokens they take, the whole answer, how it was made."""

    words: str
    tokens: int
    text: str
    trace: Trace


class Renoiser(QObject):
    """Alternatives for one selection at a time. Lives in the GUI thread.

    Nothing that was said is replaced: a wording that is chosen is a version beside the answer.

    Attributes:
        turn: Whose answer it is, or None.
        alternatives: As it was first, then what came, each wording once; empty before words are selected.
        size: How many tokens they were to take.
        selected: The characters that were last asked about, or None.
        waiting: How many are still to come.
        error: Why one could not be made, or None.

    Signals:
        changed: Any attribute is another one.
        reworded: A turn that is a chosen wording.
    """

    changed = Signal()
    reworded = Signal(Turn)

    def __init__(self, bridge: Bridge, status: Status, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._status = status
        self._chat: Chat | None = None
        self._asked: dict[int, tuple[Renoising, Trace]] = {}
        self._versions: dict[str, Turn] = {}
        self._around = ("", "")
        self._recording: Recording | None = None
        self.turn: Turn | None = None
        self.alternatives: list[Alternative] = []
        self.size = Size.SAME
        self.selected: tuple[int, int] | None = None
        self.error: EngineError | None = None
        bridge.arrived.connect(self._follow)

    @property
    def waiting(self) -> int:
        """How many alternatives are still to come."""
        return len(self._asked)

    def open(self, chat: Chat, turn: Turn) -> None:
        """Take up an answer whose words are to be selected: one that is finished, with its recording."""
        self.close()
        if turn.state is TurnState.FINISHED and turn.trace.blocks:
            self._chat, self.turn, self._recording = chat, turn, turn.recording
            self._versions = {turn.text: turn}
            self.changed.emit()

    def ask(self, start: int, end: int, size: Size = Size.SAME) -> None:
        """Ask other words for the characters from `start` to before `end`, and what shares their slots."""
        self._stop()
        turn, chat, recording = self.turn, self._chat, self._recording
        if turn is None or chat is None or recording is None or self._status.model is None:
            return
        trace, vocabulary = recording.trace, recording.vocabulary
        spans = chosen(spans_of(trace.blocks, vocabulary, turn.text), start, end)
        if not spans:
            return
        first, last = spans[0].start, spans[-1].end
        self.size, self.selected = size, (start, end)
        self._around = (turn.text[:first], turn.text[last:])
        self.alternatives = [Alternative(turn.text[first:last], len(spans), turn.text, trace)]
        renoising = Renoising(
            blocks=trace.blocks,
            block=spans[0].block,
            slots=frozenset(span.slot for span in spans),
        )
        for number, length in enumerate(size.lengths(len(spans)), start=1):
            options = replace(turn.options, seed=(trace.about.seed + number) % 2**63)
            try:
                if size is not Size.SAME:
                    renoising = renoising.resized(
                        length, end_ids=vocabulary.end_ids, pad_id=vocabulary.pad_id
                    )
                turn_id = self._bridge.renoise(chat.conversation(turn), renoising, options)
            except EngineError as error:
                self.error = error if number == 1 else None  # there are those that came before
                break
            self._asked[turn_id] = renoising, Trace(about=About(model="", vocabulary="", vocabulary_size=0))
        self.changed.emit()

    def use(self, alternative: Alternative) -> None:
        """Show a wording: as a version beside the answer; the first one is the answer as it was."""
        if self.turn is None or self._chat is None or self._recording is None:
            return
        if alternative.text in self._versions:
            self._chat.show(self._versions[alternative.text])
        else:
            recording = Recording(alternative.trace, self._recording.vocabulary)
            reworded = self._chat.reword(self.turn, alternative.text, recording)
            self._versions[alternative.text] = reworded
            self.reworded.emit(reworded)
        self.changed.emit()

    def is_shown(self, alternative: Alternative) -> bool:
        """Whether a wording is the one on show."""
        version = self._versions.get(alternative.text)
        return self._chat is not None and version is not None and version in self._chat.turns

    @Slot()
    def close(self) -> None:
        """Want no more alternatives; the conversation stays as it is now."""
        self._stop()
        self.turn = self._chat = self._recording = self.selected = None
        self.changed.emit()

    def _stop(self) -> None:
        for turn_id in self._asked:
            self._bridge.cancel(turn_id)
        self._asked.clear()
        self.alternatives, self.error = [], None

    @Slot(object)
    def _follow(self, events: tuple[object, ...]) -> None:
        mine = [event for event in events if isinstance(event, TurnEvent) and event.turn_id in self._asked]
        for event in mine:
            renoising, trace = self._asked[event.turn_id]
            self._asked[event.turn_id] = renoising, trace.followed(event)
            match event:
                case TurnFinished():
                    self._take(event, *self._asked.pop(event.turn_id))
                case TurnFailed():
                    self.error = event.error
                    del self._asked[event.turn_id]
                case _:
                    pass
        if mine:
            self.changed.emit()

    def _take(self, event: TurnFinished, renoising: Renoising, trace: Trace) -> None:
        text = event.text
        if any(known.text == text for known in self.alternatives):
            return
        if self.size is not Size.SAME and any(repeats(block, renoising.slots) for block in trace.blocks):
            return
        before, behind = self._around
        inside = text.startswith(before) and text.endswith(behind)
        words = text[len(before) : len(text) - len(behind)] if inside else text
        whole = self.alternatives[0].trace.revised(trace)
        self.alternatives.append(Alternative(words, len(renoising.slots), text, whole))


def repeats(block: Sequence[int], slots: frozenset[int]) -> bool:
    """Whether slots in a row say once more what ends before them, or what begins behind them."""
    first, behind = min(slots), max(slots) + 1
    return any(
        tuple(block[behind - count : behind]) == tuple(block[behind : behind + count])
        or tuple(block[first : first + count]) == tuple(block[max(first - count, 0) : first])
        for count in range(1, len(slots) + 1)
    )
