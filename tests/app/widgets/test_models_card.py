from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.bridge import Bridge
from app.models.handover import Handover
from app.models.status import Status
from app.models.storage import Storage
from app.widgets.models_card import ModelsCard
from engine import DEMO, EngineError
from tests.app.fake_command import FINISHED, PROGRESSED, FakeCommands, failed, line_of, progressed, stored
from tests.app.fake_engine import FakeEngine
from tests.app.widgets.setup_parts import list_models, storage_in

Parts = tuple[ModelsCard, Storage, FakeCommands]


@pytest.fixture
def parts(page: QWidget, tmp_path: Path) -> Iterator[Parts]:
    with storage_in(tmp_path) as (storage, commands):
        bridge = Bridge(FakeEngine, page)
        status = Status(bridge, page)
        yield ModelsCard(storage, Handover(storage, status, page), page), storage, commands
        bridge.close(30.0)


def _buttons(card: ModelsCard) -> dict[str, QPushButton]:
    return {
        button.accessibleName(): button
        for button in card.findChildren(QPushButton)
        if button.isVisibleTo(card)
    }


def _said(card: ModelsCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card))


def test_the_demo_is_always_there_and_a_finished_model_with_its_size(parts: Parts) -> None:
    card, storage, commands = parts
    assert list(_buttons(card)) == ["Use demo"]
    list_models(storage, commands)
    names = ["Use demo", f"Use {storage.target}", "Verify model-one", "Move model-one", "Delete model-one"]
    assert list(_buttons(card)) == names
    used: list[str] = []
    card.chosen.connect(used.append)
    _buttons(card)[f"Use {storage.target}"].click()
    assert used == [str(storage.target)]


def test_a_download_on_its_way_is_not_offered_and_a_damaged_one_not_used(parts: Parts) -> None:
    card, storage, commands = parts
    begun = stored(str(storage.target), finished=False)
    damaged = stored("/b", finished=False, problem="x changed since the download was verified.")
    list_models(storage, commands, begun, damaged)
    assert list(_buttons(card)) == ["Use demo", "Repair model-one", "Delete model-one"]
    _buttons(card)["Repair model-one"].click()
    assert commands.latest("download").arguments[:7] == [
        *("download", "--repo", "nvidia/model-one", "--revision", "c", "--to", "/b")
    ]
    assert not _buttons(card)["Delete model-one"].isEnabled()
    commands.latest("download").say(line_of(progressed()))
    assert "Repairing, 4.0 GB of 10.0 GB" in _said(card)


def test_one_whose_repair_was_stopped_can_be_repaired_and_deleted(parts: Parts) -> None:
    card, storage, commands = parts
    damaged = stored("/b", finished=False, problem="x changed since the download was verified.")
    list_models(storage, commands, damaged)
    _buttons(card)["Repair model-one"].click()
    card.stop.click()
    commands.latest("models").finish([stored("/b", present=4 * 10**9, finished=False)])
    assert list(_buttons(card)) == ["Use demo", "Repair model-one", "Delete model-one"]
    assert "4.0 GB of 10.0 GB are here already." in _said(card)
    _buttons(card)["Repair model-one"].click()
    assert storage.care.is_running


def test_one_whose_list_was_edited_is_shown_with_a_way_out(parts: Parts) -> None:
    card, storage, commands = parts
    edited = {"repository": "", "commit": ""}
    problem = "The list of files was changed."
    foreign = stored("/c", finished=False, problem=problem) | edited
    mine = stored(str(storage.target), finished=False, problem=problem) | edited
    list_models(storage, commands, foreign, mine)
    name = storage.target.name
    assert list(_buttons(card)) == [
        *("Use demo", "Open the folder c", f"Repair {name}", f"Open the folder {name}")
    ]
    _buttons(card)[f"Repair {name}"].click()
    assert storage.download.is_running


def test_the_model_in_use_has_a_mark_in_the_place_of_its_button(parts: Parts, qtbot: QtBot) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    status = card._handover._status
    status.load(DEMO)
    qtbot.waitUntil(lambda: status.place == DEMO)
    assert "Use demo" not in _buttons(card)
    assert "In use" in _said(card)
    assert f"Use {storage.target}" in _buttons(card)


def test_while_work_waits_for_its_model_no_other_is_begun(parts: Parts, qtbot: QtBot) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    handover, status = card._handover, card._handover._status
    model = storage.models[0]
    status.load(model.folder)
    qtbot.waitUntil(lambda: status.place == model.folder)
    assert _buttons(card)["Verify model-one"].isEnabled()
    handover.remove(model)
    assert handover.is_waiting
    assert not _buttons(card)["Verify model-one"].isEnabled()
    qtbot.waitUntil(lambda: commands.made[-1].arguments[0] == "remove")
    commands.latest("remove").finish(line_of(failed("DiskFull")))
    assert _buttons(card)["Verify model-one"].isEnabled()


def test_where_no_other_model_could_take_its_place_the_card_says_so_and_is_usable_again(
    parts: Parts, qtbot: QtBot
) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    handover, status = card._handover, card._handover._status
    model = storage.models[0]
    status.load(model.folder)
    qtbot.waitUntil(lambda: status.place == model.folder)
    status._bridge._engine.load_error = EngineError("It broke.")  # type: ignore[attr-defined]  # the fake has it
    handover.remove(model)
    assert "Waiting until the model is no longer in use." in _said(card)
    qtbot.waitUntil(lambda: "Nothing was moved or deleted." in _said(card))
    assert "Waiting" not in _said(card)
    assert _buttons(card)["Verify model-one"].isEnabled()
    _buttons(card)["Verify model-one"].click()
    commands.latest("verify").finish(line_of(FINISHED))
    assert "Nothing was moved or deleted." not in _said(card)


def test_verifying_shows_where_it_is_and_can_be_stopped(parts: Parts) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    _buttons(card)["Verify model-one"].click()
    commands.latest("verify").say(line_of(PROGRESSED))
    assert "Verifying file0, 3 bytes of 9 bytes" in _said(card)
    card.stop.click()
    assert commands.latest("verify").stopped
    assert "Nothing is lost." in _said(card)
    _buttons(card)["Verify model-one"].click()
    commands.latest("verify").finish(line_of(FINISHED))
    assert "Done." in _said(card)


def test_what_goes_wrong_is_said_until_it_is_read(parts: Parts) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    _buttons(card)["Verify model-one"].click()
    commands.latest("verify").finish(line_of(failed("ModelDamaged")), status=1)
    assert "It broke." in _said(card)
    assert card._error._button.text() == "Repair"
    card._error.retried.emit()
    assert "It broke." not in _said(card)
    assert storage.download.is_running


def test_an_old_folder_that_a_move_leaves_is_told_of_and_opened(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    old, new = storage.target, storage.folder / "E"
    _buttons(card)["Move model-one"].click()
    storage.move(storage.models[0], new)
    commands.latest("move").finish(line_of(FINISHED), line_of(failed("FolderLeft")), status=1)
    assert storage.folder == new
    assert "It broke." in _said(card)
    opened: list[Path] = []
    monkeypatch.setattr("app.widgets.models_card.show_folder", opened.append)
    assert card._error._button.text() == "Open the folder"
    card._error.retried.emit()
    assert opened == [old]
    assert "It broke." not in _said(card)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("DiskFull", "Choose a folder…"),
        ("FolderBusy", "Try again"),
        ("ProxyRefused", "Connection…"),
        ("ModelMissing", "Look again"),
    ],
)
def test_a_move_that_fails_has_one_button_that_helps(parts: Parts, kind: str, words: str) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    asked: list[str] = []
    card.move_wanted.connect(lambda model: asked.append(model.name))
    card.connection_wanted.connect(lambda: asked.append("connection"))
    _buttons(card)["Move model-one"].click()
    storage.move(storage.models[0], storage.folder / "E")
    commands.latest("move").finish(line_of(failed(kind)), status=1)
    assert card._error._button.text() == words
    moves = _moves(commands)
    card._error.retried.emit()
    match words:
        case "Choose a folder…":
            assert asked == ["model-one", "model-one"]
        case "Connection…":
            assert asked == ["model-one", "connection"]
        case "Look again":
            assert commands.made[-1].arguments[0] == "models"
        case _:
            assert _moves(commands) == moves * 2


def _moves(commands: FakeCommands) -> list[list[str]]:
    return [command.arguments for command in commands.made if command.arguments[0] == "move"]
