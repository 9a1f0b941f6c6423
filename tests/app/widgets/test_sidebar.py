from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply


def _listed(opened: Opened) -> list[str]:
    model = opened.window.sidebar.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def _two(opened: Opened) -> None:
    opened.answered("Tell me of the drop")
    opened.window.sidebar.new.click()
    opened.answered("What is glass")


def test_an_empty_list_says_what_it_is_for(open_window: OpenWindow) -> None:
    opened = open_window()
    hint = opened.window.sidebar._hint
    assert hint.isVisible()
    opened.answered()
    assert not hint.isVisible()


def test_conversations_are_listed_newest_first_with_the_open_one_marked(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    assert _listed(opened) == ["What is glass", "Tell me of the drop"]
    assert opened.window.sidebar.list.currentIndex().data() == "What is glass"


def test_a_conversation_is_opened_by_click_and_by_key(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    sidebar, library = opened.window.sidebar, opened.parts.library
    where = sidebar.list.visualRect(sidebar.list.model().index(1, 0)).center()
    QTest.mouseClick(
        sidebar.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where
    )
    assert library.open_chat.title == "Tell me of the drop"
    sidebar.list.setFocus()
    QTest.keyClick(sidebar.list, Qt.Key.Key_Up)
    QTest.keyClick(sidebar.list, Qt.Key.Key_Return)
    assert library.open_chat.title == "What is glass"


def test_the_search_looks_at_what_was_said_and_says_when_there_is_nothing(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="the morning air")))
    _two(opened)
    sidebar = opened.window.sidebar
    for words, found in (
        ("GLASS", ["What is glass"]),
        ("morning tell", ["Tell me of the drop"]),
        ("nowhere", []),
        ("  ", ["What is glass", "Tell me of the drop"]),
    ):
        sidebar.search.setText(words)
        assert _listed(opened) == found
    sidebar.search.setText("nowhere")
    assert sidebar._hint.text() == "Nothing found."


def test_a_new_conversation_is_empty_and_keeps_the_others(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("One")
    opened.window.sidebar.new.click()
    assert opened.parts.library.open_chat.turns == []
    assert _listed(opened) == ["One"]
    assert not opened.window.sidebar.list.currentIndex().isValid()
