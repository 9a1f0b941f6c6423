from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint

from app.widgets.answer_foot import AnswerFoot
from app.widgets.turn_views import TurnViews, between, first_view
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply

TURNS = 5
LONG = always(Reply(text=STORY * 8, steps=1))


@pytest.fixture
def opened(open_window: OpenWindow) -> Opened:
    """A window with a conversation that is longer than the page."""
    made = open_window()
    for _ in range(TURNS):
        made.answered()
    made.settle()
    return made


@pytest.fixture
def read(open_window: OpenWindow) -> Opened:
    """A window with a conversation of which most is far from the reader, who is at its end."""
    made = open_window(reply_to=LONG)
    made.window.resize(1280, 400)
    for _ in range(TURNS):
        made.answered()
    made.settle()
    return made


def _go(opened: Opened, part: float) -> None:
    bar = opened.window.transcript.verticalScrollBar()
    bar.setValue(round(part * bar.maximum()))
    opened.settle()


def _looked_through(turns: Sequence[TurnViews], top: int, bottom: int) -> list[TurnViews]:
    return [
        each
        for each in turns
        if each.answer.geometry().bottom() >= top and each.question.geometry().top() <= bottom
    ]


def test_what_is_found_is_what_looking_at_each_turn_finds(opened: Opened) -> None:
    turns = opened.window.transcript.page.turns
    height = opened.window.transcript.page.height()
    assert len(turns) == TURNS
    for top in range(-100, height + 100, 37):
        for room in (0, 50, 400, 2 * height):
            assert list(between(turns, top, top + room)) == _looked_through(turns, top, top + room)


def test_the_first_view_is_the_first_of_all_that_reaches_below_a_height(opened: Opened) -> None:
    turns = opened.window.transcript.page.turns
    views = [view for each in turns for view in (each.question, each.answer)]
    for top in range(-100, opened.window.transcript.page.height() + 100, 11):
        expected = next((view for view in views if view.geometry().bottom() >= top), None)
        assert first_view(turns, top) is expected


def test_where_there_are_no_turns_none_is_found() -> None:
    assert list(between([], 0, 100)) == []
    assert first_view([], 0) is None


def test_when_another_turn_runs_each_view_has_as_much_to_do_however_many_there_are(opened: Opened) -> None:
    few = _calls(opened)
    for _ in range(TURNS, 3 * TURNS):
        opened.answered()
    assert _calls(opened) < 3.3 * few


def _calls(opened: Opened) -> int:
    """How many functions are called when the queue has changed."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    opened.parts.queue.changed.emit()
    sys.setprofile(None)
    return count


def test_turns_have_buttons_while_the_reader_is_near_and_need_the_same_room_without(read: Opened) -> None:
    turns = read.window.transcript.page.turns

    def places() -> list[tuple[int, int, int]]:
        return [(each.question.y(), each.answer.y(), each.answer.height()) for each in turns]

    def whole() -> list[bool]:
        assert [each.question.edit is not None for each in turns] == [
            bool(each.answer.findChildren(AnswerFoot)) for each in turns
        ]
        return [each.question.edit is not None for each in turns]

    before = places()
    _go(read, 0.0)
    read.wait(lambda: whole()[0] and not whole()[-1])
    assert places() == before
    _go(read, 1.0)
    read.wait(lambda: whole()[-1] and not whole()[0])
    assert places() == before


def test_a_turn_with_the_keyboard_keeps_its_buttons_while_the_reader_is_far(read: Opened) -> None:
    *_, last = read.window.transcript.page.turns
    assert last.question.edit is not None
    last.question.edit.setFocus()
    _go(read, 0.0)
    assert last.question.edit is not None
    assert last.question.edit.hasFocus()
    read.window.transcript.setFocus()
    _go(read, 0.1)
    assert last.question.edit is None


@pytest.mark.qt_log_ignore("This plugin does not support")  # of a platform without windows
def test_a_menu_stays_open_while_the_page_moves_on(read: Opened) -> None:
    menu = read.window.transcript.page.turns[-1].answer.actions_row.menu
    menu.popup(read.window.mapToGlobal(QPoint(0, 0)))
    _go(read, 0.0)
    assert menu.isVisible()
    menu.close()
