from __future__ import annotations

import math

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from app.models.blocks import Code
from app.theme import Theme
from app.widgets.code_block import CodeBlock
from app.widgets.code_lines import PAD_PX


@pytest.fixture
def code(theme: Theme, page: QWidget) -> CodeBlock:
    made = CodeBlock(theme, page)
    made.setFixedWidth(300)
    made.dress()
    made.show()
    return made


def test_code_is_copied_byte_for_byte(code: CodeBlock) -> None:
    text = "if x:\n\tprint('露 😀')  \n"
    code.show_code(Code(text, "python"))
    code.copy_button.click()
    assert QApplication.clipboard().text() == text
    assert code.language.text() == "python"
    assert code.lines.accessibleName() == "Code, python"


def test_code_has_its_height_before_its_lines_are_there(code: CodeBlock) -> None:
    code.show_code(Code("one\ntwo\n" * 2000, ""))
    high = code.height()
    assert high > 4000 * 14
    assert not code.lines.toPlainText()
    assert not code.go_on(math.inf)
    assert code.height() == high
    assert code.lines.toPlainText() == "one\ntwo\n" * 2000
    QApplication.processEvents()
    assert code.lines.verticalScrollBar().maximum() == 0


def test_below_its_last_line_is_no_more_room_than_a_scroll_bar_takes(code: CodeBlock) -> None:
    code.show_code(Code("one\ntwo", ""))
    code.go_on(math.inf)
    QApplication.processEvents()
    end = code.lines.cursorRect(QTextCursor(code.lines.document().lastBlock())).bottom()
    bar = code.lines.horizontalScrollBar().sizeHint().height()
    assert code.lines.height() - end <= PAD_PX + bar + 3


def test_long_lines_are_never_broken_and_the_page_keeps_the_wheel(code: CodeBlock) -> None:
    code.show_code(Code("one\ntwo", ""))
    low = code.height()
    code.show_code(Code("word " * 100 + "\ntwo", ""))
    code.go_on(math.inf)
    QApplication.processEvents()
    assert code.height() == low
    assert code.lines.horizontalScrollBar().maximum() > 0
    assert code.lines.verticalScrollBar().maximum() == 0
    assert code.language.text() == "code"
