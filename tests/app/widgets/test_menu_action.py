from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from app.widgets.menu_action import WIDEST_PX, menu_action


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


def test_long_words_make_no_wide_menu_and_a_tip_tells_them(page: QWidget) -> None:
    menu = QMenu(page)
    menu.addAction(menu_action(menu, "Short", lambda: None))
    assert not menu.toolTipsVisible()
    menu.addAction(menu_action(menu, "<b>a</b> " + "long " * 200 + "end", lambda: None))
    assert menu.sizeHint().width() < 2 * WIDEST_PX
    long = menu.actions()[1]
    assert long.text().endswith("end")
    assert long.toolTip().startswith("<qt>&lt;b&gt;a")
    assert menu.toolTipsVisible()
