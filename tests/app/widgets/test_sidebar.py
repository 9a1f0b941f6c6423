from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.shelf import ID_ROLE
from engine import FinishReason
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply


def _listed(opened: Opened) -> list[str]:
    shelf = opened.parts.library.catalogue.shelf
    places = (shelf.index(row) for row in range(shelf.rowCount()))
    return [place.data() for place in places if place.data(ID_ROLE) is not None]


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


def test_the_search_looks_at_what_was_said_and_says_when_there_is_nothing(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="the morning air")))
    _two(opened)
    opened.stored()
    search = opened.window.sidebar.search
    everything = ["What is glass", "Tell me of the drop"]
    for words, found in (
        ("GLASS", everything[:1]),
        ("morning", everything),
        ("nowhere", []),
        ("  ", everything),
    ):
        search.setText(words)
        opened.wait(lambda found=found: _listed(opened) == found)  # type: ignore[misc]  # bound early
    search.setText("nowhere")
    assert opened.window.sidebar._hint.text() == "Nothing found."


def test_a_new_conversation_is_empty_and_keeps_the_others(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("One")
    opened.window.sidebar.new.click()
    assert opened.parts.library.open_chat.turns == []
    assert _listed(opened) == ["One"]
    assert not opened.window.sidebar.list.currentIndex().isValid()


def test_the_search_is_left_by_keys_into_what_it_found(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    for prompt in ("Tell me of the drop", "What is glass"):
        opened.finish(opened.ask(prompt))
        opened.window.sidebar.new.click()
    search, listed = opened.window.sidebar.search, opened.window.sidebar.list
    search.setFocus()
    QTest.keyClicks(search, "drop")
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert listed.hasFocus()
    assert listed.currentIndex().data() == "Tell me of the drop"
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Return)
    opened.wait(lambda: opened.parts.library.open_chat.title == "Tell me of the drop")
    turn = opened.ask("More")
    opened.stepped(turn, 1)
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    QTest.keyClick(search, Qt.Key.Key_Escape)  # now it is the window's: the answer is stopped
    opened.finish(turn)
    assert turn.reason is FinishReason.CANCELLED
