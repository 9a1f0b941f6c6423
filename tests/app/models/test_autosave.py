from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import STORY, Reply


def _answers(folder: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(folder / "history" / "history.sqlite3")
    rows = connection.execute("SELECT text, outcome FROM message WHERE role = 'model' ORDER BY id").fetchall()
    connection.close()
    return rows


def test_every_block_is_on_disk_while_the_next_one_condenses(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(shown=False, stepwise=True, reply_to=always(Reply(text=STORY * 3)))
    turn = opened.ask()
    opened.stepped(turn, 8)
    assert turn.block == 1
    first = turn.committed_text
    assert first
    opened.wait(lambda: _answers(tmp_path) == [(first, "open")])
    opened.stepped(turn, 6)
    assert turn.committed_text.startswith(first)
    assert turn.committed > len(first)
    opened.wait(lambda: _answers(tmp_path) == [(turn.committed_text, "open")])
    opened.finish(turn)
    opened.wait(lambda: _answers(tmp_path) == [(turn.text, "end")])


def test_steps_that_commit_nothing_write_nothing(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    turn = opened.ask()
    saved: list[object] = []
    opened.parts.history.save = lambda *what: saved.append(what)  # type: ignore[method-assign]  # counts the writes
    opened.stepped(turn, 4)
    assert saved == []
    opened.finish(turn)
    assert 1 <= len(saved) <= 4


def test_a_version_that_is_chosen_is_the_one_on_show_at_the_next_start(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    first = opened.answered("One")
    chat = opened.parts.library.open_chat
    second = opened.parts.queue.ask_version(chat, first, first.options)
    opened.wait(lambda: second.ended)
    chat.show(first)
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    shown = again.parts.library.open_chat
    assert [turn.answer_id for turn in shown.turns] == [first.answer_id]
    assert len(shown.answers(shown.turns[0])) == 2
