from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.turn import Turn
from app.theme import Theme
from app.widgets.versions import Versions
from engine import TurnOptions
from tests.app.conftest import Opened, OpenWindow


def test_arrows_lead_to_the_other_versions_and_end_where_there_are_no_more(
    theme: Theme, page: QWidget
) -> None:
    versions = Versions(theme, "answer", page)
    turns = [Turn(str(number), TurnOptions()) for number in range(3)]
    chosen: list[Turn] = []
    versions.chosen.connect(chosen.append)
    versions.show_versions(turns, 1)
    assert versions.count.text() == "2/3"
    assert versions.count.accessibleName() == "Version 2 of 3 of the answer"
    versions.back.click()
    versions.on.click()
    assert chosen == [turns[0], turns[2]]
    versions.show_versions(turns, 2)
    assert not versions.on.isEnabled()


def test_one_version_needs_no_arrows(theme: Theme, page: QWidget) -> None:
    versions = Versions(theme, "answer", page)
    versions.show_versions([Turn("One", TurnOptions())], 0)
    assert not versions.isVisible()


@pytest.mark.parametrize("what", ["message", "answer"])
def test_the_arrow_that_is_pressed_keeps_the_keyboard_in_the_other_version(
    open_window: OpenWindow, what: str
) -> None:
    opened = open_window()
    opened.answered("Zero")
    first, queue, chat = opened.answered("One"), opened.parts.queue, opened.parts.library.open_chat
    for number in range(2):
        if what == "message":
            queue.ask_instead(chat, first, f"One {number}", first.options)
        else:
            queue.ask_version(chat, first, first.options)
        opened.finish(chat.turns[-1])
    shown = [chat.turns[-1]]
    _visible(opened).back.setFocus()
    for _ in range(3):  # twice back, and on, as the first one leads on only
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Space)
        shown.append(chat.turns[-1])
        opened.settle()
    assert shown[2] is first
    assert shown[3] is shown[1]
    assert _visible(opened).what == what
    assert _visible(opened).on.hasFocus()
    assert opened.window.composer.field.toPlainText() == ""


def _visible(opened: Opened) -> Versions:
    (versions,) = (each for each in opened.window.findChildren(Versions) if each.isVisible())
    return versions
