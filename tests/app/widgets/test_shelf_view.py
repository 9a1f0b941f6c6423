from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu

from app.history import StoredConversation
from app.models.shelf import ID_ROLE
from app.widgets.shelf_view import FOUND_PX, ROW_PX, ShelfView
from tests.app.conftest import Opened, OpenWindow


def _list(opened: Opened) -> ShelfView:
    return opened.window.sidebar.list


def _place(opened: Opened, title: str) -> QModelIndex:
    shelf = opened.parts.library.catalogue.shelf
    return next(shelf.index(row) for row in range(shelf.rowCount()) if shelf.index(row).data() == title)


def _choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()


def _two(opened: Opened) -> None:
    for prompt in ("One", "Two"):
        opened.parts.library.start()
        opened.answered(prompt)


def _fill(opened: Opened, count: int) -> None:
    for number in range(count):
        opened.parts.library.start()
        opened.ask(f"question {number}")
    opened.wait(lambda: all(turn.ended for turn in opened.parts.library.open_chat.turns))
    opened.settle()


def test_a_conversation_is_opened_by_click_and_by_key_and_the_open_one_is_marked(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    _two(opened)
    shelf, library = _list(opened), opened.parts.library
    assert shelf.currentIndex().data() == "Two"
    where = shelf.visualRect(_place(opened, "One")).center()
    QTest.mouseClick(shelf.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert library.open_chat.title == "One"
    shelf.setFocus()
    QTest.keyClick(shelf, Qt.Key.Key_Up)
    QTest.keyClick(shelf, Qt.Key.Key_Return)
    assert library.open_chat.title == "Two"


def test_a_conversation_is_renamed_in_its_place(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    shelf = _list(opened)
    shelf.setFocus()
    QTest.keyClick(shelf, Qt.Key.Key_F2)
    editor = shelf.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Dew")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    opened.wait(lambda: opened.parts.library.open_chat.title == "Dew")


def test_a_name_that_is_half_written_is_taken_before_other_rows_come(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    shelf, catalogue = _list(opened), opened.parts.library.catalogue
    shelf.rename(_place(opened, "One"))
    field = shelf.findChild(QLineEdit)
    assert field is not None
    field.setText("Un")
    catalogue.relist()
    assert _place(opened, "Un").isValid()
    assert shelf.hasFocus()


def test_a_conversation_that_was_renamed_keeps_the_keyboard(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    shelf = _list(opened)
    shelf.setFocus()
    shelf.setCurrentIndex(_place(opened, "One"))
    QTest.keyClick(shelf, Qt.Key.Key_F2)
    editor = shelf.findChild(QLineEdit)
    assert editor is not None
    assert editor.accessibleName()
    editor.setText("Dew")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    opened.settle()
    assert shelf.hasFocus()
    assert shelf.currentIndex().data() == "Dew"


def test_a_name_is_written_in_sight_in_a_field_as_high_as_its_row(open_window: OpenWindow) -> None:
    opened = open_window()
    _fill(opened, 40)
    shelf = _list(opened)
    shelf.setFocus()
    first = _place(opened, "question 0")
    assert not shelf.viewport().rect().contains(shelf.visualRect(first))
    shelf.setCurrentIndex(first)
    shelf.scrollToTop()
    QTest.keyClick(shelf, Qt.Key.Key_F2)
    editor = shelf.findChild(QLineEdit)
    assert editor is not None
    assert shelf.viewport().rect().contains(editor.geometry())
    assert editor.height() >= ROW_PX - 4


def test_the_menu_pins_files_copies_and_deletes(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    shelf, library = _list(opened), opened.parts.library
    _choose(shelf.menu_for(_place(opened, "One")), "Pin")
    assert library.catalogue.shelf.index(0).data() == "Pinned"
    _choose(shelf.menu_for(_place(opened, "One")), "Unpin")
    library.catalogue.move(library.open_chat.record.id, "garden")
    folders = shelf.menu_for(_place(opened, "One")).findChildren(QMenu)[0]
    _choose(folders, "garden")
    assert library.catalogue.shelf.index(0).data() == "garden"
    assert library.catalogue.shelf.index(2).data() == "One"
    _choose(shelf.menu_for(_place(opened, "One")).findChildren(QMenu)[0], "No folder")
    _choose(shelf.menu_for(_place(opened, "One")), "Duplicate")
    opened.wait(lambda: library.open_chat.title == "One (copy)")
    _choose(shelf.menu_for(_place(opened, "One (copy)")), "Delete")
    assert opened.window._notice_bar.isVisible()
    opened.window._notice_bar.button.click()
    assert library.open_chat.title == "One (copy)"


def test_the_delete_key_deletes_what_is_marked(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    _list(opened).setFocus()
    QTest.keyClick(_list(opened), Qt.Key.Key_Delete)
    assert [record.title for record in opened.parts.library.catalogue._records.values() if record.title] == [
        "One"
    ]


def test_a_long_list_stays_where_the_reader_scrolled_to(open_window: OpenWindow) -> None:
    opened = open_window()
    _fill(opened, 40)
    bar = _list(opened).verticalScrollBar()
    bar.setValue(200)
    opened.parts.library.catalogue.pin(opened.parts.library.open_chat.record.id, True)
    assert bar.value() == 200


def test_the_keyboard_stays_where_it_is_while_the_list_changes(open_window: OpenWindow) -> None:
    opened = open_window()
    for prompt in ("One", "Two", "Three", "Four"):
        opened.parts.library.start()
        opened.answered(prompt)
    shelf, library = _list(opened), opened.parts.library
    shelf.setFocus()
    shelf.setCurrentIndex(_place(opened, "Three"))
    library.catalogue.rename(_place(opened, "One").data(ID_ROLE), "Uno")
    assert shelf.currentIndex().data() == "Three"
    QTest.keyClick(shelf, Qt.Key.Key_Delete)
    assert shelf.currentIndex().data() == "Two"  # not the open one, which the next key would delete
    shelf.setCurrentIndex(_place(opened, "Four"))
    assert library.open_chat.title == "Four"
    QTest.keyClick(shelf, Qt.Key.Key_Delete)
    assert shelf.hasFocus()
    assert shelf.currentIndex().data() == "Two"
    opened.settle()
    assert shelf.hasFocus()


def test_a_folder_is_renamed_with_all_that_is_in_it(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window()
    _two(opened)
    shelf, library = _list(opened), opened.parts.library
    for title in ("One", "Two"):
        library.catalogue.move(_place(opened, title).data(ID_ROLE), "Garden")
    for name, folders in (("  ", ["Garden"]), (" The  garden ", ["The garden"])):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, name=name, **__: (name, True))
        menu = shelf.menu_for(_place(opened, "One"))
        rename = next(a for a in menu.findChildren(QAction) if a.text().startswith("Rename “"))
        rename.trigger()
        menu.close()
        assert library.catalogue.folders == folders
    assert {library.catalogue.record(id).folder for id in library.catalogue.ids} == {"The garden"}


def test_a_sign_in_the_name_of_a_folder_is_shown(open_window: OpenWindow) -> None:
    opened = open_window()
    _two(opened)
    opened.parts.library.catalogue.move(_place(opened, "One").data(ID_ROLE), "R&D")
    menu = _list(opened).menu_for(_place(opened, "Two"))
    assert "R&&D" in [action.text() for action in menu.findChildren(QAction)]
    menu.close()


def test_all_of_many_folders_can_be_reached_one_below_the_other(open_window: OpenWindow) -> None:
    opened = open_window()
    catalogue = opened.parts.library.catalogue
    opened.answered("One")
    catalogue.take_in(StoredConversation(title="x", folder=f"Folder {number}") for number in range(200))
    menu = _list(opened).menu_for(_place(opened, "One"))
    folders = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert isinstance(folders, QMenu)
    assert len(folders.actions()) > 200
    assert {folders.actionGeometry(action).x() for action in folders.actions()} == {
        folders.actionGeometry(folders.actions()[0]).x()
    }
    menu.close()


def test_a_title_that_runs_from_right_to_left_is_cut_at_its_left(open_window: OpenWindow) -> None:
    opened = open_window()
    shelf, tall = _list(opened), "ا"
    heights = []
    for title in (f"{tall} " * 60, tall * 3):
        opened.parts.library.start()
        opened.answered(title.strip())
        opened.parts.library.start()  # so that the row is not that of the open one
        opened.settle()
        row = shelf.visualRect(shelf.model().index(1, 0))
        picture = shelf.viewport().grab(row).toImage()
        columns = (
            [y for y in range(row.height()) if picture.pixel(x, y) != picture.pixel(0, 0)]
            for x in range(row.width())
        )
        first = next(inked for inked in columns if inked)
        heights.append(max(first) - min(first))
    cut, whole = heights
    assert cut < whole // 2  # a dot of the ellipsis


def test_what_a_search_finds_is_listed_from_its_top_and_behind_it_the_open_one_is_in_sight(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    _fill(opened, 40)
    shelf, search = _list(opened), opened.window.sidebar.search
    bar = shelf.verticalScrollBar()
    bar.setValue(300)
    search.setText("question")
    opened.wait(lambda: shelf.sizeHintForRow(0) == FOUND_PX)
    opened.settle()
    assert bar.value() == 0
    bar.setValue(400)
    search.setText("question 3")
    opened.settle(300)
    assert bar.value() == 0
    opened.parts.library.open_found(_place(opened, "question 3").data(ID_ROLE))
    search.clear()
    opened.settle(300)
    assert shelf.currentIndex().data() == "question 3"
    assert shelf.viewport().rect().contains(shelf.visualRect(shelf.currentIndex()))


def test_the_keyboard_stops_at_the_list_only_where_a_row_can_show_it(open_window: OpenWindow) -> None:
    opened = open_window()
    assert _list(opened).focusPolicy() is Qt.FocusPolicy.NoFocus
    opened.answered("What is dew?")
    assert _list(opened).focusPolicy() is Qt.FocusPolicy.StrongFocus
