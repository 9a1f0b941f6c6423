from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.history.database import open_database
from app.history.records import StoredConversation, StoredMessage
from app.history.search import MOST, excerpt_of, search
from app.history.statements import delete_conversation, delete_messages, save
from engine import Role


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    made = open_database(tmp_path / "history.sqlite3").connection
    yield made
    made.close()


def _say(connection: sqlite3.Connection, *texts: str) -> tuple[int, list[int]]:
    talk = StoredConversation(title="talk")
    said = [StoredMessage(conversation=talk.id, role=Role.USER, text=text) for text in texts]
    save(connection, talk, said)
    return talk.id, [message.id for message in said]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("vapour", "Where VAPOUR turns into drops"),
        ("apou", "Where vapour turns into drops"),
        ("turns vapour", "Where vapour turns into drops"),
        ("露点", "露点是水蒸气变成水滴的温度"),
        ("水", "露点是水蒸气变成水滴的温度"),
        ("水蒸气变成", "露点是水蒸気, 水蒸气变成水滴"),
        ("이슬점", "이슬점은 온도이다"),
        ("مرحبا", "قال مرحبا بالعالم"),
        ("👩‍👧", "a 👩‍👧 family"),
        ('say "when"', 'I say "when" it is cold'),
        ("100%", "it is 100% sure"),
        ("50%", "it is 50% sure"),
        ("a_", "snake: a_b"),
        ("c\\", "a path: c\\d"),
        ("it cold", "when it is cold"),
        ("dr\0op", "a dr of op"),
        ("it " * 2000, "when it is cold"),
        ("öl", "Öl und Wasser"),
        ("ÜB", "eine Übung"),
        ("ёж", "Ёж"),
        ('"turns into"', "Where vapour turns into drops"),
        ('drops "vapour turns"', "Where vapour turns into drops"),
    ],
)
def test_any_part_of_what_was_said_is_found(connection: sqlite3.Connection, words: str, text: str) -> None:
    wanted, (message,) = _say(connection, text)
    _say(connection, "something else entirely: 5 0 ab")
    assert [(found.conversation, found.message) for found in search(connection, words)] == [(wanted, message)]


@pytest.mark.parametrize(
    "words",
    ["", "   ", "nowhere", '"', '""', '" "', '"into turns"', "AND", "drops*", "text:drops", "NEAR(drops"],
)
def test_signs_of_the_index_are_ordinary_text(connection: sqlite3.Connection, words: str) -> None:
    _say(connection, "Where vapour turns into drops")
    assert search(connection, words) == []


def test_each_conversation_is_found_once_newest_first(connection: sqlite3.Connection) -> None:
    first, _ = _say(connection, "a drop", "another drop")
    second, (newest,) = _say(connection, "a third drop")
    found = search(connection, "drop")
    assert [each.conversation for each in found] == [second, first]
    assert found[0].message == newest
    assert found[1].excerpt == "another drop"


def test_what_changed_or_was_deleted_is_found_no_more(connection: sqlite3.Connection) -> None:
    talk, (kept, gone) = _say(connection, "a drop", "glass")
    delete_messages(connection, [gone])
    assert search(connection, "glass") == []
    save(
        connection,
        StoredConversation(id=talk, title="talk"),
        [StoredMessage(id=kept, conversation=talk, role=Role.USER, text="a leaf")],
    )
    assert search(connection, "drop") == []
    assert len(search(connection, "leaf")) == 1
    delete_conversation(connection, talk)
    assert search(connection, "leaf") == []


def test_there_is_an_end_to_what_is_found(connection: sqlite3.Connection) -> None:
    for _ in range(MOST + 5):
        _say(connection, "drop")
    assert len(search(connection, "drop")) == MOST


def test_a_search_that_is_no_longer_wanted_ends(connection: sqlite3.Connection) -> None:
    for _ in range(50):
        _say(connection, *["word " * 200] * 20)
    assert search(connection, "zz", lambda: True) == []
    assert len(search(connection, "word")) == 50  # the next one is not disturbed


def test_an_excerpt_shows_the_word_on_one_line() -> None:
    assert excerpt_of("one\ntwo  drop", "DROP") == "one two drop"
    cut = excerpt_of("x" * 100 + " drop " + "y" * 100, "drop")
    assert cut.startswith("…x")
    assert "drop" in cut


def test_an_excerpt_shows_the_word_behind_letters_that_are_two_in_capitals() -> None:
    assert excerpt_of("Maß " * 100 + "drop", "Drop").endswith("drop")


def test_very_many_words_are_no_error(connection: sqlite3.Connection) -> None:
    _say(connection, "".join(map(chr, range(0x4E00, 0x5200))))
    assert len(search(connection, " ".join(map(chr, range(0x4E00, 0x5200))))) == 1
    assert search(connection, " ".join(f"w{number:05d}" for number in range(5000))) == []
