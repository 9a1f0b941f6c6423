"""Every way the history can fail, as one small tree.

    HistoryError
        HistoryBusy         another program holds the file, or it is still being made
        HistoryDamaged      the file was damaged; it is set aside, and what can be read is taken over
        HistoryDeleted      the file was deleted while it was open; it is written anew
        HistoryNewer        a newer Dewpoint wrote the file
        HistoryFull         the disk is full
        HistoryUnwritable   the file or its folder cannot be read or written
        HistoryFault        anything else; a defect of ours
        ExportFailed        a file that cannot be written
        ImportRejected      a file that is no export of conversations

Each carries `title` (what happened, in one sentence) and `hint` (what to do).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.language import tr
from app.sqlite_file import code_of, is_damage


class HistoryError(Exception):
    """The root of all errors of the history.

    Args:
        title: What happened, in one plain sentence.
        hint: What the person can do about it.
    """

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint


class HistoryBusy(HistoryError):
    """Another program holds the file, or it is still being made."""


class HistoryDamaged(HistoryError):
    """The file is no whole database."""


class HistoryDeleted(HistoryError):
    """The file was deleted while it was open, and is written anew."""


class HistoryNewer(HistoryError):
    """A newer version wrote the file; it is left untouched."""


class HistoryFull(HistoryError):
    """There is no room on the disk."""


class HistoryUnwritable(HistoryError):
    """The file or its folder cannot be read or written."""


class HistoryFault(HistoryError):
    """A defect of ours; `__cause__` holds the original exception."""


class ExportFailed(HistoryError):
    """The file of an export cannot be written."""


class ImportRejected(HistoryError):
    """The file holds no exported conversations."""


def history_error(error: sqlite3.Error, path: Path) -> HistoryError:
    """What SQLite reports, as an error of ours."""
    if is_damage(error):
        return HistoryDamaged(tr("The file of your conversations is damaged: {path}", path=path))
    match code_of(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return HistoryBusy(
                tr("Another program holds the file of your conversations."),
                tr(
                    "Nothing is lost while this window is open. Close what uses {path}. Then try again.",
                    path=path,
                ),
            )
        case sqlite3.SQLITE_FULL:
            return HistoryFull(
                tr("The disk is full, so your conversations cannot be saved."),
                tr(
                    "Nothing is lost while this window is open. Make room on the disk of {folder}."
                    " Then try again.",
                    folder=path.parent,
                ),
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PERM:
            return unwritable(path)
        case _:
            return fault(error)


def unwritable(path: Path) -> HistoryUnwritable:
    """The error of a file that cannot be opened or written."""
    return HistoryUnwritable(
        tr("Your conversations cannot be saved."),
        tr(
            "Nothing is lost while this window is open. Check that {path} can be written. Then try again.",
            path=path,
        ),
    )


def fault(error: Exception) -> HistoryFault:
    """The error of a defect of ours."""
    return HistoryFault(
        tr("Something of your conversations was not saved ({error}).", error=error),
        tr("“Report a problem…” in the menu gathers what helps to find out why."),
    )
