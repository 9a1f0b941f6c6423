from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.theme import LINE_PX, Theme
from app.widgets.text_block import TextBlock, natural_width


@pytest.fixture
def block(theme: Theme, page: QWidget) -> TextBlock:
    made = TextBlock(theme, "Answer", page)
    made.resize(300, 100)
    made.show()
    return made


def test_it_is_as_high_as_its_lines(block: TextBlock) -> None:
    assert block.text_height() == 0
    block.say("the drop")
    assert block.height() == LINE_PX
    block.say("the drop\nthe glass\nthe air")
    assert block.height() == 3 * LINE_PX
    tall = "word " * 60
    block.say(tall)
    lines = block.height()
    block.resize(150, block.height())
    assert block.height() > lines


def test_a_screen_reader_takes_it_for_a_text_that_is_only_read(block: TextBlock) -> None:
    block.say("the drop")
    told = QAccessible.queryAccessibleInterface(block)
    assert told.role() is QAccessible.Role.EditableText  # of a label it would read the name alone
    assert told.state().readOnly
    assert told.textInterface().text(0, 3) == "the"


def test_markup_is_shown_as_it_is_written(block: TextBlock) -> None:
    block.say("<b>no</b> &amp; [link](http://nowhere)")
    assert block.toPlainText() == "<b>no</b> &amp; [link](http://nowhere)"


def test_what_is_added_leaves_a_selection_alone(block: TextBlock) -> None:
    block.say("the drop")
    block.moveCursor(QTextCursor.MoveOperation.Start)
    block.moveCursor(QTextCursor.MoveOperation.NextWord, QTextCursor.MoveMode.KeepAnchor)
    block.say("the drop is clear")
    assert block.textCursor().selectedText() == "the "
    assert block.text == "the drop is clear"


def test_text_that_changes_elsewhere_is_shown_too(block: TextBlock) -> None:
    block.say("the drop")
    block.say("a drop")
    assert block.text == "a drop"
    assert block.height() == LINE_PX


def test_added_lines_have_the_same_height_as_the_first(block: TextBlock) -> None:
    block.say("one")
    block.say("one\ntwo\nthree")
    assert block.height() == 3 * LINE_PX


def test_the_end_of_the_text_is_known(block: TextBlock) -> None:
    block.say("the drop\nis")
    end = block.end_point()
    assert end is not None
    assert end.y() == LINE_PX
    assert 5 < end.x() < 30
    block.say("the drop\nis\n")
    end = block.end_point()
    assert end == QPointF(0, 2 * LINE_PX)


def test_a_line_from_right_to_left_has_no_end_to_go_on_from(block: TextBlock) -> None:
    block.say("مرحبا بالعالم")
    assert block.end_point() is None


def test_its_text_can_be_selected_and_copied_with_the_keyboard(block: TextBlock) -> None:
    block.say("the drop")
    block.setFocus()
    QTest.keyClick(block, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(block, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "the drop"
    QTest.keyClick(block, Qt.Key.Key_X)
    assert block.text == "the drop"


def test_the_wheel_is_left_to_the_page(block: TextBlock) -> None:
    block.say("the drop")
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    block.wheelEvent(event)
    assert not event.isAccepted()


def test_focus_by_the_keyboard_shows(block: TextBlock, qtbot: QtBot) -> None:
    block.say("the drop")
    block.clearFocus()
    plain = block.grab().toImage()
    block.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(block.hasFocus)
    assert block.grab().toImage() != plain


def test_at_its_natural_width_no_line_of_a_text_is_broken(block: TextBlock) -> None:
    text = "the drop\nis clear and cold"
    block.say(text)
    block.resize(natural_width(text), block.height())
    assert block.text_height() == 2 * LINE_PX
    block.resize(natural_width(text) - 4, block.height())
    assert block.text_height() == 3 * LINE_PX
