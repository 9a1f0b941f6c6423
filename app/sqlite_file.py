"""What SQLite leaves to those who keep a file with it: damage, waiting, and a file that somebody deletes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from time import monotonic, sleep

BUSY_S = 5.0  # how long to wait for another program to let go of a file
WITH_FILE = ("", "-wal", "-shm")  # a database and what SQLite keeps beside it


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is no whole database; others pass, or are not the file's fault."""
    return code_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def write_ahead(connection: sqlite3.Connection, *, wait_s: float) -> None:
    """Put a file into WAL mode, and wait for another that does so too: SQLite itself does not wait here.

    Raises:
        sqlite3.Error: It cannot be done, or another held the file all the time.
    """
    until = monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if code_of(error) != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


def set_aside(path: Path) -> Path:
    """Rename a damaged file, with what belongs to it, and return its new place.

    Raises:
        OSError: It cannot be renamed.
    """
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    endings = chain((path.suffix,), (f"-{number}{path.suffix}" for number in count(2)))
    names = (path.with_name(f"{path.stem}.damaged-{stamp}{ending}") for ending in endings)
    aside = next(name for name in names if not name.exists())  # a rename would take its place
    for ending in WITH_FILE:
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def is_gone(path: Path) -> bool:
    """Whether a file was deleted, or the folder that it was in."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def put_back(connection: sqlite3.Connection, path: Path) -> None:
    """Write a file anew that was deleted while it was open, out of the connection, which is closed then.

    Raises:
        OSError, sqlite3.Error: It cannot be written; the connection is still open.
    """
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as copy:
        connection.backup(copy)
    part.replace(path)
    connection.close()
    for ending in WITH_FILE[1:]:  # SQLite leaves there what belonged to the deleted file, and would read it
        path.with_name(path.name + ending).unlink(missing_ok=True)


def code_of(error: sqlite3.Error) -> int:
    """The kind of an error, without its extension."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
