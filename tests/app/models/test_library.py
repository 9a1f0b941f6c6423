from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.models.library import CHAT_ROLE, Library
from engine import TurnOptions


@pytest.fixture
def library(qapp: QApplication) -> Library:
    return Library()


def _titles(library: QAbstractItemModel) -> list[str]:
    return [library.index(row, 0).data() for row in range(library.rowCount())]


def test_an_empty_conversation_is_open_and_not_listed(library: Library) -> None:
    assert library.open_chat.turns == []
    assert library.rowCount() == 0


def test_a_conversation_is_listed_with_its_first_prompt_newest_first(library: Library) -> None:
    QAbstractItemModelTester(library, QAbstractItemModelTester.FailureReportingMode.Fatal)
    first = library.open_chat
    first.ask("One", TurnOptions())
    library.start()
    library.open_chat.ask("Two", TurnOptions())
    first.ask("Again", TurnOptions())
    assert _titles(library) == ["Two", "One"]
    assert library.index(1, 0).data(CHAT_ROLE) is first


def test_a_new_conversation_is_begun_only_where_the_open_one_holds_something(library: Library) -> None:
    empty = library.open_chat
    library.start()
    assert library.open_chat is empty
    empty.ask("One", TurnOptions())
    library.start()
    assert library.open_chat is not empty


def test_opening_is_told_once_and_only_when_it_changes(library: Library) -> None:
    first = library.open_chat
    first.ask("One", TurnOptions())
    opened: list[None] = []
    library.opened.connect(lambda: opened.append(None))
    library.start()
    library.open(first)
    library.open(first)
    assert len(opened) == 2
    assert library.open_chat is first


def test_a_conversation_that_is_not_listed_has_no_row(library: Library) -> None:
    assert library.row_of(library.open_chat) == -1
