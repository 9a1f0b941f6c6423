from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from app.widgets.turn_views import TurnViews, between, first_view
from tests.app.conftest import Opened, OpenWindow

TURNS = 5


@pytest.fixture
def opened(open_window: OpenWindow) -> Opened:
    """A window with a conversation that is longer than the page."""
    made = open_window()
    for _ in range(TURNS):
        made.answered()
    made.settle()
    return made


def _looked_through(turns: Sequence[TurnViews], top: int, bottom: int) -> list[TurnViews]:
    return [
        each
        for each in turns
        if each.answer.geometry().bottom() >= top and each.question.geometry().top() <= bottom
    ]


def test_what_is_found_is_what_looking_at_each_turn_finds(opened: Opened) -> None:
    turns = opened.window.transcript._turns
    height = opened.window.transcript.page.height()
    assert len(turns) == TURNS
    for top in range(-100, height + 100, 37):
        for room in (0, 50, 400, 2 * height):
            assert list(between(turns, top, top + room)) == _looked_through(turns, top, top + room)


def test_the_first_view_is_the_first_of_all_that_reaches_below_a_height(opened: Opened) -> None:
    turns = opened.window.transcript._turns
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
