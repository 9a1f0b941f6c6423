"""Files of a model that is in use: it is put down first, and taken up again where it was moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bridge import Bridge
from app.models.handover import Handover
from app.models.status import Status
from app.models.storage import Storage
from engine import DEMO, EngineError
from tests.app.fake_command import FINISHED, REMOVED, FakeCommands, failed, line_of, stored
from tests.app.fake_engine import FakeEngine
from tests.app.widgets.setup_parts import list_models, storage_in

Parts = tuple[Handover, Storage, Status, FakeCommands]


@pytest.fixture
def parts(qapp: QApplication, tmp_path: Path) -> Iterator[Parts]:
    with storage_in(tmp_path) as (storage, commands):
        bridge = Bridge(FakeEngine, storage)
        status = Status(bridge, storage)
        handover = Handover(storage, status, storage)
        list_models(storage, commands)
        yield handover, storage, status, commands
        bridge.close(30.0)


def _use(parts: Parts, qtbot: QtBot) -> str:
    """Load the stored model."""
    handover, storage, status, _ = parts
    place = storage.models[0].folder
    storage.choose(place)
    status.load(place)
    assert handover.is_used(place)
    qtbot.waitUntil(lambda: status.place == place)
    return place


def _names(commands: FakeCommands) -> list[str]:
    return [command.arguments[0] for command in commands.made]


def test_a_model_that_nobody_uses_is_deleted_at_once(parts: Parts) -> None:
    handover, storage, _, commands = parts
    handover.remove(storage.models[0])
    assert not handover.is_waiting
    assert commands.latest("remove").started


def test_a_model_in_use_is_put_down_before_it_is_deleted(parts: Parts, qtbot: QtBot) -> None:
    handover, storage, status, commands = parts
    place = _use(parts, qtbot)
    handover.remove(storage.models[0])
    assert handover.is_waiting
    assert "remove" not in _names(commands)
    qtbot.waitUntil(lambda: "remove" in _names(commands))
    assert (status.place, handover.is_used(place), handover.is_waiting) == (DEMO, False, False)
    assert storage.chosen == DEMO
    commands.latest("remove").finish(line_of(REMOVED))
    assert status.coming == ()


@pytest.mark.parametrize("goes_well", [True, False])
def test_a_model_in_use_is_loaded_again_from_where_it_lies_then(
    parts: Parts, qtbot: QtBot, tmp_path: Path, goes_well: bool
) -> None:
    handover, storage, status, commands = parts
    place = _use(parts, qtbot)
    handover.move(storage.models[0], tmp_path / "E")
    assert "move" not in _names(commands)
    qtbot.waitUntil(lambda: "move" in _names(commands))
    assert status.place == DEMO
    commands.latest("move").finish(line_of(FINISHED if goes_well else failed("DiskFull")))
    there = str(tmp_path / "E" / Path(place).name) if goes_well else place
    qtbot.waitUntil(lambda: status.place == there)
    assert storage.chosen == there


def _let_the_next_load_fail(status: Status) -> None:
    engine = status._bridge._engine
    assert isinstance(engine, FakeEngine)
    engine.load_error = EngineError("The demo is damaged.", "Install it again.")


def test_where_the_demo_cannot_stand_in_a_model_stays_in_use_and_as_it_is(
    parts: Parts, qtbot: QtBot, tmp_path: Path
) -> None:
    handover, storage, status, commands = parts
    place = _use(parts, qtbot)
    for act in (handover.remove, lambda model: handover.move(model, tmp_path / "E")):
        _let_the_next_load_fail(status)
        act(storage.models[0])
        assert not handover.is_refused
        with qtbot.waitSignal(handover.changed):
            qtbot.waitUntil(lambda: not handover.is_waiting)
        assert handover.is_refused
        assert (status.place, storage.chosen) == (place, place)
        assert not {"remove", "move"} & set(_names(commands))
    storage.verify(storage.models[0])
    assert not handover.is_refused
    commands.latest("verify").finish(line_of(FINISHED))
    handover.remove(storage.models[0])  # and now the demo can
    qtbot.waitUntil(lambda: "remove" in _names(commands))


def test_work_is_given_up_where_its_model_is_taken_into_use_again_meanwhile(
    parts: Parts, qtbot: QtBot
) -> None:
    handover, storage, status, commands = parts
    place = _use(parts, qtbot)
    handover.remove(storage.models[0])
    status.load(place)
    qtbot.waitUntil(lambda: handover.is_refused)
    assert (status.place, handover.is_waiting) == (place, False)
    assert "remove" not in _names(commands)
    status.load(DEMO)
    qtbot.waitUntil(lambda: status.place == DEMO)
    assert not handover.is_refused


def test_a_model_that_nobody_uses_is_not_loaded_once_it_was_moved(parts: Parts, tmp_path: Path) -> None:
    handover, storage, status, commands = parts
    handover.move(storage.models[0], tmp_path / "E")
    commands.latest("move").finish(line_of(FINISHED))
    assert status.coming == ()


def test_another_model_in_use_is_told(parts: Parts, qtbot: QtBot) -> None:
    handover, storage, status, _ = parts
    with qtbot.waitSignal(handover.changed):
        status.load(DEMO)
    with qtbot.waitSignal(handover.changed):
        qtbot.waitUntil(lambda: status.place == DEMO)
    assert handover.is_used(DEMO)
    assert not handover.is_used(stored(str(storage.target))["folder"])  # type: ignore[arg-type]  # it is a text
