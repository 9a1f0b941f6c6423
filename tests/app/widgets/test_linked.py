from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QVBoxLayout, QWidget

from app.theme import Theme
from app.widgets.prose_block import ProseBlock

HTML = '<p>The <a href="https://a.example">dew</a> and <a href="https://b.example">the <b>mist</b></a>.</p>'
LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


@pytest.fixture
def prose(theme: Theme, page: QWidget) -> ProseBlock:
    made, column = ProseBlock(theme, "Answer"), QVBoxLayout(page)
    for each in (QPushButton("before"), made, QPushButton("behind")):
        column.addWidget(each)
        each.show()
    made.show_html(HTML)
    made.setFocus()
    return made


@pytest.fixture
def asked(page: QWidget) -> Iterator[Callable[[], list[str]]]:
    """What was asked about so far."""

    def told() -> list[str]:
        return [box.informativeText() for box in page.findChildren(QMessageBox)]

    yield told
    for box in page.findChildren(QMessageBox):
        box.close()


def _at(prose: ProseBlock, words: str) -> QPoint:
    """The middle of some words."""
    found = prose.document().find(words)
    end = prose.cursorRect(found).center()
    found.setPosition(found.selectionStart())
    return (prose.cursorRect(found).center() + end) / 2


def _chosen(prose: ProseBlock) -> str:
    return prose.textCursor().selectedText()


def _tab(prose: ProseBlock, *, back: bool = False) -> None:
    QTest.keyClick(prose, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)


def test_a_click_on_a_link_asks_about_it(prose: ProseBlock, asked: Callable[[], list[str]]) -> None:
    QTest.mouseClick(prose.viewport(), LEFT, pos=_at(prose, "The"))
    assert asked() == []
    QTest.mouseClick(prose.viewport(), LEFT, pos=_at(prose, "mist"))
    assert asked() == ["https://b.example"]


def test_words_of_a_link_can_be_selected(prose: ProseBlock, asked: Callable[[], list[str]]) -> None:
    start, end = _at(prose, "mist"), _at(prose, "mist") - QPoint(20, 0)
    QTest.mousePress(prose.viewport(), LEFT, pos=start)
    QTest.mouseMove(prose.viewport(), end)
    QTest.mouseRelease(prose.viewport(), LEFT, pos=end)
    assert _chosen(prose) in "the mist"
    assert _chosen(prose)
    assert asked() == []


def test_the_pointer_is_a_hand_over_a_link_alone(prose: ProseBlock) -> None:
    for words, shape in (
        ("dew", Qt.CursorShape.PointingHandCursor),
        ("The", Qt.CursorShape.IBeamCursor),
    ):
        place = QPointF(_at(prose, words))
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            place,
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(prose.viewport(), moved)
        assert prose.viewport().cursor().shape() is shape
    assert prose.viewport().hasMouseTracking()


def test_tab_goes_from_link_to_link_and_on(prose: ProseBlock) -> None:
    seen = []
    for back in (False, False, False):
        _tab(prose, back=back)
        seen.append(_chosen(prose))
    assert seen == ["dew", "the mist", ""]
    assert not prose.hasFocus()


def test_tab_goes_back_as_well(prose: ProseBlock) -> None:
    seen = []
    for _ in range(3):
        _tab(prose, back=True)
        seen.append(_chosen(prose))
    assert seen == ["the mist", "dew", ""]
    assert not prose.hasFocus()


def test_enter_asks_about_the_link_that_is_selected(
    prose: ProseBlock, asked: Callable[[], list[str]]
) -> None:
    QTest.keyClick(prose, Qt.Key.Key_Return)
    assert asked() == []
    _tab(prose)
    QTest.keyClick(prose, Qt.Key.Key_Return)
    assert asked() == ["https://a.example"]


def test_words_that_are_selected_stay_so_when_the_keyboard_goes_on(prose: ProseBlock) -> None:
    cursor = prose.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(3, QTextCursor.MoveMode.KeepAnchor)
    prose.setTextCursor(cursor)
    _tab(prose)
    assert _chosen(prose) == "The"
    assert not prose.hasFocus()
