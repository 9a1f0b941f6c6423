from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.attachments import Attachment, Kind
from app.history.database import open_database
from app.history.layout import LAYOUTS
from app.history.records import StoredConversation, StoredMessage
from app.history.statements import (
    conversations,
    delete_conversation,
    delete_messages,
    duplicate,
    messages,
    purge,
    save,
)
from engine import Role

NOTES = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop\nis clear", note="read as cp1252")
PICTURE = Attachment(name="dew.png", kind=Kind.IMAGE, content=b"\x89PNG\0\xff")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_database(tmp_path / "history.sqlite3").connection
    yield opened
    opened.close()


def _question(talk: StoredConversation, *files: Attachment) -> StoredMessage:
    return StoredMessage(conversation=talk.id, role=Role.USER, text="What is it?", attachments=files)


def _files(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM file").fetchone()
    return int(count)


def test_files_come_back_with_their_message_in_their_order(connection: sqlite3.Connection) -> None:
    talk = StoredConversation(title="Dew")
    asked = _question(talk, PICTURE, NOTES, NOTES)
    save(connection, talk, [asked, _question(talk)])
    read = messages(connection, talk.id)
    assert read[0] == asked
    assert read[1].attachments == ()


def test_a_file_is_kept_once_however_often_it_is_attached_or_written(connection: sqlite3.Connection) -> None:
    talk = StoredConversation(title="Dew")
    asked = _question(talk, NOTES)
    for _ in range(3):
        save(connection, talk, [asked, _question(talk, replace(NOTES, name="copy.txt"))])
    copy = duplicate(connection, talk.id, "Copy")
    assert copy is not None
    assert messages(connection, copy.id)[0].attachments == (NOTES,)
    assert _files(connection) == 1


def test_the_files_of_a_draft_wait_with_it_and_follow_its_changes(connection: sqlite3.Connection) -> None:
    talk = StoredConversation(attachments=(NOTES, PICTURE))
    save(connection, talk)
    purge(connection)  # a draft of files alone is a draft
    assert conversations(connection) == [talk]
    save(connection, replace(talk, attachments=(PICTURE,)))
    assert conversations(connection)[0].attachments == (PICTURE,)
    purge(connection)
    assert _files(connection) == 1


def test_what_is_deleted_takes_its_files_along_once_nothing_else_has_them(
    connection: sqlite3.Connection,
) -> None:
    first, second = StoredConversation(title="One"), StoredConversation(title="Two")
    save(connection, first, [shared := _question(first, NOTES), _question(first, PICTURE)])
    save(connection, second, [_question(second, NOTES)])
    delete_conversation(connection, first.id)
    purge(connection)
    assert messages(connection, first.id) == []
    assert _files(connection) == 1
    save(connection, first, [shared])
    delete_messages(connection, [shared.id])
    purge(connection)
    assert _files(connection) == 1
    delete_conversation(connection, second.id)
    purge(connection)
    assert _files(connection) == 0


def test_a_file_of_the_first_layout_is_moved_up_with_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    old = open_database(path, LAYOUTS[:1]).connection
    old.execute(
        "INSERT INTO conversation (id, title, is_named, is_pinned, folder, created_s, updated_s, draft,"
        " system) VALUES (7, 'Dew', 0, 0, '', 0, 0, '', '')"
    )
    old.close()
    opened = open_database(path)
    assert opened.set_aside is None
    (talk,) = conversations(opened.connection)
    save(opened.connection, talk, [_question(talk, NOTES)])
    assert messages(opened.connection, 7)[0].attachments == (NOTES,)
    opened.connection.close()
    (backup,) = tmp_path.glob("old.layout-1-*")
    kept = sqlite3.connect(backup)
    assert kept.execute("PRAGMA user_version").fetchone() == (1,)
    assert kept.execute("SELECT title FROM conversation").fetchall() == [("Dew",)]
    kept.close()
