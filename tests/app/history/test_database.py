from __future__ import annotations

import os
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from app.history import database
from app.history.database import address, close_database, open_database, read_database, transaction
from app.history.errors import HistoryBusy, HistoryDamaged, HistoryNewer, HistoryUnwritable
from app.history.layout import LAYOUTS
from app.history.records import StoredConversation
from app.history.statements import conversations, save

NEXT = (*LAYOUTS, ("ALTER TABLE conversation ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


def _filled(path: Path, *, crashed: bool = False) -> None:
    connection = open_database(path).connection
    save(connection, StoredConversation(title="kept"))
    if crashed:
        connection.close()
    else:
        close_database(connection, path)


def _titles(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    titles = [title for (title,) in connection.execute("SELECT title FROM conversation")]
    connection.close()
    return titles


def _spoil(path: Path) -> None:
    """Overwrite a page in the middle of the file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(8192))


def test_an_older_file_is_moved_up_and_kept_as_it_was(path: Path) -> None:
    _filled(path)
    connection = open_database(path, NEXT).connection
    assert connection.execute("SELECT title, mood FROM conversation").fetchall() == [("kept", "calm")]
    connection.close()
    (backup,) = path.parent.glob(f"history.layout-{len(LAYOUTS)}-*.sqlite3")
    assert _titles(backup) == ["kept"]
    with (
        closing(sqlite3.connect(backup)) as kept,
        pytest.raises(sqlite3.OperationalError, match="no such column"),
    ):
        kept.execute("SELECT mood FROM conversation")


def test_many_that_open_a_new_file_at_once_all_have_it(tmp_path: Path) -> None:
    for number in range(10):
        path, ready = tmp_path / f"{number}.sqlite3", threading.Barrier(4)

        def opened(path: Path = path, ready: threading.Barrier = ready) -> int:
            ready.wait()
            connection = open_database(path).connection
            (count,) = connection.execute("SELECT count(*) FROM conversation").fetchone()
            connection.close()
            return int(count)

        with ThreadPoolExecutor(4) as threads:
            assert [made.result() for made in [threads.submit(opened) for _ in range(4)]] == [0] * 4


def test_a_move_that_fails_half_way_changes_nothing(path: Path) -> None:
    _filled(path)
    broken = (*LAYOUTS, ("CREATE TABLE half (id INTEGER)", "CREATE TABLE half (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        open_database(path, broken)
    connection = open_database(path).connection
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    connection.close()


def test_a_file_of_a_newer_version_is_refused_and_left_as_it_is(path: Path) -> None:
    close_database(open_database(path, NEXT).connection, path)
    before = path.read_bytes()
    with pytest.raises(HistoryNewer, match="newer version"):
        open_database(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_set_aside_under_a_name_that_is_told(path: Path) -> None:
    path.write_bytes(b"these are my letters, not a database. " * 400)
    opened = open_database(path)
    assert opened.set_aside is not None
    assert opened.set_aside.read_bytes().startswith(b"these are my letters")
    assert conversations(opened.connection) == []
    opened.connection.close()


def test_a_file_that_was_damaged_in_a_crash_is_set_aside_and_a_new_one_begun(path: Path) -> None:
    _filled(path, crashed=True)
    _spoil(path)
    spoiled = path.read_bytes()
    opened = open_database(path)
    assert opened.set_aside is not None
    assert opened.set_aside.read_bytes() == spoiled
    opened.connection.close()
    again = open_database(path)
    assert again.set_aside is None
    again.connection.close()


def test_a_file_that_was_closed_is_not_checked_again(path: Path) -> None:
    _filled(path)
    _spoil(path)
    opened = open_database(path)  # as fast as can be; damage shows when it is met
    assert opened.set_aside is None
    opened.connection.close()


def test_a_file_that_another_program_holds_is_told_of_and_not_touched(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(path)
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(HistoryBusy, match="Another program"):
        open_database(path)
    holder.execute("COMMIT")
    holder.close()
    assert _titles(path) == ["kept"]


def test_a_place_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HistoryUnwritable, match="cannot be saved"):
        open_database(tmp_path / "file" / "history.sqlite3")


def test_what_only_reads_neither_writes_nor_makes_a_file(path: Path) -> None:
    with pytest.raises(HistoryUnwritable):
        read_database(path)
    assert not path.exists()
    _filled(path)
    reader = read_database(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM conversation")
    reader.close()


def test_what_only_reads_finds_a_file_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "Übung 1#%" / "history.sqlite3"
    _filled(path)
    read_database(path).close()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (PurePosixPath("/home/a b"), "file:///home/a%20b"),
        (PureWindowsPath(r"C:\Users\a"), "file:///C:/Users/a"),
        (PureWindowsPath(r"\\server\share\a"), "file:////server/share/a"),
    ],
)
def test_a_server_is_part_of_the_path(place: PurePath, told: str) -> None:
    assert address(place) == told


def test_what_only_reads_does_not_read_a_file_that_is_still_being_made(path: Path) -> None:
    open_database(path, ()).connection.close()
    with pytest.raises(HistoryBusy, match="not ready"):
        read_database(path)
    _filled(path)
    read_database(path).close()


def test_a_damaged_file_that_was_to_be_read_is_not_held_open(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(HistoryDamaged) as _held:  # as long as it is, so is what the traceback knows
        read_database(path)
    if sys.platform == "linux":
        assert path.resolve() not in [file.resolve() for file in Path("/proc/self/fd").iterdir()]
    path.rename(path.with_name("aside"))  # on Windows only what nobody holds open


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    connection = open_database(path).connection

    def write_half() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO state VALUES ('a', 'b')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert connection.execute("SELECT count(*) FROM state").fetchone() == (0,)
    connection.close()
