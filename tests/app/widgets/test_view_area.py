from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.widgets.view_area import ViewArea


def test_arrows_scroll_and_page_keys_do_not(page: QWidget) -> None:
    area = ViewArea(page)
    high = QWidget()
    high.setFixedSize(100, 2000)
    area.setWidget(high)
    area.resize(200, 200)
    area.show()
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() == 0
    QTest.keyClick(area, Qt.Key.Key_Down)
    assert area.verticalScrollBar().value() > 0
