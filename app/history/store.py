"""The history as the window sees it: calls that return at once, results that come back by themselves."""

from __future__ import annotations

import itertools
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.history import statements
from app.history.database import (
    close_database,
    converted,
    open_database,
    read_database,
    transaction,
)
from app.history.errors import (
    ExportFailed,
    HistoryDamaged,
    HistoryDeleted,
    HistoryError,
    HistoryUnwritable,
    ImportRejected,
    unwritable,
)
from app.history.exchange import FileKind, exported, imported
from app.history.records import Found, StoredConversation, StoredMessage, go_on_from
from app.history.salvage import salvage
from app.history.search import search
from app.history.worker import Worker
from app.language import tr
from app.sqlite_file import is_gone, put_back
from app.whole_file import written_whole

T = TypeVar("T")
FILE_NAME = "history.sqlite3"
READ_S = 5.0  # for a search or an export to end


class History(QObject):
    """All conversations on disk. Lives in the GUI thread; no call waits for the disk but `close`.

    What is written is written in the order of the calls. What is read is as old as the last write that was
    done, so a caller keeps what it has just changed in memory.

    Args:
        folder: Where the file lies.

    Attributes:
        folder: The same.

    Signals:
        failed: A `HistoryError`. What was to be written is kept in memory and tried again.
        recovered: Writing works again, and so does reading.
        purged: The ids of messages that were deleted before this start, and now are for good. It is told
            again at every start until `forget_purged`.
    """

    failed = Signal(object)
    recovered = Signal()
    purged = Signal(list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._path = folder / FILE_NAME
        self._opened = threading.Event()
        self._searches = itertools.count(1)
        self._search = 0
        self._connection: sqlite3.Connection | None = None  # the writer's
        self._writer = Worker("history-writer", self)
        self._reader = Worker("history-reader", self)
        self._exporter = Worker("history-exporter", self)
        self._workers = (self._writer, self._reader, self._exporter)
        for worker in self._workers:
            worker.recovered.connect(self._take_recovery)
        self._writer.failed.connect(self.failed)
        self._reader.failed.connect(self._take_read_failure)
        self._exporter.failed.connect(self._take_read_failure)
        self._write(statements.purge, self.purged.emit)

    @property
    def is_unsaved(self) -> bool:
        """Whether something could not be written, and is tried again."""
        return self._writer.is_in_trouble

    def save(self, conversation: StoredConversation, messages: Iterable[StoredMessage] = ()) -> None:
        """Write a conversation and some of its messages, new or changed."""
        said = tuple(messages)
        self._write(lambda connection: statements.save(connection, conversation, said))

    def remember(self, name: str, value: str) -> None:
        """Remember a value for the next start."""
        self._write(lambda connection: statements.remember(connection, name, value))

    @Slot()
    def forget_purged(self) -> None:
        """Tell no more of the messages that were purged: nothing is left of them elsewhere."""
        self.remember(statements.PURGED, "")

    def delete_conversation(self, conversation: int, *, deleted: bool = True) -> None:
        """Mark a conversation as deleted until the next start, or take that back."""
        self._write(
            lambda connection: statements.delete_conversation(connection, conversation, deleted=deleted)
        )

    def delete_messages(self, ids: Sequence[int], *, deleted: bool = True) -> None:
        """Mark messages as deleted until the next start, or take that back."""
        self._write(lambda connection: statements.delete_messages(connection, ids, deleted=deleted))

    def duplicate(
        self, conversation: int, title: str, then: Callable[[StoredConversation | None], None]
    ) -> None:
        """Copy a conversation with every branch."""
        self._write(lambda connection: statements.duplicate(connection, conversation, title), then)

    def read_all(self, then: Callable[[tuple[list[StoredConversation], str]], None]) -> None:
        """All conversations, newest first, and what was remembered as `open`."""
        self._read(lambda c: (statements.conversations(c), statements.state(c, "open")), then)

    def read_messages(self, conversation: int, then: Callable[[list[StoredMessage]], None]) -> None:
        """All messages of a conversation, the oldest first."""
        self._read(lambda connection: statements.messages(connection, conversation), then)

    def search(self, words: str, then: Callable[[list[Found]], None]) -> None:
        """Where every word was said. Only the latest search is answered."""
        number = self._search = next(self._searches)

        def is_stale() -> bool:
            return number != self._search

        def answer(found: list[Found]) -> None:
            if not is_stale():
                then(found)

        self._read(lambda connection: search(connection, words, is_stale), answer)

    def export(
        self,
        records: Sequence[StoredConversation],
        said: Mapping[int, Sequence[StoredMessage]],
        kind: FileKind,
        path: Path,
        then: Callable[[Path | HistoryError], None],
    ) -> None:
        """Write conversations to a file of a kind; the file is there whole, or not at all.

        Args:
            records: The conversations.
            said: The messages of those that are in memory, by conversation; the others' are read.
            kind: What the file is.
            path: Where it will lie.
            then: Gets the path, or why nothing was written.
        """
        self._exporter.post(lambda: self._exported(records, said, kind, path), then)

    def import_file(
        self, path: Path, then: Callable[[list[StoredConversation] | HistoryError], None]
    ) -> None:
        """Take in the conversations of an exported JSON file, beside those that are there."""
        self._write(lambda connection: _imported(connection, path), then)

    def retry(self) -> None:
        """Try again at once what could not be written or read."""
        for worker in self._workers:
            worker.retry()

    def close(self, timeout_s: float) -> bool:
        """Write what is left and let go of the file; whether everything is written.

        Args:
            timeout_s: How long to wait for each thing that is left.
        """
        self._search = 0
        self._opened.set()  # a reader that waits for the file waits no more
        for reading in (self._reader, self._exporter):
            reading.close(min(timeout_s, READ_S), finish=False)
        self._writer.post(self._let_go)
        return self._writer.close(timeout_s)

    @Slot(object)
    def _take_read_failure(self, error: HistoryError) -> None:
        """What only reads cannot set a damaged file aside, nor write one anew: have the writer look at it."""
        if isinstance(error, HistoryDamaged):
            self._writer.post(self._open_anew)
        elif isinstance(error, HistoryUnwritable):
            self._write(lambda _connection: None)
        self.failed.emit(error)

    @Slot()
    def _take_recovery(self) -> None:
        """Tell that all is well again, once none of the threads is in trouble."""
        if not any(worker.is_in_trouble for worker in self._workers):
            self.recovered.emit()

    def _write(self, job: Callable[[sqlite3.Connection], T], then: Callable[[T], None] | None = None) -> None:
        self._writer.post(lambda: self._written(job), then)

    def _read(self, job: Callable[[sqlite3.Connection], T], then: Callable[[T], None]) -> None:
        self._reader.post(lambda: self._looked_up(job), then)

    # What follows runs in the workers' threads.

    def _written(self, job: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is not None and is_gone(self._path):
            self._put_back(self._connection)
        try:
            with converted(self._path):
                if self._connection is None:
                    self._connection = self._opened_for_writing()
                return job(self._connection)
        except HistoryError:
            self._drop_connection()  # opened anew it is checked, and set aside where it is damaged
            raise

    def _put_back(self, connection: sqlite3.Connection) -> None:
        """Lose nothing to somebody who deletes the file, or its folder, under the window; and tell of it."""
        try:
            put_back(connection, self._path)
        except (OSError, sqlite3.Error) as error:
            raise unwritable(self._path) from error
        self._connection = None
        self._writer.tell(
            HistoryDeleted(
                tr("The file of your conversations was deleted while this window was open."),
                tr("It was written anew, with all of them: {path}", path=self._path),
            )
        )

    def _looked_up(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Read over a connection of its own, so that none is in the way when the file is set aside."""
        self._opened.wait()
        with closing(read_database(self._path)) as connection, converted(self._path):
            return job(connection)

    def _exported(
        self,
        records: Sequence[StoredConversation],
        said: Mapping[int, Sequence[StoredMessage]],
        kind: FileKind,
        path: Path,
    ) -> Path | HistoryError:
        try:
            if unread := [record.id for record in records if record.id not in said]:
                read = self._looked_up(lambda c: {id: statements.messages(c, id) for id in unread})
                said = {**said, **read}
        except HistoryDamaged:
            raise  # it is tried again, over the file that takes the place of this one
        except HistoryError as error:
            return ExportFailed(error.title, error.hint)
        return _written_to(path, exported([(record, said[record.id]) for record in records], kind))

    def _opened_for_writing(self) -> sqlite3.Connection:
        database = open_database(self._path)
        if database.set_aside is not None:
            aside = database.set_aside
            count = _salvaged(aside, database.connection)
            self._writer.tell(
                HistoryDamaged(
                    tr("The file of your conversations was damaged."),
                    tr(
                        "%Ln conversations could be read and are in a new file, as far as they could."
                        " The old one was set aside as {name} in {folder}.",
                        "",
                        count,
                        name=aside.name,
                        folder=aside.parent,
                    ),
                )
            )
        go_on_from(statements.greatest_id(database.connection))
        self._opened.set()
        return database.connection

    def _open_anew(self) -> None:
        self._drop_connection()
        self._written(lambda _connection: None)

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _let_go(self) -> None:
        if self._connection is not None:
            close_database(self._connection, self._path)
            self._connection = None


def _salvaged(aside: Path, connection: sqlite3.Connection) -> int:
    """How many conversations could be taken over from a damaged file."""
    try:
        return salvage(aside, connection)
    except (OSError, sqlite3.Error):
        return 0


def _written_to(path: Path, text: str) -> Path | HistoryError:
    try:
        with written_whole(path) as file:
            file.write(text.encode())
    except OSError as error:
        return ExportFailed(
            tr("The file could not be written ({reason}).", reason=error.strerror),
            tr("Choose another place."),
        )
    return path


def _imported(connection: sqlite3.Connection, path: Path) -> list[StoredConversation] | HistoryError:
    try:
        read = imported(path.read_bytes())
    except OSError as error:
        return ImportRejected(
            tr("The file could not be read ({error}).", error=error.strerror or error),
            tr("Choose another file."),
        )
    except ImportRejected as error:
        return error
    untitled = tr("Conversation")  # what has no title is listed nowhere
    made = [
        statements.with_new_ids(replace(record, title=record.title.strip() or untitled), said)
        for record, said in read
    ]
    with transaction(connection):
        for record, said in made:
            statements.insert(connection, record, said)
    return [record for record, _ in made]
