from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.attachments import Attachment, Kind
from app.history.database import close_database, open_database
from app.history.records import StoredConversation, StoredMessage
from app.history.salvage import RECOVERED, salvage
from app.history.statements import conversations, delete_conversation, messages, save
from engine import Role

COUNT = 300


def _filled(path: Path) -> list[StoredConversation]:
    connection = open_database(path).connection
    talks = [StoredConversation(title=f"talk {number}") for number in range(COUNT)]
    for talk in talks:
        save(connection, talk, [StoredMessage(conversation=talk.id, role=Role.USER, text="word " * 100)])
    delete_conversation(connection, talks[0].id)
    close_database(connection, path)
    return talks


def test_what_lies_before_and_behind_the_damage_is_taken_over(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    talks = _filled(damaged)
    with damaged.open("r+b") as file:
        file.seek(damaged.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 2 * 4096)
    before = damaged.read_bytes()
    with closing(sqlite3.connect(damaged)) as connection:
        assert connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",)
    fresh = open_database(tmp_path / "fresh.sqlite3").connection
    count = salvage(damaged, fresh)
    taken = conversations(fresh)
    said = sum(bool(messages(fresh, talk.id)) for talk in taken)
    assert damaged.read_bytes() == before
    assert count == len(taken) > 0.8 * COUNT
    assert said > 0.6 * COUNT
    assert talks[0].id not in {talk.id for talk in taken}  # it was deleted
    assert fresh.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    fresh.close()


def test_of_rows_that_make_no_sense_none_between_them_is_lost(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    talks = _filled(damaged)
    senseless = [talks[100].id, talks[200].id]
    with closing(sqlite3.connect(damaged)) as connection, connection:
        for id in senseless:
            connection.execute("UPDATE message SET outcome = 'ennd' WHERE conversation = ?", (id,))
    fresh = open_database(tmp_path / "fresh.sqlite3").connection
    salvage(damaged, fresh)
    lost = {talk.id for talk in conversations(fresh) if not messages(fresh, talk.id)}
    assert lost == set(senseless)
    fresh.close()


def test_messages_whose_conversation_is_gone_are_found_under_a_name_of_their_own(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    talks = _filled(damaged)
    with closing(sqlite3.connect(damaged)) as connection, connection:
        connection.execute("DELETE FROM conversation WHERE id = ?", (talks[5].id,))  # foreign keys are off
    fresh = open_database(tmp_path / "fresh.sqlite3").connection
    salvage(damaged, fresh)
    recovered = next(talk for talk in conversations(fresh) if talk.id == talks[5].id)
    assert recovered.title == RECOVERED
    assert len(messages(fresh, recovered.id)) == 1
    fresh.close()


def test_files_are_taken_over_with_their_messages(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    talk = StoredConversation(title="Dew")
    notes = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop")
    asked = StoredMessage(conversation=talk.id, role=Role.USER, text="What?", attachments=(notes,))
    connection = open_database(damaged).connection
    save(connection, talk, [asked])
    close_database(connection, damaged)
    fresh = open_database(tmp_path / "fresh.sqlite3").connection
    assert salvage(damaged, fresh) == 1
    assert messages(fresh, talk.id) == [asked]
    fresh.close()


def test_a_file_that_is_no_database_yields_nothing(tmp_path: Path) -> None:
    (tmp_path / "letters").write_bytes(b"Dear Anna " * 1000)
    fresh = open_database(tmp_path / "fresh.sqlite3").connection
    assert salvage(tmp_path / "letters", fresh) == 0
    fresh.close()
