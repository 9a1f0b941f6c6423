from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.history.errors import (
    HistoryBusy,
    HistoryDamaged,
    HistoryError,
    HistoryFault,
    HistoryFull,
    HistoryUnwritable,
    history_error,
)

PATH = Path("folder") / "history.sqlite3"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, HistoryBusy),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, HistoryBusy),
        (sqlite3.SQLITE_CORRUPT_VTAB, HistoryDamaged),
        (sqlite3.SQLITE_NOTADB, HistoryDamaged),
        (sqlite3.SQLITE_FULL, HistoryFull),
        (sqlite3.SQLITE_IOERR_WRITE, HistoryUnwritable),
        (sqlite3.SQLITE_READONLY, HistoryUnwritable),
        (sqlite3.SQLITE_MISMATCH, HistoryFault),
    ],
)
def test_each_failure_of_sqlite_has_its_sentence_and_its_way_out(code: int, kind: type[HistoryError]) -> None:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorcode = code
    told = history_error(error, PATH)
    assert type(told) is kind
    assert told.title.count(".") <= 2
    assert told.hint or kind is HistoryDamaged


def test_an_error_without_a_code_is_a_defect() -> None:
    assert isinstance(history_error(sqlite3.ProgrammingError("closed"), PATH), HistoryFault)
