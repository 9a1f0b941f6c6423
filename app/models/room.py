"""How much of what the model holds the next message would take up, and what would be left out for it."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal, Slot

from app.bridge import Bridge
from app.history.worker import Worker
from app.language import tr
from app.models.attachments import Attachments
from app.models.chat import is_told, title_for
from app.models.choices import Choices
from app.models.control import Control
from app.models.figures import tokens_held
from app.models.library import Library
from app.models.queue import Queue
from app.models.status import Status
from app.models.turn import Turn
from engine import Conversation, EngineError, Fit, TurnOptions

REST_MS = 300  # without a key before it is measured
CLOSE_S = 0.2
_SHORTEST = "?"  # what is measured while nothing is written yet


class Room(QObject):
    """Measures what a turn would be given, as the engine does it. Lives in the GUI thread.

    Attributes:
        line: How much is taken up, for people; empty where that is not known.
        share: The same as a share of all, where there is no room for the line.
        warning: What will be left out or will not fit, in sentences; empty where everything fits.

    Signals:
        changed: Any attribute is another one.
    """

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        library: Library,
        status: Status,
        queue: Queue,
        choices: Choices,
        attachments: Attachments,
        control: Control,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._library, self._status = bridge, library, status
        self._choices, self._attachments, self._control = choices, attachments, control
        self.line = self.share = self.warning = ""
        self._draft = ""
        self._asked = 0
        self._worker = Worker("room", self)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self.measure)
        library.opened.connect(self._forget)
        for source in (library.catalogue, status, queue, choices, attachments, control):
            source.changed.connect(self._wait)

    def write(self, draft: str) -> None:
        """Know what is written now."""
        self._draft = draft
        self._wait()

    def close(self) -> None:
        """Measure nothing more."""
        self._resting.stop()
        self._worker.close(CLOSE_S, finish=False)

    @Slot()
    def measure(self) -> None:
        """Measure at once; `changed` will tell."""
        self._resting.stop()
        self._asked += 1
        if self._status.model is None:
            self._say(0, "")
            return
        chat, number, edited = self._library.open_chat, self._asked, self._control.editing
        told = [turn for turn in chat.before(edited) if is_told(turn)]
        prompt, files = self._draft.strip(), self._attachments.ready
        conversation = chat.conversation_with(prompt or _SHORTEST, files, edited)
        options = self._choices.options()
        self._worker.post(
            lambda: self._measured(number, conversation, options),
            lambda fit: self._take(number, told, bool(prompt or files), fit),
        )

    @Slot()
    def _wait(self) -> None:
        self._resting.start()

    @Slot()
    def _forget(self) -> None:
        """Another conversation is on show: nothing is known of it yet."""
        self._asked += 1
        self._say(self._held(), "")
        self._wait()

    def _measured(
        self, number: int, conversation: Conversation, options: TurnOptions
    ) -> Fit | EngineError | None:
        """What the engine says. Runs in the worker's thread; only the latest question is worth the time."""
        if number != self._asked:
            return None
        try:
            return self._bridge.measure(conversation, options)
        except EngineError as error:
            return error

    def _take(self, number: int, told: list[Turn], is_written: bool, fit: Fit | EngineError | None) -> None:
        if number != self._asked or fit is None:
            return
        if isinstance(fit, EngineError):
            self._say(0, f"{fit.title} {fit.hint}" if is_written else "")
        else:
            self._say(fit.prompt_tokens if is_written else self._held(), dropped(told, fit.dropped))

    def _held(self) -> int:
        return tokens_held(self._library.open_chat.turns)

    def _say(self, tokens: int, warning: str) -> None:
        """Say that so many tokens are taken up; 0 where that is not known."""
        model = self._status.model
        line = share = ""
        if model is not None and tokens:
            line = used(tokens, model.context_tokens)
            share = f"{tokens / model.context_tokens:.0%}"
        if (line, warning) != (self.line, self.warning):
            self.line, self.share, self.warning = line, share, warning
            self.changed.emit()


def used(tokens: int, context_tokens: int) -> str:
    """How much a next message would take up with all before it."""
    return tr(
        "{used:,} of {room:,} tokens ({part:.0%})",
        used=tokens,
        room=context_tokens,
        part=tokens / context_tokens,
    )


def dropped(told: list[Turn], count: int) -> str:
    """Which of the earlier turns will be left out: so many of the oldest; empty where none."""
    if not count:
        return ""
    return " ".join(
        (
            tr("This conversation is longer than the model can hold."),
            _left_out(told, count),
            tr("Here nothing is deleted."),
        )
    )


def _left_out(told: list[Turn], count: int) -> str:
    """The oldest turns, so many, in a sentence."""
    if count >= len(told):
        return tr("None of the earlier questions and answers will be sent.")
    until = _until(told[count])
    if count == 1:
        return tr("The oldest question with the answer will not be sent: {until}.", until=until)
    return tr("The oldest %Ln questions with the answers will not be sent: {until}.", "", count, until=until)


def _until(kept: Turn) -> str:
    """Up to which turn, the first that is still sent."""
    asked = QDateTime.fromSecsSinceEpoch(int(kept.asked_s))
    when = QLocale().toString(asked, tr("dd MMMM, HH:mm"))
    return tr(
        "all before “{question}” ({when})", question=title_for(kept.prompt, kept.attachments), when=when
    )
