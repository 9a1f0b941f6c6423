"""What is kept of every conversation besides its messages: named, placed, listed and searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.history import History, StoredConversation
from app.models.chat import title_of
from app.models.order import shelved
from app.models.search import Search
from app.models.shelf import Shelf
from app.models.titles import titles_of


class Catalogue(QObject):
    """The records of all conversations, by their ids. Lives in the GUI thread.

    Attributes:
        shelf: The list, as people see it: of those that have a title, or that a search found.
        search: What is looked for in all of them.

    Signals:
        replaced: There is another `StoredConversation` in place of one with the same id.
        changed: What is listed may be other conversations, or have other names or places.
    """

    replaced = Signal(StoredConversation)
    changed = Signal()

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._records: dict[int, StoredConversation] = {}
        self.search = Search(history, self._records, self)
        self.search.changed.connect(self._show_rows)
        self.shelf = Shelf(self._records, self)
        self.shelf.retitled.connect(self.rename)

    def __contains__(self, id: int) -> bool:
        """Whether there is a conversation."""
        return id in self._records

    def record(self, id: int) -> StoredConversation:
        """What is stored of a conversation besides its messages."""
        return self._records[id]

    @property
    def ids(self) -> list[int]:
        """The conversations that have a title, the newest first."""
        return [id for _, id in titles_of(self._records.values())]

    @property
    def folders(self) -> list[str]:
        """The folders that hold something."""
        return sorted({r.folder for r in self._records.values() if r.folder}, key=str.casefold)

    @Slot(object, str)
    def rename(self, id: int, title: str) -> None:
        """Give a conversation a name; a blank one changes nothing."""
        if title.strip():
            self.change(id, title=title_of(title), is_named=True)

    def pin(self, id: int, pinned: bool) -> None:
        """Let a conversation stand above the others, or no more."""
        self.change(id, is_pinned=pinned)

    def move(self, id: int, folder: str) -> None:
        """Put a conversation into a folder; an empty name takes it out of any."""
        self.change(id, folder=" ".join(folder.split()))

    def rename_folder(self, folder: str, name: str) -> None:
        """Call a folder otherwise: two of one name become one. A blank name changes nothing."""
        named = " ".join(name.split())
        for id in [id for id, record in self._records.items() if named and record.folder == folder]:
            self.replace(id, folder=named)
            self._history.save(self._records[id])
        self.relist()

    def change(self, id: int, **values: object) -> None:
        """Change a conversation, on disk and in the list as well."""
        self.replace(id, **values)
        self._history.save(self._records[id])
        self.relist()

    def replace(self, id: int, **values: object) -> None:
        """Change a conversation here alone: who calls this writes it, and lists it anew where that shows."""
        self._records[id] = replace(self._records[id], **values)  # type: ignore[arg-type]  # named by the callers
        self.replaced.emit(self._records[id])

    def take_in(self, records: Iterable[StoredConversation]) -> None:
        """Have these as well, listed with the next `relist`."""
        self._records |= {record.id: record for record in records}

    def take_out(self, id: int) -> StoredConversation:
        """Have a conversation no more, nor in the list after the next `relist`."""
        return self._records.pop(id)

    def relist(self) -> None:
        """List what is new, or has another title or place."""
        self.search.forget_titles()
        self._show_rows()
        self.changed.emit()

    @Slot()
    def _show_rows(self) -> None:
        self.shelf.leaving.emit()
        is_search = bool(self.search.words)
        rows = self.search.entries if is_search else shelved(self._records.values(), datetime.now())
        self.shelf.show(rows)
