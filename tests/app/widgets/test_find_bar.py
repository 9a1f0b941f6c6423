from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtTest import QTest

from app.models.shelf import ID_ROLE
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_engine import Reply

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _reply(prompt: str) -> Reply:
    return Reply(text=f"{prompt} is an answer.\n\n" + "a line\n\n" * 12)


@pytest.fixture
def opened(open_window: OpenWindow) -> Opened:
    made = open_window(reply_to=_reply)
    for number in range(8):
        made.answered(f"needle{number} and hay")
    made.settle()
    return made


def _in_sight(opened: Opened) -> bool:
    """Whether the place that is looked at is in sight."""
    transcript, place = opened.window.transcript, opened.window.finding.finder.rect()
    assert place is not None
    top = transcript.page.mapTo(transcript.viewport(), QPoint(0, place.top())).y()
    return 0 <= top < transcript.viewport().height()


def test_one_key_opens_it_and_escape_puts_it_away(opened: Opened) -> None:
    find = opened.window.finding
    assert not find.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    assert find.isVisible()
    QTest.keyClicks(find.field, "needle3")
    seen = []
    for modifier in (Qt.KeyboardModifier.NoModifier, SHIFT, Qt.KeyboardModifier.NoModifier):
        seen.append(find._count.text())
        assert _in_sight(opened)
        QTest.keyClick(find.field, Qt.Key.Key_Return, modifier)
    assert seen in (["1 of 2", "2 of 2", "1 of 2"], ["2 of 2", "1 of 2", "2 of 2"])
    QTest.keyClick(find.field, Qt.Key.Key_Escape)
    assert not find.isVisible()
    assert find.finder.places == []


def test_selected_words_of_one_line_are_looked_for_and_more_are_not(opened: Opened) -> None:
    find, page = opened.window.finding, opened.window.transcript.page
    text = next(each.widget for each in page.passages() if each.widget and "needle7 and hay is" in each.words)
    cursor = QTextCursor(text.document())  # at its beginning
    cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    text.setTextCursor(cursor)
    for _ in range(2):  # what is looked for already is looked for again
        QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
        assert find.field.selectedText() == "needle7"
        assert find._count.text().endswith(" of 2")
        find.leave()
    cursor.select(QTextCursor.SelectionType.Document)
    text.setTextCursor(cursor)
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    assert find.field.text() == "needle7"
    QTest.keySequence(opened.window.transcript, QKeySequence.StandardKey.SelectAll)
    assert len(page.selected()) > 1
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    assert find.field.text() == "needle7"


def test_what_is_not_there_is_said(opened: Opened) -> None:
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(opened.window.finding.field, "xyzzy")
    assert opened.window.finding._count.text() == "Not found"
    assert not opened.window.finding.next.isEnabled()


def test_the_field_keeps_its_width_while_places_are_counted_and_stepped_through(opened: Opened) -> None:
    find = opened.window.finding
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    opened.settle()
    width = find.field.width()
    for words in ("needle", "nothing of the kind"):
        find.field.setText(words)
        for _ in range(12):
            QTest.keyClick(find.field, Qt.Key.Key_Return)
            opened.settle(0)
            assert find.field.width() == width


def test_one_place_is_come_back_to_from_elsewhere(opened: Opened) -> None:
    find = opened.window.finding
    opened.answered("once")
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(find.field, "once is")
    assert find._count.text() == "1 of 1"
    opened.window.transcript.verticalScrollBar().setValue(0)
    assert not _in_sight(opened)
    find.next.click()
    assert _in_sight(opened)


def test_a_search_result_in_a_version_that_is_not_on_show_is_shown(opened: Opened) -> None:
    first = opened.parts.library.open_chat.turns[0]
    opened.parts.control.edit(first)
    opened.window.composer.field.setPlainText("thread")
    opened.window.composer._send()
    opened.wait(lambda: opened.parts.library.open_chat.turns[-1].ended)
    assert first not in opened.parts.library.open_chat.turns
    opened.stored()
    opened.window.sidebar.search.setText("needle0")
    shelf = opened.parts.library.catalogue.shelf
    opened.wait(lambda: shelf.rowCount() == 1)
    opened.window.sidebar.list._open(shelf.index(0))
    opened.wait(lambda: bool(opened.window.finding.finder.places))
    assert first in opened.parts.library.open_chat.turns
    opened.wait(lambda: _in_sight(opened))


def test_a_search_result_opens_its_message_with_the_words_marked(opened: Opened) -> None:
    opened.stored()
    library, find = opened.parts.library, opened.window.finding
    library.start()
    opened.window.sidebar.search.setText("needle2")
    opened.wait(lambda: library.catalogue.shelf.rowCount() == 1 and bool(library.catalogue.search._found))
    index = library.catalogue.shelf.index(0)
    assert index.data(ID_ROLE) is not None
    opened.window.sidebar.list._open(index)
    opened.wait(lambda: bool(find.finder.places))
    assert find.field.text() == "needle2"
    passage, nth = find.finder.places[find.finder.current]
    assert passage.find(["needle2"])[nth] == (0, len("needle2"))
    views = next(views for turn, *views in opened.window.transcript.page.turns if "needle2" in turn.prompt)
    assert any(view.isAncestorOf(passage.home) for view in views)
    opened.wait(lambda: _in_sight(opened))
    assert not opened.window.transcript.is_following


def test_another_conversation_puts_it_away(opened: Opened) -> None:
    opened.window.finding.open()
    opened.parts.library.start()
    assert not opened.window.finding.isVisible()


def test_what_a_new_answer_says_is_counted_and_marked_while_the_reader_stays(opened: Opened) -> None:
    find, bar = opened.window.finding, opened.window.transcript.verticalScrollBar()
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(find.field, "needle")
    opened.wait(lambda: len(find.finder.places) == 16)
    find.finder.step(-find.finder.current)
    looked_at = find.finder.places[0]
    opened.answered("another needle")
    opened.wait(lambda: find._count.text() == "1 of 18")
    assert find.finder.places[find.finder.current] == looked_at
    last = find.finder.places[-1].passage
    assert last.widget is not None
    assert last.widget.extraSelections()
    bar.setValue(bar.maximum() // 2)
    opened.settle()
    place = bar.value()
    opened.window.transcript.page.turns[-1].answer._answer.text.say("a needle, and a needle")
    opened.wait(lambda: find._count.text() == "1 of 19")
    assert bar.value() == place


def test_a_place_that_is_no_more_leaves_the_reader_at_the_one_beside_it(opened: Opened) -> None:
    find = opened.window.finding
    QTest.keyClick(opened.window, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(find.field, "needle")
    find.finder.step(15 - find.finder.current)
    chat = opened.parts.library.open_chat
    chat.remove(chat.turns[-1])
    opened.wait(lambda: find._count.text() == "14 of 14")
