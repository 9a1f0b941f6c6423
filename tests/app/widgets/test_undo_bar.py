from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.undo_bar import UndoBar


def test_the_last_deletion_can_be_undone_once(page: QWidget) -> None:
    bar = UndoBar(page)
    undone: list[str] = []
    bar.offer("Deleted “One”", lambda: undone.append("one"))
    bar.offer("Deleted “Two”", lambda: undone.append("two"))
    assert bar.isVisible()
    bar.button.click()
    bar.undo()
    assert undone == ["two"]
    assert not bar.isVisible()


def test_the_offer_goes_by_itself_but_not_under_the_keyboard(page: QWidget, qtbot: QtBot) -> None:
    bar = UndoBar(page)
    bar.move(200, 200)  # away from the pointer
    bar._staying.setInterval(30)
    bar.offer("Deleted “One”", lambda: None)
    bar.button.setFocus()
    qtbot.wait(100)
    assert bar.isVisible()
    bar.button.clearFocus()
    qtbot.waitUntil(lambda: not bar.isVisible())
