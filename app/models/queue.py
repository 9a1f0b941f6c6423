"""Which turns wait, and which one the engine has: no prompt is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.attachments import Attachment
from app.bridge import Bridge
from app.models.chat import Chat
from app.models.presets import Presets
from app.models.status import Status
from app.models.turn import Turn
from engine import EngineError, EngineState, ModelLoaded, Steering, TurnEvent, TurnOptions, Vocabulary


class Queue(QObject):
    """Asks the engine one turn after the other. Lives in the GUI thread.

    A follow-up needs the answer before it, so turns wait here and not in the engine. They wait as well
    while a model loads or is asked for, and when one could not be loaded: so the model that a turn is
    submitted to is the one that answers it.

    An answer without a token, which terse questions get now and then, is asked for once more with other
    noise, unless a seed was chosen.

    Attributes:
        running: The turn that the engine has, or None.

    Signals:
        changed: Another turn is running, or none.
        lined_up: Other turns wait, or none.
    """

    changed = Signal()
    lined_up = Signal()

    def __init__(
        self, bridge: Bridge, status: Status, presets: Presets, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._status = status
        self._presets = presets
        self._waiting: list[tuple[Chat, Turn]] = []
        self._turn_id = -1
        self._chat: Chat | None = None  # of the turn that is running
        self._vocabulary: Vocabulary | None = None  # of the model that has the turn
        self.running: Turn | None = None
        bridge.arrived.connect(self._follow)

    def ask(
        self, chat: Chat, prompt: str, options: TurnOptions, attachments: Iterable[Attachment] = ()
    ) -> Turn:
        """Add a turn to a conversation and ask it as soon as it is its turn."""
        turn = chat.ask(prompt, options, attachments)
        self._enqueue(chat, turn)
        return turn

    def ask_version(self, chat: Chat, turn: Turn, options: TurnOptions) -> Turn:
        """Ask for another version of an answer."""
        version = chat.ask_again(turn, options)
        self._enqueue(chat, version)
        return version

    def ask_instead(
        self,
        chat: Chat,
        turn: Turn,
        prompt: str,
        options: TurnOptions,
        attachments: Iterable[Attachment] = (),
    ) -> Turn:
        """Ask another version of a question."""
        version = chat.ask_instead(turn, prompt, options, attachments)
        self._enqueue(chat, version)
        return version

    def retry(self, chat: Chat, turn: Turn) -> None:
        """Ask a failed turn once more; where the failure took the model along, load it first.

        What is final of its answer is kept, and written on.
        """
        if turn.error is not None and not turn.error.recoverable:
            self._status.load_again()
        if turn.text or turn.thought:
            turn.go_on()
        else:
            turn.start_over()
        self._enqueue(chat, turn)

    def extend(self, chat: Chat, turn: Turn) -> None:
        """Ask for more of an answer that was not finished."""
        turn.go_on()
        self._enqueue(chat, turn)

    def withdraw(self, chat: Chat, turn: Turn) -> None:
        """Take a waiting turn out of the queue, and out of its conversation where it has no answer yet."""
        self._line_up([entry for entry in self._waiting if entry[1] is not turn])
        if turn.resumption is None:
            chat.remove(turn)
        else:
            turn.stay()

    @Slot()
    def stop(self) -> None:
        """End the running turn at its next step."""
        if self.running is not None:
            self._bridge.cancel(self._turn_id)

    @property
    def is_waiting(self) -> bool:
        """Whether turns wait to be asked."""
        return bool(self._waiting)

    def is_about(self, chat: Chat) -> bool:
        """Whether a turn of a conversation waits or runs."""
        runs = self.running is not None and self._chat is chat
        return runs or any(other is chat for other, _ in self._waiting)

    def halt(self) -> None:
        """End the running turn and ask none of those that wait."""
        self._line_up([])
        self.stop()

    @Slot(Chat)
    def leave(self, chat: Chat) -> None:
        """End what runs for a conversation, and ask none of its turns that wait."""
        left = [turn for other, turn in self._waiting if other is chat]
        self._line_up([entry for entry in self._waiting if entry[0] is not chat])
        for turn in left:
            turn.give_up()
        if self.running is not None and self.running in chat.tree:
            self.stop()

    def proceed(self) -> None:
        """Take one step of the running turn at once, where it is in slow motion."""
        if self.running is not None:
            self._bridge.proceed(self._turn_id)

    def steer(self, steering: Steering) -> None:
        """Do this to a slot of the running turn before its next step."""
        if self.running is not None:
            self._bridge.steer(self._turn_id, steering)

    def _enqueue(self, chat: Chat, turn: Turn) -> None:
        self._line_up([*self._waiting, (chat, turn)])
        self._submit_next()

    def _line_up(self, waiting: list[tuple[Chat, Turn]]) -> None:
        self._waiting = waiting
        self.lined_up.emit()

    def _submit_next(self) -> None:
        while self._waiting and self.running is None and (model := self._free_model()) is not None:
            (chat, turn), *others = self._waiting
            self._line_up(others)
            self._vocabulary = model.vocabulary
            try:
                self._turn_id = self._submit(chat, turn)
            except EngineError as error:
                turn.fail(error)
            else:
                turn.sent(model.name, self._presets.recorded_as(turn.options))
                self._chat = chat
                self._run(turn)

    def _submit(self, chat: Chat, turn: Turn) -> int:
        asked = chat.conversation(turn)
        if turn.resumption is None:
            return self._bridge.submit(asked, turn.options)
        return self._bridge.extend(asked, turn.beginning, replace(turn.options, seed=None, steerings=()))

    def _free_model(self) -> ModelLoaded | None:
        """The model that would answer a turn now; None where it is busy, or another one is coming."""
        is_free = self._status.state is EngineState.READY and not self._status.coming
        return self._status.model if is_free else None

    def _run(self, turn: Turn | None) -> None:
        self.running = turn
        self.changed.emit()

    @Slot(object)
    def _follow(self, events: tuple[object, ...]) -> None:
        mine = [e for e in events if isinstance(e, TurnEvent) and e.turn_id == self._turn_id]
        if self.running is not None and self._vocabulary is not None and mine:
            self.running.follow(mine, self._vocabulary)  # another model may have come in the same batch
            if self.running.ended:
                turn = self.running
                self._run(None)
                self._ask_once_more(turn)
        self._submit_next()

    def _ask_once_more(self, turn: Turn) -> None:
        if turn.is_empty and not turn.is_second_try and turn.options.seed is None and self._chat is not None:
            turn.start_over(is_second_try=True)
            self._line_up([(self._chat, turn), *self._waiting])
