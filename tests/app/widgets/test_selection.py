from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QTextEdit

from app.widgets.selection import Selectable, SelectionPage
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply

ANSWER = "The **drop** is clear.\n\n```python\nx = 1\n```\n\n- one\n- two"
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
Text = QTextEdit | QPlainTextEdit


@pytest.fixture
def opened(open_window: OpenWindow) -> Opened:
    made = open_window(reply_to=always(Reply(text=ANSWER)))
    made.answered("first question")
    made.answered("second question")
    made.settle()
    return made


def _page(opened: Opened) -> SelectionPage:
    return opened.window.transcript.page


def _texts(opened: Opened) -> list[Text]:
    return [passage.widget for passage in _page(opened).passages() if passage.widget is not None]


def _middle(text: Text) -> QPoint:
    """A place behind some letters of the middle line."""
    return QPoint(40, text.viewport().height() // 2)


def _drag(start: Text, end: Text) -> None:
    """Press in the middle of a text, and let go in the middle of another."""
    QTest.mousePress(start.viewport(), LEFT, pos=QPoint(2, start.viewport().height() // 2))
    away = start.viewport().mapFromGlobal(end.viewport().mapToGlobal(_middle(end)))
    QTest.mouseMove(start.viewport(), away)
    QApplication.processEvents()
    QTest.mouseRelease(start.viewport(), LEFT, pos=away)


def test_the_texts_of_a_conversation_are_in_the_order_of_reading(opened: Opened) -> None:
    said = [text.toPlainText() for text in _texts(opened)]
    answer = ["The drop is clear.", "x = 1", "one\ntwo"]
    assert said == ["first question", *answer, "second question", *answer]


def test_a_drag_selects_from_one_message_into_another_and_copies_it(opened: Opened) -> None:
    texts = _texts(opened)
    _drag(texts[1], texts[4])
    assert [text.textCursor().hasSelection() for text in texts] == [False, *[True] * 4, *[False] * 3]
    QTest.keyClick(texts[1], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text()
    assert copied.startswith("The drop is clear.\n\nx = 1\n\none\ntwo\n\nsec")
    assert "question" not in copied


def test_a_drag_upwards_selects_as_well_and_one_back_gives_up_what_it_left(opened: Opened) -> None:
    texts = _texts(opened)
    _drag(texts[3], texts[1])
    assert [text.textCursor().hasSelection() for text in texts[:5]] == [False, True, True, True, False]
    assert texts[1].textCursor().selectionEnd() == len("The drop is clear.")
    assert texts[1].textCursor().selectionStart() > 0
    _drag(texts[1], texts[1])
    assert [text for text in texts if text.textCursor().hasSelection()] == [texts[1]]


def test_selected_words_are_dragged_elsewhere_and_stay_selected(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[str] = []

    def hand_on(text: Selectable) -> QMimeData:
        page = SelectionPage.around(text)
        assert page is not None
        dragged.append(page.copied().text())
        QTimer.singleShot(0, lambda: QTest.mouseRelease(opened.window.windowHandle(), LEFT))
        return page.copied()

    monkeypatch.setattr(Selectable, "createMimeDataFromSelection", hand_on)
    texts = _texts(opened)
    _drag(texts[1], texts[4])
    before = [text.textCursor().selectedText() for text in texts]
    QTest.mousePress(texts[1].viewport(), LEFT, pos=_middle(texts[1]))
    for x in range(42, 90, 4):
        QTest.mouseMove(texts[1].viewport(), QPoint(x, _middle(texts[1]).y()))
        QApplication.processEvents()
    assert dragged == [_page(opened).copied().text()]
    assert [text.textCursor().selectedText() for text in texts] == before


def test_a_click_on_selected_words_gives_up_the_selection_in_every_text(opened: Opened) -> None:
    texts = _texts(opened)
    _drag(texts[1], texts[4])
    QTest.mouseClick(texts[1].viewport(), LEFT, pos=_middle(texts[1]))
    assert not _page(opened).selected()


def test_a_click_beside_the_texts_gives_up_the_selection_and_one_on_a_button_does_not(opened: Opened) -> None:
    texts, page = _texts(opened), _page(opened)
    told: list[None] = []
    page.chosen.connect(lambda: told.append(None))
    _drag(texts[1], texts[4])
    assert len(page.selected()) == 4
    button = opened.window.transcript.page.turns[0][2]._replay
    QTest.mouseClick(button, LEFT)
    assert len(page.selected()) == 4
    told.clear()
    QTest.mouseClick(page, LEFT, pos=QPoint(2, 2))
    assert not page.selected()
    assert len(told) == 1


def test_shift_and_a_click_let_the_selection_go_on(opened: Opened) -> None:
    texts = _texts(opened)
    QTest.mouseClick(texts[0].viewport(), LEFT, pos=QPoint(1, 5))
    QTest.mouseClick(texts[4].viewport(), LEFT, SHIFT, _middle(texts[4]))
    assert all(text.textCursor().hasSelection() for text in texts[:5])
    QTest.mouseClick(texts[2].viewport(), LEFT, SHIFT, _middle(texts[2]))
    assert [text.textCursor().hasSelection() for text in texts[:5]] == [True, True, True, False, False]


@pytest.mark.parametrize("is_in_text", [True, False])
def test_one_key_selects_the_whole_conversation(opened: Opened, is_in_text: bool) -> None:
    texts = _texts(opened)
    focused = texts[1] if is_in_text else opened.window.transcript
    QTest.keyClick(focused, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert [passage.widget for passage in _page(opened).selected()] == texts
    QTest.keyClick(focused, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().count("The drop is clear.") == 2


def test_a_whole_answer_is_copied_as_it_was_written(opened: Opened) -> None:
    _page(opened).select_all()
    _page(opened).copy_markdown()
    copied = QApplication.clipboard().text()
    assert copied == f"first question\n\n{ANSWER}\n\nsecond question\n\n{ANSWER}"


def test_a_question_is_copied_as_markdown_that_reads_as_it_was_written(opened: Opened) -> None:
    question = "# not a heading\n*not* emphasis <b>not bold</b>"
    opened.answered(question)
    opened.settle()
    asked = next(text for text in _texts(opened) if text.toPlainText() == question)
    asked.selectAll()
    _page(opened).copy_markdown()
    [read] = MarkdownIt().parse(QApplication.clipboard().text())
    assert (read.type, read.content) == ("fence", f"{question}\n")


def test_a_part_of_an_answer_has_its_marks_as_markdown(opened: Opened) -> None:
    texts = _texts(opened)
    for text in texts[1:3]:
        text.selectAll()
    _page(opened).copy_markdown()
    assert QApplication.clipboard().text() == "The **drop** is clear.\n\n```python\nx = 1\n```"


def test_the_menu_offers_markdown(opened: Opened) -> None:
    text = _texts(opened)[1]
    text.selectAll()
    assert isinstance(text, Selectable)
    menu = text.menu()
    named: dict[str, QAction] = {action.text(): action for action in menu.actions()}
    named["Copy as Markdown"].trigger()
    menu.deleteLater()
    assert QApplication.clipboard().text() == "The **drop** is clear."


@pytest.mark.qt_log_ignore("raise|grabbing")  # of a platform without a window manager
def test_the_address_of_a_link_that_is_pointed_at_can_be_copied(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="[drop](https://dew.example/a?b=c) and more of it")))
    opened.answered()
    opened.settle()
    text = _texts(opened)[1]
    cursor = text.textCursor()
    cursor.setPosition(2)
    on_link = text.cursorRect(cursor).center()
    assert isinstance(text, Selectable)
    for place, offered in ((on_link, True), (on_link + QPoint(120, 0), False)):
        where = text.viewport().mapToGlobal(place)
        QApplication.sendEvent(
            text.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where)
        )
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        named = {action.text(): action for action in menu.actions()}
        assert ("Copy the address" in named) is offered
        if offered:
            named["Copy the address"].trigger()
        menu.close()
    assert QApplication.clipboard().text() == "https://dew.example/a?b=c"


def test_the_page_scrolls_while_the_mouse_is_beyond_its_edge(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="a line of an answer\n\n" * 60)))
    opened.answered()
    opened.settle()
    transcript = opened.window.transcript
    transcript.verticalScrollBar().setValue(0)
    text = _texts(opened)[0]
    QTest.mousePress(text.viewport(), LEFT, pos=QPoint(2, 5))
    below = transcript.viewport().mapToGlobal(QPoint(300, transcript.viewport().height() + 40))
    QTest.mouseMove(text.viewport(), text.viewport().mapFromGlobal(below))
    opened.wait(lambda: transcript.verticalScrollBar().value() > 200)
    QTest.mouseRelease(text.viewport(), LEFT, pos=text.viewport().mapFromGlobal(below))
    assert not _page(opened)._scrolling.isActive()
    assert len(_page(opened).selected()) == 2


def test_texts_that_go_while_the_mouse_selects_are_left_out(opened: Opened) -> None:
    texts = _texts(opened)
    page, start, end = _page(opened), texts[1], texts[4]
    QTest.mousePress(start.viewport(), LEFT, pos=QPoint(2, start.viewport().height() // 2))
    _format_anew(opened, 1)  # as while an answer grows
    assert page.drag(end.viewport().mapToGlobal(_middle(end)))
    assert end.textCursor().hasSelection()
    _format_anew(opened, 0)
    assert not page.drag(end.viewport().mapToGlobal(_middle(end)))
    QTest.mouseRelease(end.viewport(), LEFT, pos=_middle(end))


def test_the_page_stands_still_once_the_mouse_is_let_go_wherever_that_is(opened: Opened) -> None:
    page, start = _page(opened), _texts(opened)[1]
    QTest.mousePress(start.viewport(), LEFT, pos=QPoint(2, 5))
    assert page.drag(page.mapToGlobal(QPoint(40, page.height() + 400)))
    assert page._scrolling.isActive()
    _format_anew(opened, 0)  # nothing on the page hears of the mouse any more
    QTest.mouseRelease(opened.window.composer, LEFT)
    opened.wait(lambda: not page._scrolling.isActive())


def _format_anew(opened: Opened, turn: int) -> None:
    """Give an answer another text, and let its widgets go."""
    shown = opened.window.transcript.page.turns[turn][2]._answer.text
    shown.say("")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    shown.say("another answer")
