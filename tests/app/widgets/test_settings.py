from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPlainTextEdit, QSpinBox

from app.setting import Setting
from app.settings import RECORDINGS, ROOM, SETTINGS, SYSTEM, TEXT_FONT, THEME, THINKING, ZOOM
from app.theme import DARK, LIGHT_CONTRAST
from app.widgets.settings import SettingRow, SettingsDialog
from tests.app.conftest import Opened, OpenWindow


def _dialog(opened: Opened) -> SettingsDialog:
    QTest.keyClick(opened.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = opened.window.findChild(SettingsDialog)
    assert dialog is not None
    opened.wait(dialog.isVisible)
    return dialog


def _row(dialog: SettingsDialog, setting: Setting) -> SettingRow:
    return next(row for row in dialog.rows if row.setting is setting)


pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


def test_every_setting_has_a_row_with_a_named_control(open_window: OpenWindow) -> None:
    dialog = _dialog(open_window())
    assert [row.setting for row in dialog.rows] == list(SETTINGS)
    assert all(row.control.accessibleName() and row.control.accessibleDescription() for row in dialog.rows)


def test_what_is_changed_holds_at_once_and_can_be_reset(open_window: OpenWindow) -> None:
    opened = open_window()
    dialog = _dialog(opened)
    settings = opened.parts.settings
    row = _row(dialog, THEME)
    assert isinstance(row.control, QComboBox)
    assert not row.reset.isVisible()
    for value, colours in (("dark", DARK), ("contrast", LIGHT_CONTRAST)):
        row.control.setCurrentIndex(row.control.findData(value))
        row.control.activated.emit(row.control.currentIndex())
        assert opened.parts.theme.colours == colours
    row.reset.click()
    assert settings.text(THEME) == "system"
    assert row.control.currentData() == "system"


def test_each_kind_has_its_control(open_window: OpenWindow) -> None:
    opened = open_window()
    dialog = _dialog(opened)
    settings = opened.parts.settings
    box, number, text = (_row(dialog, setting).control for setting in (THINKING, ZOOM, SYSTEM))
    assert isinstance(box, QCheckBox)
    assert isinstance(number, QSpinBox)
    assert isinstance(text, QPlainTextEdit)
    box.click()
    number.setValue(150)
    text.setPlainText("Be brief.")
    assert settings.is_on(THINKING)
    assert opened.parts.choices.thinking
    assert (number.minimum(), number.maximum(), settings.number(ZOOM)) == (80, 300, 150)
    assert settings.text(SYSTEM) == "Be brief."
    dialog._reset.click()
    assert all(settings.value(setting) == setting.default for setting in SETTINGS)
    assert (box.isChecked(), number.value(), text.toPlainText()) == (False, 100, "")


def test_a_number_holds_once_it_is_written_and_not_figure_by_figure(open_window: OpenWindow) -> None:
    opened = open_window()
    number = _row(_dialog(opened), RECORDINGS).control
    assert isinstance(number, QSpinBox)
    held: list[int] = []
    opened.parts.settings.changed.connect(lambda _: held.append(opened.parts.settings.number(RECORDINGS)))
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "1000")
    assert held == []  # older recordings go at once where fewer are to be kept
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert held == [1000]


@pytest.mark.parametrize("setting", [RECORDINGS, THEME, TEXT_FONT])
def test_the_wheel_scrolls_the_page_and_sets_nothing(open_window: OpenWindow, setting: Setting) -> None:
    opened = open_window()
    control = _row(_dialog(opened), setting).control
    opened.window.setFocus()
    middle = QPointF(control.rect().center())
    turned = QWheelEvent(
        middle,
        QPointF(control.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(control, turned)
    assert opened.parts.settings.value(setting) == setting.default


def test_resetting_all_can_be_undone_until_something_else_is_set(open_window: OpenWindow) -> None:
    opened = open_window()
    settings, dialog = opened.parts.settings, _dialog(opened)
    dialog._reset.click()
    assert dialog._reset.text() == "Reset all"  # there was nothing to reset
    settings.set(SYSTEM, "Be brief.")
    settings.set(THEME, "dark")
    dialog._reset.click()
    assert (settings.text(SYSTEM), settings.text(THEME)) == ("", "system")
    assert dialog._reset.text() == "Undo"
    dialog._reset.click()
    assert (settings.text(SYSTEM), settings.text(THEME)) == ("Be brief.", "dark")
    assert dialog._reset.text() == "Reset all"
    dialog._reset.click()
    settings.set(THINKING, True)
    assert dialog._reset.text() == "Reset all"


def test_a_row_keeps_its_height_when_its_reset_appears(open_window: OpenWindow) -> None:
    opened = open_window()
    dialog = _dialog(opened)
    heights = [row.sizeHint().height() for row in dialog.rows]
    for setting in (THEME, THINKING):
        row = _row(dialog, setting)
        opened.parts.settings.set(setting, "dark" if setting is THEME else True)
        assert row.reset.isVisible()
    opened.settle()
    assert [row.sizeHint().height() for row in dialog.rows] == heights


def test_in_a_narrow_dialog_the_controls_stand_under_the_words(open_window: OpenWindow) -> None:
    opened = open_window()
    dialog = _dialog(opened)
    control = _row(dialog, THEME).control
    page = dialog.rows[0].parentWidget()
    assert page is not None
    for width, is_beside in ((360, False), (560, True)):
        dialog.resize(width, 500)
        opened.settle()
        assert page.width() <= width
        assert (control.x() > 0) is is_beside


def test_numbers_are_written_as_everywhere_else(open_window: OpenWindow) -> None:
    number = _row(_dialog(open_window()), ROOM).control
    assert isinstance(number, QSpinBox)
    assert number.text() == "1,024 tokens"


def test_the_search_leaves_what_holds_the_words(open_window: OpenWindow) -> None:
    dialog = _dialog(open_window())
    dialog.search.setText("COLOURS window")
    assert [row.setting for row in dialog.rows if row.isVisible()] == [THEME]
    assert [heading.text() for heading in dialog._headings.values() if heading.isVisible()] == ["Look"]
    dialog.search.setText("nowhere")
    assert dialog._nothing.isVisible()
    dialog.search.setText("")
    assert all(row.isVisible() for row in dialog.rows)


def test_escape_leaves_the_dialog(open_window: OpenWindow) -> None:
    opened = open_window()
    dialog = _dialog(opened)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    opened.wait(lambda: not any(isinstance(w, SettingsDialog) for w in QApplication.topLevelWidgets()))


def test_its_search_looks_as_the_others_of_the_window_do(open_window: OpenWindow) -> None:
    opened = open_window()
    assert isinstance(_dialog(opened).search, type(opened.window.sidebar.search))
