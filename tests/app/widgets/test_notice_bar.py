from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets import notice_bar
from app.widgets.notice_bar import NoticeBar
from tests.app.conftest import OpenWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_each_of_several_deletions_can_be_undone_once_the_last_one_first(page: QWidget) -> None:
    bar = NoticeBar(page)
    undone: list[str] = []
    bar.offer("Deleted “One”", lambda: undone.append("one"))
    bar.offer("Deleted “Two”", lambda: undone.append("two"))
    assert bar.isVisible()
    bar.button.click()
    assert bar.words.accessibleName() == "Deleted “One”"
    bar.button.click()
    bar.act()
    assert undone == ["two", "one"]
    assert not bar.isVisible()


def test_what_is_said_meanwhile_takes_no_offer_away(page: QWidget, qtbot: QtBot) -> None:
    bar = NoticeBar(page)
    bar.move(200, 200)  # away from the pointer
    undone: list[str] = []
    bar.offer("Deleted “One”", lambda: undone.append("one"))
    bar._staying.setInterval(30)
    bar.say("Imported 2 conversations")
    qtbot.waitUntil(lambda: bar.button.isVisible())
    bar.button.click()
    assert undone == ["one"]


@pytest.mark.parametrize("was_read", [True, False])
def test_a_notice_that_was_read_is_over_when_another_takes_its_place(
    page: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, was_read: bool
) -> None:
    monkeypatch.setattr(notice_bar, "READ_MS", 100 if was_read else 60_000)
    bar = NoticeBar(page)
    bar._staying.setInterval(2_000)
    bar.offer("Saved dew.md", lambda: None, "Open the folder")
    qtbot.wait(300)
    bar.offer("Deleted “One”", lambda: None)
    bar.button.click()  # it is undone
    assert bar.isVisible() is not was_read


def test_what_waits_behind_others_comes_back_however_long_they_were_read(
    page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = NoticeBar(page)
    bar.offer("Saved dew.md", lambda: None, "Open the folder")
    for name in ("One", "Two"):
        bar.offer(f"Deleted “{name}”", lambda: None)
    monkeypatch.setattr(notice_bar, "READ_MS", -60_000)
    bar.button.click()
    bar.button.click()
    assert bar.words.accessibleName() == "Saved dew.md"
    assert bar.isVisible()


def test_a_sentence_without_a_button_never_comes_back(page: QWidget) -> None:
    bar = NoticeBar(page)
    bar.say("Imported 2 conversations")
    bar.offer("Deleted “One”", lambda: None)
    bar.button.click()
    assert not bar.isVisible()


def test_nothing_is_undone_before_what_was_done_after_it(page: QWidget, qtbot: QtBot) -> None:
    bar = NoticeBar(page)
    bar.move(200, 200)  # away from the pointer
    undone: list[str] = []
    bar._staying.setInterval(30)
    for name in ("one", "two"):
        bar.offer(f"Deleted “{name}”", lambda name=name: undone.append(name))  # type: ignore[misc]  # bound early
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar.act()
    assert undone == []


def test_the_offer_goes_by_itself_but_not_under_the_keyboard(page: QWidget, qtbot: QtBot) -> None:
    bar = NoticeBar(page)
    bar.move(200, 200)  # away from the pointer
    bar._staying.setInterval(30)
    bar.offer("Deleted “One”", lambda: None)
    bar.button.setFocus()
    qtbot.wait(100)
    assert bar.isVisible()
    bar.button.clearFocus()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_what_needs_no_button_has_none(page: QWidget) -> None:
    bar = NoticeBar(page)
    bar.offer("Saved dew.md", lambda: None, "Open the folder")
    assert bar.button.accessibleName() == "Open the folder"
    bar.say("Imported 2 conversations")
    assert not bar.button.isVisible()


def test_a_deletion_is_undone_by_its_key_where_no_field_takes_it(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("One")
    window, library = opened.window, opened.parts.library
    shelf, field, bar = window.sidebar.list, window.composer.field, window._notice_bar
    shelf.setFocus()
    QTest.keyClick(shelf, Qt.Key.Key_Delete)
    assert "Ctrl+Z" in bar.button.toolTip()
    field.setFocus()
    QTest.keyClicks(field, "dew")
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert (field.toPlainText(), bar.isVisible()) == ("", True)
    shelf.setFocus()
    QTest.keyClick(shelf, Qt.Key.Key_Z, CONTROL)
    assert library.open_chat.title == "One"
    assert not bar.isVisible()
    bar.offer("Saved dew.md", lambda: library.start(), "Open the folder")
    shelf.setFocus()
    QTest.keyClick(shelf, Qt.Key.Key_Z, CONTROL)
    assert library.open_chat.title == "One"
    assert bar.button.toolTip() == ""
