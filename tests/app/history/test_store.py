from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.history import History, StoredConversation, StoredMessage, database, new_id, records, store
from app.history.database import Database, open_database
from app.history.errors import (
    ExportFailed,
    HistoryBusy,
    HistoryDamaged,
    HistoryDeleted,
    HistoryError,
    HistoryFull,
    HistoryNewer,
    HistoryUnwritable,
)
from app.history.exchange import FileKind, exported
from app.history.store import FILE_NAME
from engine import Role

OpenHistory = Callable[[], History]


@pytest.fixture
def open_history(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenHistory]:
    opened: list[History] = []

    def make() -> History:
        opened.append(History(tmp_path))
        return opened[-1]

    yield make
    for history in opened:
        history.close(30.0)
        shiboken6.delete(history)


def _stored(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / FILE_NAME)
    titles = [title for (title,) in connection.execute("SELECT title FROM conversation ORDER BY id")]
    connection.close()
    return titles


def _errors(history: History) -> list[HistoryError]:
    errors: list[HistoryError] = []
    history.failed.connect(errors.append)
    return errors


def test_what_is_saved_is_there_after_closing_and_read_at_the_next_start(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    history = open_history()
    talk = StoredConversation(title="Drops")
    said = StoredMessage(conversation=talk.id, role=Role.USER, text="What is dew?")
    history.save(talk, [said])
    history.remember("open", str(talk.id))
    assert history.close(30.0)
    assert _stored(tmp_path) == ["Drops"]
    assert not list(tmp_path.glob("*.open"))

    again = open_history()
    read: list[object] = []
    again.read_all(read.append)
    again.read_messages(talk.id, read.append)
    again.search("dew", read.append)
    qtbot.waitUntil(lambda: len(read) == 3)
    assert read[:2] == [([talk], str(talk.id)), [said]]


def test_one_that_is_closed_while_its_file_is_being_made_tells_of_no_error(
    open_history: OpenHistory, qtbot: QtBot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    making, made = threading.Event(), threading.Event()

    def made_slowly(path: Path) -> Database:
        open_database(path, ()).connection.close()  # not a table yet
        making.set()
        made.wait(30.0)
        return open_database(path)

    monkeypatch.setattr(store, "open_database", made_slowly)
    history = open_history()
    errors = _errors(history)
    history.read_all(errors.append)  # type: ignore[arg-type]  # nothing may come
    assert making.wait(30.0)
    assert not history.close(0.1)
    made.set()
    assert history.close(30.0)
    qtbot.wait(50)
    assert errors == []
    assert not caplog.records


def test_only_the_latest_search_is_answered(open_history: OpenHistory, qtbot: QtBot) -> None:
    history = open_history()
    answered: list[str] = []
    for words in ("d", "de", "dew"):
        history.search(words, lambda _found, words=words: answered.append(words))  # type: ignore[misc]  # bound early
    qtbot.waitUntil(lambda: bool(answered))
    qtbot.wait(50)
    assert answered == ["dew"]


def test_what_another_program_holds_up_is_written_when_it_lets_go(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    history = open_history()
    errors = _errors(history)
    read: list[object] = []
    history.read_all(read.append)
    qtbot.waitUntil(lambda: bool(read))
    holder = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    history.save(StoredConversation(title="one"))
    history.save(StoredConversation(title="two"))
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], HistoryBusy)
    holder.execute("COMMIT")
    holder.close()
    with qtbot.waitSignal(history.recovered):
        history.retry()
    assert history.close(30.0)
    assert _stored(tmp_path) == ["one", "two"]


@pytest.mark.parametrize("is_held", [False, True], ids=["writing works", "writing does not"])
def test_recovery_is_told_once_reading_works_again_and_writing_too(
    open_history: OpenHistory, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_held: bool
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    history = open_history()
    errors = _errors(history)
    read: list[object] = []
    history.read_all(read.append)
    qtbot.waitUntil(lambda: bool(read))
    holder = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    if is_held:
        holder.execute("BEGIN IMMEDIATE")
        history.save(StoredConversation(title="one"))
        qtbot.waitUntil(lambda: bool(errors))
    with monkeypatch.context() as patched:
        patched.setattr(store, "read_database", _raise_busy)
        history.read_all(read.append)
        qtbot.waitUntil(lambda: any(error.title == "Held." for error in errors))
    told: list[None] = []
    history.recovered.connect(lambda: told.append(None))
    history.retry()
    qtbot.waitUntil(lambda: len(read) == 2)
    qtbot.wait(50)
    assert bool(told) is not is_held
    holder.close()
    history.retry()
    qtbot.waitUntil(lambda: bool(told))


def _raise_busy(_path: Path) -> sqlite3.Connection:
    raise HistoryBusy("Held.", "Wait.")


def test_a_full_disk_keeps_what_is_to_be_written(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    history = open_history()
    errors = _errors(history)
    history._write(lambda connection: connection.execute("PRAGMA max_page_count = 1"))
    talk = StoredConversation(title="long")
    history.save(talk, [StoredMessage(conversation=talk.id, role=Role.USER, text="word " * 20_000)])
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], HistoryFull)
    assert "Make room" in errors[0].hint
    with qtbot.waitSignal(history.recovered):
        history.retry()  # the next connection has the room that the disk has
    assert history.close(30.0)
    assert _stored(tmp_path) == ["long"]


def test_a_file_of_a_newer_version_stays_and_the_window_goes_on(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    newer = sqlite3.connect(tmp_path / FILE_NAME)
    newer.execute("PRAGMA user_version = 1000")
    newer.close()
    history = open_history()
    errors = _errors(history)
    history.save(StoredConversation(title="one"))
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], HistoryNewer)
    assert not history.close(30.0)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (1000,)
    connection.close()


def test_damage_is_told_with_the_name_of_what_was_set_aside_and_writing_goes_on(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database " * 1000)
    history = open_history()
    errors = _errors(history)
    history.save(StoredConversation(title="new"))
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], HistoryDamaged)
    (aside,) = tmp_path.glob("history.damaged-*")
    assert aside.name in errors[0].hint
    assert history.close(30.0)
    assert _stored(tmp_path) == ["new"]


def test_damage_that_a_reader_meets_is_set_aside(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    history = open_history()
    errors = _errors(history)
    read: list[object] = []
    history.save(StoredConversation(title="one"))
    history._write(
        lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(), read.append
    )
    qtbot.waitUntil(lambda: bool(read))
    with (tmp_path / FILE_NAME).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 20_000)
    history.read_all(read.append)
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob("history.damaged-*"))), timeout=10_000)
    assert any(isinstance(error, HistoryDamaged) for error in errors)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a file that is open")
@pytest.mark.parametrize("is_read", [False, True], ids=["by who writes", "by who reads"])
def test_a_file_that_is_deleted_under_the_window_is_written_anew_and_that_is_told(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot, is_read: bool
) -> None:
    history = open_history()
    errors = _errors(history)
    read: list[tuple[list[StoredConversation], str]] = []
    history.save(StoredConversation(title="one"))
    history.read_all(read.append)
    qtbot.waitUntil(lambda: bool(read))
    for file in tmp_path.iterdir():
        file.unlink()
    tmp_path.rmdir()
    if is_read:
        history.read_all(read.append)
        qtbot.waitUntil(lambda: bool(errors))
        qtbot.waitUntil(lambda: (tmp_path / FILE_NAME).exists())
        history.retry()
        qtbot.waitUntil(lambda: len(read) == 2)
        assert [talk.title for talk in read[1][0]] == ["one"]
    history.save(StoredConversation(title="two"))
    qtbot.waitUntil(lambda: any(isinstance(error, HistoryDeleted) for error in errors))
    assert str(tmp_path / FILE_NAME) in errors[-1].hint
    assert history.close(30.0)
    assert _stored(tmp_path) == ["one", "two"]
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a file that is open")
def test_where_a_deleted_file_cannot_be_written_anew_nothing_is_lost_until_it_can(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    history = open_history()
    errors = _errors(history)
    read: list[object] = []
    history.save(StoredConversation(title="one"))
    history.read_all(read.append)
    qtbot.waitUntil(lambda: bool(read))
    shutil.rmtree(tmp_path)
    tmp_path.write_bytes(b"no folder")
    history.save(StoredConversation(title="two"))
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], HistoryUnwritable)
    tmp_path.unlink()
    with qtbot.waitSignal(history.recovered):
        history.retry()
    assert history.close(30.0)
    assert _stored(tmp_path) == ["one", "two"]


def test_an_export_for_which_nothing_can_be_read_says_so_at_once(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = open_history()
    talk = StoredConversation(title="Drops")
    came: list[object] = []
    history.save(talk)
    history.read_all(came.append)
    qtbot.waitUntil(lambda: bool(came))
    monkeypatch.setattr(store, "read_database", _raise_busy)
    history.export([talk], {}, FileKind.JSON, tmp_path / "all.json", came.append)
    qtbot.waitUntil(lambda: len(came) == 2)
    assert isinstance(came[1], ExportFailed)
    assert came[1].title == "Held."
    assert not (tmp_path / "all.json").exists()


def test_imported_conversations_are_as_old_as_they_were_and_stand_in_the_same_order(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    talks = [
        StoredConversation(title=title, is_named=named, created_s=at_s, updated_s=at_s + 60)
        for title, named, at_s in (("Fog", False, 3000.0), ("Dew", True, 2000.0), ("Ice", False, 1000.0))
    ]
    (tmp_path / "all.json").write_text(exported([(each, []) for each in talks], FileKind.JSON), "utf-8")
    came: list[object] = []
    read: list[tuple[list[StoredConversation], str]] = []
    history = open_history()
    history.import_file(tmp_path / "all.json", came.append)
    qtbot.waitUntil(lambda: bool(came))
    history.read_all(read.append)
    qtbot.waitUntil(lambda: bool(read))
    assert [replace(each, id=0) for each in read[0][0]] == [replace(each, id=0) for each in talks]


def test_an_imported_conversation_without_a_title_gets_one(
    open_history: OpenHistory, tmp_path: Path, qtbot: QtBot
) -> None:
    talk = StoredConversation(title=" ")
    said = StoredMessage(conversation=talk.id, role=Role.USER, text="What is dew?")
    (tmp_path / "all.json").write_text(exported([(talk, [said])], FileKind.JSON), encoding="utf-8")
    came: list[object] = []
    open_history().import_file(tmp_path / "all.json", came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert _stored(tmp_path) == ["Conversation"]


def test_what_is_said_after_the_clock_was_set_back_still_comes_last(
    open_history: OpenHistory, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = open_history()
    talk = StoredConversation(title="Drops")
    history.save(talk, [StoredMessage(conversation=talk.id, role=Role.USER, text="What is dew?")])
    assert history.close(30.0)
    yesterday_ns = time.time_ns() - 86_400 * 10**9
    monkeypatch.setattr(records, "_latest", 0)
    monkeypatch.setattr(time, "time_ns", lambda: yesterday_ns)
    again = open_history()
    read: list[list[StoredMessage]] = []
    again.read_messages(talk.id, read.append)
    qtbot.waitUntil(lambda: bool(read))
    assert new_id() > read[0][0].id > talk.id
