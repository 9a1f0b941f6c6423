from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.bridge import Bridge
from app.models.machine import Machine
from app.models.status import Status
from app.models.storage import Storage
from app.settings import MODEL, OFFER_SETUP
from app.theme import Theme
from app.widgets.connection_dialog import ConnectionDialog
from app.widgets.setup import SetupPage
from tests.app.conftest import OpenWindow
from tests.app.fake_command import FINISHED, FakeCommands, line_of, progressed, stored
from tests.app.fake_engine import FakeEngine
from tests.app.widgets.setup_parts import list_models, storage_in

# of a platform without a window manager
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
Parts = tuple[SetupPage, Storage, FakeCommands]


@pytest.fixture
def parts(page: QWidget, theme: Theme, tmp_path: Path) -> Iterator[Parts]:
    with storage_in(tmp_path) as (storage, commands):
        bridge = Bridge(FakeEngine)
        machine, status = Machine(commands, page), Status(bridge, page)
        setup = SetupPage(theme, machine, storage, storage._settings, status, page)
        setup.resize(page.size())
        setup.show()
        yield setup, storage, commands
        bridge.close(30.0)


def _choose(setup: SetupPage, folder: Path) -> None:
    dialog = setup.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(folder))
    dialog.close()


def test_looking_asks_for_the_machine_and_its_models(parts: Parts) -> None:
    setup, _, commands = parts
    setup.look()
    assert [command.arguments[0] for command in commands.made] == ["doctor", "plan", "models"]


def test_its_cards_stand_in_the_middle_beside_a_scroll_bar_as_without_one(parts: Parts) -> None:
    setup, _, _ = parts
    for size, has_bar in ((QSize(1000, 300), True), (QSize(1000, 3000), False), (QSize(340, 300), True)):
        setup.resize(size)
        QTest.qWait(50)
        assert setup.verticalScrollBar().isVisible() is has_bar
        card = setup.machine_card
        left = card.mapTo(setup, QPoint(0, 0)).x()
        assert abs(left - (setup.width() - left - card.width())) <= 1


def test_another_folder_holds_the_models_from_then_on(parts: Parts, tmp_path: Path) -> None:
    setup, storage, _ = parts
    setup.download_card.folder_wanted.emit()
    _choose(setup, tmp_path / "D")
    assert storage.folder == tmp_path / "D"


def test_files_that_are_there_already_are_taken(parts: Parts, tmp_path: Path) -> None:
    setup, _, commands = parts
    setup.download_card.have_wanted.emit()
    _choose(setup, tmp_path / "mine")
    assert str(tmp_path / "mine") in commands.latest("download").arguments


def test_a_model_is_moved_to_the_folder_that_is_chosen(parts: Parts, tmp_path: Path) -> None:
    setup, storage, commands = parts
    list_models(storage, commands)
    setup.models_card.move_wanted.emit(storage.models[0])
    _choose(setup, tmp_path / "E")
    assert str(tmp_path / "E" / storage.target.name) in commands.latest("move").arguments


@pytest.mark.parametrize("act", ["move", "delete"])
def test_who_uses_a_model_is_told_what_becomes_of_it(
    parts: Parts, tmp_path: Path, qtbot: QtBot, act: str
) -> None:
    setup, storage, commands = parts
    list_models(storage, commands)
    model, status = storage.models[0], setup._status
    status.load(model.folder)
    qtbot.waitUntil(lambda: status.place == model.folder)
    wanted = setup.models_card.move_wanted if act == "move" else setup.models_card.removal_wanted
    wanted.emit(model)
    box = setup.findChildren(QMessageBox)[-1]
    assert "in use" in box.informativeText()
    assert not setup.findChildren(QFileDialog)
    buttons = {button.text(): button for button in box.findChildren(QPushButton)}
    buttons["Choose a folder…" if act == "move" else "Delete"].click()
    if act == "move":
        _choose(setup, tmp_path / "E")
    done = "move" if act == "move" else "remove"
    qtbot.waitUntil(lambda: done in {command.arguments[0] for command in commands.made})
    assert status.place == "demo"


def test_the_connection_can_be_changed_from_either_card(parts: Parts) -> None:
    setup, _, _ = parts
    download, models = setup.download_card, setup.models_card
    for act in (download.connection.click, download.connection_wanted.emit, models.connection_wanted.emit):
        act()
        (dialog,) = [dialog for dialog in setup.findChildren(ConnectionDialog) if dialog.isVisible()]
        dialog.close()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_model_goes_only_after_a_yes_that_names_the_space(parts: Parts, agreed: bool) -> None:
    setup, storage, commands = parts
    list_models(storage, commands)
    setup.models_card.removal_wanted.emit(storage.models[0])
    box = setup.findChildren(QMessageBox)[-1]
    assert "10.0 GB" in box.informativeText()
    buttons = {button.text(): button for button in box.findChildren(QPushButton)}
    buttons["Delete" if agreed else "Keep"].click()
    assert ("remove" in {command.arguments[0] for command in commands.made}) is agreed


def test_the_page_stands_in_the_place_of_the_transcript(open_window: OpenWindow) -> None:
    opened = open_window()
    commands = FakeCommands()
    opened.parts.machine._run = opened.parts.storage._run = commands
    window = opened.window
    window.header.models_wanted.emit()
    assert window.setup.isVisible()
    assert not window.transcript.isVisible()
    window.setup.back.click()
    assert window.transcript.isVisible()
    assert not opened.parts.settings.is_on(OFFER_SETUP)


def test_at_a_start_it_stays_before_what_is_opened_until_the_person_leaves_it(
    open_window: OpenWindow,
) -> None:
    first = open_window()
    first.answered()
    first.stored()
    first.tear_down()
    opened = open_window(shown=False, loaded=False)
    window, library = opened.window, opened.parts.library
    window.show_setup()
    window.show()
    assert not library.open_chat.turns
    opened.load()
    opened.wait(lambda: bool(library.open_chat.turns))
    opened.settle()
    assert window.setup.isVisible()
    assert opened.parts.settings.is_on(OFFER_SETUP)
    opened.answered("And then?")
    assert window.transcript.isVisible()
    assert not opened.parts.settings.is_on(OFFER_SETUP)


def test_behind_the_start_what_is_opened_takes_its_place(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    opened.window.show_setup()
    opened.parts.library.start()
    assert opened.window.transcript.isVisible()


def test_chatting_goes_on_while_the_model_arrives(open_window: OpenWindow) -> None:
    opened = open_window()
    commands = FakeCommands()
    opened.parts.storage.download._run = opened.parts.machine._run = opened.parts.storage._run = commands
    opened.window.show_setup()
    opened.parts.storage.fetch()
    commands.latest("download").say(line_of(progressed()))
    turn = opened.answered()
    assert turn.error is None
    assert opened.window.transcript.isVisible()
    commands.latest("download").say(line_of(progressed(5 * 10**9)))
    opened.window.show_setup()
    assert opened.parts.storage.download.is_running
    commands.latest("download").finish(line_of(FINISHED))


def test_leaving_the_app_ends_what_runs(open_window: OpenWindow) -> None:
    opened = open_window()
    commands = FakeCommands()
    opened.parts.storage.download._run = opened.parts.machine._run = opened.parts.storage._run = commands
    opened.window.show_setup()
    opened.parts.storage.fetch()
    ended: list[str] = []
    for command in commands.made:
        command.close = partial(ended.append, command.arguments[0])  # type: ignore[method-assign]  # noted
    opened.tear_down()
    assert set(ended) == {"doctor", "plan", "models", "download"}


def test_a_chosen_model_is_loaded_now_and_at_the_next_start(open_window: OpenWindow) -> None:
    opened, folder = open_window(), str(Path("/models/one"))
    opened.window.setup.models_card.chosen.emit(folder)
    assert opened.parts.settings.text(MODEL) == folder
    status = opened.parts.status
    opened.wait(lambda: status.model is not None and status.model.name == folder)


def test_a_begun_download_is_offered_once_after_the_start(open_window: OpenWindow, qtbot: QtBot) -> None:
    opened = open_window()
    commands = FakeCommands()
    storage = opened.parts.storage
    storage.download._run = opened.parts.machine._run = storage._run = commands
    list_models(storage, commands, stored(str(storage.target), present=4 * 10**9, finished=False))
    bar = opened.window._notice_bar
    assert bar.isVisible()
    assert bar.button.text() == "Resume"
    bar.act()
    assert opened.window.setup.isVisible()
    assert commands.latest("download").started
    list_models(storage, commands, stored(str(storage.target), present=4 * 10**9, finished=False))
    assert not bar.isVisible()
    commands.latest("download").finish(line_of(FINISHED))
