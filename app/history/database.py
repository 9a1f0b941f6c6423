"""The file itself: opened, brought to the current layout, checked, and set aside where it is damaged."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from urllib.parse import quote

from app.history.errors import HistoryBusy, HistoryDamaged, HistoryNewer, history_error, unwritable
from app.history.layout import LAYOUTS
from app.language import tr
from app.sqlite_file import BUSY_S, set_aside, write_ahead

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database.

    Attributes:
        connection: For the thread that opened it, in autocommit mode.
        set_aside: Where a damaged file lies now whose place it took, or None.
    """

    connection: sqlite3.Connection
    set_aside: Path | None = None


def open_database(path: Path, layouts: Sequence[Sequence[str]] = LAYOUTS) -> Database:
    """Open the history for writing: made where there is none, moved up where it is older.

    A file that is damaged is set aside and a new one begun; one that was not closed is checked first.

    Raises:
        HistoryError: It cannot be opened. The file is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return Database(connection=_opened(path, layouts))
        except HistoryDamaged:
            aside = set_aside(path)
            return Database(connection=_opened(path, layouts), set_aside=aside)
    except OSError as error:
        raise unwritable(path) from error


def read_database(path: Path) -> sqlite3.Connection:
    """Open a history for reading only.

    Raises:
        HistoryError: It cannot be opened, or the one that writes is still making it.
    """
    with converted(path):
        connection = sqlite3.connect(f"{address(path.absolute())}?mode=rw", uri=True, timeout=BUSY_S)
        try:
            connection.execute("PRAGMA query_only = ON")
            _require_made(connection)
        except BaseException:
            connection.close()  # one that is left open keeps a damaged file from being set aside
            raise
        return connection


def address(path: PurePath) -> str:
    """A whole path as SQLite wants it: the server of a folder in the network belongs to the path there."""
    way = quote(path.as_posix(), safe="/:")
    return f"file://{way}" if way.startswith("/") else f"file:///{way}"


def close_database(connection: sqlite3.Connection, path: Path) -> None:
    """Close the connection that wrote; the next start need not check the file."""
    connection.close()
    with suppress(OSError):
        _mark(path).unlink(missing_ok=True)


@contextmanager
def converted(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors of ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise history_error(error, path) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing of what is written inside."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _opened(path: Path, layouts: Sequence[Sequence[str]]) -> sqlite3.Connection:
    with converted(path):
        connection = _connected(path)
        try:
            if _mark(path).exists():  # it was not closed
                _check(connection, path)
            _move_up(connection, path, layouts)
        except BaseException:
            connection.close()
            raise
    with suppress(OSError):  # a mark that cannot be made costs a check, nothing else
        _mark(path).touch()
    return connection


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        write_ahead(connection, wait_s=BUSY_S)
        connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Look at every page of the file.

    Raises:
        HistoryDamaged: It is not whole.
    """
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise HistoryDamaged(tr("The file of your conversations is damaged: {path}", path=path))


def _require_made(connection: sqlite3.Connection) -> None:
    """Let nobody read before the file has its layout.

    Raises:
        HistoryBusy: It has not.
    """
    if _version(connection) != len(LAYOUTS):
        raise HistoryBusy(tr("The file of your conversations is not ready yet."), tr("Wait a few seconds."))


def _move_up(connection: sqlite3.Connection, path: Path, layouts: Sequence[Sequence[str]]) -> None:
    """Apply the layouts that the file does not have yet; what it was before is kept as a backup.

    Raises:
        HistoryNewer: The file has a layout that is not known here.
    """
    version = _version(connection)
    if version > len(layouts):
        raise HistoryNewer(
            tr("A newer version of Dewpoint wrote the file of your conversations."),
            tr(
                "It stays as it is, and nothing is saved here."
                " Install the newer version, or move {path} away.",
                path=path,
            ),
        )
    if 0 < version < len(layouts):
        _back_up(connection, path, version)
    for number in range(version, len(layouts)):
        with transaction(connection):
            if _version(connection) > number:
                continue  # another process opened the file just now
            for statement in layouts[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")


def _version(connection: sqlite3.Connection) -> int:
    """The number of layouts that the file has."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    backup = path.with_name(f"{path.stem}.layout-{version}-{stamp}{path.suffix}")
    copy = sqlite3.connect(backup)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    _log.info("The history of layout %d is kept as %s.", version, backup.name)


def _mark(path: Path) -> Path:
    """A file that is there while the history is open, and after a crash."""
    return path.with_name(f"{path.name}.open")
