from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.sqlite_file import is_damage, is_gone, put_back, set_aside, write_ahead


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite3"


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that holds the file."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("CREATE TABLE kept (id INTEGER)")
        connection.execute("BEGIN EXCLUSIVE")
        yield connection


def test_a_file_that_is_held_for_a_moment_is_waited_for(path: Path, other: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        release = threading.Timer(0.2, other.execute, ["COMMIT"])
        release.start()
        write_ahead(connection, wait_s=10)
        release.join()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.usefixtures("other")
def test_a_file_that_stays_held_is_an_error_after_the_wait_and_no_damage(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="locked") as caught:
            write_ahead(connection, wait_s=0.05)
        assert not is_damage(caught.value)


def test_what_is_no_database_is_damage(path: Path) -> None:
    path.write_bytes(b"a letter, not a database. " * 100)
    with closing(sqlite3.connect(path)) as connection:
        with pytest.raises(sqlite3.DatabaseError) as caught:
            write_ahead(connection, wait_s=10)
        assert is_damage(caught.value)


def test_what_was_set_aside_before_stays(path: Path) -> None:
    aside = []
    for words in ("one", "two", "three"):
        path.write_text(words)
        aside.append(set_aside(path))
    assert [each.read_text() for each in aside] == ["one", "two", "three"]


def test_what_is_set_aside_takes_along_what_belongs_to_it(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").write_text(ending)
    aside = set_aside(path)
    assert aside.name.startswith("kept.damaged-")
    assert not path.exists()
    assert [Path(f"{aside}{ending}").read_text() for ending in ("", "-wal", "-shm")] == ["", "-wal", "-shm"]


@pytest.mark.skipif(os.name == "nt", reason="what is open cannot be deleted there")
def test_what_was_deleted_comes_back_whole_with_what_was_not_yet_in_the_file_itself(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    write_ahead(connection, wait_s=1)
    connection.execute("CREATE TABLE kept (id INTEGER)")
    connection.execute("INSERT INTO kept VALUES (7)")  # beside the file, until somebody sweeps it in
    assert not is_gone(path)
    path.unlink()
    assert is_gone(path)
    put_back(connection, path)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    with closing(sqlite3.connect(path)) as again:
        assert again.execute("SELECT id FROM kept").fetchall() == [(7,)]


def test_what_cannot_be_asked_for_is_not_taken_for_deleted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "stat", refused)
    assert not is_gone(path)
