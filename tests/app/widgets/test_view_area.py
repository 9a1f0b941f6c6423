from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.widgets.view_area import ViewArea


def shown(page: QWidget, content: QWidget, height_px: int) -> ViewArea:
    """An area with something of that height in it."""
    area = ViewArea(page)
    content.setFixedSize(100, height_px)
    area.setWidget(content)
    area.resize(200, 200)
    area.show()
    return area


def test_arrows_scroll_and_page_keys_do_not(page: QWidget) -> None:
    area = shown(page, QWidget(), 2000)
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() == 0
    QTest.keyClick(area, Qt.Key.Key_Down)
    assert area.verticalScrollBar().value() > 0


class Black(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), Qt.GlobalColor.black)


def test_what_is_cut_below_fades_out_until_the_end_is_reached(page: QWidget) -> None:
    area = shown(page, Black(), 2000)
    last = area.viewport().geometry().bottom()

    def darkness(y: int) -> int:
        return 255 - area.grab().toImage().pixelColor(50, y).lightness()

    assert 255 == darkness(last - 30) > darkness(last - 8) > darkness(last)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert darkness(last - 30) == darkness(last) == 255


def test_what_has_room_has_no_veil_and_clicks_go_through_one(page: QWidget) -> None:
    low = QWidget()
    area = shown(page, low, 50)
    assert not area.veil.isVisible()
    low.setFixedSize(100, 500)
    QTest.qWait(0)
    assert area.veil.isVisible()
    assert area.childAt(50, 195) is low


def test_in_a_low_area_the_veil_leaves_most_of_what_is_in_sight(page: QWidget) -> None:
    area = shown(page, Black(), 2000)
    area.resize(200, 50)
    assert area.veil.isVisible()
    assert area.veil.height() <= 10
