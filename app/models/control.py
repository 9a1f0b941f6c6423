"""What a person can do with the turns of the open conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


@dataclass(slots=True)
class Rewriting:
    """A question that is written anew; its files are with the other attachments.

    Attributes:
        chat: The conversation in which it was asked.
        turn: A turn with that question.
        text: What it has become.
    """

    chat: Chat
    turn: Turn
    text: str


class Control(QObject):
    """Acts on turns of the open conversation. Lives in the GUI thread.

    Nothing that was said is replaced: another answer or another question is a version beside the first.
    What was written in a question waits until that is edited again, sent, or left as it is.

    Attributes:
        editing: The turn whose question is being written anew, or None.
        slow: Slow motion, of this answer and the next ones.
        archive: The recordings of answers.

    Signals:
        edited: Another question is being edited, or none; told before `changed`.
        changed: Another question is being edited, or none; or what can be done is another thing.
    """

    edited = Signal()
    changed = Signal()

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
        self._rewritings: dict[int, Rewriting] = {}  # by the question
        self.editing: Turn | None = None
        library.opened.connect(self._set_aside)
        queue.changed.connect(self.changed)
        queue.lined_up.connect(self.changed)

    @property
    def chat(self) -> Chat:
        """The open conversation."""
        return self._library.open_chat

    @property
    def is_free(self) -> bool:
        """Whether turns can be changed: not while one of them waits or runs."""
        return not self._queue.is_about(self.chat)

    @property
    def draft(self) -> str:
        """What is written so far: in the question that is edited, or else for the next turn."""
        if self.editing is None:
            return self.chat.record.draft
        return self._rewritings[self.editing.question_id].text

    @property
    def is_rewriting(self) -> bool:
        """Whether a question was written anew and is not sent: nothing of that is on disk."""
        listed = set(self._library.catalogue.ids)
        return any(r.chat.record.id in listed and self._is_changed(r) for r in self._rewritings.values())

    def write(self, draft: str) -> None:
        """Keep what is written so far."""
        if self.editing is None:
            self._library.write_draft(draft)
        else:
            self._rewritings[self.editing.question_id].text = draft

    def name_of(self, turn: Turn) -> str:
        """What an answer is called beside its other versions."""
        number = 1 + self.chat.answers(turn).index(turn)
        return version_name(turn, number, self._choices.presets.name_of(turn.options))

    def send(self, prompt: str) -> Turn:
        """Ask behind the last turn; or, where a question is being edited, another version of it."""
        options, files = self._choices.options(), self._attachments.take()
        edited = self.editing
        if edited is None:
            return self._queue.ask(self.chat, prompt, options, files)
        self.leave_editing()
        return self._queue.ask_instead(self.chat, edited, prompt, options, files)

    def edit(self, turn: Turn) -> None:
        """Write a question anew, or go on with that."""
        self._rewritings.setdefault(turn.question_id, Rewriting(self.chat, turn, turn.prompt))
        self._turn_to(turn)

    @Slot()
    def leave_editing(self) -> None:
        """Leave the question as it is."""
        edited = self.editing
        if edited is not None:
            self._turn_to(None)
            del self._rewritings[edited.question_id]
            self._attachments.forget(edited)

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
        self._set_aside()
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
            self._set_aside()  # what comes back is no part of a question that is edited
            self._attachments.add_ready(turn.attachments)
        return is_gone

    def show(self, turn: Turn) -> None:
        """Show the version of which a turn is a part."""
        self.chat.show(turn)

    @Slot()
    def _set_aside(self) -> None:
        """Edit no question; what was written in it waits."""
        if self.editing is not None:
            self._turn_to(None)

    def _is_changed(self, rewriting: Rewriting) -> bool:
        """Whether there is still such a question, with other words or files."""
        turn = rewriting.turn
        if all(other.question_id != turn.question_id for other in rewriting.chat.tree):
            return False
        return rewriting.text != turn.prompt or self._attachments.are_changed(turn)

    def _extend(self, chat: Chat, turn: Turn) -> None:
        if self.can_proceed(turn) and not self._queue.is_about(chat):
            self._queue.extend(chat, turn)

    def _retry(self, chat: Chat, turn: Turn) -> None:
        if turn.error is not None and turn in chat.tree:
            self._queue.retry(chat, turn)

    def _turn_to(self, edited: Turn | None) -> None:
        self.editing = edited
        self._attachments.turn_to(edited)
        self.edited.emit()
        self.changed.emit()
