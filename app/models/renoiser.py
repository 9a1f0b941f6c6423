"""Other words for a part of an answer: asked by seed, one after the other, to choose from.

They take as many tokens as those that stand there, or fewer or more: then what stands behind them moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app import VERSION
from app.bridge import Bridge
from app.language import tr
from app.models.chat import Chat
from app.models.recording import Recording
from app.models.resumption import renoised
from app.models.spans import Span, chosen, goes_beyond, spans_of
from app.models.status import Status
from app.models.turn import Turn, TurnState
from engine import About, EngineError, Renoising, Trace, TurnEvent, TurnFailed, TurnFinished, TurnStats

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
    """One wording: the words in question, how many tokens they take, the whole answer, how it was made.

    Attributes:
        stats: The measures of the answer, those of the change among them; None where nothing was measured.
    """

    words: str
    tokens: int
    text: str
    trace: Trace
    stats: TurnStats | None


class Renoiser(QObject):
    """Alternatives for one selection at a time. Lives in the GUI thread.

    Nothing that was said is replaced: a wording that is chosen is a version beside the answer. What is asked
    next is asked of the wording that is shown then, so that one change comes upon the other.

    Attributes:
        turn: Whose answer it is: that of the wording on show; or None.
        alternatives: As it was first, then what came, each wording once; empty before words are selected.
        size: How many tokens they were to take.
        selected: Where the words that were last asked about stand in the wording on show, or None.
        is_cut: Whether the selection went on behind its block, where nothing is changed.
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
        self._recordings: dict[Turn, Recording] = {}
        self._around = ("", "")
        self._tries = 0
        self._last: object = None  # all that an answer to what was last asked depends on, but the seed
        self.is_cut = False
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
        recording = turn.recording
        if turn.state is TurnState.FINISHED and recording is not None and recording.trace.blocks:
            self._chat, self.turn = chat, turn
            self._versions, self._recordings = {turn.text: turn}, {turn: recording}
            chat.branched.connect(self._follow_shown, Qt.ConnectionType.QueuedConnection)
            self.changed.emit()

    def ask(self, start: int, end: int, size: Size = Size.SAME) -> None:
        """Ask other words for the characters from `start` to before `end`, and what shares their slots.

        What is asked once more is asked with the next seeds, and what came before stays to choose from.
        """
        turn, chat = self.turn, self._chat
        if turn is None or chat is None:
            return
        recording = self._recordings[turn]
        spans = spans_of(recording.trace.blocks, recording.vocabulary, turn.text)
        words = chosen(spans, start, end)
        self.error = self._obstacle(recording, words)
        if self.error is not None:
            self.changed.emit()
            return
        renoising = Renoising(
            blocks=recording.trace.blocks,
            block=words[0].block,
            slots=frozenset(span.slot for span in words),
        )
        self._begin(turn, words, renoising, size)
        self.is_cut = goes_beyond(spans, start, end)
        for number, length in enumerate(size.lengths(len(words)), start=1):
            try:
                self._ask(chat, turn, renoising, length, self._tries + number)
            except EngineError as error:
                self.error = error if number == 1 else None  # there are those that came before
                break
        self._tries += ALTERNATIVES
        self.changed.emit()

    def use(self, alternative: Alternative) -> None:
        """Show a wording: as a version beside the answer; the first one is the answer as it was."""
        if self.turn is None or self._chat is None:
            return
        if alternative.text in self._versions:
            shown = self._versions[alternative.text]
            self._chat.show(shown)
        else:
            recording = Recording(alternative.trace, self._recordings[self.turn].vocabulary)
            shown = self._chat.reword(self.turn, alternative.text, recording, alternative.stats)
            self._versions[alternative.text], self._recordings[shown] = shown, recording
            self.reworded.emit(shown)
        self.turn = shown
        self.selected = self._place_in(alternative.text)
        self.changed.emit()

    def is_shown(self, alternative: Alternative) -> bool:
        """Whether a wording is the one on show."""
        version = self._versions.get(alternative.text)
        return self._chat is not None and version is not None and version in self._chat.turns

    @Slot()
    def close(self) -> None:
        """Want no more alternatives; the conversation stays as it is now."""
        self._stop()
        if self._chat is not None:
            self._chat.branched.disconnect(self._follow_shown)
        self.turn = self._chat = self.selected = self._last = None
        self._recordings.clear()
        self.changed.emit()

    def _obstacle(self, recording: Recording, words: Sequence[Span]) -> EngineError | None:
        """Why these words of a recorded answer cannot be asked anew, or None."""
        model = self._status.model
        if model is None:
            return EngineError(tr("No model is loaded."), tr("Wait for it, or choose one."))
        if model.vocabulary != recording.vocabulary:
            return EngineError(
                tr("This answer was made with other tokens than this model has."),
                tr("Load the model that made it."),
            )
        if not words:
            return EngineError(
                tr("The recording does not spell these words, so they cannot be renoised."),
                tr("Ask for another answer, and change that one."),
            )
        return None

    def _begin(self, turn: Turn, words: Sequence[Span], renoising: Renoising, size: Size) -> None:
        """Be about these words from now on; the same again are gone on with."""
        others = tuple(block for place, block in enumerate(renoising.blocks) if place != renoising.block)
        asked = (renoising.block, renoising.slots, renoising.held, others, size)
        if asked == self._last:
            return
        self._stop()
        self._last, self._tries, self.size = asked, 0, size
        first, last = words[0].start, words[-1].end
        self._around = (turn.text[:first], turn.text[last:])
        self.selected = first, last
        trace = self._recordings[turn].trace
        standing = Alternative(turn.text[first:last], len(words), turn.text, trace, turn.stats)
        self.alternatives = [standing]

    def _ask(self, chat: Chat, turn: Turn, renoising: Renoising, length: int, number: int) -> None:
        """Ask for so many tokens, with a seed so far behind that of the answer.

        Raises:
            EngineError: It cannot be asked.
        """
        recording = self._recordings[turn]
        options = replace(turn.options, seed=(recording.trace.about.seed + number) % 2**63)
        if self.size is not Size.SAME:
            vocabulary = recording.vocabulary
            renoising = renoising.resized(length, end_ids=vocabulary.end_ids, pad_id=vocabulary.pad_id)
        turn_id = self._bridge.renoise(chat.conversation(turn), renoising, options)
        model = self._status.model.name if self._status.model is not None else ""
        about = About(model=model, vocabulary="", vocabulary_size=0, app_version=VERSION)
        self._asked[turn_id] = renoising, Trace(about=about)

    def _place_in(self, text: str) -> tuple[int, int] | None:
        """Where the words in question stand in a wording; None where it is another around them as well."""
        before, behind = self._around
        inside = text.startswith(before) and text.endswith(behind) and len(text) >= len(before) + len(behind)
        return (len(before), len(text) - len(behind)) if inside else None

    def _stop(self) -> None:
        for turn_id in self._asked:
            self._bridge.cancel(turn_id)
        self._asked.clear()
        self.alternatives, self.error = [], None

    @Slot()
    def _follow_shown(self) -> None:
        """Be about the wording that is on show by now; about none where it is another answer."""
        turns = self._chat.turns if self._chat is not None else []
        shown = next((turn for turn in self._versions.values() if turn in turns), None)
        if shown is None:
            self.close()
        elif shown is not self.turn:
            self.turn, self.selected = shown, self._place_in(shown.text)
            self.changed.emit()

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
        place = self._place_in(text)
        words = text[slice(*place)] if place is not None else text
        before = self.alternatives[0]
        whole = before.trace.revised(trace)
        vocabulary = next(iter(self._recordings.values())).vocabulary  # that of all of them
        stats = renoised(before.stats, event.stats, whole, vocabulary)
        whole = replace(whole, about=replace(whole.about, answer_tokens=stats.new_tokens))
        self.alternatives.append(Alternative(words, len(renoising.slots), text, whole, stats))


def repeats(block: Sequence[int], slots: frozenset[int]) -> bool:
    """Whether slots in a row say once more what ends before them, or what begins behind them."""
    first, behind = min(slots), max(slots) + 1
    return any(
        tuple(block[behind - count : behind]) == tuple(block[behind : behind + count])
        or tuple(block[first : first + count]) == tuple(block[max(first - count, 0) : first])
        for count in range(1, len(slots) + 1)
    )
