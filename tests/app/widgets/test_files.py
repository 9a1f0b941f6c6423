from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from app.history import FileKind
from app.models.shelf import ID_ROLE
from app.widgets.files import documents, file_name, show_folder
from tests.app.conftest import Opened, OpenWindow


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What is dew?", "What is dew"),
        ("a/b\\c: d", "a b c d"),
        ("露点", "露点"),
        ("...", "Conversation"),
        ("x" * 100, "x" * 60),
        ("Aux", "_Aux"),
        ("com1.talk", "_com1.talk"),
    ],
)
def test_a_title_becomes_a_name_that_any_system_takes(title: str, name: str) -> None:
    assert file_name(title) == name


def test_files_are_kept_in_the_documents_where_there_are_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path / "Dokumente"))
    assert documents() == tmp_path
    (tmp_path / "Dokumente").mkdir()
    assert documents() == tmp_path / "Dokumente"


@pytest.mark.qt_log_ignore("openDocument")  # of a platform without a desktop
@pytest.mark.usefixtures("qapp")
def test_a_folder_that_cannot_be_made_is_left_to_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    show_folder(tmp_path / "file" / "models")


def _choose(menu: QMenu, *words: str) -> None:
    action = next(action for action in menu.actions() if action.text().startswith(words[0]))
    if len(words) > 1:
        submenu = action.menu()
        assert isinstance(submenu, QMenu)
        _choose(submenu, *words[1:])
    else:
        action.trigger()


def _answer_dialog(opened: Opened, path: Path) -> None:
    opened.wait(lambda: any(isinstance(w, QFileDialog) for w in QApplication.topLevelWidgets()))
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog))
    dialog.fileSelected.emit(str(path))
    dialog.close()
    opened.settle()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_conversation_is_saved_from_its_menu(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window()
    opened.answered("One")
    opened.stored()
    shelf = opened.parts.library.catalogue.shelf
    (place,) = (shelf.index(row) for row in range(shelf.rowCount()) if shelf.index(row).data(ID_ROLE))
    for words, ending in (("Markdown", "md"), ("Web page", "html")):
        _choose(opened.window.sidebar.list.menu_for(place), "Export", words)
        _answer_dialog(opened, tmp_path / f"one.{ending}")
        opened.wait((tmp_path / f"one.{ending}").exists)
    assert "## You\n\nOne" in (tmp_path / "one.md").read_text(encoding="utf-8")
    opened.wait(opened.window._notice_bar.isVisible)
    assert opened.window._notice_bar.button.text() == "Open the folder"


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_conversation_gets_its_ending_behind_a_name_with_a_dot(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window()
    opened.answered("One")
    _choose(opened.window.header._more.menu(), "Export all")
    _answer_dialog(opened, tmp_path / "dew 1.2")
    opened.wait((tmp_path / "dew 1.2.json").exists)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_everything_is_saved_and_taken_in_again_beside_what_is_there(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window()
    library, menu = opened.parts.library, opened.window.header._more.menu()
    for prompt in ("One", "Two"):
        library.start()
        opened.answered(prompt)
    opened.stored()
    _choose(menu, "Export all")
    _answer_dialog(opened, tmp_path / "all.json")
    opened.wait((tmp_path / "all.json").exists)
    _choose(menu, "Import")
    _answer_dialog(opened, tmp_path / "all.json")
    opened.wait(lambda: len(library.catalogue.ids) == 4)
    opened.wait(lambda: len(library.open_chat.turns) == 1)
    assert sorted(library.catalogue.record(id).title for id in library.catalogue.ids) == [
        "One",
        "One",
        "Two",
        "Two",
    ]


def test_a_file_that_is_no_export_is_told_of(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window()
    (tmp_path / "letter.json").write_text("Dear Anna")
    opened.parts.library.import_file(tmp_path / "letter.json")
    card = opened.window._history_error
    opened.wait(card.isVisible)
    assert "cannot be imported" in card.accessibleName()
    card.retried.emit()
    assert not card.isVisible()
    opened.parts.library.import_file(tmp_path / "nowhere.json")
    opened.wait(card.isVisible)


def test_a_place_that_cannot_be_written_is_told_of(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window()
    opened.answered("One")
    opened.parts.library.export(
        opened.parts.library.catalogue.ids, FileKind.HTML, tmp_path / "no" / "one.html"
    )
    opened.wait(opened.window._history_error.isVisible)
    assert "could not be written" in opened.window._history_error.accessibleName()
