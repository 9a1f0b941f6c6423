from __future__ import annotations

import math

import pytest
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from app.faces import FIXED_FAMILY
from app.models.blocks import Code
from app.theme import DARK, LIGHT, fixed_font
from app.widgets.code_lines import CHUNK, CODE_PX, LONGEST, CodeLines

FUNCTION = "def function(x):  # words\n    return 'x' + 1\n"
LONG = FUNCTION * (3 * CHUNK // len(FUNCTION))


@pytest.fixture
def lines(page: QWidget) -> CodeLines:
    made = CodeLines()
    made.setParent(page)
    made.setFixedWidth(300)
    made.dress(LIGHT)
    made.show()
    return made


def _show(lines: CodeLines, text: str, language: str = "python") -> None:
    lines.show_code(Code(text, language))
    lines.fit()
    lines.go_on(math.inf)


def _colour(lines: CodeLines, words: str, *, last: bool = False) -> str | None:
    """The colour in which words are drawn, the first or the last of them."""
    flags = lines.document().FindFlag.FindBackward if last else lines.document().FindFlag(0)
    found = lines.document().find(words, lines.document().characterCount() - 1 if last else 0, flags)
    place = found.selectionStart() - found.block().position()
    inks = (f for f in found.block().layout().formats() if f.start <= place < f.start + f.length)
    return next((ink.format.foreground().color().name() for ink in inks), None)


def _name(colour: str) -> str:
    return QColor(colour).name()


def _select(lines: CodeLines, start: int, end: int) -> None:
    cursor = lines.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    lines.setTextCursor(cursor)


def test_code_is_coloured_also_behind_signs_of_two_units(lines: CodeLines) -> None:
    _show(lines, "x = '😀😀'; y = 12345")
    assert _colour(lines, "12345") == _name(LIGHT.code_number)
    assert _colour(lines, "y") is None
    assert lines.document().find("x").charFormat().font().family() == FIXED_FAMILY


def test_code_comes_in_and_is_coloured_a_little_at_a_time(lines: CodeLines) -> None:
    lines.show_code(Code(LONG + "y = 12345", "python"))
    lengths = []
    while lines.go_on(0.0):
        lengths.append(len(lines.toPlainText()))
    assert lengths[0] <= CHUNK + len(FUNCTION)
    assert len(lengths) > 10
    assert lines.toPlainText() == LONG + "y = 12345"
    assert _colour(lines, "12345") == _name(LIGHT.code_number)
    assert _colour(lines, "# words", last=True) == _name(LIGHT.muted)


def test_code_that_grows_keeps_its_lines_colours_selection_and_place(lines: CodeLines) -> None:
    _show(lines, "x = 'a string of many words that is wider than its block'\nprint(1")
    lines.horizontalScrollBar().setValue(40)
    _select(lines, 0, len(lines.toPlainText()))
    copied = lines.chosen()
    lines.show_code(Code(lines.toPlainText() + "2345) # more\ny = 1", "python"))
    assert _colour(lines, "'a string") == _name(LIGHT.code_string)  # also before it goes on
    lines.go_on(math.inf)
    assert lines.chosen() == copied
    assert lines.horizontalScrollBar().value() == 40
    assert _colour(lines, "12345") == _name(LIGHT.code_number)
    assert _colour(lines, "# more") == _name(LIGHT.muted)


def test_code_that_comes_in_is_not_selected(lines: CodeLines) -> None:
    _show(lines, LONG)
    assert not lines.textCursor().hasSelection()
    assert lines.textCursor().position() == 0


def test_other_code_takes_the_place_of_code_that_is_still_coming_in(lines: CodeLines) -> None:
    lines.show_code(Code(LONG, "python"))
    lines.go_on(0.0)
    lines.show_code(Code("x = 12345 # note", "python"))
    lines.go_on(math.inf)
    assert lines.toPlainText() == "x = 12345 # note"
    assert _colour(lines, "12345") == _name(LIGHT.code_number)
    lines.show_code(Code("x = 12345 # note", "no such language"))
    lines.go_on(math.inf)
    assert _colour(lines, "12345") is None


def test_a_theme_that_changes_meanwhile_holds_for_every_line(lines: CodeLines) -> None:
    lines.show_code(Code(LONG + "y = 1", "python"))
    while len(lines.toPlainText()) < len(LONG) or _colour(lines, "def") is None:
        lines.go_on(0.0)
    lines.dress(DARK)
    lines.go_on(0.0)
    lines.show_code(Code(LONG + "y = 12345", "python"))
    lines.go_on(math.inf)
    begun = lines.document().begin()
    found = set()
    while begun.isValid():
        found |= {ink.format.foreground().color().name() for ink in begun.layout().formats()}
        begun = begun.next()
    wanted = (DARK.code_keyword, DARK.code_name, DARK.code_number, DARK.code_string, DARK.muted)
    assert found == {_name(colour) for colour in wanted}


def test_what_is_in_sight_takes_the_colours_first(lines: CodeLines) -> None:
    _show(lines, LONG)
    lines.move(0, 400 - lines.height())  # only the end is in sight
    lines.dress(DARK)
    lines.go_on(0.0)
    assert _colour(lines, "def", last=True) == _name(DARK.code_keyword)
    assert _colour(lines, "def") == _name(LIGHT.code_keyword)


def test_colours_change_neither_selection_nor_place_nor_what_is_copied(lines: CodeLines) -> None:
    _show(lines, "x = 'words' * 100 + 'more words'  # 😀\n" * 200)
    _select(lines, 5, 12)
    lines.horizontalScrollBar().setValue(12)
    copied = lines.chosen()
    lines.dress(DARK)
    while lines.go_on(0.0):
        QApplication.processEvents()
    assert lines.chosen() == copied == "words' "
    assert lines.horizontalScrollBar().value() == 12
    assert lines.toPlainText() == "x = 'words' * 100 + 'more words'  # 😀\n" * 200


def test_what_lies_behind_the_longest_code_stands_without_colours(lines: CodeLines) -> None:
    _show(lines, FUNCTION * (LONGEST // len(FUNCTION) + 10))
    assert _colour(lines, "def") == _name(LIGHT.code_keyword)
    assert _colour(lines, "def", last=True) is None


def test_another_width_scrolls_as_far_as_is_needed(lines: CodeLines) -> None:
    _show(lines, "word " * 12, "")
    QApplication.processEvents()
    bar = lines.horizontalScrollBar()
    far = bar.maximum()
    assert far > 100
    lines.setFixedWidth(400)
    assert bar.maximum() == far - 100
    lines.setFixedWidth(900)
    assert bar.maximum() == 0


def test_every_line_begins_at_the_left(lines: CodeLines) -> None:
    _show(lines, "# ندى\nx = 1")
    layout = lines.document().begin().layout()
    assert layout.lineAt(0).naturalTextRect().left() < 20


def test_code_is_copied_as_markdown_between_fences(lines: CodeLines) -> None:
    _show(lines, "x = 1")
    _select(lines, 0, 5)
    assert lines.markdown() == "```python\nx = 1\n```"


def test_long_code_comes_in_anew_for_another_face(lines: CodeLines) -> None:
    _show(lines, LONG)
    lines.setFont(fixed_font(CODE_PX + 3))
    assert not lines.is_filled
    assert lines.toPlainText() == ""
    lines.go_on(math.inf)
    assert lines.is_filled
    assert lines.toPlainText() == LONG
    assert _colour(lines, "return", last=True) == _name(LIGHT.code_keyword)
