"""What the random hands look for is seen when it is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app import traces
from app.history import store
from tests.app.random_hands import DATABASES, damage


def test_a_damaged_or_missing_database_is_told_and_a_whole_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3"
    assert damage(file) == "is missing"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE message (text TEXT)")
        made.executemany("INSERT INTO message VALUES (?)", [("word " * 100,)] * 500)
        made.commit()
    assert damage(file) == ""
    content = bytearray(file.read_bytes())
    content[8192:12288] = bytes(range(256)) * 16
    file.write_bytes(content)
    assert damage(file)


def test_the_databases_are_those_of_the_app() -> None:
    assert DATABASES == (store.FILE_NAME, traces.FILE_NAME)
