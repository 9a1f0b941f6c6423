from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.theme import Theme
from app.widgets.ring import Ring


@pytest.fixture
def area(page: QWidget) -> QScrollArea:
    made = QScrollArea(page)
    made.setFrameShape(QScrollArea.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setWidget(QWidget())
    made.resize(200, 100)
    made.show()
    return made


def _send(area: QScrollArea, kind: QEvent.Type, reason: Qt.FocusReason) -> None:
    QApplication.sendEvent(area, QFocusEvent(kind, reason))


def test_it_is_shown_where_the_keyboard_led_and_again_once_its_window_is_come_back_to(
    area: QScrollArea,
) -> None:
    ring, reasons = Ring(area), Qt.FocusReason
    for reason, is_shown in (
        (reasons.ActiveWindowFocusReason, True),  # there was nowhere else to go
        (reasons.MouseFocusReason, False),
        (reasons.ActiveWindowFocusReason, False),
        (reasons.ShortcutFocusReason, True),
        (reasons.PopupFocusReason, True),
        (reasons.OtherFocusReason, False),
        (reasons.TabFocusReason, True),
    ):
        _send(area, QEvent.Type.FocusIn, reason)
        assert ring.isVisible() is is_shown, reason
        _send(area, QEvent.Type.FocusOut, reason)
        assert not ring.isVisible()


def test_it_lies_around_what_is_in_sight_and_hides_nothing_of_it(area: QScrollArea, theme: Theme) -> None:
    accent = QColor(theme.colours.accent)
    area.setObjectName("replayText")  # whose parts all have a ground
    area.window().setStyleSheet(theme.style_sheet())
    ring = Ring(area)
    area.resize(180, 90)
    QTest.qWait(0)
    assert ring.geometry() == area.rect()
    before = area.grab().toImage()
    _send(area, QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)
    shown = area.grab().toImage()
    assert shown.pixelColor(0, 40) == shown.pixelColor(90, 89) == accent
    assert shown.pixelColor(90, 40) == before.pixelColor(90, 40) != accent
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    QTest.qWait(0)
    assert ring.geometry() == area.viewport().geometry() != area.rect()
