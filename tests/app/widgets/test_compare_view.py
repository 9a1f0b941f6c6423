from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.cursor import Cursor
from app.theme import Theme
from app.widgets.compare_view import ALONE, CompareView, Other
from app.widgets.labels import Label
from tests.app.conftest import OpenWindow
from tests.app.recordings import ANSWER, recording_of

SHORT = recording_of("the drop is clear.", steps=3)


@pytest.fixture
def view(theme: Theme, page: QWidget, cursor: Cursor) -> CompareView:
    theme.reduce_motion(True)
    made = CompareView(theme, cursor, page)
    made.resize(580, 400)
    made.show()
    made.offer([Other("Version 1", SHORT), Other("Version 2", ANSWER)])
    return made


def test_the_other_one_stands_at_the_same_step_or_at_its_end(view: CompareView, cursor: Cursor) -> None:
    for moment, wanted in ((0, 0), (2, 2), (3, 3), (6, 4), (ANSWER.starts[1] + 1, 4), (1, 1)):
        cursor.go(moment)
        assert view.other.moment == wanted


def test_another_one_can_be_chosen(view: CompareView, cursor: Cursor) -> None:
    assert view.choice.text().startswith("Version 1")
    cursor.go(5)
    view.choice.menu().actions()[1].trigger()
    assert view.choice.text().startswith("Version 2")
    assert (view.other.recording, view.other.moment) == (ANSWER, 5)


def test_both_say_where_they_are(view: CompareView, cursor: Cursor) -> None:
    cursor.go(5)
    first, second = (caption.text() for caption in view._captions)
    assert first.startswith("After 5 steps")
    assert second.startswith("Block 1 is committed")


def test_without_another_one_the_answer_has_all_the_room_and_one_line_says_how_to_get_one(
    view: CompareView, qtbot: QtBot
) -> None:
    view.offer([])
    qtbot.waitUntil(lambda: view.texts[0].width() == view.width())
    assert view.other.recording is None
    lines = [line for line in view.findChildren(Label) if line.isVisible()]
    assert [line.text() for line in lines] == [ALONE]
    assert not view.choice.isVisible()
    view.offer([Other("Version 1", SHORT)])
    qtbot.waitUntil(lambda: view.texts[0].width() < view.width() / 2)
    assert view.texts[1].isVisible()
    assert view.choice.isVisible()
    assert not lines[0].isVisible()


def test_versions_of_an_answer_are_offered(open_window: OpenWindow) -> None:
    opened = open_window()
    first = opened.answered()
    opened.parts.control.regenerate(first)
    opened.wait(lambda: opened.parts.library.open_chat.turns[-1] is not first)
    second = opened.parts.library.open_chat.turns[-1]
    opened.finish(second)
    opened.window.drawer.toggle(second)
    compare = opened.window.drawer.viewer.compare
    assert [action.text() for action in compare.choice.menu().actions()] == ["Version 1, seed 0"]
    assert compare.other.recording is not None
    assert compare.other.recording.trace is first.trace
