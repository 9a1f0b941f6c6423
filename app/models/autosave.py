"""Every change of a conversation goes to the history as it happens, every committed block as it lands."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.history import History, StoredMessage
from app.models.chat import Chat
from app.models.stored import messages_of
from app.models.turn import Turn


class Autosave(QObject):
    """Writes what is new in the conversations that it follows. Lives in the GUI thread."""

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._kept: dict[int, tuple[StoredMessage, ...]] = {}  # what is stored of each turn

    def follow(self, chat: Chat) -> None:
        """Write what happens in a conversation from now on."""
        for turn in chat.tree:
            self._kept[turn.answer_id] = messages_of(turn, chat.record.id)
            self._watch(chat, turn)

    def add(self, chat: Chat, turn: Turn) -> None:
        """Write a new turn, and from now on what becomes of it."""
        self._save(chat, turn)
        self._watch(chat, turn)

    def has(self, turn: Turn) -> bool:
        """Whether a turn is followed."""
        return turn.answer_id in self._kept

    def _watch(self, chat: Chat, turn: Turn) -> None:
        turn.changed.connect(lambda: self._save_news(chat, turn))

    def _save_news(self, chat: Chat, turn: Turn) -> None:
        if self._kept.get(turn.answer_id) != messages_of(turn, chat.record.id):
            self._save(chat, turn)

    def _save(self, chat: Chat, turn: Turn) -> None:
        said = self._kept[turn.answer_id] = messages_of(turn, chat.record.id)
        self._history.save(chat.record, said)
