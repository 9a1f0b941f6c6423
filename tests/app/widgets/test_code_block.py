from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from app.faces import FIXED_FAMILY
from app.models.blocks import Code
from app.theme import Theme
from app.widgets.code_block import CodeBlock


@pytest.fixture
def code(theme: Theme, page: QWidget) -> CodeBlock:
    made = CodeBlock(theme, page)
    made.setFixedWidth(300)
    made.show()
    return made


def _colour(code: CodeBlock, words: str) -> QColor:
    cursor = code.lines.document().find(words)
    assert isinstance(cursor, QTextCursor)
    return cursor.charFormat().foreground().color()


def test_code_is_copied_byte_for_byte(code: CodeBlock) -> None:
    text = "if x:\n\tprint('露 😀')  \n"
    code.show_code(Code(text, "python"))
    code.copy_button.click()
    assert QApplication.clipboard().text() == text
    assert code.language.text() == "python"
    assert code.lines.accessibleName() == "Code, python"


def test_code_is_coloured_also_behind_signs_of_two_units(code: CodeBlock, theme: Theme) -> None:
    code.show_code(Code("x = '😀😀'; y = 12345", "python"))
    assert _colour(code, "12345").name() == theme.colours.code_number.lower()
    assert code.lines.document().find("x").charFormat().font().family() == FIXED_FAMILY


def test_long_lines_are_never_broken_and_the_page_keeps_the_wheel(code: CodeBlock) -> None:
    code.show_code(Code("one\ntwo", ""))
    low = code.height()
    code.show_code(Code("word " * 100 + "\ntwo", ""))
    QApplication.processEvents()
    assert code.height() == low
    assert code.lines.horizontalScrollBar().maximum() > 0
    assert code.lines.verticalScrollBar().maximum() == 0
    assert code.language.text() == "code"
