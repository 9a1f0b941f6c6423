"""What a person can do with the turns of the open conversation."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.models.chat import Chat
from app.models.choices import Choices
from app.models.library import Library
from app.models.queue import Queue
from app.models.turn import Turn, TurnState
from engine import FinishReason

CONTINUE = "Continue where you stopped."


class Control(QObject):
    """Acts on turns of the open conversation. Lives in the GUI thread.

    Nothing that was said is replaced: another answer or another question is a version beside the first.

    Attributes:
        editing: The turn whose question is being written anew, or None.

    Signals:
        changed: Another question is being edited, or none; or what can be done is another thing.
    """

    changed = Signal()

    def __init__(
        self, library: Library, queue: Queue, choices: Choices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._queue, self._choices = library, queue, choices
        self.editing: Turn | None = None
        library.opened.connect(self.leave_editing)
        queue.changed.connect(self.changed)

    @property
    def chat(self) -> Chat:
        """The open conversation."""
        return self._library.open_chat

    @property
    def is_free(self) -> bool:
        """Whether turns can be changed: not while one of them waits or runs."""
        return not self.chat.is_busy

    def send(self, prompt: str) -> Turn:
        """Ask behind the last turn; or, where a question is being edited, another version of it."""
        options = self._choices.options()
        edited, self.editing = self.editing, None
        self.changed.emit()
        if edited is None or not self.is_free:
            return self._queue.ask(self.chat, prompt, options)
        return self._queue.ask_instead(self.chat, edited, prompt, options)

    def edit(self, turn: Turn) -> None:
        """Begin to write a question anew."""
        self.editing = turn
        self.changed.emit()

    @Slot()
    def leave_editing(self) -> None:
        """Leave the question as it is."""
        if self.editing is not None:
            self.editing = None
            self.changed.emit()

    def regenerate(self, turn: Turn, *, same_seed: bool = False) -> None:
        """Ask for another version of an answer; with the same seed it was asked with in all."""
        if same_seed and turn.stats is not None:
            options = replace(turn.options, seed=turn.stats.seed)
        else:
            options = self._choices.options()
        self._queue.ask_version(self.chat, turn, options)

    def can_proceed(self, turn: Turn) -> bool:
        """Whether a turn is the last one, and stopped before its end."""
        is_last = self.chat.turns[-1:] == [turn]
        return is_last and turn.state is TurnState.FINISHED and turn.reason is not FinishReason.END

    def proceed(self) -> None:
        """Ask the model to go on."""
        self._queue.ask(self.chat, CONTINUE, self._choices.options())

    def retry(self, turn: Turn) -> None:
        """Ask a failed turn once more."""
        self._queue.retry(self.chat, turn)

    def delete(self, turn: Turn) -> None:
        """Delete a turn and what follows it."""
        self.leave_editing()
        self._library.cut(self.chat, turn)

    def fork(self, turn: Turn) -> None:
        """Begin a conversation with what was said up to a turn."""
        self._library.fork(self.chat, turn)

    def show(self, turn: Turn) -> None:
        """Show the version of which a turn is a part."""
        self.chat.show(turn)
