"""Of answers that were deleted no recording stays behind the start that purges them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from app.history.database import open_database
from app.history.statements import purge
from app.history.store import FILE_NAME as HISTORY_NAME
from app.models.turn import Turn
from app.traces import FILE_NAME
from tests.app.conftest import Opened, OpenWindow


def _deleted(opened: Opened) -> tuple[Turn, Turn]:
    """An answer that stays and one that is deleted until the next start, which is yet to come."""
    kept, cut = opened.answered("One"), opened.answered("Two")
    opened.parts.library.cut(opened.parts.library.open_chat, cut)
    opened.stored()
    opened.tear_down()
    return kept, cut


def _recorded(opened: Opened) -> list[int]:
    """The answers whose recordings are on disk."""
    with closing(sqlite3.connect(opened.parts.history.folder / FILE_NAME)) as file:
        return [int(answer) for (answer,) in file.execute("SELECT answer FROM traces")]


def _purged(opened: Opened) -> list[int]:
    """What a start purges that dies then."""
    with closing(open_database(opened.parts.history.folder / HISTORY_NAME).connection) as connection:
        return purge(connection)


def test_of_a_deleted_answer_no_recording_stays_behind_the_next_start(open_window: OpenWindow) -> None:
    kept, _ = _deleted(open_window())
    again = open_window()
    again.wait(lambda: _recorded(again) == [kept.answer_id])


def test_none_stays_either_where_a_start_died_before_it_was_deleted(open_window: OpenWindow) -> None:
    opened = open_window()
    kept, cut = _deleted(opened)
    assert cut.answer_id in _purged(opened)
    again = open_window()
    again.wait(lambda: _recorded(again) == [kept.answer_id])
    looked: list[object] = []
    again.parts.traces.load("nobody", looked.append)
    again.wait(lambda: bool(looked))
    again.settle()
    again.tear_down()
    assert _purged(again) == []
