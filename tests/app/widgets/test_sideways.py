from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.blocks import Code
from app.theme import Theme
from app.widgets.code_lines import CodeLines
from app.widgets.prose_block import ProseBlock
from app.widgets.sideways import STEP_PX

NOTCH = 120
ROW = "".join(f"<td>{number} and some words</td>" for number in range(14))


@pytest.fixture(params=["code", "table"])
def text(request: pytest.FixtureRequest, theme: Theme, page: QWidget) -> CodeLines | ProseBlock:
    made: CodeLines | ProseBlock
    if request.param == "code":
        made = CodeLines()
        made.setParent(page)
        made.setFixedWidth(300)
        made.show()
        made.show_code(Code("x" * 500))
        made.fill()
        made.fit()
    else:
        made = ProseBlock(theme, "Answer", page)
        made.setFixedWidth(300)
        made.show()
        made.show_html(f"<table><tr>{ROW}</tr></table>")
    return made


def _turn(text: QWidget, x: int, y: int, held: Qt.KeyboardModifier) -> bool:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(x, y),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    text.wheelEvent(event)
    return event.isAccepted()


def test_the_wheel_scrolls_sideways_by_itself_or_with_shift(text: CodeLines | ProseBlock) -> None:
    bar, plain, shift = (
        text.horizontalScrollBar(),
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )
    assert _turn(text, -NOTCH, 0, plain)
    once = bar.value()
    assert once == QApplication.wheelScrollLines() * STEP_PX
    assert _turn(text, 0, -NOTCH, shift)
    assert bar.value() == 2 * once
    assert _turn(text, 0, NOTCH, shift)
    assert bar.value() == once


def test_at_its_end_it_keeps_the_wheel_to_itself(text: CodeLines | ProseBlock) -> None:
    bar = text.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert _turn(text, -NOTCH, 0, Qt.KeyboardModifier.NoModifier)
    assert _turn(text, 0, -NOTCH, Qt.KeyboardModifier.ShiftModifier)


def test_up_and_down_is_left_to_the_page(text: CodeLines | ProseBlock) -> None:
    for aside in (0, -NOTCH // 3):  # fingers are never quite straight
        assert not _turn(text, aside, -NOTCH, Qt.KeyboardModifier.NoModifier)
    assert text.horizontalScrollBar().value() == 0


def test_what_has_nothing_beside_leaves_the_wheel_to_the_page(theme: Theme, page: QWidget) -> None:
    prose = ProseBlock(theme, "Answer", page)
    prose.show_html("<p>word</p>")
    assert not _turn(prose, 0, -NOTCH, Qt.KeyboardModifier.ShiftModifier)


def test_what_has_nothing_beside_moves_its_cursor_with_the_arrows(theme: Theme, page: QWidget) -> None:
    prose = ProseBlock(theme, "Answer", page)
    prose.show_html("<p>word</p>")
    before = prose.textCursor().position()
    QTest.keyClick(prose, Qt.Key.Key_Left)
    assert prose.textCursor().position() == before - 1


def test_arrows_scroll_and_with_shift_they_select(text: CodeLines | ProseBlock) -> None:
    bar = text.horizontalScrollBar()
    text.setTextCursor(text.document().find("x" if isinstance(text, CodeLines) else "some"))
    bar.setValue(0)
    before = text.textCursor().position()
    QTest.keyClick(text, Qt.Key.Key_Right)
    QTest.keyClick(text, Qt.Key.Key_Right, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(text, Qt.Key.Key_Left)
    assert bar.value() == STEP_PX
    QTest.keyClick(text, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert text.textCursor().position() == before + 1
