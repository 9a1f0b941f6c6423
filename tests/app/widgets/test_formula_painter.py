from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.formulas import formulas
from app.models.blocks import Prose, blocks
from app.models.sections import Section
from app.theme import Theme
from app.widgets.formula_painter import OBJECT
from app.widgets.prose_block import ProseBlock


@pytest.fixture
def prose(theme: Theme, page: QWidget) -> ProseBlock:
    made = ProseBlock(theme, "Answer", page)
    made.setFixedWidth(400)
    made.dress()
    made.show()
    return made


def _show(prose: ProseBlock, text: str, qtbot: QtBot, pictures: int) -> None:
    (block,) = blocks(Section(text))
    assert isinstance(block, Prose)
    prose.show_html(block.html)
    qtbot.waitUntil(lambda: prose.text.count(OBJECT) == pictures and not prose._waits, timeout=20_000)


def test_a_formula_is_text_until_it_is_drawn(prose: ProseBlock, qtbot: QtBot) -> None:
    (block,) = blocks(Section(r"so $q^{17}$ it is"))
    assert isinstance(block, Prose)
    prose.show_html(block.html)
    assert prose.text == "so $q^{17}$ it is"
    with qtbot.waitSignal(prose.resized, timeout=20_000):
        pass
    assert prose.text == f"so {OBJECT} it is"
    assert not prose._waits


def test_what_cannot_be_read_stays_as_written(prose: ProseBlock, qtbot: QtBot) -> None:
    (block,) = blocks(Section(r"see $\frac{b$ there"))
    assert isinstance(block, Prose)
    with qtbot.waitSignal(formulas().drawn, timeout=20_000):
        prose.show_html(block.html)
    assert prose.text == r"see $\frac{b$ there"


def test_a_copy_and_a_screen_reader_have_the_source(prose: ProseBlock, qtbot: QtBot) -> None:
    _show(prose, r"😀 if $a<b$ then \(c\) so", qtbot, 2)
    assert prose.accessibleDescription() == r"😀 if $a<b$ then \(c\) so"
    cursor = prose.textCursor()
    cursor.setPosition(3)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    prose.setTextCursor(cursor)
    prose.copy()
    assert QApplication.clipboard().text() == r"if $a<b$ then \(c\) so"
    assert not QApplication.clipboard().mimeData().hasHtml()


def test_a_formula_has_room_in_its_line_and_is_never_wider_than_the_text(
    prose: ProseBlock, qtbot: QtBot
) -> None:
    _show(prose, "a line of words", qtbot, 0)
    low = prose.height()
    _show(prose, r"a line with $\frac{\frac{a}{b}}{\frac{c}{d}}$", qtbot, 1)
    assert prose.height() > low
    _show(prose, "$$" + "+".join(["abcdef"] * 30) + "$$", qtbot, 1)
    assert prose.document().idealWidth() <= prose.document().textWidth() + 1


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_a_formula_is_drawn_in_the_colour_of_the_text(
    prose: ProseBlock, theme: Theme, qtbot: QtBot, scheme: Qt.ColorScheme
) -> None:
    theme.choose(scheme)
    prose.dress()
    _show(prose, r"$\blacksquare\blacksquare\blacksquare$", qtbot, 1)
    image = prose.grab().toImage()
    wanted = QColor(theme.colours.text).rgb()
    assert any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))
    theme.choose(None)


def test_a_formula_that_stands_alone_is_centred(prose: ProseBlock, qtbot: QtBot) -> None:
    for text in ("$$\nx\n$$", "$$x$$", "\\[\nx\n\\]"):
        _show(prose, text, qtbot, 1)
        assert prose.document().firstBlock().blockFormat().alignment() & Qt.AlignmentFlag.AlignHCenter
        assert prose.document().lineCount() == 1


def test_a_selected_formula_is_drawn_as_the_selected_words(
    prose: ProseBlock, theme: Theme, qtbot: QtBot
) -> None:
    _show(prose, r"$\blacksquare\blacksquare$", qtbot, 1)
    painter, form = prose._painter, QTextCharFormat()
    assert painter._ink(form) == theme.colours.text
    form.setForeground(QColor(theme.colours.on_accent))
    assert painter._ink(form) == theme.colours.on_accent.lower()
