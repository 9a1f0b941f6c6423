from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.theme import Theme
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


def test_a_ring_shows_that_the_keyboard_led_here_and_takes_no_room(page: QWidget) -> None:
    area = shown(page, QWidget(), 2000)
    room = area.viewport().geometry()
    for reason, is_ringed in (
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.BacktabFocusReason, True),
    ):
        QApplication.sendEvent(area, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert area.ring.isVisible() is is_ringed
        assert area.ring.geometry() == room
        QApplication.sendEvent(area, QFocusEvent(QEvent.Type.FocusOut, reason))
        assert not area.ring.isVisible()
    assert area.viewport().geometry() == room


@pytest.mark.parametrize("name", ["replayText", "inspected"])
def test_the_ring_hides_nothing_of_what_is_in_it(page: QWidget, theme: Theme, name: str) -> None:
    area = shown(page, Black(), 2000)
    area.setObjectName(name)
    page.setStyleSheet(theme.style_sheet())
    QTest.qWait(0)
    QApplication.sendEvent(area, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    image = area.grab().toImage()
    assert image.pixelColor(0, 50) == QColor(theme.colours.accent)
    assert image.pixelColor(50, 50) == QColor(Qt.GlobalColor.black)
