"""One conversation: its turns in order, its title, and what the engine is asked."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.models.turn import Turn, TurnState
from engine import Conversation, TurnOptions

UNTITLED = "New conversation"
LONGEST_TITLE = 80


class Chat(QObject):
    """A conversation. Lives in the GUI thread.

    Attributes:
        turns: Its turns, oldest first.
        title: The first line of its first prompt.

    Signals:
        added: A turn is new at the end.
        removed: A turn is taken out.
        renamed: The title is another one.
    """

    added = Signal(Turn)
    removed = Signal(Turn)
    renamed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.turns: list[Turn] = []
        self.title = UNTITLED

    def ask(self, prompt: str, options: TurnOptions) -> Turn:
        """Add a turn that waits to be asked."""
        turn = Turn(prompt, options, self)
        self.turns.append(turn)
        self._name()
        self.added.emit(turn)
        return turn

    def remove(self, turn: Turn) -> None:
        """Take out a turn that was never asked."""
        self.turns.remove(turn)
        self._name()
        self.removed.emit(turn)
        turn.deleteLater()

    def conversation(self, turn: Turn) -> Conversation:
        """What the engine is asked for a turn: it, and the turns before it that were answered."""
        conversation = Conversation()
        for earlier in self.turns[: self.turns.index(turn)]:
            if earlier.state is TurnState.FINISHED and earlier.text:
                conversation = conversation.asked(earlier.prompt).answered(earlier.text, earlier.thought)
        return conversation.asked(turn.prompt)

    def contains(self, words: str) -> bool:
        """Whether every word occurs in the title, a prompt or an answer, in any case."""
        said = "\n".join([self.title, *(part for turn in self.turns for part in (turn.prompt, turn.text))])
        return all(word in said.casefold() for word in words.casefold().split())

    def _name(self) -> None:
        title = title_of(self.turns[0].prompt) if self.turns else UNTITLED
        if title != self.title:
            self.title = title
            self.renamed.emit()


def title_of(prompt: str) -> str:
    """The first line with anything in it, on one line and not too long."""
    line = " ".join(next((line for line in prompt.splitlines() if line.strip()), UNTITLED).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"
