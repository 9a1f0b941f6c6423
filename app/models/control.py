"""What a person can do with the turns of the open conversation."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.models.archive import Archive
from app.models.attachments import Attachments
from app.models.caption import version_name
from app.models.chat import Chat
from app.models.choices import Choices
from app.models.library import Library
from app.models.queue import Queue
from app.models.slow_motion import SlowMotion
from app.models.turn import Turn, TurnState
from engine import FinishReason


class Control(QObject):
    """Acts on turns of the open conversation. Lives in the GUI thread.

    Nothing that was said is replaced: another answer or another question is a version beside the first.

    Attributes:
        editing: The turn whose question is being written anew, or None.
        slow: Slow motion, of this answer and the next ones.
        archive: The recordings of answers.

    Signals:
        changed: Another question is being edited, or none; or what can be done is another thing.
        interrupted: Another conversation is opened while a question is being edited; told before `changed`.
    """

    changed = Signal()
    interrupted = Signal()

    def __init__(
        self,
        library: Library,
        queue: Queue,
        choices: Choices,
        attachments: Attachments,
        archive: Archive,
        slow: SlowMotion,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.slow, self.archive = slow, archive
        self._library, self._queue, self._choices = library, queue, choices
        self._attachments = attachments
        self.editing: Turn | None = None
        library.opened.connect(self._interrupt)
        queue.changed.connect(self.changed)

    @property
    def chat(self) -> Chat:
        """The open conversation."""
        return self._library.open_chat

    @property
    def is_free(self) -> bool:
        """Whether turns can be changed: not while one of them waits or runs."""
        return not self._queue.is_about(self.chat)

    def name_of(self, turn: Turn) -> str:
        """What an answer is called beside its other versions."""
        number = 1 + self.chat.answers(turn).index(turn)
        return version_name(turn, number, self._choices.presets.name_of(turn.options))

    def send(self, prompt: str) -> Turn:
        """Ask behind the last turn; or, where a question is being edited, another version of it."""
        options, files = self._choices.options(), self._attachments.take()
        edited = self.editing
        self._turn_to(None)
        if edited is None:
            return self._queue.ask(self.chat, prompt, options, files)
        return self._queue.ask_instead(self.chat, edited, prompt, options, files)

    def edit(self, turn: Turn) -> None:
        """Begin to write a question anew."""
        self._turn_to(turn)

    @Slot()
    def leave_editing(self) -> None:
        """Leave the question as it is."""
        if self.editing is not None:
            self._turn_to(None)

    def regenerate(self, turn: Turn, *, same_seed: bool = False) -> None:
        """Ask for another version of an answer; with the same seed as it was asked and steered in all."""
        if same_seed and turn.stats is not None:
            options = replace(turn.options, seed=turn.stats.seed)
        else:
            options = self._choices.options()
        self._queue.ask_version(self.chat, turn, options)

    def can_answer_plainly(self, turn: Turn) -> bool:
        """Whether all that came of a turn is a thought."""
        return turn.state is TurnState.FINISHED and bool(turn.thought) and not turn.text

    def answer_plainly(self, turn: Turn) -> None:
        """Ask for another version of an answer, without a thought before it."""
        self._queue.ask_version(self.chat, turn, replace(self._choices.options(), thinking=False))

    def can_proceed(self, turn: Turn) -> bool:
        """Whether a turn is the last one, and has an answer or a thought that stopped before its end."""
        is_last = self.chat.turns[-1:] == [turn]
        is_short = turn.state is TurnState.FINISHED and turn.reason is not FinishReason.END
        return is_last and is_short and bool(turn.text or turn.thought)

    def proceed(self, turn: Turn) -> None:
        """Have the answer of a turn written on, with its recording where one is kept."""
        chat = self.chat
        self.archive.recall(turn, lambda: self._extend(chat, turn))

    def retry(self, turn: Turn) -> None:
        """Ask a failed turn once more; what it has is written on, with its recording where one is kept."""
        chat = self.chat
        if turn.text or turn.thought:
            self.archive.recall(turn, lambda: self._retry(chat, turn))
        else:
            self._retry(chat, turn)

    def delete(self, turn: Turn) -> None:
        """Delete a turn and what follows it."""
        self.leave_editing()
        self._library.cut(self.chat, turn)

    def fork(self, turn: Turn) -> None:
        """Begin a conversation with what was said up to a turn."""
        self._library.fork(self.chat, turn)

    def withdraw(self, turn: Turn) -> bool:
        """Take a waiting turn back; whether its prompt is to be written again, and its files are attached.

        It is not where the turn has an answer and only waited for more of it, nor where its question has
        another answer, and stays.
        """
        is_gone = turn.resumption is None and self.chat.answers(turn) == [turn]
        self._queue.withdraw(self.chat, turn)
        if is_gone:
            self._attachments.add_ready(turn.attachments)
        return is_gone

    def show(self, turn: Turn) -> None:
        """Show the version of which a turn is a part."""
        self.chat.show(turn)

    @Slot()
    def _interrupt(self) -> None:
        if self.editing is not None:
            self.interrupted.emit()
            self._turn_to(None)

    def _extend(self, chat: Chat, turn: Turn) -> None:
        if self.can_proceed(turn) and not self._queue.is_about(chat):
            self._queue.extend(chat, turn)

    def _retry(self, chat: Chat, turn: Turn) -> None:
        if turn.state is TurnState.FAILED and turn in chat.tree:
            self._queue.retry(chat, turn)

    def _turn_to(self, edited: Turn | None) -> None:
        self.editing = edited
        self._attachments.turn_to(edited)
        self.changed.emit()
