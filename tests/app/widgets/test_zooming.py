from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.settings import ZOOM
from app.widgets.settings import SettingsDialog
from app.zoom import is_live, scale
from tests.app.conftest import Opened, OpenWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.skipif(not is_live(), reason="the zoom holds from the next start on here")


@pytest.fixture
def opened(open_window: OpenWindow) -> Iterator[Opened]:
    opened = open_window()
    yield opened
    opened.tear_down()
    scale(100)


def _zoom(opened: Opened) -> int:
    return opened.parts.settings.number(ZOOM)


def test_keys_zoom_at_once_and_the_window_stays_as_large_on_the_screen(opened: Opened) -> None:
    window = opened.window
    window.composer.field.setFocus()
    on_screen = window.size() * window.devicePixelRatioF()
    QTest.keyClick(window, Qt.Key.Key_Plus, CONTROL)
    opened.settle()
    assert _zoom(opened) == 110
    assert window.isVisible()
    assert window.devicePixelRatioF() == pytest.approx(1.1)
    assert abs((window.size() * window.devicePixelRatioF()).width() - on_screen.width()) <= 2
    assert window.composer.field.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_Equal, CONTROL)
    opened.settle()
    assert _zoom(opened) == 120
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Minus, CONTROL)
        opened.settle()
    assert _zoom(opened) == 90
    QTest.keyClick(window, Qt.Key.Key_0, CONTROL)
    opened.settle()
    assert _zoom(opened) == 100
    assert window.devicePixelRatioF() == pytest.approx(1.0)


def test_a_window_that_a_zoom_has_made_larger_comes_back_to_its_size(opened: Opened) -> None:
    window = opened.window
    window.resize(640, 480)
    for zoom in (200, 300, 150, 300, 100):
        opened.parts.settings.set(ZOOM, zoom)
        opened.settle()
        assert window.height() >= window.minimumHeight()
    assert (window.width(), window.height()) == (640, 480)
    opened.parts.settings.set(ZOOM, 200)
    opened.settle()
    window.resize(360, 400)  # by a person, who wants it like this
    opened.parts.settings.set(ZOOM, 100)
    opened.settle()
    assert (window.width(), window.height()) == (720, 800)


def _wheel(turned: int) -> QWheelEvent:
    return QWheelEvent(
        QPointF(400, 300), QPointF(400, 300), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        CONTROL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


def test_the_wheel_zooms_while_control_is_held(opened: Opened) -> None:
    for turned, zoom in ((60, 100), (60, 110), (-240, 90)):
        QApplication.sendEvent(opened.window, _wheel(turned))
        assert _zoom(opened) == zoom


def test_the_conversation_leaves_that_wheel_to_the_window(opened: Opened) -> None:
    wheel = _wheel(120)
    opened.window.transcript.wheelEvent(wheel)
    assert not wheel.isAccepted()


def test_an_answer_goes_on_through_a_zoom(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.parts.settings.set(ZOOM, 200)
    opened.stepped(turn, 1)
    opened.finish(turn)
    assert opened.window.devicePixelRatioF() == pytest.approx(2.0)
    opened.parts.settings.set(ZOOM, 100)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_dialog_follows_a_zoom_and_stays_over_the_window(opened: Opened) -> None:
    opened.window.header.settings_wanted.emit()
    dialog = opened.window.findChild(SettingsDialog)
    assert dialog is not None
    row = next(row for row in dialog.rows if row.setting is ZOOM)
    row.control.setFocus()
    opened.parts.settings.set(ZOOM, 150)
    opened.settle()
    assert dialog.isVisible()
    assert dialog.devicePixelRatioF() == pytest.approx(1.5)
    above = dialog.windowHandle()
    assert above is not None
    assert above.transientParent() is opened.window.windowHandle()
    assert dialog.isActiveWindow()
    assert row.control.hasFocus()
    dialog.close()
