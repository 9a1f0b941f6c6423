"""Conversations on disk: one SQLite file, and the only code that touches it.

`store.History` is the door for the window: every call returns at once, and what is read comes back through a
callback in the GUI thread. Behind it three threads have connections of their own: one writes, in order, and
keeps what could not be written until it can; one reads and searches; one exports, also where the file cannot
be opened and all that there is stands in memory. Threads rather than short transactions in the GUI thread,
because a commit that must survive a power cut waits for the disk, and a slow disk takes longer than a frame,
sometimes longer than a person's patience.
"""

from app.history.errors import (
    ExportFailed,
    HistoryBusy,
    HistoryDamaged,
    HistoryDeleted,
    HistoryError,
    HistoryFault,
    HistoryFull,
    HistoryNewer,
    HistoryUnwritable,
    ImportRejected,
)
from app.history.exchange import FileKind
from app.history.records import Found, Outcome, StoredConversation, StoredMessage, new_id
from app.history.search import MOST, words_of
from app.history.statements import options_from, renumbered
from app.history.store import History

__all__ = [
    "MOST",
    "ExportFailed",
    "FileKind",
    "Found",
    "History",
    "HistoryBusy",
    "HistoryDamaged",
    "HistoryDeleted",
    "HistoryError",
    "HistoryFault",
    "HistoryFull",
    "HistoryNewer",
    "HistoryUnwritable",
    "ImportRejected",
    "Outcome",
    "StoredConversation",
    "StoredMessage",
    "new_id",
    "options_from",
    "renumbered",
    "words_of",
]
