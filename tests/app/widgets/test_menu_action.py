from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from app.widgets.menu_action import menu_action


def test_it_shows_its_key_which_does_nothing_by_itself(page: QWidget) -> None:
    done: list[str] = []
    menu = QMenu(page)
    menu.addAction(menu_action(menu, "Cut & paste", lambda: done.append("chosen"), QKeySequence("F8")))
    (action,) = menu.actions()
    assert (action.text(), action.shortcut().toString()) == ("Cut && paste", "F8")
    QTest.keyClick(page, Qt.Key.Key_F8)
    assert done == []
    action.trigger()
    assert done == ["chosen"]
