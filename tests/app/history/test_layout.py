from __future__ import annotations

from pathlib import Path

from app.history.database import open_database
from app.history.layout import LAYOUTS


def test_a_new_file_counts_its_layouts_and_is_whole(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "history.sqlite3").connection
    assert connection.execute("PRAGMA user_version").fetchone() == (len(LAYOUTS),)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
