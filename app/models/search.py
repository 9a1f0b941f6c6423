"""What is looked for in all conversations, and where it is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.history import Found, History, StoredConversation
from app.models.order import Entry
from app.models.titles import Title, titled, titles_of


class Search(QObject):
    """Looks for words in titles and in what was said. Lives in the GUI thread.

    Args:
        records: The conversations by their ids, as they are at any time.

    Attributes:
        words: What is looked for; empty where everything is listed.

    Signals:
        changed: Something else is looked for, or was found.
        answered: What was said is searched through.
    """

    changed = Signal()
    answered = Signal()

    def __init__(
        self, history: History, records: Mapping[int, StoredConversation], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history, self._records = history, records
        self._found: Sequence[Found] = ()
        self._named: Sequence[int] = ()
        self._titles: list[Title] = []
        self.words = ""

    @property
    def entries(self) -> list[Entry]:
        """The conversations in which the words are, those first that have them in their title."""
        excerpts = {found.conversation: found.excerpt for found in self._found}
        ids = [id for id in dict.fromkeys([*self._named, *excerpts]) if id in self._records]
        return [Entry(id, excerpts.get(id, "")) for id in ids]

    def message_in(self, id: int) -> int | None:
        """The message of a conversation in which the words were found; None where that is in its title."""
        return next((found.message for found in self._found if found.conversation == id), None)

    @Slot(str)
    def look_for(self, words: str) -> None:
        """Find what holds the words: in its title at once, in what was said when it is found."""
        self.words = words.strip()
        self._found = ()
        self._named = self._titled(self.words) if self.words else []
        self.changed.emit()
        if self.words:
            self._history.search(self.words, self._take_found)

    def forget_titles(self) -> None:
        """Read the titles anew for the next words."""
        self._titles = []

    def _take_found(self, found: list[Found]) -> None:
        if not self.words:
            return  # nothing is looked for any more
        self._found = found
        self.changed.emit()
        self.answered.emit()

    def _titled(self, words: str) -> list[int]:
        """The conversations with every word in their title; their titles are kept between keys."""
        if not self._titles:
            self._titles = titles_of(self._records.values())
        return titled(self._titles, words)
